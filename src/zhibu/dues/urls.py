from django.urls import path

from zhibu.dues import views

app_name = "dues"
urlpatterns = [
    path("branches/<str:branch>/dues/", views.listing, name="list"),
    path("branches/<str:branch>/dues/new/", views.collect, name="collect"),
    path("dues/<str:rec>/withdraw/", views.withdraw, name="withdraw"),
    path("dues/<str:rec>/correct/", views.correct, name="correct"),
]
