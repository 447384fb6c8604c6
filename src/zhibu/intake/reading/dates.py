"""Days as branches write them. The forms are data: ``standards/intake/dates.yaml``."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from zhibu.core.periods import Month
from zhibu.intake.reading.texts import fold
from zhibu.intake.reading.words import words

Value = str | float | bool | date | datetime | time | timedelta | None

_AS_KEPT = re.compile(r"[12]\d{3}-\d\d-\d\d", re.ASCII)
_EPOCH = date(1899, 12, 30)
_SERIALS = range(9_000, 73_050)
_MONTHS_IN_NUMERALS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")


class NotADay(ValueError):
    """A cell does not hold a day. ``code``: empty, unknown, shape, no_such_day, no_year."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Day:
    """A day read from a cell, the clock if it was there, and whether only a month was."""

    on: date
    clock: time | None = None
    month_only: bool = False
    guessed: bool = False

    @property
    def month(self) -> Month:
        return Month.of(self.on)


def read_day(value: Value, *, year: int | None = None) -> Day:
    """Read a day from a cell's value; ``year`` completes “1月17日”.

    Raises NotADay with a code saying why not.
    """
    if isinstance(value, datetime):
        clock = value.time().replace(second=0, microsecond=0)
        return Day(value.date(), clock if clock != time() else None)
    if isinstance(value, date):
        return Day(value)
    if isinstance(value, bool | time | timedelta):
        raise NotADay("shape", str(value))
    if isinstance(value, int | float):
        return _day_of_number(float(value), year)
    return _day_of_text(fold(value or ""), year)


def _day_of_number(number: float, year: int | None) -> Day:
    if not math.isfinite(number):
        raise NotADay("shape", str(number))
    if number.is_integer():
        if int(number) in _SERIALS:
            return Day(_EPOCH + timedelta(days=int(number)), guessed=True)
        return _day_of_text(str(int(number)), year)
    if int(number) in _SERIALS and number > 13_000:  # noqa: PLR2004 - a day with a clock
        moment = datetime(1899, 12, 30) + timedelta(days=number)  # noqa: DTZ001 - a cell's
        return Day(moment.date(), moment.time().replace(second=0, microsecond=0), guessed=True)
    day = _day_of_text(f"{number:.10g}", year)
    # 2026.10 stored as a number has lost its zero and reads 2026.1: nobody can tell
    return Day(day.on, day.clock, day.month_only, guessed=day.on.month == 1)


def _day_of_text(text: str, year: int | None) -> Day:
    if _AS_KEPT.fullmatch(text):  # what the first of the forms reads as well, and slower
        return _kept(text)
    if not text:
        raise NotADay("empty")
    if text in words("dates")["unknown"]:
        raise NotADay("unknown", text)
    plain = _in_digits(text)
    for form, tail in _forms():
        found = form.match(plain)
        rest = tail.fullmatch(plain, found.end()) if found else None
        if found and rest:
            return _built((found, rest), text, year)
    raise NotADay("shape", text)


def _kept(text: str) -> Day:
    try:
        return Day(date.fromisoformat(text))
    except ValueError:
        raise NotADay("no_such_day", text) from None


def _built(said_so: tuple[re.Match[str], re.Match[str]], text: str, year: int | None) -> Day:
    found, rest = said_so
    said = found.groupdict()
    full_year = int(said["year"]) if said.get("year") else year
    if full_year is None:
        raise NotADay("no_year", text)
    try:
        on = date(full_year, int(said["month"]), int(said.get("day") or 1))
        clock = _clock(rest)
    except ValueError:
        raise NotADay("no_such_day", text) from None
    return Day(on, clock, month_only="day" not in said)


def _clock(rest: re.Match[str]) -> time | None:
    said = rest.groupdict()
    if not said.get("hour"):
        return None
    hour = int(said["hour"])
    late = said.get("part") in words("dates")["afternoon"]
    if late and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    minute = int(said.get("minute") or said.get("minute2") or (30 if said.get("half") else 0))
    return time(hour, minute)


def read_clock(value: Value) -> time | None:
    """Read a time of day from a cell of its own; None where there is none to be read."""
    if isinstance(value, datetime):
        return value.time().replace(second=0, microsecond=0)
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, float) and 0 < value < 1:
        moment = datetime(1899, 12, 30) + timedelta(days=value)  # noqa: DTZ001 - a cell's
        return moment.time().replace(second=0, microsecond=0)
    rest = _tail().match(_in_digits(fold(value))) if isinstance(value, str) else None
    try:
        return _clock(rest) if rest else None
    except ValueError:
        return None


def read_month(value: Value, *, year: int | None = None) -> Month | None:
    """Read a month from a header or a cell: 3月, 三月, 3月份实缴, 2026年3月, 2026-03, a day."""
    if isinstance(value, date):
        return Month(value.year, value.month)
    if isinstance(value, float):
        value = f"{value:g}"
    if not isinstance(value, str):
        return None
    found = re.match(
        r"(?:(\d{4})[-./年])?(\d{1,2})(月|$)", _in_digits(fold(value)).replace(" ", "")
    )
    if not found or not 1 <= int(found[2]) <= 12 or not (found[1] or year):  # noqa: PLR2004
        return None
    return Month(int(found[1] or year or 0), int(found[2]))


def _in_digits(text: str) -> str:
    """Write Chinese numerals of dates as digits: 二〇二六年十月 → 2026年10月."""
    if not re.search("[年月日号]", text) or not re.search("[〇○零一二三四五六七八九十]", text):
        return text
    head, sign, tail = _split_weekday(text)
    tens = _MONTHS_IN_NUMERALS.sub(lambda m: f"{m[1] or '一'}{m[2] or '〇'}", head)
    return tens.translate(str.maketrans(words("dates")["numerals"])) + sign + tail


def _split_weekday(text: str) -> tuple[str, str, str]:
    found = re.search("周|星期|礼拜", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


@cache
def _forms() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(form, re.ASCII), _tail()) for form in words("dates")["forms"])


@cache
def _tail() -> re.Pattern[str]:
    clock: str = words("dates")["clock"]
    second = re.sub(r"\?P<\w+>", "?:", clock)
    pattern = words("dates")["tail"].replace("CLOCK2", second).replace("CLOCK", clock)
    return re.compile(pattern)
