from django.urls import path

from zhibu.assessment import views

app_name = "assessment"
urlpatterns = [
    path("branches/<str:branch>/score/", views.scorecard, name="scorecard"),
    path("branches/<str:branch>/score/<str:code>/", views.item, name="item"),
    path("branches/<str:branch>/score/<str:code>/trace/", views.trace, name="trace"),
    path("standards/", views.standard, name="standard"),
    path("standards/<str:adoption>/file/", views.download, name="standard-file"),
    path("standards/<str:adoption>/withdraw/", views.withdraw, name="withdraw-standard"),
    path("organizations/<str:organization>/standards/", views.versions, name="standards"),
    path("organizations/<str:organization>/standards/adopt/", views.adopt, name="adopt"),
]
