"""A case may cost a percentage of the points or so many points: rubrics say both."""

import pytest

from tests.core.rubrics import QUARTERLY, item, made
from tests.core.tellers import points_of, standard_of
from zhibu.core.standard_fault import StandardFault

pytestmark = pytest.mark.once
TALK, STUDY = "meetings.talk.held", "meetings.study.held"
SETTLED, MEMBERS = "dues.members_settled", "party.members"
SHARE = f"{{numerator: {SETTLED}, denominator: {MEMBERS}, target: 100, months: 12, times: 100}}"
TASK = "due: notices.task.due, in_time: notices.task.done_in_time, late: notices.task.done_late"
DUE, LATE = "notices.task.due", "notices.task.done_late"


def monthly(miss, nothing=0):
    rule = f"rule: {{demands: [{{fact: {TALK}, months: 1}}], miss: {miss}}}"
    return standard_of("P", rule, worth=nothing)


@pytest.mark.parametrize(
    ("miss", "held", "points"),
    [
        ("0.5分", 12, 400), ("0.5分", 11, 350), ("0.5 分", 9, 250), ("0.5分", 4, 0), ("0.5分", 1, 0),
        ("0.33分", 11, 367), ("0.33分", 10, 334), ("10", 11, 360), ("10", 2, 0),
    ],
)  # fmt: skip
def test_a_miss_costs_what_the_rubric_says_and_never_more_than_all(miss, held, points):
    given = {TALK: " ".join(str(month) for month in range(1, held + 1))}

    assert points_of(monthly(miss, "0.04" if "0.33" in miss else 0), given) == points


def test_what_a_miss_costs_does_not_depend_on_how_many_are_owed():
    late_comer = {"party.counted": "9", TALK: "9 10 11"}

    assert points_of(monthly("0.5分"), late_comer) == 350


def test_a_step_below_target_and_one_above_may_cost_and_win_points():
    words = f"{{shares: [{SHARE}], step: 1, costs: 0.15分, above: yes, gain: 2}}"
    standard = made(item(worth="na", at_most=15, code="R", rule=words))
    [rule] = [each.rule for each in standard.items]

    assert (rule.costs * 1000, rule.gain * 50, rule.whole) == (15 * rule.whole, rule.whole, 100_000)
    assert points_of(standard, {MEMBERS: "0x10", SETTLED: "3x1000"}) == 1000
    assert points_of(standard, {MEMBERS: "0x10", SETTLED: "3x980"}) == 970
    assert points_of(standard, {MEMBERS: "0x10", SETTLED: "3x1020"}) == 1040


def test_late_in_points_and_undone_in_percent_stay_exact_beside_each_other():
    standard = standard_of("T", f"rule: {{{TASK}, late_costs: 0.3分, undone_costs: 25}}", worth=4)

    assert points_of(standard, {DUE: "3x2", LATE: "3"}) == 400 - 30 - 100


def test_a_month_in_breach_and_an_invalid_case_may_cost_points():
    breach = "elections.committee_gap.breach"
    state = standard_of("C", f"rule: {{breach: {breach}, month: 0.7分}}", worth=4)
    case = standard_of("E", "rule: {fact: meetings.inquorate, each: 0.25分}", worth=4)

    assert points_of(state, {breach: "3 4"}) == 260
    assert points_of(case, {"meetings.inquorate": "3x3"}) == 325


def test_a_part_costs_of_its_own_points():
    part = QUARTERLY["rule"].replace("}]}", "}], miss: 0.5分}")
    parts = f"[{{title: 谈话, code: P, points: 4, rule: {part}}}]"
    standard = made(item(worth=8, parts=parts))

    assert points_of(standard, {}) == 1000 - 200


@pytest.mark.parametrize("miss", ["0分", "4.01分", "99999分"])
def test_a_case_costs_something_and_at_most_all(miss):
    with pytest.raises(StandardFault) as caught:
        monthly(miss)

    assert caught.value.code == "cost_large"


@pytest.mark.parametrize("miss", ["分", "-1分", "0.555分", "半分"])
def test_what_is_no_number_of_points_is_no_cost(miss):
    with pytest.raises(StandardFault) as caught:
        monthly(miss)

    assert caught.value.code == "not_a_number"
