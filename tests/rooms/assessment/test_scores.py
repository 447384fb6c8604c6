"""From what was recorded to points, and back again when it is put right."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.people import at, hand
from tests.rooms.assessment.conftest import meeting
from zhibu.assessment import engine, queries
from zhibu.assessment.models import LiveScore
from zhibu.journal.log import Hand
from zhibu.meetings import actions


def item_of(here, code, as_of=date(2027, 3, 1)):
    card = queries.scorecard_of(here.refining, year=2026, as_of=as_of)
    lines = [line for section in card.sections for line in section.lines]
    return next(line for line in lines if line.code == code)


@pytest.mark.parametrize(
    ("months", "points"),
    [
        (range(2, 13), "3.67"),
        ((2, 3, 4, 5, 6, 7, 8, 9, 10, 11), "3.33"),
        ((2,), "0.33"),
        ((), "0.00"),
    ],
)
def test_a_party_day_is_worth_a_twelfth_of_four_points(here, hold, months, points):
    for month in months:
        hold("party_day", date(2026, month, 10))

    assert item_of(here, "C3").points == points


@pytest.mark.parametrize(
    ("entered", "points", "state"),
    [
        (at(2026, 3, 10, 20), "4.00", "pending"),
        (at(2026, 3, 24), "4.00", "pending"),
        (at(2026, 4, 10), "3.00", "short"),
    ],
)
def test_a_general_meeting_counts_when_entered_within_its_grace(here, hold, entered, points, state):
    hold("general_meeting", date(2026, 3, 10), entered=entered)

    line = item_of(here, "C1", as_of=date(2026, 6, 15))

    assert (line.points, line.state) == (points, state)


def test_a_group_owes_each_month_so_one_group_alone_is_half(here, hold):
    for month in range(2, 13):
        hold("group_meeting", date(2026, month, 12), groups=(here.first_group.uid,))

    assert item_of(here, "C2").points == "1.38"


def test_a_correction_changes_the_score_and_the_next_one_changes_it_back(here, hold):
    hold("party_day", date(2026, 2, 10))
    leaf = hold("party_day", date(2026, 3, 10))
    before = item_of(here, "C3", date(2026, 5, 30))

    correct(here, leaf.rec, date(2026, 2, 27), "日期记错", at(2026, 3, 11))
    moved = item_of(here, "C3", date(2026, 5, 30))
    correct(here, leaf.rec, date(2026, 3, 10), "原来是对的", at(2026, 3, 12))

    assert before.points == "3.33"
    assert (moved.points, moved.why) == ("3.00", "1 月、3 月、4 月缺 3 次，扣 1.00 分；5 月待办")
    assert item_of(here, "C3", date(2026, 5, 30)) == before


def correct(here, rec, held_on, reason, when):
    mine = hand(here.accounts.secretary, role="secretary", at=when)
    told = meeting(here, "party_day", held_on)
    actions.correct_meeting(rec=rec, told=told, reason=reason, hand=mine)


def test_a_withdrawn_meeting_counts_for_nothing(here, hold):
    leaf = hold("party_day", date(2026, 3, 10))
    mine: Hand = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 11))

    actions.withdraw_meeting(rec=leaf.rec, reason="重复录入", hand=mine)

    line = item_of(here, "C3", date(2026, 5, 30))
    assert (line.records, line.actual) == (0, "0 / 4")


def test_the_stored_score_is_that_of_the_moment_after_the_act(here, hold):
    hold("party_day", date(2026, 2, 10))
    hold("party_day", date(2026, 3, 10))

    stored = queries.live_score_of(here.refining.uid, year=2026)

    assert stored.as_of == date(2026, 3, 10)
    assert stored.items["C3"].done == 2
    assert stored.states["C3"] == "moo" + "f" * 9


def test_an_act_that_is_undone_leaves_no_score(here, hold):
    def points():
        return LiveScore.objects.values_list("items", flat=True).get(
            unit=here.refining.uid, year=2026, standard__startswith="zb-41/"
        )

    before = points()
    with transaction.atomic():
        hold("party_day", date(2026, 2, 10))
        assert points() != before
        transaction.set_rollback(True)

    assert points() == before


def test_silence_scores_too(here, hold):
    hold("party_day", date(2026, 2, 10))
    spring = queries.live_score_of(here.refining.uid, year=2026)

    call_command("nightly", today=date(2026, 7, 20), verbosity=0)

    summer = queries.live_score_of(here.refining.uid, year=2026)
    assert summer.as_of == date(2026, 7, 20)
    assert summer.items["C3"].missed > spring.items["C3"].missed
    assert summer.points < spring.points


def test_the_night_and_the_act_come_to_the_same(here, hold):
    for month in (2, 3, 5):
        hold("party_day", date(2026, month, 10))
        hold("committee_meeting", date(2026, month, 11))
    engine.refresh(frozenset([here.refining.uid]), at(2026, 6, 30))
    live = queries.live_score_of(here.refining.uid, year=2026)

    engine.assess_all(year=2026, as_of=date(2026, 6, 30))

    assert queries.live_score_of(here.refining.uid, year=2026) == live


def test_a_branch_that_does_not_count_yet_owes_nothing(here):
    card = queries.scorecard_of(here.cracking, year=2026, as_of=date(2026, 12, 31))

    assert (card.out_of, card.percent, card.winnable) == ("0.00", "", ())
