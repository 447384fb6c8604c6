"""How admissions are conducted: what the procedures room asks this room about a case."""

from datetime import date
from typing import Any

from zhibu.admission import checks, documents, following, queries
from zhibu.admission.models import Applicant
from zhibu.admission.sights import panel_of
from zhibu.meetings import queries as meetings
from zhibu.meetings import regulation
from zhibu.party import procedural
from zhibu.party import queries as party
from zhibu.procedures import conduct
from zhibu.procedures.conduct import Conduct
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File

OFFERED = 20  # the latest meetings are offered, older ones are hardly meant
COMMITTEE = ("committee_meeting", "general_meeting")
ASSEMBLY = ("general_meeting",)


def register() -> None:
    """Let the procedures room ask here about admissions, and the cards about their days."""
    procedural.ask(queries.why_not_dated)
    conduct.register(
        queries.FAMILY,
        Conduct(
            checks=checks.obstacles,
            carried=following.carried,
            on_done=following.on_done,
            on_corrected=following.on_corrected,
            on_withdrawn=following.on_withdrawn,
            on_ended=following.on_ended,
            fill=following.fill,
            documents=documents.DOCUMENTS,
            panel=panel,
            start="admission:new",
            defaults=defaults,
            choices=choices,
        ),
    )


def panel(file: File, _today: date) -> tuple[str, dict[str, Any]] | None:
    """Return the card of whom a case is about, for the case's page."""
    applicant = Applicant.objects.filter(uid=file.case.subject).select_related("branch").first()
    if applicant is None:
        return None
    return "admission/panel.html", {"newcomer": panel_of(file, applicant)}


def choices(  # noqa: PLR0917 - as Conduct calls it
    file: File, step: str, field: str, on: date
) -> list[tuple[str, str]] | None:
    """Return who may be a mentor or sponsor that day, and which meetings may be meant."""
    case = file.case
    if field in checks.MENTORS:
        voting = party.roll_of(case.organization_id, on).voting
        return [(one.uid, one.name) for one in voting]
    if field == "meeting":
        asks = file.procedure.steps[step].asks
        return _meetings(case, ASSEMBLY if "ayes" in asks else COMMITTEE)
    return None


def _meetings(case: Case, forms: tuple[str, ...]) -> list[tuple[str, str]]:
    found = meetings.meetings_of(case.organization_id).filter(
        form__in=forms, withdrawn=False, held_on__gte=case.opened_on
    )
    return [
        (one.rec, f"{one.held_on.isoformat()} {regulation.forms()[one.form].short} {one.summary}")
        for one in found[:OFFERED]
    ]


def defaults(file: File, step: str, today: date) -> dict[str, Any]:
    """Return what a step's form starts from: sponsors are usually the mentors."""
    case, asks = file.case, file.procedure.steps[step].asks
    if "sponsors" in asks:
        named = [one.values["mentors"] for one in file.core.done if "mentors" in one.values]
        return {"sponsors": named[-1]} if named else {}
    if "ayes" in asks:
        held = meetings.last_of(case.organization_id, ASSEMBLY[0], today)
        if held and case.subject_name in held.summary:
            return {"meeting": held.rec, "on": held.held_on}
    return {}
