from django.urls import path

from zhibu.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("burden/", views.burden, name="burden"),
]
