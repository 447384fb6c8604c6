"""Each rule on its own: what was owed, done and missed, and the points that leaves."""

from datetime import date

import pytest

from tests.core.tellers import compiled, one_item, points_of, scores_of, standard_of, sums_of
from zhibu.core.measuring import measure
from zhibu.core.reading import Year
from zhibu.core.rules import Judged
from zhibu.core.scoring import Result
from zhibu.core.workdays import WEEKENDS_ONLY

pytestmark = pytest.mark.once
TALK, YEAR_END = "meetings.talk.held", date(2027, 3, 1)


def periodic(**more):
    told = "".join(f", {key}: {value}" for key, value in more.items())
    worth = "na" if "per" in more else 0
    return standard_of("P", f"rule: {{demands: [{{fact: {TALK}{told}}}]}}", worth=worth)


def found(standard, given, as_of=YEAR_END):
    scores = scores_of(standard, given, as_of=as_of)
    return tuple(int(each[0, 0]) for each in (scores.owed, scores.done, scores.missed, scores.due))


def test_owed_done_missed_and_due():
    quarterly = periodic(months=3)
    assert found(quarterly, {TALK: "1 5 6"}, date(2026, 8, 1)) == (4, 2, 0, 2)
    assert found(quarterly, {TALK: "5 6"}, date(2026, 8, 1)) == (4, 1, 1, 2)
    assert found(quarterly, {TALK: "1 5"}, date(2025, 12, 31)) == (4, 2, 0, 2)
    assert found(quarterly, {TALK: "1 5"}) == (4, 2, 2, 0)


def test_a_period_may_want_more_than_one():
    twice = periodic(months=6, at_least=2)
    assert points_of(twice, {TALK: "1 2 8x2"}) == 400
    assert points_of(twice, {TALK: "1 8x2"}) == 200


def test_a_withdrawn_record_leaves_nothing_and_never_less_than_nothing():
    quarterly = periodic(months=3)
    assert points_of(quarterly, {TALK: "1 1x-1 5 8 11"}) == 300
    assert points_of(quarterly, {TALK: "1x-3 5 8 11"}) == 300


def test_grace_is_picked_among_the_buckets():
    assert points_of(periodic(months=3, grace="within_3"), {TALK: "1~within_5 5 8 11"}) == 300
    assert points_of(periodic(months=3, grace="within_5"), {TALK: "1~within_5 5 8 11"}) == 400
    assert points_of(periodic(months=3, grace="later"), {TALK: "1~later 5 8 11"}) == 400


def test_history_counts_only_before_the_branch_was_live():
    quarterly = periodic(months=3)
    given = {TALK: "2~history 5~history 8~history 11"}
    assert points_of(quarterly, {**given, "party.live": "7"}) == 300
    assert points_of(quarterly, {**given, "party.live": "10"}) == 400
    assert points_of(quarterly, {**given, "party.live": ""}) == 400


def test_a_branch_owes_the_periods_it_was_counted_throughout():
    quarterly = periodic(months=3)
    assert found(quarterly, {TALK: "8", "party.counted": "5"}) == (2, 1, 1, 0)
    assert found(quarterly, {TALK: "2 5", "party.counted": "0 9x-1"}) == (2, 2, 0, 0)
    assert not scores_of(quarterly, {"party.counted": "12"}).applicable[0, 0]
    assert points_of(quarterly, {"party.counted": ""}) == 0


def test_each_group_owes_the_months_it_existed_throughout():
    groups = periodic(months=1, per="party.groups")
    assert found(groups, {"party.groups": "0x2 7x1", TALK: "1x2 8x9"}) == (12 + 18, 5, 25, 0)
    assert found(groups, {"party.groups": "1x-2"}) == (0, 0, 0, 0)


def test_something_more_once_a_year_costs_one_occurrence_and_no_more_than_all():
    also = standard_of(
        "P",
        f"rule: {{demands: [{{fact: {TALK}, months: 3}}, {{fact: meetings.study.held, months: 12}}]}}",
        worth=0,
    )
    assert points_of(also, {TALK: "1 5 8 11"}) == 300
    assert points_of(also, {TALK: "1 5 8 11", "meetings.study.held": "9"}) == 400
    assert points_of(also, {}) == 0


def test_applies_only_where_the_level_says_so():
    words = f"rule: {{demands: [{{fact: {TALK}, months: 3}}]}}\n    applies_when: {{fact: party.groups, at_least: 2}}"
    standard = compiled(one_item("P", words, worth="na"))
    assert not scores_of(standard, {"party.groups": "0"}).applicable[0, 0]
    assert found(standard, {"party.groups": "0x2", TALK: "1"})[0] == 4
    assert found(standard, {"party.groups": "0 4x1 10x-1"})[0] == 2


SETTLED, MEMBERS = "dues.members_settled", "party.members"


