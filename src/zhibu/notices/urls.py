from django.urls import path

from zhibu.notices import views

app_name = "notices"
urlpatterns = [
    path("branches/<str:branch>/notices/", views.of_branch, name="branch"),
    path("organizations/<str:organization>/notices/", views.of_committee, name="committee"),
    path("organizations/<str:organization>/notices/drafts/", views.drafts, name="drafts"),
    path("organizations/<str:organization>/notices/draft/", views.draft, name="draft"),
    path("notices/<str:notice>/", views.detail, name="notice"),
    path("notices/<str:notice>/receipt/", views.receipt, name="receipt"),
    path("notices/<str:notice>/reply/", views.reply, name="reply"),
    path("notices/<str:notice>/visit/", views.visit, name="visit"),
    path("notices/<str:notice>/close/", views.close, name="close"),
    path("notices/<str:notice>/escalate/", views.escalate, name="escalate"),
    path("notices/<str:notice>/withdraw/", views.withdraw, name="withdraw"),
    path("notices/<str:notice>/notice.pdf", views.pdf, name="pdf"),
    path("notices/<str:notice>/notice.docx", views.docx, name="docx"),
    path("notices/<str:notice>/files/<str:file>/", views.download, name="file"),
    path("reminders/", views.reminders, name="reminders"),
]
