"""Numbers as branches write them: 19人, １９名, ￥1,234.50."""

import re
from decimal import Decimal, InvalidOperation

from zhibu.intake.reading.dates import Value
from zhibu.intake.reading.texts import squeeze

_COUNT = re.compile(r"(?:共|计)?(\d{1,6})(?:\.0+)?(?:人次|人|名|位|个)?(?:次)?", re.ASCII)
_MONEY = re.compile(r"[¥￥]?(-?\d{1,9}(?:\.\d+)?)元?", re.ASCII)
_CENT = Decimal("0.01")


class NotANumber(ValueError):
    """A cell does not hold a number of the kind asked for."""


def read_count(value: Value) -> int | None:
    """Read a number of people; None where the cell is empty. Raises NotANumber."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        if float(value).is_integer() and value >= 0:
            return int(value)
        raise NotANumber(str(value))
    if not isinstance(value, str) or not value.strip():
        if value is None or isinstance(value, str):
            return None
        raise NotANumber(str(value))
    found = _COUNT.fullmatch(squeeze(value))
    if not found:
        raise NotANumber(value)
    return int(found[1])


def read_money(value: Value) -> Decimal | None:
    """Read an amount in yuan; None where the cell is empty. Raises NotANumber."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _exact(value)
    if value is None or (isinstance(value, str) and not value.strip(" \t\u3000\xa0-—/")):
        return None
    found = _MONEY.fullmatch(squeeze(str(value)).replace(",", ""))
    if not found:
        raise NotANumber(str(value))
    return Decimal(found[1])


def _exact(value: float) -> Decimal:
    try:
        amount = Decimal(repr(value))
        return (
            amount.quantize(_CENT) if abs(amount - amount.quantize(_CENT)) < _CENT / 100 else amount
        )
    except InvalidOperation:
        raise NotANumber(str(value)) from None
