"""The years of the sums: opened once, in order, and moved by whatever is told of them later."""

import pytest

from tests.journal.test_standing import at_once
from tests.journal.toys import hand, meet
from zhibu.core.ids import new_id
from zhibu.journal import models, sums

MEMBERS = "party.members"


def members(unit, year, upto=12):
    rows = sums.rows_of([unit], year)
    return sum(
        total for _, fact, month, _, total in rows if fact == MEMBERS and month % 100 <= upto
    )


def years():
    return sorted(models.OpenYear.objects.values_list("year", flat=True))


@pytest.mark.django_db(transaction=True)
def test_the_very_first_acts_at_once_open_the_books_once():
    units = [new_id("o") for _ in range(6)]
    at_once(6, lambda n: meet(units[n], "2026-11-19", joined=n + 1))

    assert years() == [2025, 2026]
    assert [members(unit, 2026) for unit in units] == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_the_first_acts_of_a_year_open_it_once_and_carry_everything():
    units = [new_id("o") for _ in range(8)]
    for unit in units:
        meet(unit, "2026-11-19", joined=10)

    def around_new_year(n):
        by = hand("2026-12-31", "23:59") if n % 2 else hand("2027-01-01", "00:01")
        meet(units[n], "2026-12-30", joined=1, by=by)

    at_once(8, around_new_year)

    assert years() == [2025, 2026, 2027]
    assert [members(unit, 2027, upto=0) for unit in units] == [11] * 8


@pytest.mark.django_db
def test_years_in_which_nobody_wrote_are_opened_too():
    unit = new_id("o")
    meet(unit, "2026-11-19", joined=10)
    meet(unit, "2029-02-01", joined=1, by=hand("2029-02-01"))

    assert years() == [2025, 2026, 2027, 2028, 2029]
    assert [members(unit, year, upto=0) for year in (2027, 2028, 2029)] == [10, 10, 10]


@pytest.mark.django_db
def test_what_happened_before_the_first_open_year_opens_every_year_after_it():
    unit = new_id("o")
    meet(unit, "2026-11-19")
    meet(unit, "2019-07-01", joined=7, history=True)

    assert [members(unit, year, upto=0) for year in (2025, 2026)] == [7, 7]
