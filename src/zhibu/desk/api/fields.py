"""The types of what comes in: texts without unseen signs, days as text alone, bounded numbers.

What does not fit them is answered with 422 and the field's name; what fits and is refused by a
rule is answered with 409 and the rule.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal

PLAIN = r"^[^\x00-\x1f\x7f-\x9f]*$"
LINES = r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTH = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"
AMOUNT = r"^[0-9]{1,7}(\.[0-9]{1,2})?$"
WHOLE = re.compile(r"-?[0-9]{1,15}")
YEARS = range(1900, 2200)


class OutOfTime(Refusal):
    """A day or a year of which nothing can be known."""


class Asked(BaseModel):
    """Something asked or told: every field known, none taken for another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Shown(BaseModel):
    """Something answered, read from our own values."""

    model_config = ConfigDict(from_attributes=True)


def _compose(told: Any) -> Any:
    """Return a text in NFC, so that its length is counted as it will be kept."""
    return unicodedata.normalize("NFC", told) if isinstance(told, str) else told


def _as_day(told: Any) -> Any:
    if not isinstance(told, str) or not DAY.fullmatch(told):
        raise PydanticCustomError("day", "a day is written 2026-03-09")
    try:
        day = date.fromisoformat(told)
    except ValueError:
        raise PydanticCustomError("day", "there is no such day") from None
    if day.year not in YEARS:
        raise OutOfTime(_("日期须在 1900 年到 2199 年之间。"), field="date")
    return day


def _as_whole(told: Any) -> Any:
    """Take a whole number from an address: digits alone, where Python would take much more."""
    return int(told) if isinstance(told, str) and WHOLE.fullmatch(told) else told


def _as_integer(told: Any) -> Any:
    """Take 2.0 for 2: to JSON Schema both are the same integer."""
    return int(told) if isinstance(told, float) and told.is_integer() else told


Integer = BeforeValidator(_as_integer)
Composed = BeforeValidator(_compose)
Word = Annotated[str, StringConstraints(max_length=50, pattern=PLAIN), Composed]
Phrase = Annotated[str, StringConstraints(max_length=100, pattern=PLAIN), Composed]
Sentence = Annotated[str, StringConstraints(max_length=200, pattern=PLAIN), Composed]
Paragraph = Annotated[str, StringConstraints(max_length=500, pattern=PLAIN), Composed]
Essay = Annotated[str, StringConstraints(max_length=20_000, pattern=LINES), Composed]
Hour = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]
Day = Annotated[
    date, BeforeValidator(_as_day), WithJsonSchema({"type": "string", "format": "date"})
]
MonthText = Annotated[str, StringConstraints(pattern=MONTH)]
Amount = Annotated[str, StringConstraints(pattern=AMOUNT)]
Year = Annotated[int, Field(ge=2000, le=2199), BeforeValidator(_as_whole)]
PageNumber = Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(_as_whole)]
PageSize = Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(_as_whole)]
MemberId = Annotated[str, StringConstraints(pattern=r"^m_[a-z2-7]{26}$")]
GroupId = Annotated[str, StringConstraints(pattern=r"^o_[a-z2-7]{26}$")]
NewRecordId = Annotated[str, StringConstraints(pattern=r"^(r_[a-z2-7]{26})?$")]


OrganizationId = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^o_[a-z2-7]{26}$"})]
RecordId = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^r_[a-z2-7]{26}$"})]


def month_of(told: str) -> Month:
    return Month.parse(told)


def yuan_of(told: str | None) -> Decimal | None:
    return None if told is None else Decimal(told)


def year_asked(year: int | None, today: date) -> int:
    """Return the year asked for, or today's. Raises OutOfTime for one that has not begun."""
    if year is not None and year > today.year:
        raise OutOfTime(_("%(year)d 年还没有到。") % {"year": year}, field="year")
    return year or today.year
