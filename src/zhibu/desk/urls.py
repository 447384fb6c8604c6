from django.urls import path

from zhibu.desk import downloads, erasing_views, own_year_views, trust_views, views, witnessing

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("overview/<str:organization>/", views.overview, name="overview"),
    path("branches/<str:branch>/", views.branch, name="branch"),
    path("members/<str:member>/year/", own_year_views.own_year, name="own-year"),
    path("records/<str:rec>/", views.record, name="record"),
    path("records/<str:rec>/record.json", downloads.record_json, name="record-json"),
    path("records/<str:rec>/record.zip", downloads.record_zip, name="record-zip"),
    path("records/<str:rec>/erase/", erasing_views.ask, name="erase"),
    path("erasures/", erasing_views.listing, name="erasures"),
    path("erasures/<str:rec>/approve/", erasing_views.approve, name="approve-erasure"),
    path("erasures/<str:rec>/refuse/", erasing_views.refuse, name="refuse-erasure"),
    path("journal/", trust_views.journal, name="journal"),
    path("records/<str:rec>/verify/", trust_views.verify_record, name="verify-record"),
    path("journal/publish/", views.publish_head, name="publish-head"),
    path("journal/offline/", witnessing.offline, name="offline"),
    path("journal/offline/request.txt", witnessing.request_file, name="offline-request"),
    path("language/", views.language, name="language"),
    path("burden/", views.burden, name="burden"),
    path("burden/<int:burden>/answer/", views.answer_burden, name="answer-burden"),
]
