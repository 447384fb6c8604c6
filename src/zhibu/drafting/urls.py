from django.urls import path

from zhibu.drafting import views

app_name = "drafting"
urlpatterns = [
    path("organizations/<str:organization>/drafts/", views.of_organization, name="list"),
    path("drafts/<str:draft>/", views.draft, name="draft"),
    path("drafts/<str:draft>/item/", views.item, name="item"),
    path("drafts/<str:draft>/item/add/", views.add, name="add"),
    path("drafts/<str:draft>/recount/", views.recount, name="recount"),
    path("drafts/<str:draft>/head/", views.head, name="head"),
    path("drafts/<str:draft>/text/", views.text, name="text"),
    path("drafts/<str:draft>/preview/", views.preview, name="preview"),
    path("drafts/<str:draft>/questions/", views.questions, name="questions"),
    path("drafts/<str:draft>/discard/", views.discard, name="discard"),
    path("drafts/<str:draft>/download/", views.download, name="download"),
]
