"""Days in the forms branches write them."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.core.periods import Month
from zhibu.intake.reading.dates import NotADay, read_clock, read_day, read_month

DAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    "value",
    [
        DAY, datetime(2026, 1, 5), "2026.01.05", "2026.1.5", "2026/1/5", "2026-1-5", "2026-01-05",
        "2026年1月5日", "2026 年 1 月 5 日", "20260105", 20260105.0, "２０２６．１．５", "1月5日",
        "1月5日下午", "二〇二六年一月五日", "2026年01月05号", "2026-01-05 00:00:00",
        "2026-01-05（周一）", "2026年1月5日 星期一 下午", 46027.0, "1.5", "2026、1、5".replace("、", "."),
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_form(value):
    assert read_day(value, year=2026).on == DAY


@pytest.mark.parametrize(
    ("value", "clock"),
    [
        ("2026.01.26 14:00", time(14)),
        ("2026.01.26 9:30", time(9, 30)),
        ("1月17日下午", None),
        ("1月17日下午3点", time(15)),
        ("1月17日下午3点半", time(15, 30)),
        ("2026年1月26日14时30分", time(14, 30)),
        ("2026-01-26 14:00-16:00", time(14)),
        ("2026-01-26 14：00 至 15：30", time(14)),
        (datetime(2026, 1, 22, 15, 30), time(15, 30)),
    ],
)
def test_the_clock_is_read_where_it_stands(value, clock):
    assert read_day(value, year=2026).clock == clock


@pytest.mark.parametrize(
    "value", ["2026-01", "2026.1", "2026年1月", "2026年1月份", "202601", 2026.1]
)
def test_a_month_alone_is_its_first_day_for_the_time_being(value):
    day = read_day(value)
    assert (day.on, day.month_only) == (date(2026, 1, 1), True)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026.02.30", "no_such_day"), ("2026-13-01", "no_such_day"), ("20260231", "no_such_day"),
        ("不详", "unknown"), ("", "empty"), (None, "empty"), ("上半年", "shape"),
        ("1月5日", "no_year"), (True, "shape"), (3.0, "shape"), ("2026.1.5.6", "shape"),
        ("2026年1月5日25点", "no_such_day"),
    ],
)  # fmt: skip
def test_what_is_no_day_says_why(value, code):
    with pytest.raises(NotADay) as fault:
        read_day(value)
    assert fault.value.code == code


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(
    ["{0}.{1}.{2}", "{0}-{1:02}-{2:02}", "{0}/{1}/{2}", "{0}年{1}月{2}日", "{0}{1:02}{2:02}"]
))  # fmt: skip
def test_any_day_in_any_form_is_that_day(day, form):
    assert read_day(form.format(day.year, day.month, day.day)).on == day


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text):
    try:
        read_day(text, year=2026)
    except NotADay as fault:
        assert fault.code  # noqa: PT017 - any code will do
    read_month(text, year=2026)
    read_clock(text)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_breaks_the_reading(number):
    try:
        read_day(number, year=2026)
    except NotADay as fault:
        assert fault.code  # noqa: PT017 - any code will do


@pytest.mark.parametrize(
    "header", ["3月", "三月", "3月份", "2026年3月", "2026-03", "03月", "3月实缴", date(2026, 3, 1)]
)
def test_a_month_heads_a_column_in_many_forms(header):
    assert read_month(header, year=2026) == Month(2026, 3)
