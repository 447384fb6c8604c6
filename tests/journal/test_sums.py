"""The sums: levels open each year, obligations ripen, coverage does not depend on order."""

from datetime import date
from itertools import permutations

import pytest

from tests.journal.test_door import standing
from tests.journal.toys import correct, hand, meet, withdraw
from zhibu.core.ids import new_id
from zhibu.core.lag import Lag
from zhibu.journal import models, ripening, sums

pytestmark = pytest.mark.django_db

GROUP = "o_gggggggggggggggggggggggggg"
MET = "coverage.groups_met"


@pytest.fixture
def unit():
    return new_id("o")


def level(unit, year, upto=12):
    rows = sums.rows_of([unit], year)
    return sum(
        total
        for _, fact, month, _, total in rows
        if fact == "party.members" and month % 100 <= upto
    )


def test_a_level_is_carried_into_the_new_year(unit):
    meet(unit, "2026-05-04", joined=20, by=hand("2026-05-04"))
    meet(unit, "2027-01-05", joined=1, by=hand("2027-01-05"))

    assert level(unit, 2026) == 20
    assert level(unit, 2027, upto=0) == 20
    assert level(unit, 2027) == 21


def test_a_back_dated_change_moves_the_openings_after_it(unit):
    meet(unit, "2026-05-04", joined=20, by=hand("2026-05-04"))
    meet(unit, "2027-02-01", by=hand("2027-02-01"))
    meet(unit, "2026-12-30", joined=-2, by=hand("2027-02-03"))

    assert (level(unit, 2026), level(unit, 2027, upto=0)) == (18, 18)


def test_a_duty_of_the_28th_does_not_count_on_the_10th(unit):
    meet(unit, "2026-11-28", by=hand("2026-11-10"))

    assert standing(unit) == {}
    assert ripening.ripen(date(2026, 11, 27)) == frozenset()
    assert ripening.ripen(date(2026, 11, 28)) == {unit}
    assert standing(unit) == {("meetings.party_day.held", 202611, Lag.SAME_DAY): 1}
    assert ripening.ripen(date(2026, 11, 28)) == frozenset()


def test_a_future_fact_withdrawn_before_its_day_leaves_nothing(unit):
    withdraw(meet(unit, "2026-11-28", by=hand("2026-11-10")), by=hand("2026-11-11"))
    ripening.ripen(date(2026, 12, 1))

    assert standing(unit) == {}


def test_a_group_is_covered_once_however_often_it_met(unit):
    for day in ("2026-11-02", "2026-11-09", "2026-11-16"):
        meet(unit, day, group=GROUP, by=hand("2026-11-16"))

    assert sum(total for (fact, _, _), total in standing(unit).items() if fact == MET) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_coverage_is_reached_in_the_same_lag_whatever_the_order(unit, order):
    told = [
        ("2026-11-02", "2026-11-20"),
        ("2026-11-09", "2026-11-10"),
        ("2026-11-16", "2026-11-30"),
    ]
    entered = [meet(unit, told[i][0], group=GROUP, by=hand(told[i][1])) for i in order]

    assert {key: v for key, v in standing(unit).items() if key[0] == MET} == {
        (MET, 202611, Lag.WITHIN_3): 1
    }
    for leaf in entered:
        withdraw(leaf, by=hand("2026-11-30"))
    assert standing(unit) == {}
    assert not models.SubjectSum.objects.exclude(sum=0).exists()


def test_moving_a_group_meeting_moves_its_coverage(unit):
    leaf = meet(unit, "2026-11-02", group=GROUP)
    correct(leaf, "2026-10-12", group=GROUP)

    assert {key[1] for key in standing(unit) if key[0] == MET} == {202610}


def test_columns_say_what_rows_say(unit):
    for month in range(1, 11):
        meet(unit, f"2026-{month:02}-05", joined=month, by=hand(f"2026-{month:02}-06"))

    columns = sums.columns_of_year(2026)
    found = {
        (columns.units[u], columns.facts[f], m, lag, total)
        for u, f, m, lag, total in zip(
            columns.unit_no.tolist(),
            columns.fact_no.tolist(),
            columns.month.tolist(),
            columns.lag.tolist(),
            columns.sum.tolist(),
            strict=True,
        )
    }
    assert found == set(sums.rows_of([unit], 2026))


def test_great_numbers_of_facts_and_units_are_read_as_they_are(unit):
    """Numbers that undone transactions used up are never given again; they grow."""
    models.Unit.objects.create(no=9_999_999, uid=unit)
    models.Measure.objects.create(no=2_000_000_000, name="meetings.party_day.held")
    meet(unit, "2026-11-19")

    columns = sums.columns_of_year(2026)
    assert columns.unit_no.tolist() == [9_999_999]
    assert columns.fact_no.tolist() == [2_000_000_000]
    assert (columns.month.tolist(), columns.sum.tolist()) == ([202611], [1])
