from django.urls import path

from zhibu.scrutiny import views

app_name = "scrutiny"
urlpatterns = [
    path("branches/<str:branch>/scrutiny/", views.of_branch, name="branch"),
    path("organizations/<str:organization>/scrutiny/", views.of_committee, name="committee"),
    path("scrutiny/rules/", views.precision, name="rules"),
    path("scrutiny/<str:flag>/", views.detail, name="flag"),
    path("scrutiny/<str:flag>/settle/", views.settle, name="settle"),
    path("scrutiny/<str:flag>/files/<str:file>/", views.download, name="file"),
]
