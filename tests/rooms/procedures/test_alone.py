"""王立新 is in one running case of a family at a time, in whichever branch that runs."""

from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.procedures.conftest import do, keeper, officer, opened, walked
from zhibu.procedures import actions
from zhibu.procedures.actions import CannotOpen
from zhibu.procedures.models import Case

NAME = "王立新"
CLOSED, AGAIN, LATER = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def about_wang(here, **told):
    return opened(here, NAME, subject=here.member(NAME).uid, **told)


def elsewhere(here, **told):
    theirs = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 3, 9))
    return about_wang(here, **{"organization": here.cracking, "hand": theirs, **told})


def closed(here, case):
    actions.close(
        case=case, closed_as="withdrawn", reason="本人不再办理", on=CLOSED,
        hand=keeper(here, CLOSED),
    )  # fmt: skip


def running() -> int:
    return Case.objects.filter(closed_on=None).count()


def test_a_second_case_of_one_member_is_refused_in_another_branch(here):
    about_wang(here)

    with pytest.raises(CannotOpen) as refused:
        elsewhere(here)

    assert "别的党组织" in str(refused.value)
    assert here.refining.name not in str(refused.value)
    assert running() == 1


def test_who_may_read_the_other_branch_is_told_that_it_runs_there(here):
    about_wang(here)

    with pytest.raises(CannotOpen) as refused:
        elsewhere(here, hand=officer(here, AGAIN))

    assert f"“{here.refining.name}”" in str(refused.value)


def test_a_closed_case_is_not_reopened_while_another_runs_elsewhere(here):
    case = about_wang(here)
    closed(here, case)
    elsewhere(here)

    with pytest.raises(CannotOpen) as refused:
        actions.reopen(case=case, reason="点错了", hand=keeper(here, LATER))

    assert refused.value.field == "reason"
    assert here.cracking.name not in str(refused.value)
    assert running() == 1


def test_a_last_step_is_not_taken_back_while_another_case_runs_elsewhere(here):
    case = walked(here, "archive", about_wang(here))
    theirs = hand(here.accounts.stranger, role="secretary", at=at(2026, 4, 10, 12))
    elsewhere(here, hand=theirs)
    last = case.steps.get(step="archive")

    with pytest.raises(CannotOpen):
        actions.withdraw_step(
            case=case, rec=last.rec, reason="录错", hand=keeper(here, date(2026, 4, 11))
        )

    assert running() == 1


def test_a_step_of_a_running_case_is_taken_back_as_ever(here):
    case = about_wang(here)
    leaf = do(here, case, "application", date(2026, 2, 9))

    actions.withdraw_step(
        case=case, rec=leaf.rec, reason="录错", hand=keeper(here, date(2026, 2, 10))
    )

    assert not case.steps.exists()
