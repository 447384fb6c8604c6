"""Months, periods, working days and lags: the edges of the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tellers import CHINA
from zhibu.core import workdays
from zhibu.core.lag import Lag, lag_of
from zhibu.core.periods import (
    Month,
    Period,
    add_months,
    first_whole_month,
    periods_of,
)
from zhibu.core.standard_fault import StandardFault

pytestmark = pytest.mark.once
days = st.dates(date(2020, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-05-04", 0, "2026-05-04"),
    ],
)
def test_adding_months_clamps_to_the_months_end(day, months, then):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(then)


@given(day=days, months=st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_takes_the_months_last(day, months):
    then, month = add_months(day, months), Month.of(day).shift(months)
    assert (Month.of(then), then.day) == (month, min(day.day, month.last_day.day))


def test_adding_months_beyond_the_calendar_is_refused():
    with pytest.raises(ValueError, match="year"):
        add_months(date(9999, 12, 1), 1)


def test_a_month_tells_its_days_and_its_neighbours():
    february = Month(2024, 2)

    assert (february.first_day, february.last_day) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (february.shift(11), february.shift(-2)) == (Month(2025, 1), Month(2023, 12))
    assert (str(february), february.index, february.quarter, february.half) == (
        "2024-02",
        202402,
        1,
        1,
    )
    assert Month(2024, 7).half == 2
    assert (
        Month.of(date(2024, 2, 3)) == Month.from_index(202402) == Month.parse("2024-02") == february
    )
    assert list(Month(2023, 12).until(Month(2024, 1))) == [Month(2023, 12), Month(2024, 1)]
    assert february < Month(2024, 3)


@pytest.mark.parametrize(
    "spelled", ["2024-13", "2024-00", "0000-01", "２０２４-01", "2024-1", "2024-02-01"]
)
def test_no_such_month(spelled):
    with pytest.raises(ValueError, match=r"month"):
        Month.parse(spelled)


def test_a_year_falls_into_periods():
    quarters = periods_of(2026, 3)

    assert [str(quarter.first) for quarter in quarters] == [
        "2026-01",
        "2026-04",
        "2026-07",
        "2026-10",
    ]
    assert quarters[0].last_day == date(2026, 3, 31)
    assert quarters[1].months == (Month(2026, 4), Month(2026, 5), Month(2026, 6))
    assert quarters[1].contains(Month(2026, 6))
    assert not quarters[1].contains(Month(2026, 7))
    with pytest.raises(ValueError, match="5 months"):
        periods_of(2026, 5)


@pytest.mark.parametrize(
    ("started", "owes_from"),
    [("2026-05-01", "2026-05"), ("2026-05-02", "2026-06"), ("2026-12-31", "2027-01")],
)
def test_a_branch_owes_from_its_first_whole_month(started, owes_from):
    assert first_whole_month(date.fromisoformat(started)) == Month.parse(owes_from)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-14", True),  # a Saturday worked in exchange
        ("2026-09-20", True),  # a Sunday
        ("2026-02-16", False),  # a Monday of the Spring Festival
        ("2026-11-21", False),
        ("2026-11-23", True),
        ("2024-10-12", True),
        ("2025-10-08", False),
    ],
)
def test_holidays_and_the_days_worked_in_exchange(day, worked):
    assert CHINA.is_working_day(date.fromisoformat(day)) is worked


def test_the_national_day_holiday_is_no_grace_lost():
    """30 September to 10 October 2026 holds three working days: 8, 9 and the Saturday worked."""
    assert CHINA.working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert CHINA.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CHINA.last_day_within(date(2026, 9, 30), 3) == date(2026, 10, 11)
    assert CHINA.working_days_between(date(2026, 10, 10), date(2026, 9, 30)) == 0


def test_a_year_without_announced_holidays_is_provisional():
    assert CHINA.provisional_for(date(2026, 12, 1), date(2027, 1, 10))
    assert not CHINA.provisional_for(date(2026, 1, 1), date(2026, 12, 31))
    assert workdays.WEEKENDS_ONLY.provisional_for(date(2026, 1, 1), date(2026, 1, 1))


@given(days, st.integers(0, 60))
def test_working_days_counted_one_by_one(after, span):
    until = after + timedelta(days=span)
    one_by_one = sum(CHINA.is_working_day(after + timedelta(days=n)) for n in range(1, span + 1))
    assert CHINA.working_days_between(after, until) == one_by_one


@given(days, st.integers(0, 25))
def test_the_last_day_within_is_the_last(day, count):
    last = CHINA.last_day_within(day, count)
    assert CHINA.working_days_between(day, last) <= count
    assert CHINA.working_days_between(day, last + timedelta(days=1)) == count + 1


@pytest.mark.parametrize(
    ("held", "entered", "lag"),
    [
        ("2026-03-02", "2026-03-02", Lag.SAME_DAY),
        ("2026-03-02", "2026-03-01", Lag.SAME_DAY),
        ("2026-03-06", "2026-03-07", Lag.WITHIN_3),
        ("2026-03-02", "2026-03-05", Lag.WITHIN_3),
        ("2026-03-02", "2026-03-06", Lag.WITHIN_5),
        ("2026-03-02", "2026-03-16", Lag.WITHIN_10),
        ("2026-03-02", "2026-03-17", Lag.WITHIN_22),
        ("2026-03-02", "2026-04-01", Lag.WITHIN_22),
        ("2026-03-02", "2026-04-02", Lag.LATER),
        ("2026-02-13", "2026-02-24", Lag.WITHIN_3),  # the Spring Festival between
    ],
)
def test_how_late_a_record_came(held, entered, lag):
    assert lag_of(date.fromisoformat(held), date.fromisoformat(entered), CHINA) is lag


def test_buckets_nest_and_have_names():
    assert [lag.days for lag in Lag] == [0, 3, 5, 10, 22, 0, 0]
    assert Lag.WITHIN_10.spelled == "within_10"
    assert list(Lag) == sorted(Lag)


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ("rest: [02-30], work: []", "not_a_day"),
        ("rest: [1-1], work: []", "not_a_day"),
        ("rest: [03-05], work: [03-05]", "rest_and_work"),
        ("rest: 03-05, work: []", "list_expected"),
    ],
)
def test_a_calendar_that_cannot_be_meant_is_refused(spoilt, code):
    words = f'version: x\nyears:\n  "2026": {{basis: b, confidence: A, {spoilt}}}\n'
    with pytest.raises(StandardFault) as refused:
        workdays.load(words)
    assert refused.value.code == code


def test_a_calendar_keeps_only_what_differs_from_plain_weeks():
    words = 'version: x\nyears:\n  "2026": {basis: b, confidence: A, rest: [03-07..03-09], work: [03-03]}\n'
    found = workdays.load(words, filename="x.yaml")
    assert (found.rest, found.work) == ((date(2026, 3, 9),), ())


def test_a_period_may_be_one_month():
    assert Period(Month(2026, 1), Month(2026, 1)).months == (Month(2026, 1),)
