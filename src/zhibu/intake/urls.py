from django.urls import path

from zhibu.intake import views

app_name = "intake"
urlpatterns = [
    path("import/", views.new, name="new"),
    path("import/drafts/<str:draft>/", views.draft, name="draft"),
    path("import/drafts/<str:draft>/discard/", views.discard, name="discard"),
    path("import/batches/<str:batch>/", views.batch, name="batch"),
    path("import/batches/<str:batch>/go-live/", views.go_live, name="go-live"),
    path("import/batches/<str:batch>/take-back/", views.take_back, name="take-back"),
]
