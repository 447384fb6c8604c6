from django.urls import path

from zhibu.appraisal import views

app_name = "appraisal"
urlpatterns = [
    path("branches/<str:branch>/appraisals/", views.of_branch, name="branch"),
    path("procedures/<str:case>/test/", views.test, name="test"),
    path("procedures/<str:case>/test/close/", views.close_test, name="close-test"),
    path("procedures/<str:case>/grades/", views.grades, name="grades"),
    path("members/<str:member>/appraisals/", views.of_member, name="member"),
]
