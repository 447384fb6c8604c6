from django.urls import path

from zhibu.elections import views

app_name = "elections"
urlpatterns = [
    path("branches/<str:branch>/elections/", views.of_branch, name="branch"),
    path("branches/<str:branch>/elections/new/", views.new, name="new"),
    path("elections/<str:case>/", views.meeting, name="meeting"),
    path("elections/<str:case>/roll/", views.roll, name="roll"),
    path("elections/<str:case>/finish/", views.finish, name="finish"),
    path("elections/<str:case>/rights/", views.rights, name="rights"),
    path("elections/<str:case>/handover/", views.handing_over, name="handover"),
    path("elections/<str:case>/ballots/<str:ballot>/", views.sheet, name="sheet"),
    path("elections/<str:case>/ballots/<str:ballot>/again/", views.again, name="again"),
    path("elections/<str:case>/ballots/<str:ballot>/fewer/", views.fewer, name="fewer"),
    path("organizations/<str:organization>/elections/", views.of_committee, name="committee"),
    path("organizations/<str:organization>/elections/reserves/", views.reserves, name="reserves"),
    path(
        "organizations/<str:organization>/elections/reserves/<str:reserve>/",
        views.reserve_result,
        name="reserve-result",
    ),
]
