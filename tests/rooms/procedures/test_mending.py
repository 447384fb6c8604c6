"""A wrong step is corrected or taken back; what follows from it must hold, and sums must add up."""

from datetime import date

import pytest

from tests.rooms.meetings.facts import facts_of
from tests.rooms.procedures.conftest import do, keeper, officer, opened, walked
from zhibu.journal import log
from zhibu.procedures import actions, queries
from zhibu.procedures.actions import CannotComplete
from zhibu.procedures.models import Awaited, Case, CaseStep


def rec_of(case: Case, step: str) -> str:
    return case.steps.get(step=step).rec


def sums(here) -> dict[str, int]:
    return facts_of(here.refining.uid, "admission")


def test_only_the_latest_step_is_taken_back(here):
    case = walked(here, "talk")

    with pytest.raises(CannotComplete) as refused:
        actions.withdraw_step(
            case=case, rec=rec_of(case, "application"), reason="录错", hand=keeper(here)
        )

    assert "派人谈话" in str(refused.value)


def test_taking_a_step_back_takes_back_what_it_stated(here):
    case = opened(here)
    do(here, case, "application", date(2026, 2, 9))
    before = sums(here)
    do(here, case, "talk", date(2026, 2, 12))

    actions.withdraw_step(
        case=case, rec=rec_of(case, "talk"), reason="谈的是别人",
        hand=keeper(here, date(2026, 2, 13)),
    )  # fmt: skip

    assert sums(here) == before
    assert [one.step for one in Awaited.objects.all()] == ["talk"]


def test_taking_back_the_last_step_takes_back_the_end(here):
    case = walked(here, "archive")

    actions.withdraw_step(
        case=case, rec=rec_of(case, "archive"), reason="材料不全",
        hand=keeper(here, date(2026, 4, 12)),
    )  # fmt: skip

    case.refresh_from_db()
    assert not case.ended
    assert [one.step for one in Awaited.objects.all()] == ["archive"]


def test_a_step_is_not_taken_back_without_a_reason(here):
    case = walked(here, "talk")

    with pytest.raises(CannotComplete) as refused:
        actions.withdraw_step(case=case, rec=rec_of(case, "talk"), reason=" ", hand=keeper(here))

    assert refused.value.field == "reason"


def test_a_step_with_an_exception_after_it_stays(here):
    case = walked(here, "talk")
    day = date(2026, 2, 13)
    granted = actions.grant(
        case=case, step="meeting", exception="urgent", reason="出国", on=day,
        hand=officer(here, day),
    )  # fmt: skip
    told = {"case": case, "reason": "录错", "hand": keeper(here, day)}

    with pytest.raises(CannotComplete):
        actions.withdraw_step(rec=rec_of(case, "talk"), **told)
    actions.withdraw_exception(rec=granted.rec, **{**told, "hand": officer(here, day)})
    actions.withdraw_step(rec=rec_of(case, "talk"), **told)

    assert not case.exceptions.exists()


def test_a_corrected_day_counts_as_if_it_had_been_told_so(here):
    case = walked(here, "meeting")
    entered = queries.file_of(case).entered[1]

    actions.correct_step(
        case=case, rec=entered.row.rec, on=date(2026, 2, 10), values=entered.done.values,
        reason="日期录错", hand=keeper(here, date(2026, 3, 21)), seen=entered.fingerprint,
    )  # fmt: skip
    once = sums(here)

    assert CaseStep.objects.get(step="talk").on == date(2026, 2, 10)
    assert once["admission.talk.due"] == once["admission.talk.done_in_time"] == 1
    assert once["admission.approval.due"] == once["admission.examination.done"] == 1
    assert len(log.versions_of(entered.row.rec)) == 2


def test_a_day_that_undoes_a_later_step_is_refused(here):
    case = opened(here)
    do(here, case, "application", date(2026, 2, 9))
    do(here, case, "talk", date(2026, 2, 12), hand=keeper(here, date(2026, 3, 19)))
    do(here, case, "meeting", date(2026, 3, 20))
    entered = queries.file_of(case).entered[1]

    with pytest.raises(CannotComplete) as refused:
        actions.correct_step(
            case=case, rec=entered.row.rec, on=date(2026, 3, 18), values=entered.done.values,
            reason="日期录错", hand=keeper(here, date(2026, 3, 21)),
        )  # fmt: skip

    assert refused.value.basis == "《试行细则》第三条"


def test_nothing_changed_is_no_correction(here):
    case = walked(here, "talk")
    entered = queries.file_of(case).entered[1]

    with pytest.raises(CannotComplete) as refused:
        actions.correct_step(
            case=case, rec=entered.row.rec, on=entered.done.on, values=entered.done.values,
            reason="看看", hand=keeper(here, date(2026, 3, 21)),
        )  # fmt: skip

    assert "没有改动" in str(refused.value)


def test_a_case_in_which_nothing_was_done_can_be_taken_back(here):
    case = opened(here)

    actions.withdraw_case(case=case, reason="重复建立", hand=keeper(here))

    assert not Case.objects.exists()
    assert not Awaited.objects.exists()


def test_a_case_with_steps_is_closed_instead(here):
    case = walked(here, "application")

    with pytest.raises(CannotComplete):
        actions.withdraw_case(case=case, reason="不办了", hand=keeper(here))
