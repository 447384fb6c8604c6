"""Every address of the installation."""

from django.urls import include, path

from zhibu.config import health

urlpatterns = [
    path("healthz", health.lives, name="lives"),
    path("readyz", health.is_ready, name="is-ready"),
    path("api/", include("zhibu.desk.api.urls")),
    path("journal/", include("zhibu.notary.urls")),
    path("", include("zhibu.party.urls")),
    path("", include("zhibu.meetings.urls")),
    path("", include("zhibu.dues.urls")),
    path("", include("zhibu.polls.urls")),
    path("", include("zhibu.worklog.urls")),
    path("", include("zhibu.honours.urls")),
    path("", include("zhibu.funds.urls")),
    path("", include("zhibu.procedures.urls")),
    path("", include("zhibu.admission.urls")),
    path("", include("zhibu.elections.urls")),
    path("", include("zhibu.appraisal.urls")),
    path("", include("zhibu.mobility.urls")),
    path("", include("zhibu.ledgers.urls")),
    path("", include("zhibu.returns.urls")),
    path("", include("zhibu.assessment.urls")),
    path("", include("zhibu.intake.urls")),
    path("", include("zhibu.scrutiny.urls")),
    path("", include("zhibu.drafting.urls")),
    path("", include("zhibu.review.urls")),
    path("", include("zhibu.grading.urls")),
    path("", include("zhibu.stars.urls")),
    path("", include("zhibu.notices.urls")),
    path("", include("zhibu.desk.urls")),
]
