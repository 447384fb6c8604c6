from django.urls import path

from zhibu.worklog import views

app_name = "worklog"
urlpatterns = [
    path("branches/<str:branch>/work/", views.listing, name="list"),
    path("branches/<str:branch>/work/new/", views.record, name="record"),
    path("organizations/<str:organization>/work/", views.set_tasks, name="set-tasks"),
    path("work/<str:rec>/finish/", views.finish, name="finish"),
    path("work/<str:rec>/correct/", views.correct, name="correct"),
    path("work/<str:rec>/withdraw/", views.withdraw, name="withdraw"),
]
