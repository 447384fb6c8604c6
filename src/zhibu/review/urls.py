from django.urls import path

from zhibu.review import views

app_name = "review"
urlpatterns = [
    path("organizations/<str:organization>/review/", views.committee, name="committee"),
    path(
        "organizations/<str:organization>/review/delegations/",
        views.delegations,
        name="delegations",
    ),
    path("review/delegations/<str:delegation>/end/", views.end_delegation, name="end-delegation"),
    path("organizations/<str:organization>/review/spots/", views.spots, name="spots"),
    path("review/spots/<str:spot>/", views.spot, name="spot"),
    path("review/spots/<str:spot>/<str:branch>/<str:code>/", views.finding, name="finding"),
    path("organizations/<str:organization>/review/months/<str:month>/", views.month, name="month"),
    path(
        "organizations/<str:organization>/review/months/<str:month>/<str:ending>/",
        views.month_file,
        name="month-file",
    ),
    path("branches/<str:branch>/review/", views.of_branch, name="branch"),
    path("branches/<str:branch>/review/self/", views.self_assess, name="self"),
    path("branches/<str:branch>/review/confirm/", views.confirm, name="confirm"),
    path("branches/<str:branch>/review/sheets/<str:occasion>/", views.sheet, name="sheet"),
    path("branches/<str:branch>/review/appeals/<str:code>/", views.appeal, name="appeal"),
    path("review/appeals/<str:appeal>/", views.answer, name="appealed"),
    path("review/appeals/<str:appeal>/withdraw/", views.withdraw, name="withdraw"),
]
