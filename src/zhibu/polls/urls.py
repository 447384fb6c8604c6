from django.urls import path

from zhibu.polls.views import casting, committee, polls, sheets, voting

app_name = "polls"
urlpatterns = [
    path("organizations/<str:organization>/evaluations/", committee.listing, name="committee"),
    path("organizations/<str:organization>/evaluations/new/", committee.plan, name="plan"),
    path("organizations/<str:organization>/links/", committee.links, name="links"),
    path("organizations/<str:organization>/links/<str:link>/", committee.unlink, name="unlink"),
    path("organizations/<str:organization>/polls/new/", polls.start, name="start"),
    path("evaluations/<str:round>/", committee.detail, name="round"),
    path("evaluations/<str:round>/open/", committee.begin, name="begin"),
    path("evaluations/<str:round>/close/", committee.finish, name="finish"),
    path("branches/<str:branch>/evaluations/", sheets.duties, name="duties"),
    path("branches/<str:branch>/evaluations/<str:round>/<str:rated>/", sheets.sheet, name="sheet"),
    path("polls/", voting.mine, name="mine"),
    path("polls/code/", voting.guest, name="guest"),
    path("polls/cast/", casting.cast, name="cast"),
    path("polls/<str:poll>/", voting.ballot, name="ballot"),
    path("polls/<str:poll>/token/", casting.token, name="token"),
    path("polls/<str:poll>/tokens/", casting.tokens_cast, name="tokens"),
    path("polls/<str:poll>/held/", polls.detail, name="poll"),
    path("polls/<str:poll>/codes/", polls.codes, name="codes"),
    path("polls/<str:poll>/paper/", polls.paper, name="paper"),
    path("polls/<str:poll>/close/", polls.finish, name="close"),
]
