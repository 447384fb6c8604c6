"""Party dues: what a member owes for a month.

A band's rate applies to the whole base, not to the part above the bound, as the rule's own
examples show: 4,500 owes 45, 11,500 owes 230.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from zhibu.core.bound import confidence
from zhibu.core.standard_text import Node, parse

CENT = Decimal("0.01")
LARGEST_BASE = Decimal(10_000_000)
_DECIMAL = re.compile(r"[0-9]{1,8}(\.[0-9]{1,2})?")


class UnknownPayerKind(ValueError):
    """Nobody has said what such a member owes."""

    words = "没有这种党费类别"


class BaseOutOfRange(ValueError):
    """The base is negative, no number, or beyond belief."""

    words = "党费基数应是0到1000万元之间的数"


@dataclass(frozen=True, slots=True)
class Band:
    """Bases up to a bound owe a percentage; the last band has no bound."""

    up_to: Decimal | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class PayerKind:
    """A kind of member: by bands of a base, or a fixed amount a month.

    ``moves`` says that the base is what came in of late, and so is told anew with each payment.
    """

    key: str
    title: str
    base: str
    bands: tuple[Band, ...]
    amount: Decimal | None
    basis: str
    confidence: str
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Rates:
    """A version of the rates and the day from which it is in force."""

    version: str
    valid_from: date
    kinds: Mapping[str, PayerKind]


def owed(base: Decimal, kind: str, rates: Rates) -> Decimal:
    """Return what a member owes for a month, exact to the fen, rounded half up.

    Raises UnknownPayerKind, and BaseOutOfRange for a base that cannot be.
    """
    if kind not in rates.kinds:
        raise UnknownPayerKind(kind)
    payer = rates.kinds[kind]
    if payer.amount is not None:
        return payer.amount
    if not base.is_finite() or not 0 <= base <= LARGEST_BASE:
        raise BaseOutOfRange(str(base))
    band = next(each for each in payer.bands if each.up_to is None or base <= each.up_to)
    return (base * band.percent / 100).quantize(CENT, rounding=ROUND_HALF_UP)


def in_force(rates: Iterable[Rates], on: date) -> Rates:
    """Return the rates in force on a day. Raises LookupError before the first."""
    valid = [each for each in rates if each.valid_from <= on]
    if not valid:
        raise LookupError(on)
    return max(valid, key=lambda each: each.valid_from)


def load(text: str, *, filename: str = "dues_rates.yaml") -> tuple[Rates, ...]:
    """Read versions of the rates. Raises StandardFault for whatever is missing or unknown."""
    told = parse(text, filename).fields(required=("versions",))
    return tuple(_rates(node) for node in told["versions"].listed())


def _rates(node: Node) -> Rates:
    told = node.fields(required=("version", "valid_from", "source", "kinds"))
    return Rates(
        version=told["version"].text(),
        valid_from=told["valid_from"].day(),
        kinds={key: _kind(key, each) for key, each in told["kinds"].entries().items()},
    )


def _kind(key: str, node: Node) -> PayerKind:
    told = node.fields(
        required=("title", "base", "basis", "confidence"), optional=("bands", "amount", "moves")
    )
    if ("bands" in told) == ("amount" in told):
        raise node.fault("key_missing", value="bands / amount")
    return PayerKind(
        key=key,
        title=told["title"].text(),
        base=told["base"].text(),
        bands=_bands(told["bands"]) if "bands" in told else (),
        amount=_decimal(told["amount"]) if "amount" in told else None,
        basis=told["basis"].text(),
        confidence=confidence(told["confidence"]),
        moves="moves" in told and told["moves"].flag(),
    )


def _bands(node: Node) -> tuple[Band, ...]:
    """Bounds must rise, and only the last band may have none: every base finds its band."""
    bands = tuple(_band(each) for each in node.listed())
    bounds = [band.up_to for band in bands]
    rising = [bound for bound in bounds[:-1] if bound is not None]
    if not bands or bounds[-1] is not None or len(rising) + 1 != len(bands):
        raise node.fault("bands_open")
    if rising != sorted(set(rising)):
        raise node.fault("bands_open")
    return bands


def _band(node: Node) -> Band:
    told = node.fields(required=("percent",), optional=("up_to",))
    return Band(_decimal(told["up_to"]) if "up_to" in told else None, _decimal(told["percent"]))


def _decimal(node: Node) -> Decimal:
    if not _DECIMAL.fullmatch(node.text()):
        raise node.fault("not_points", value=node.text()[:40])
    return Decimal(node.text())
