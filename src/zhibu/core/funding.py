"""What a year's activity funds are measured against: tiers, matching, so much for each member."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhibu.core.bound import CONFIDENCE
from zhibu.core.standard_text import Node, parse

FEN = 100
_SECTIONS = (
    "version", "valid_from", "source", "tiers", "per_member", "matching", "sources", "lines",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tier:
    """A yearly amount in fen, and up to how many members it is proposed for."""

    key: str
    title: str
    fen: int
    members: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A number with the article it rests on and how sure it is."""

    fen: int
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Matching:
    """``second`` gives ``per`` hundredths of what ``first`` gives: 100 is one to one."""

    first: str
    second: str
    per: int
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Rules:
    """A version of the rules. ``sources`` and ``lines`` are titles by key."""

    version: str
    valid_from: date
    source: str
    tiers: Mapping[str, Tier]
    tiers_told: Told
    per_member: Told
    matching: Matching
    sources: Mapping[str, str]
    lines: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Check:
    """What a year received beside what it should have, in fen; ``short`` is what lacks."""

    wanted: int
    found: int

    @property
    def short(self) -> int:
        return max(self.wanted - self.found, 0)

    @property
    def met(self) -> bool:
        return not self.short


def load(text: str, *, filename: str = "funds.yaml") -> tuple[Rules, ...]:
    """Read versions of the rules. Raises StandardFault for whatever is missing or unknown."""
    told = parse(text, filename).fields(required=("versions",))
    return tuple(_rules(node) for node in told["versions"].listed())


def in_force(versions: Iterable[Rules], on: date) -> Rules:
    """Return the rules in force on a day; before the first of them, the first."""
    known = sorted(versions, key=lambda each: each.valid_from)
    valid = [each for each in known if each.valid_from <= on]
    return valid[-1] if valid else known[0]


def proposed(rules: Rules, members: int) -> Tier:
    """Return the tier proposed for so many members: the first whose bound holds them."""
    fitting = (one for one in rules.tiers.values() if one.members is None or members <= one.members)
    return next(fitting)


def per_member(rules: Rules, members: int, received: int) -> Check:
    """Return what so many members should have, in fen, beside what was received."""
    return Check(rules.per_member.fen * members, received)


def of_tier(rules: Rules, tier: str, received: int) -> Check:
    """Return what a tier grants a year, in fen, beside what was received."""
    return Check(rules.tiers[tier].fen, received)


def matched(rules: Rules, received: Mapping[str, int]) -> Check:
    """Return what the second of two givers owes by what the first gave, in fen.

    A part of a fen is not asked for.
    """
    first = received.get(rules.matching.first, 0)
    return Check(first * rules.matching.per // 100, received.get(rules.matching.second, 0))


def fen_of(yuan: Decimal) -> int:
    """Return yuan as fen. Raises ValueError for what is no number or finer than a fen."""
    if not yuan.is_finite() or yuan * FEN != (yuan * FEN).to_integral_value():
        raise ValueError(f"not an amount in fen: {yuan}")
    return int(yuan * FEN)


def yuan_of(fen: int) -> Decimal:
    """Return fen as yuan, with two places."""
    return Decimal(fen).scaleb(-2)


def _rules(node: Node) -> Rules:
    told = node.fields(required=_SECTIONS)
    sources = _titles(told["sources"])
    return Rules(
        version=told["version"].text(),
        valid_from=told["valid_from"].day(),
        source=told["source"].text(),
        tiers=_tiers(told["tiers"].fields(required=("basis", "confidence", "amounts"))["amounts"]),
        tiers_told=_told(told["tiers"], optional=("amounts",)),
        per_member=_told(told["per_member"], optional=("yuan",)),
        matching=_matching(told["matching"], sources),
        sources=sources,
        lines=_titles(told["lines"]),
    )


def _tiers(node: Node) -> dict[str, Tier]:
    """Bounds must rise, and only the last tier may have none: every branch finds its tier."""
    tiers = {key: _tier(key, each) for key, each in node.entries().items()}
    bounds = [tier.members for tier in tiers.values()]
    rising = [bound for bound in bounds[:-1] if bound is not None]
    if not tiers or bounds[-1] is not None or len(rising) + 1 != len(bounds):
        raise node.fault("bands_open")
    if rising != sorted(set(rising)):
        raise node.fault("bands_open")
    return tiers


def _tier(key: str, node: Node) -> Tier:
    told = node.fields(required=("title", "yuan"), optional=("members",))
    members = told["members"].whole(least=1) if "members" in told else None
    return Tier(key, told["title"].text(), told["yuan"].cents(), members)


def _told(node: Node, *, optional: tuple[str, ...]) -> Told:
    told = node.fields(required=("basis", "confidence"), optional=optional)
    fen = told["yuan"].cents() if "yuan" in told else 0
    return Told(fen, told["basis"].text(), told["confidence"].choice(CONFIDENCE))


def _matching(node: Node, sources: Mapping[str, str]) -> Matching:
    told = node.fields(required=("first", "second", "per", "basis", "confidence"))
    return Matching(
        told["first"].choice(sources),
        told["second"].choice(sources),
        told["per"].whole(least=1, most=10_000),
        told["basis"].text(),
        told["confidence"].choice(CONFIDENCE),
    )


def _titles(node: Node) -> dict[str, str]:
    found = node.entries().items()
    return {key: each.fields(required=("title",))["title"].text() for key, each in found}
