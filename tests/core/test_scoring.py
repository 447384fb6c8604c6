"""Properties of the sums and of scoring: order, width and exactness."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tellers import CHINA, KNOWN, YEAR, compiled, rows
from zhibu.core import scoring, stacks, sums
from zhibu.core.lag import Lag
from zhibu.core.rules import Column, all_of
from zhibu.core.standard import adjusted

pytestmark = pytest.mark.once
STANDARD = compiled()
FACTS = sums.facts(STANDARD)
LEVELS = [name for name in FACTS if KNOWN[name].nature == "level"]
AS_OF = st.dates(date(2025, 12, 1), date(2027, 3, 1))
tally = st.tuples(
    st.integers(0, 2),
    st.sampled_from(FACTS),
    st.integers(0, 12),
    st.sampled_from(Lag),
    st.integers(-3, 40),
)
tallies = st.lists(tally, max_size=60)
UNITS = ["o_a", "o_b", "o_c"]
LATE = date(2027, 3, 1)


def told(table):
    base = [(UNITS[n], "party.counted", YEAR * 100, 0, 1) for n in range(3)]
    return base + [
        (UNITS[n], fact, YEAR * 100 + month, lag, value) for n, fact, month, lag, value in table
    ]


def folded(table, units=UNITS):
    rows = sums.rows_of(table, STANDARD, units)
    return sums.fold(rows, STANDARD, year=YEAR, units=len(units))


def evaluated(table, as_of, units=UNITS):
    return scoring.evaluate(STANDARD, folded(table, units), as_of=as_of, calendar=CHINA)


@given(tallies, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_tallies_never_matters(table, random):
    shuffled = random.sample(told(table), len(table) + 3)
    assert np.array_equal(folded(told(table)).x, folded(shuffled).x)


@given(tallies)
@settings(max_examples=60, deadline=None)
def test_a_tally_in_two_parts_is_the_same_tally(table):
    halves = [(*row[:4], part) for row in told(table) for part in (row[4] - 7, 7)]
    assert np.array_equal(folded(told(table)).x, folded(halves).x)


@given(tallies)
@settings(max_examples=60, deadline=None)
def test_a_record_and_its_withdrawal_leave_no_trace(table):
    undone = [(*row[:4], -row[4]) for row in told(table)]
    assert not folded(told(table) + undone).x.any()


@given(tallies, AS_OF)
@settings(max_examples=40, deadline=None)
def test_many_units_at_once_are_as_each_alone(table, as_of):
    wide = evaluated(told(table), as_of)
    for place, unit in enumerate(UNITS):
        alone = evaluated(told(table), as_of, [unit])
        for name in ("points", "out_of", "owed", "done", "missed", "due", "applicable"):
            assert np.array_equal(getattr(wide, name)[:, place], getattr(alone, name)[:, 0]), name
        assert wide.percent[place] == alone.percent[0]
        assert wide.vetoed[place] == alone.vetoed[0]


@given(tallies, AS_OF)
@settings(max_examples=60, deadline=None)
def test_points_stay_between_nothing_and_all(table, as_of):
    scores = evaluated(told(table), as_of)
    assert (scores.points >= 0).all()
    assert (scores.points <= scores.out_of).all()
    assert (scores.percent <= 10_000).all()
    assert (scores.missed >= 0).all()
    assert scores.points.dtype == np.int64


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(1, 10**6))
def test_rounding_is_half_up_as_fractions_have_it(points, part, whole):
    exact = Fraction(points) * min(part, whole) / whole
    found = scoring.portion(np.int64(points), np.array([min(part, whole)]), np.array([whole]))
    assert int(found[0]) == int(exact + Fraction(1, 2))


def columns_by_hand(table, unit):
    """Sum as the definition says, row by row."""
    live = np.zeros(13, dtype=int)
    for name, fact, month, _, value in table:
        if name == unit and fact == "party.live":
            live[month % 100] += value
    before = [month for month in range(13) if live[: month + 1].sum() < 1]
    return {
        column: column_by_hand(table, unit, column, before) for column in sums.columns(STANDARD)
    }


def column_by_hand(table, unit, column, before_live):
    found = [0] * 13
    for name, fact, month, lag, value in table:
        kept = lag <= column.lag or (lag == Lag.HISTORY and month % 100 in before_live)
        if name == unit and fact == column.fact and kept:
            found[month % 100] += value
    return found


@given(tallies)
@settings(max_examples=40, deadline=None)
def test_folding_is_what_the_definition_says(table):
    found = folded(told(table))
    for place, unit in enumerate(UNITS):
        for column, expected in columns_by_hand(told(table), unit).items():
            assert found.of(column)[:, place].tolist() == expected


def test_rows_of_other_years_facts_and_units_are_left_out():
    strange = [
        ("o_a", "party.live", 202512, 0, 1),
        ("o_a", "party.live", 202713, 0, 1),
        ("o_a", "nobody.asked", 202601, 0, 1),
        ("o_z", "party.live", 202601, 0, 1),
    ]
    assert not folded(strange).x.any()
    assert not folded([]).x.any()


def test_sums_can_be_read_by_column_and_by_unit():
    found = folded([*rows({"party.members": "0x20 5x1"}, "o_b")])
    assert (found.units, found.year, found.only(1).units) == (3, YEAR, 1)
    assert found.of(all_of("party.members"))[5].tolist() == [0, 1, 0]
    assert found.only(1).of(Column("party.members", Lag.HISTORY))[0].tolist() == [20]


def test_only_what_is_measured_is_asked_of_the_loader():
    few = compiled(known=("meetings.general_meeting.held",))
    assert sums.facts(few) == ("party.counted", "party.live", "meetings.general_meeting.held")
    assert {column.fact for column in sums.columns(few)} == set(sums.facts(few))
    assert LEVELS


@given(tallies, AS_OF)
@settings(max_examples=40, deadline=None)
def test_items_measured_together_score_as_each_alone(table, as_of):
    together = evaluated(told(table), as_of)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stacks, "FEW", 0)
        alone = evaluated(told(table), as_of)
    for name in ("points", "out_of", "owed", "done", "missed", "due", "unrated", "final"):
        assert np.array_equal(getattr(together, name), getattr(alone, name)), name


@given(tallies, st.permutations([0, 1, 2]), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_branches_picked_in_any_order_keep_what_is_theirs(table, order, count):
    granted = adjusted(STANDARD.id, STANDARD.items[0].id)
    table = [*table, (2, granted, 5, Lag.SAME_DAY, -30), (0, granted, 5, Lag.SAME_DAY, 20)]
    whole = folded(told(table))
    picked = [*order][:count]

    some = scoring.evaluate(STANDARD, whole.of_units(picked), as_of=LATE, calendar=CHINA)

    alone = scoring.evaluate(STANDARD, whole, as_of=LATE, calendar=CHINA)
    assert np.array_equal(some.points, alone.points[:, picked])
