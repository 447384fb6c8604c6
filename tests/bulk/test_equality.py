"""The bulk and the live score are equal to the last digit."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bulk.tables import ENDED, ZB41, alike, live, scored, whole, write
from zhibu.bulk import evaluating
from zhibu.core import sums

FACTS = sums.facts(ZB41)
CLASSES = tuple(ZB41.classes)
UNITS = st.integers(1, 7)
ENTRY = st.tuples(
    UNITS,
    st.sampled_from(FACTS),
    st.integers(0, 12),
    st.integers(0, 6),
    st.integers(-3, 40) | st.just(10_000),
)
COUNTED = [
    (unit, fact, 0, 0, 1) for unit in range(1, 8) for fact in ("party.counted", "party.live")
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("tallies")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    told=st.lists(ENTRY, max_size=300),
    counted=st.booleans(),
    as_of=st.sampled_from([date(2026, 1, 1), date(2026, 7, 9), date(2026, 12, 31), ENDED]),
    groups=st.sampled_from([3, 50, 1000]),
    kinds=st.lists(st.sampled_from(CLASSES), min_size=7, max_size=7),
)
def test_any_tallies_score_the_same(place, told, counted, as_of, groups, kinds):
    rows = sorted(told + COUNTED * counted, key=lambda row: row[0])
    units = dict(zip(range(1, 8), kinds, strict=True))
    write(place, rows, units=units, row_group_size=groups)

    assert alike(scored(place, as_of=as_of)) == live(rows, units, as_of=as_of)


@pytest.mark.parametrize("name", ["zb41.yaml", "zb132.yaml"])
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_so_they_do_under_every_standard(place, name, data):
    standard = whole(name)
    fact = st.sampled_from(sums.facts(standard))
    entry = st.tuples(UNITS, fact, st.integers(0, 12), st.integers(0, 6), st.integers(-2, 9))
    rows = sorted(COUNTED + data.draw(st.lists(entry, max_size=200)), key=lambda row: row[0])
    units = dict.fromkeys(range(1, 8), next(iter(standard.classes)))
    write(place, rows, units=units)

    assert alike(scored(place, standard=standard)) == live(rows, units, standard=standard)


def test_history_counts_in_time_only_before_a_branch_went_live(tmp_path):
    told = [("meetings.party_day.held", month, 6, 1) for month in range(1, 13)]
    rows = [(1, "party.counted", 0, 0, 1), (1, "party.live", 7, 0, 1)]
    rows += [(1, fact, month, lag, value) for fact, month, lag, value in told]
    write(tmp_path, rows, units={1: "office"})

    found = scored(tmp_path)

    assert alike(found) == live(rows, {1: "office"})
    assert found[1]["item_C3"] == 200


def test_a_chunk_keeps_nothing_of_the_one_before(tmp_path, monkeypatch):
    monkeypatch.setattr(evaluating, "SIDE_BY_SIDE", 2)
    rows = [row for row in COUNTED if row[0] < 6]
    rows += [(1, fact, 3, lag, 5) for fact in FACTS for lag in (0, 6)]
    rows.sort(key=lambda row: row[0])
    units = dict.fromkeys(range(1, 8), "production")
    write(tmp_path, rows, units=units)

    assert alike(scored(tmp_path)) == live(rows, units)


def test_two_processes_say_what_one_says(tmp_path):
    rows = [(unit, fact, 0, 0, 1) for unit in range(50) for fact in ("party.counted", FACTS[5])]
    units = {unit: CLASSES[unit % len(CLASSES)] for unit in range(60)}
    write(tmp_path, rows[:40], rows[40:], units=units, row_group_size=7)

    assert scored(tmp_path, processes=2) == scored(tmp_path)
    assert alike(scored(tmp_path)) == live(rows, units)
