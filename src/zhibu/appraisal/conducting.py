"""What this room adds to the cases it begins: numbers others hold, documents, the test's panel."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhibu.appraisal import actions, documents, queries
from zhibu.procedures import conduct
from zhibu.procedures.conduct import Conduct
from zhibu.procedures.models import Case

LAST = (12, 31)


def register() -> None:
    """Tell the procedures room how appraisals and work reports are conducted."""
    told = Conduct(
        fill=fill, documents=documents.DOCUMENTS, panel=panel, choices=choices,
        defaults=defaults, start="appraisal:branch",
        pages={queries.OPINION: "appraisal:grades"},
    )  # fmt: skip
    for family in (queries.APPRAISAL, queries.WORK_REPORT):
        conduct.register(family, told)


def known(case: Case, step: str, on: date) -> dict[str, Any]:
    """Return the numbers of a step that the journal holds already: nobody types them."""
    if step == "talks":
        year = queries.year_of(case)
        until = min(on, date(year, *LAST))
        return {"talked": queries.talked_with(case.organization_id, year, until)}
    if step in {"test", "rated_below"}:
        testing = queries.testing_of(case)
        return {"ballots": testing.ballots} if testing.over else {}
    if step == "opinion":
        return queries.counted(case)
    return {}


def fill(case: Case, step: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a step's answers with what the journal holds: it wins over what was typed."""
    return {**values, **known(case, step, date(queries.year_of(case), *LAST))}


def defaults(case: Case, step: str, today: date) -> Mapping[str, Any]:
    """Return what a step's form starts from."""
    return known(case, step, today)


def choices(  # noqa: PLR0917 - as Conduct calls it
    case: Case, step: str, field: str, on: date
) -> list[tuple[str, str]] | None:
    """Return the meetings a step may have been held in."""
    del on
    if field != "meeting":
        return None
    if step == "held":
        return actions.meetings_for(case, "life_meeting")
    if step == "told_below":
        return actions.meetings_for(case, "general_meeting", "life_meeting")
    return actions.meetings_for(
        case, "committee_meeting", "general_meeting", "life_meeting", "study", "party_day"
    )


def panel(case: Case, today: date) -> tuple[str, Mapping[str, Any]]:
    """Return the panel of a case's page: how the test stands, where grades are given."""
    context = {
        "testing": queries.testing_of(case),
        "test_step": queries.TEST_STEP[case.family],
        "today": today,
    }
    return "appraisal/panel.html", context
