from django.urls import path

from zhibu.assessment import views

app_name = "assessment"
urlpatterns = [
    path("branches/<str:branch>/score/", views.scorecard, name="scorecard"),
    path("branches/<str:branch>/score/<str:code>/", views.item, name="item"),
    path("standards/", views.standard, name="standard"),
]
