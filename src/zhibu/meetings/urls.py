from django.urls import path

from zhibu.meetings import views

app_name = "meetings"
urlpatterns = [
    path("branches/<str:branch>/meetings/", views.listing, name="list"),
    path("branches/<str:branch>/meetings/new/", views.record, name="record"),
    path("branches/<str:branch>/meetings/new/worker.js", views.worker, name="worker"),
    path("records/<str:rec>/correct/", views.correct, name="correct"),
    path("records/<str:rec>/withdraw/", views.withdraw, name="withdraw"),
    path("records/<str:rec>/answer/", views.answer, name="answer"),
    path("records/<str:rec>/files/<str:file>/", views.download, name="file"),
]
