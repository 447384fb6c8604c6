from django.urls import path

from zhibu.worklog import views

app_name = "worklog"
urlpatterns = [
    path("branches/<str:branch>/worklog/", views.listing, name="list"),
    path("branches/<str:branch>/worklog/new/", views.record, name="record"),
    path("organizations/<str:organization>/worklog/", views.set_tasks, name="set-tasks"),
    path("worklog/<str:rec>/finish/", views.finish, name="finish"),
    path("worklog/<str:rec>/correct/", views.correct, name="correct"),
    path("worklog/<str:rec>/withdraw/", views.withdraw, name="withdraw"),
]
