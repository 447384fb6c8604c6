"""The latest records of a branch: each line says what was done, without opening it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.test_first_pages import sign_in
from tests.people import SmallCommittee
from tests.rooms.procedures.conftest import do, keeper, opened, walked
from tests.rooms.procedures.definition import FIRST, SECOND
from zhibu.desk.latest import latest_of
from zhibu.procedures import actions, defined


@pytest.fixture
def here(founded: SmallCommittee, db: None):
    with defined.lent(FIRST, SECOND):
        yield founded


def lines(here: SmallCommittee) -> list[tuple[str, str]]:
    return [(one.title, one.note) for one in latest_of(here.refining, private=True)]


def test_a_step_says_which_it_is_of_which_procedure_and_whose(here):
    case = opened(here)
    do(here, case, "application", date(2026, 2, 9))
    do(here, case, "talk", date(2026, 2, 12))

    assert ("流程步骤办结：派人谈话", "试行程序 · 林晓晨") in lines(here)
    assert ("流程步骤办结：递交申请书", "试行程序 · 林晓晨") in lines(here)
    assert ("流程启动", "试行程序 · 林晓晨") in lines(here)


def test_a_step_that_was_taken_back_still_says_which_it_was(here):
    case = opened(here)
    do(here, case, "application", date(2026, 2, 9))
    leaf = do(here, case, "talk", date(2026, 2, 12))
    hand = keeper(here, date(2026, 2, 13))
    actions.withdraw_step(case=case, rec=leaf.rec, reason="录错", hand=hand)

    found = next(one for one in latest_of(here.refining, private=True) if one.leaf.rec == leaf.rec)

    assert found.withdrawn
    assert found.title == "流程步骤办结：派人谈话"


def test_many_steps_cost_the_queries_of_one(here):
    case = opened(here)
    do(here, case, "application", date(2026, 2, 9))
    with CaptureQueriesContext(connection) as one:
        latest_of(here.refining, private=True)
    walked(here, "meeting", opened(here, name="周宁"))
    with CaptureQueriesContext(connection) as many:
        latest_of(here.refining, private=True)

    assert len(many) == len(one)


def test_a_member_reads_no_step_among_the_latest(client, here):
    walked(here, "talk")
    page = reverse("desk:branch", args=[here.refining.uid])
    shown = sign_in(client, here.accounts.member).get(page).content.decode()

    assert "林晓晨" not in shown
    assert "派人谈话" not in shown


def test_the_record_s_own_page_is_called_the_same(client, here):
    case = opened(here)
    leaf = do(here, case, "application", date(2026, 2, 9))
    page = reverse("desk:record", args=[leaf.rec])
    shown = sign_in(client, here.accounts.secretary).get(page).content.decode()

    assert "流程步骤办结：递交申请书" in shown
