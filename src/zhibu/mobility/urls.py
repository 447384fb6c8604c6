from django.urls import path

from zhibu.mobility import views

app_name = "mobility"
urlpatterns = [
    path("branches/<str:branch>/transfers/", views.of_branch, name="branch"),
    path("branches/<str:branch>/transfers/new/", views.new_letter, name="new-letter"),
    path("branches/<str:branch>/transfers/arrival/", views.new_arrival, name="new-arrival"),
    path("organizations/<str:organization>/transfers/", views.of_committee, name="committee"),
    path("letters/<str:letter>/", views.letter, name="letter"),
    path("letters/<str:letter>/receive/", views.receive, name="receive"),
    path("letters/<str:letter>/refuse/", views.refuse, name="refuse"),
    path("letters/<str:letter>/receipt/", views.receipt, name="receipt"),
    path("letters/<str:letter>/withdraw/", views.withdraw, name="withdraw"),
    path("letters/<str:letter>/letter.pdf", views.pdf, name="pdf"),
    path("letters/<str:letter>/letter.docx", views.docx, name="docx"),
    path("branches/<str:branch>/transfers/floating/", views.afloat, name="afloat"),
    path("branches/<str:branch>/transfers/floating/out/", views.outflow, name="outflow"),
    path("branches/<str:branch>/transfers/floating/in/", views.inflow, name="inflow"),
    path("branches/<str:branch>/transfers/floating/lost/", views.new_search, name="new-search"),
    path("floating/<str:floating>/", views.floating, name="floating"),
    path("floating/<str:floating>/contact/", views.contact, name="contact"),
    path("floating/<str:floating>/end/", views.end, name="end"),
    path("organizations/<str:organization>/transfers/lists/", views.reconciliation, name="lists"),
    path(
        "branches/<str:branch>/transfers/quarter-report/",
        views.quarter_report,
        name="quarter-report",
    ),
]
