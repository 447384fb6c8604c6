"""Every address of the installation."""

from django.urls import include, path

urlpatterns = [
    path("", include("zhibu.party.urls")),
    path("", include("zhibu.meetings.urls")),
    path("", include("zhibu.dues.urls")),
    path("", include("zhibu.assessment.urls")),
    path("", include("zhibu.intake.urls")),
    path("", include("zhibu.desk.urls")),
]
