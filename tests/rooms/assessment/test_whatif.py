"""Before adopting: what last year's and this year's scores would be under the draft."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import at, hand
from tests.rooms.assessment.test_adoption import edition
from zhibu.assessment import actions, engine, in_force, queries
from zhibu.assessment.actions import Proposal
from zhibu.assessment.models import Adopted, LiveScore
from zhibu.assessment.whatif import what_if
from zhibu.journal import log

JUNE = date(2026, 6, 20)


@pytest.fixture
def year(here, hold):
    hold("party_day", date(2026, 2, 10))
    hold("committee_meeting", date(2026, 3, 10))
    engine.assess_all(year=2026, as_of=JUNE)
    return here


def changes(here, text, scope=None):
    draft = in_force.compile_text(text, filename="draft.yaml")
    return what_if(scope or here.committee, draft, today=JUNE, years=[2026])[0]


def test_the_same_standard_under_another_name_changes_nothing(year):
    found = changes(year, edition())

    (one,) = found.branches
    assert (one.name, one.moves, one.turns, one.reason) == ("炼油一车间党支部", 0, False, "")
    assert (found.gain, found.lose, found.turn, found.reasons) == (0, 0, 0, ())


def test_old_is_what_the_live_score_says_and_new_what_it_will_say(year):
    text = moved_points()

    (one,) = changes(year, text).branches

    assert one.old == queries.live_score_of(year.refining.uid, year=2026).percent
    mine = hand(year.accounts.officer, at=at(2026, 6, 20))
    actions.adopt(year.committee, Proposal(text=text, effective_from=date(2026, 1, 1)), hand=mine)
    assert one.new == queries.live_score_of(year.refining.uid, year=2026).percent
    assert one.new != one.old


def test_the_item_that_moves_a_branch_most_is_its_reason(year):
    found = changes(year, moved_points())

    (one,) = found.branches
    assert found.reasons[0].item == one.reason
    assert {reason.change for reason in found.reasons} == {"changed"}


def test_nothing_is_written(year):
    before = list(LiveScore.objects.order_by("pk").values())
    leaves = log.leaves_of(year.committee.uid)

    changes(year, moved_points())

    assert list(LiveScore.objects.order_by("pk").values()) == before
    assert log.leaves_of(year.committee.uid) == leaves
    assert not Adopted.objects.exists()


def test_branches_whose_own_committee_decides_are_left_out(year):
    mine = hand(year.accounts.officer, at=at(2026, 6, 20))
    own = Proposal(text=edition("本级"), effective_from=date(2026, 1, 1))
    actions.adopt(year.general_branch, own, hand=mine)

    assert changes(year, moved_points()).branches == ()
    assert len(changes(year, moved_points(), year.general_branch).branches) == 1


def test_queries_do_not_grow_with_the_branches(year):
    draft = in_force.compile_text(moved_points(), filename="draft.yaml")
    with CaptureQueriesContext(connection) as asked:
        what_if(year.committee, draft, today=JUNE)

    assert len(asked) <= 1 + 2 * 4


def moved_points() -> str:
    """Return ZB-41 with two points moved from C1 to C3, each with its first worked case alone."""
    return "".join(shifted(block) for block in re.split(r"(?m)^(?=  - id: )", edition("移分")))


def shifted(block: str) -> str:
    for code, points in (("C1", 2), ("C3", 6)):
        if block.startswith(f"  - id: {code}\n"):
            head, *cases = re.split(r"(?m)^(?=      - say: )", block)
            return re.sub(r"points: 4$", f"points: {points}", head + cases[0], flags=re.MULTILINE)
    return block
