from django.urls import URLPattern

app_name = "stars"
urlpatterns: list[URLPattern] = []
