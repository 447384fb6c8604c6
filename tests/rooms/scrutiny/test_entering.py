"""D1, D2, D9: when records came in."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import CHINA
from tests.rooms.scrutiny.told import (
    DAY,
    EVENING,
    GROUNDS,
    RULES,
    branch,
    held,
    population,
    sitting,
)  # fmt: skip
from zhibu.scrutiny.detectors import chances, entering, sweep


def bursts(*meetings):
    return list(entering.bursts(branch(*meetings), RULES.burst))


@pytest.mark.parametrize(
    ("records", "span", "seen"),
    [(5, 45, True), (5, 44, False), (4, 45, False), (4, 200, False), (5, 46, True), (9, 44, False)],
)
def test_five_late_records_over_45_days_in_one_sitting_are_a_burst(records, span, seen):
    assert bool(bursts(*sitting(records, span=span))) is seen


@pytest.mark.parametrize(("gap", "seen"), [(44, True), (45, False)])
def test_a_pause_of_45_minutes_ends_the_sitting(gap, seen):
    assert bool(bursts(*sitting(5, span=60, gap=gap))) is seen


def test_a_burst_tells_what_the_branch_can_check():
    (found,) = bursts(*sitting(5, span=60))
    assert found.figures["late"] == 5
    assert found.figures["days"] == 60
    assert found.figures["first"] == "2026-03-02"
    assert found.figures["began"] == "2026-06-01T20:00+08:00"
    assert len(found.records) == 5


def test_old_papers_declared_as_such_are_no_burst():
    declared = [held(n, held_on=DAY + timedelta(days=n * 30), from_history=True, late=True,
                     entered_at=EVENING) for n in range(9)]  # fmt: skip
    assert bursts(*declared) == []


def test_what_was_entered_in_time_in_the_same_sitting_does_not_count():
    four = sitting(4, span=60)
    assert bursts(*four, held(9, entered_at=EVENING + timedelta(minutes=5))) == []


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=30))
def test_whatever_is_found_keeps_to_the_rule(told):
    at, meetings = EVENING, []
    for number, (days, late) in enumerate(told):
        at += timedelta(minutes=days % 90)
        meetings.append(held(number, held_on=DAY - timedelta(days=days), late=late, entered_at=at))
    known = {one.rec: one for one in meetings}
    for found in bursts(*meetings):
        those = [known[rec] for rec in found.records]
        days = [one.held_on for one in those]
        assert all(one.late for one in those)
        assert len(those) >= 5
        assert (max(days) - min(days)).days >= 45


def class_of(*shares, each=20):
    return population(*(
        branch(*(held(n, late=n < share) for n in range(each)), uid=f"o_{number:026}")
        for number, share in enumerate(shares)
    ))  # fmt: skip


def test_a_branch_later_than_its_class_is_a_fact():
    (found,) = entering.lateness(class_of(1, 1, 0, 2, 1, 1, 0, 1, 1, 12), RULES.lateness)
    assert found.figures == {"late": 12, "of": 20, "usual": 5}


def test_a_class_that_is_late_as_a_whole_has_nobody_later():
    assert list(entering.lateness(class_of(*[12] * 10), RULES.lateness)) == []


def test_a_class_of_seven_is_too_small_to_compare():
    assert list(entering.lateness(class_of(0, 0, 0, 0, 0, 0, 20), RULES.lateness)) == []


def test_lateness_alone_asks_nobody():
    found = sweep.find(class_of(*[0] * 20, 20), GROUNDS, only=("D2",))
    assert [one.rule for one in found] == ["D2"]
    assert sweep.questions(found, RULES) == []


def test_benjamini_and_hochberg_by_hand():
    # Of five, the third is the largest with p ≤ q · rank / 5 at q = 0.05: 0.027 ≤ 0.03.
    told = {"a": 0.001, "b": 0.021, "c": 0.027, "d": 0.2, "e": 0.9}
    assert chances.discoveries(told, 0.05) == {"a", "b", "c"}
    assert chances.discoveries({}, 0.05) == frozenset()


def test_tails_by_hand():
    assert chances.at_most(0, 10, 0.5) == pytest.approx(1 / 1024)
    assert chances.at_least(9, 10, 0.5) == pytest.approx(11 / 1024)
    assert chances.at_most(10, 10, 0.3) == pytest.approx(1)
    assert chances.at_least(1, 10, 0.0) == 0
    assert chances.at_most(3, 10, 1.0) == 0


def test_the_interval_of_wilson_by_hand():
    assert chances.interval(0, 0) == (0.0, 1.0)
    least, most = chances.interval(19, 20)
    assert (least, most) == (pytest.approx(0.7639, abs=1e-4), pytest.approx(0.9911, abs=1e-4))


def last_day(hour):
    return datetime(2026, 3, 31, hour, 30, tzinfo=CHINA)


def quarter(late_ones, hour=9):
    return branch(*(held(n, entered_at=last_day(hour) if n < late_ones else EVENING.replace(month=3))
                    for n in range(6)))  # fmt: skip


def test_half_a_quarter_on_its_last_day_is_told_and_asks_nobody():
    found = list(entering.heaping(quarter(3), RULES.heaping))
    assert found[0].figures == {"year": 2026, "quarter": 1, "last": 3, "of": 6}
    assert sweep.questions(found, RULES) == []


def test_less_than_half_is_not_told():
    assert list(entering.heaping(quarter(2), RULES.heaping)) == []
