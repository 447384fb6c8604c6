"""What this room adds to the cases it begins: numbers others hold, documents, the test's panel."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.appraisal import actions, documents, queries
from zhibu.core.case import Done, Obstacle
from zhibu.party import queries as party
from zhibu.procedures import conduct
from zhibu.procedures.conduct import Conduct
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File

LAST = (12, 31)
TESTED = "enough"  # the rule that a signed exception waives
COUNTED = {
    "self_assessment": "assessed", "mutual": "took_part", "test": "ballots", "feedback": "told",
}  # fmt: skip


def register() -> None:
    """Tell the procedures room how appraisals and work reports are conducted."""
    told = Conduct(
        fill=fill, checks=checks, documents=documents.DOCUMENTS, panel=panel, choices=choices,
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
        members = party.members_of(case.organization, until).count()
        talked = queries.talked_with(case.organization_id, year, until)
        return {"talked": talked, "members": members}
    if step in {"test", "rated_below"}:
        testing = queries.testing_of(case)
        return {"ballots": testing.ballots} if testing.over else {}
    if step == "opinion":
        return queries.counted(case)
    return {}


def checks(file: File, attempt: Done) -> Iterator[Obstacle]:
    """Yield what the definition cannot know: a test that was not held, more people than there are.

    Without a test a step is done only by the exception its definition gives, which is signed.
    """
    case, step = file.case, file.procedure.steps[attempt.step]
    asks = attempt.step == queries.TEST_STEP[case.family] and TESTED not in attempt.waived
    if asks and not queries.testing_of(case).over:
        words = _("这次的测评还没有开，或者还没有结束。")
        way = _("请在流程页开测评，结束后再办这一步；人太少的，由上级批准例外，改为公开评议。")
        yield Obstacle("tested", words, step.basis, "ballots", way, step.confidence)
    field = COUNTED.get(attempt.step, "") if case.family == queries.APPRAISAL else ""
    number = attempt.values.get(field)
    if isinstance(number, int):
        people = party.members_of(case.organization, attempt.on).count()
        if number > people:
            words = _("填了 %(n)d，%(day)s 本支部只有党员 %(people)d 名。")
            told = {"n": number, "day": attempt.on.isoformat(), "people": people}
            way = _("请核对人数。")
            yield Obstacle("people", words % told, step.basis, field, way, step.confidence)


def fill(case: Case, step: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a step's answers with what the journal holds: it wins over what was typed."""
    return {**values, **known(case, step, date(queries.year_of(case), *LAST))}


def defaults(file: File, step: str, today: date) -> Mapping[str, Any]:
    """Return what a step's form starts from."""
    return known(file.case, step, today)


def choices(  # noqa: PLR0917 - as Conduct calls it
    file: File, step: str, field: str, on: date
) -> list[tuple[str, str]] | None:
    """Return the meetings a step may have been held in."""
    del on
    case = file.case
    if field != "meeting":
        return None
    if step == "held":
        return actions.meetings_for(case, "life_meeting")
    if step == "told_below":
        return actions.meetings_for(case, "general_meeting", "life_meeting")
    return actions.meetings_for(
        case, "committee_meeting", "general_meeting", "life_meeting", "study", "party_day"
    )


def panel(file: File, today: date) -> tuple[str, Mapping[str, Any]]:
    """Return the panel of a case's page: how the test stands, where grades are given."""
    context = {
        "testing": queries.testing_of(file.case),
        "test_step": queries.TEST_STEP[file.case.family],
        "today": today,
    }
    return "appraisal/panel.html", context
