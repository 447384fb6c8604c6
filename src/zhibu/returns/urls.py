from django.urls import path

from zhibu.returns import views

app_name = "returns"
urlpatterns = [
    path("organizations/<str:organization>/returns/", views.show, name="show"),
    path("organizations/<str:organization>/returns/rows/", views.rows, name="rows"),
    path("organizations/<str:organization>/returns/download/", views.download, name="download"),
    path("organizations/<str:organization>/returns/submit/", views.submit, name="submit"),
    path("returns/<str:submission>/", views.submission, name="submission"),
]
