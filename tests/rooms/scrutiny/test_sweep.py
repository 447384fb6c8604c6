"""What becomes a question: one hard rule, or two different signals; and never the same again."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rooms.scrutiny.told import (
    DAY,
    EVENING,
    GROUNDS,
    HERE,
    RULES,
    branch,
    held,
    population,
)
from zhibu.scrutiny.detectors import attending, sweep
from zhibu.scrutiny.detectors.told import Finding

PEOPLE = tuple(f"m_{n:026}" for n in range(10))


def asked(*rules):
    found = [Finding(rule, HERE, (held(n).rec,)) for n, rule in enumerate(rules)]
    return [one.rules for one in sweep.questions(found, RULES)]


@pytest.mark.parametrize(
    ("rules", "becomes"),
    [
        (("D3",), []),
        (("D4",), []),
        (("D8",), []),
        (("D2", "D9"), []),
        (("D3", "D8"), []),  # both of the text: one signal
        (("D3", "D9"), []),  # a descriptive number is no signal
        (("D3", "D4"), [("D3", "D4")]),
        (("D4", "D8"), [("D4", "D8")]),
        (("D2", "D3"), [("D2", "D3")]),
        (("D1",), [("D1",)]),
        (("D5", "D5", "D6"), [("D5",), ("D6",)]),
        (("D1", "D2", "D3", "D4"), [("D1",), ("D2", "D3", "D4")]),
    ],
)
def test_hard_rules_ask_alone_and_statistical_ones_in_company(rules, becomes):
    assert asked(*rules) == becomes


def test_signals_of_two_branches_do_not_add_up():
    found = [Finding("D3", HERE, ("r_a",)), Finding("D4", "o_" + "x" * 26, ("r_b",))]
    assert sweep.questions(found, RULES) == []


def test_what_is_not_asked_is_left_over():
    found = [Finding(rule, HERE, ("r_a",)) for rule in ("D1", "D2", "D9")]
    questions = sweep.questions(found, RULES)
    assert [one.rule for one in sweep.left_over(found, questions)] == ["D2", "D9"]


meetings = st.lists(
    st.builds(
        lambda n, days, late, away, denied: held(
            n, held_on=DAY + timedelta(days=days), late=late,
            entered_at=EVENING + timedelta(minutes=n % 97 * 9),
            present=PEOPLE[away:], absent=PEOPLE[:away], denied_by=PEOPLE[:denied],
            pictures=("aa",) if n % 5 == 0 else (),
        ),
        st.integers(0, 10**6), st.integers(0, 300), st.booleans(), st.integers(0, 2),
        st.integers(0, 1),
    ),
    max_size=40, unique_by=lambda one: one.rec,
)  # fmt: skip
QUICK = ("D1", "D2", "D4", "D5", "D6", "D7", "D9", "D11")


@settings(max_examples=50, deadline=None)
@given(meetings)
def test_once_all_is_asked_there_is_nothing_to_ask(those):
    told = population(branch(*those, founded_on=DAY + timedelta(days=9)))
    found = sweep.find(told, GROUNDS, only=QUICK)
    everything = frozenset(one.rec for one in those)
    spent = {(rule, HERE): everything for rule in QUICK}
    assert sweep.find(told, GROUNDS, spent=spent, only=QUICK) == []
    assert all(set(one.records) <= everything for one in found)


@settings(max_examples=50, deadline=None)
@given(meetings)
def test_what_is_found_does_not_hang_on_the_order_of_records(those):
    assert seen_in(those) == seen_in(reversed(those))


def seen_in(those):
    found = sweep.find(population(branch(*those)), GROUNDS, only=QUICK)
    return sorted((one.rule, one.case, tuple(sorted(one.records))) for one in found)


@given(st.integers(12, 60), st.integers(5, 10), st.integers(0, 30))
def test_who_stays_away_more_often_is_never_seen_sooner(count, people, absences):
    def seen(absent):
        circle = PEOPLE[:people]
        those = [
            held(n, present=circle[1:] if n < absent else circle,
                 absent=circle[:1] if n < absent else ())
            for n in range(count)
        ]  # fmt: skip
        return bool(list(attending.cloned(branch(*those), RULES.attendance)))

    absences = min(absences, count - 1)
    assert seen(absences) or not seen(absences + 1)