def ratio(**more):
    told = {"target": 100, "months": 1, **more}
    words = "".join(f", {key}: {value}" for key, value in told.items())
    return standard_of(
        "R",
        f"rule: {{shares: [{{numerator: {SETTLED}, denominator: {MEMBERS}{words}}}]}}",
        worth="na",
    )


@pytest.mark.parametrize(
    ("settled", "points"),
    [(2400, 400), (2399, 360), (2280, 360), (2279, 320), (1200, 0), (0, 0), (2500, 400)],
)
def test_each_started_step_below_target_costs(settled, points):
    yearly = ratio(months=12, times=120)
    assert points_of(yearly, {MEMBERS: "0x20", SETTLED: f"6x{settled}"}) == points


def test_a_ratio_counts_closed_months_alone():
    monthly = ratio()
    given = {MEMBERS: "0x20", SETTLED: "1x20 2x20"}
    assert points_of(monthly, given, as_of=date(2026, 3, 31)) == 400
    assert points_of(monthly, given, as_of=date(2026, 4, 15)) == 400
    assert points_of(monthly, given, as_of=date(2026, 4, 16)) == 120
    assert points_of(monthly, given, as_of=date(2025, 4, 16)) == 400


def test_what_comes_late_counts_only_where_it_is_accepted():
    late = {MEMBERS: "0x10", SETTLED: "1x120~later"}
    assert points_of(ratio(), late) == 0
    assert points_of(ratio(accept="later"), late) == 400


def test_a_ratio_of_nobody_does_not_apply():
    assert not scores_of(ratio(), {}).applicable[0, 0]


def test_a_further_share_of_nothing_costs_nothing():
    shares = (
        f"{{numerator: {SETTLED}, denominator: {MEMBERS}, target: 90, months: 12}}, "
        "{numerator: dues.paid, denominator: dues.owed, target: 100, months: 12}"
    )
    both = standard_of("R", f"rule: {{shares: [{shares}]}}", worth="na")
    assert points_of(both, {MEMBERS: "0x10", SETTLED: "5x9"}) == 400
    assert (
        points_of(
            both, {MEMBERS: "0x10", SETTLED: "5x8", "dues.owed": "5x100", "dues.paid": "5x97"}
        )
        == 280
    )


def now_ratio():
    shares = "{numerator: party.grouped_members, denominator: party.members, target: 100, now: yes}"
    return standard_of("R", f"rule: {{shares: [{shares}]}}", worth="na")


def test_levels_are_read_as_they_stand():
    given = {MEMBERS: "0x20 6x1", "party.grouped_members": "0x20"}
    assert points_of(now_ratio(), given, as_of=date(2026, 5, 31)) == 400
    assert points_of(now_ratio(), given, as_of=date(2026, 6, 1)) == 360
    assert points_of(now_ratio(), given, as_of=date(2025, 6, 1)) == 400


def timely():
    words = (
        "{due: notices.task.due, in_time: notices.task.done_in_time, late: notices.task.done_late}"
    )
    return standard_of("T", f"rule: {words}", worth=4)


def test_late_costs_a_tenth_and_never_a_quarter():
    due = {"notices.task.due": "3x5"}
    assert points_of(timely(), {**due, "notices.task.done_in_time": "3x5"}) == 400
    assert (
        points_of(
            timely(), {**due, "notices.task.done_in_time": "3x4", "notices.task.done_late": "3"}
        )
        == 360
    )
    assert (
        points_of(
            timely(), {**due, "notices.task.done_in_time": "3x3", "notices.task.done_late": "3"}
        )
        == 260
    )
    assert points_of(timely(), due) == 0
    assert points_of(timely(), due, as_of=date(2026, 2, 28)) == 400


def test_in_time_told_by_history_after_going_live_is_late():
    given = {"notices.task.due": "3", "notices.task.done_in_time": "3~history"}
    assert points_of(timely(), given) == 360
    assert points_of(timely(), {**given, "party.live": "4"}) == 400


def documents():
    words = (
        "{documents: [{made: ledgers.year_plan.made, complete: learning.plan.complete, until: 2},"
        " {made: ledgers.year_summary.made, from: 10, until: 12}]}"
    )
    return standard_of("D", f"rule: {words}", worth=0)


@pytest.mark.parametrize(
    ("given", "as_of", "points"),
    [
        ({}, date(2026, 2, 28), 400),
        ({}, date(2026, 3, 16), 200),
        ({"ledgers.year_plan.made": "1"}, date(2026, 3, 16), 300),
        ({"ledgers.year_plan.made": "7", "learning.plan.complete": "7"}, date(2026, 7, 16), 400),
        ({"learning.plan.complete": "1"}, date(2026, 3, 16), 200),
        ({"ledgers.year_summary.made": "3"}, YEAR_END, 0),
        ({"ledgers.year_summary.made": "12"}, YEAR_END, 200),
        ({"party.counted": "5", "ledgers.year_summary.made": "12"}, YEAR_END, 400),
    ],
)
def test_a_missing_document_costs_its_share_an_incomplete_one_half(given, as_of, points):
    assert points_of(documents(), given, as_of=as_of) == points


