"""What a secretary is told of a score: state by period, what is at stake, until when."""

from datetime import date

import pytest
from hypothesis import given, settings

from tests.core.tellers import CHINA, compiled, lines_of, one_item
from tests.core.test_scoring import AS_OF, UNITS, folded, tallies, told
from zhibu.core import scoring
from zhibu.core.explanation import Standing, explain, order_of
from zhibu.core.occasions import State

pytestmark = pytest.mark.once
STANDARD = compiled()
GENERAL = "meetings.general_meeting.held"
AUTUMN = date(2026, 11, 22)


def line(item, given, as_of=AUTUMN):
    return lines_of(STANDARD, given, as_of=as_of)[item]


def states(found):
    return [occasion.state.value for occasion in found.occasions]


def restores(found):
    return [(each.count, each.points, each.at_stake, each.until) for each in found.restores]


def test_quarters_on_time_late_missed_and_due():
    found = line("C1", {GENERAL: "2 5~later"})

    assert states(found) == ["on_time", "late", "missed", "due"]
    assert (found.points, found.lost, found.out_of) == (200, 200, 400)
    assert [occasion.late for occasion in found.occasions] == [0, 1, 0, 0]
    assert restores(found) == [(1, 100, True, date(2027, 1, 14))]
    assert found.restores[0].occasion.period.last_day == date(2026, 12, 31)


def test_a_quarter_not_begun_is_upcoming_and_nothing_is_asked():
    found = line("C1", {GENERAL: "2"}, date(2026, 3, 1))
    assert states(found) == ["on_time", "upcoming", "upcoming", "upcoming"]
    assert found.restores == ()


def test_months_before_the_branch_counted_are_not_owed():
    found = line("C3", {"party.counted": "10", "meetings.party_day.held": "10"})
    assert states(found) == ["not_owed"] * 9 + ["on_time", "due", "upcoming"]
    assert restores(found) == [(1, 133, True, CHINA.last_day_within(date(2026, 11, 30), 10))]


def test_each_group_still_to_meet_is_counted():
    found = line("C2", {"party.groups": "0x3", "coverage.groups_met": "11x1"})
    due = found.occasions[10]
    assert (due.required, due.done, due.open, due.state) == (3, 1, 2, State.DUE)
    assert found.restores[0].count == 2


def test_the_secretarys_lecture_is_due_until_the_year_ends():
    found = line("B3", {"meetings.lecture.held": "2 5 8 11"})
    assert states(found) == ["on_time"] * 4 + ["due"]
    assert restores(found) == [(1, 75, True, date(2027, 1, 14))]


def test_arrears_can_be_made_up_and_the_open_month_is_at_stake():
    settled = " ".join(f"{month}x20" for month in range(1, 10))
    found = line("C7", {"party.members": "0x20", "dues.members_settled": f"{settled} 10x15"})

    assert states(found) == ["on_time"] * 9 + ["missed", "due", "upcoming"]
    assert restores(found)[-1] == (5, 30, False, None)
    assert [each.at_stake for each in found.restores] == [True, False]


def test_a_ratio_that_takes_nothing_late_cannot_be_made_up():
    given = {"mobility.floating": "0x2", "mobility.floating_contacted": "2x1 5x2 8x2 11x2"}
    assert line("C11", given, date(2027, 3, 1)).restores == ()


def test_an_unassigned_member_can_be_assigned_at_any_time():
    found = line(
        "C13", {"party.groups": "0", "party.members": "0x20", "party.grouped_members": "0x19"}
    )
    assert restores(found) == [(1, 10, False, None)]


def test_a_task_never_done_is_worth_something_done_late():
    found = line("A1", {"notices.task.due": "3x4", "notices.task.done_in_time": "3x3"})
    assert (states(found), restores(found)) == (["missed"], [(1, 60, False, None)])
    assert line("A1", {"notices.task.due": "3"}, date(2025, 12, 1)).occasions == ()


def test_a_late_task_is_late():
    late = {"notices.task.due": "3", "notices.task.done_late": "3"}
    assert states(line("A1", late)) == ["late"]


def test_a_document_is_at_stake_and_then_can_be_made_up():
    plan = "ledgers.year_plan.made"
    assert restores(line("A10", {}, date(2026, 2, 1))) == [(1, 100, True, date(2026, 3, 15))]
    assert restores(line("A10", {}, date(2026, 4, 1))) == [(1, 100, False, None)]
    assert states(line("A10", {plan: "1"}, date(2026, 4, 1))) == ["on_time", "upcoming"]


def test_a_breach_that_stands_costs_the_next_month_too():
    given = {"party.has_term": "0", "party.term_overdue.standing": "10"}
    found = line("A3", given)
    assert states(found) == ["on_time"] * 9 + ["missed", "missed", "upcoming"]
    assert restores(found) == [(1, 75, True, date(2026, 11, 30))]


def test_events_have_no_occasions():
    found = line("A5", {"meetings.major_matters_unsound": "3"})
    assert (found.points, found.missed, found.occasions, found.restores) == (225, 1, (), ())


def test_what_is_not_measured_and_what_does_not_apply_say_so():
    assert line("C2", {}).standing is Standing.NOT_APPLICABLE
    words = one_item("P", f"rule: {{demands: [{{fact: {GENERAL}, months: 3}}]}}", worth=0)
    found = lines_of(compiled(words, known=()), {})["X1"]
    assert (found.standing, found.out_of, found.lost, found.occasions) == (
        Standing.NOT_YET,
        0,
        0,
        (),
    )


def test_a_restore_too_small_to_move_a_point_is_left_out():
    words = one_item(
        "P", f"rule: {{demands: [{{fact: {GENERAL}, months: 3}}]}}", worth=0, points="0.01"
    )
    assert lines_of(compiled(words), {GENERAL: "1 5 8"}, as_of=AUTUMN)["X1"].restores == ()


@given(tallies, AS_OF)
@settings(max_examples=25, deadline=None)
def test_an_explanation_never_contradicts_the_score(table, as_of):
    sums = folded(told(table))
    scores = scoring.evaluate(STANDARD, sums, as_of=as_of, calendar=CHINA)
    for place in range(len(UNITS)):
        lines = explain(STANDARD, sums, unit=place, as_of=as_of, calendar=CHINA)
        assert [each.points for each in lines] == scores.points[:, place].tolist()
        assert [each.out_of for each in lines] == scores.out_of[:, place].tolist()
        for each in lines:
            assert list(each.restores) == sorted(each.restores, key=order_of)
            assert all(0 < restore.points <= each.item.points for restore in each.restores)