STANDING, BREACH = "party.term_overdue.standing", "party.term_overdue.breach"


def sound(words=f"{{standing: {STANDING}, breach: {BREACH}}}"):
    return standard_of("C", f"rule: {words}", worth=4)


@pytest.mark.parametrize(
    ("given", "as_of", "points"),
    [
        ({STANDING: "6"}, date(2026, 5, 31), 400),
        ({STANDING: "6"}, date(2026, 7, 1), 200),
        ({STANDING: "6"}, date(2026, 12, 31), 0),
        ({STANDING: "12"}, date(2026, 12, 31), 300),
        ({STANDING: "12"}, YEAR_END, 0),
        ({STANDING: "6 6x-1", BREACH: "6"}, YEAR_END, 300),  # came and went within a month
        ({STANDING: "0 3x-1", BREACH: "3"}, YEAR_END, 100),
        ({STANDING: "2 5x-1", "party.counted": "4"}, YEAR_END, 300),
    ],
)
def test_each_month_in_breach_costs_and_the_year_end_all(given, as_of, points):
    assert points_of(sound(), given, as_of=as_of) == points


def test_a_breach_may_be_known_by_events_or_by_a_level_alone():
    assert points_of(sound(f"{{breach: {BREACH}}}"), {BREACH: "12"}) == 0
    assert points_of(sound(f"{{breach: {BREACH}}}"), {BREACH: "3"}) == 300
    assert points_of(sound(f"{{standing: {STANDING}, month: 50}}"), {STANDING: "3 4x-1"}) == 200


def test_each_invalid_instance_costs_and_a_veto_costs_all():
    unsound = "meetings.major_matters_unsound"
    invalid = standard_of("E", f"rule: {{fact: {unsound}}}", worth=4)
    veto = standard_of("V", f"rule: {{fact: {unsound}}}", worth=4)
    assert [points_of(invalid, {unsound: f"3x{n}"}) for n in (0, 1, 4, 9, -1)] == [
        400,
        300,
        0,
        0,
        400,
    ]
    assert [points_of(veto, {unsound: f"3x{n}"}) for n in (0, 1)] == [400, 0]


def test_what_nobody_rates_waits():
    year = Year(sums_of(now_ratio(), {}), YEAR_END, WEEKENDS_ONLY)
    outcome = measure(Judged("J"), year)
    assert (outcome.applicable[0], outcome.waiting[0]) == (False, True)


def test_rounding_is_half_up_once():
    """8 points over 12 months: one miss leaves 7.333, a third of 0.05 leaves 0.0333, half 0.005 a whole."""
    words = f"rule: {{demands: [{{fact: {TALK}, months: 6}}]}}"
    assert points_of(standard_of("P", words, worth=0, points="0.05"), {TALK: "1"}) == 3
    assert points_of(standard_of("P", words, worth=0, points="0.01"), {TALK: "1"}) == 1


def result_of(given, words=f"rule: {{demands: [{{fact: {TALK}, months: 1}}]}}"):
    return scores_of(standard_of("P", words, worth=0), given).result(0, "production")


def test_a_result_needs_the_classs_threshold():
    months = [str(month) for month in range(1, 13)]
    assert result_of({TALK: " ".join(months)}) is Result.ADVANCED
    assert result_of({TALK: " ".join(months[:11])}) is Result.ADVANCED
    assert result_of({TALK: " ".join(months[:10])}) is Result.QUALIFIED
    assert result_of({TALK: " ".join(months[:9])}) is Result.BELOW_STANDARD


def test_a_veto_makes_any_score_fall_below_standard():
    full = {TALK: " ".join(str(month) for month in range(1, 13))}
    assert result_of({**full, "honours.major_accident": "7"}) is Result.BELOW_STANDARD


def test_no_result_before_everything_is_measured_or_where_nothing_applies():
    words = one_item("P", f"rule: {{demands: [{{fact: {TALK}, months: 1}}]}}", worth=0)
    unmeasured = scores_of(compiled(words, known=("honours.major_accident",)), {})
    assert (unmeasured.result(0, "production"), unmeasured.percent[0]) == (None, 0)
    unwatched = scores_of(compiled(words, known=("meetings.talk.held",)), {TALK: "1"})
    assert not unwatched.vetoed[0]
    assert (unmeasured.out_of[0, 0], bool(unmeasured.measured[0])) == (0, False)
    assert result_of({"party.counted": ""}) is None


def test_the_percentage_is_of_what_is_measured_and_applies():
    scores = scores_of(compiled(), {"meetings.general_meeting.held": "2 5 8 11"})
    assert scores.total[0] <= scores.total_out_of[0] < 10_000
    expected = (scores.total[0] * 20_000 + scores.total_out_of[0]) // (2 * scores.total_out_of[0])
    assert scores.percent[0] == expected
