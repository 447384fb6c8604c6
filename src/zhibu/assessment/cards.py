"""A unit's year as one canonical line: what is sealed, and what is computed again to check it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhibu.assessment import engine, standing
from zhibu.core import canonical
from zhibu.core.scoring import Scores
from zhibu.core.standard import Item, Standard
from zhibu.journal.earlier import rows_at

BONUS, PEERS = "bonus", "peers"
_NUMBERS = ("points", "out_of", "percent", "final", "waiting")


@dataclass(frozen=True, slots=True)
class Cut:
    """From what cards are computed: so many entries of the journal, a year, a day, a standard."""

    size: int
    year: int
    as_of: date
    standard: Standard


def lines_of(cut: Cut, classes: Mapping[str, str]) -> dict[str, bytes]:
    """Return the card of each unit as canonical JSON, in the order of their identities.

    ``classes`` are the units with the class each is in. No record numbered ``size`` or later, no
    tally and no clock is looked at.
    """
    told = rows_at(cut.size, classes, year=cut.year, until=cut.as_of)
    width = engine.width_from(cut.standard, list(told), list(classes), year=cut.year)
    scores = engine.judge(cut.standard, width.sums, cut.as_of)
    rows = engine.scored(cut.standard, width, cut.as_of, scores=scores)
    return {
        row.unit: canonical.encode(_card(row, cut, place, scores, classes[row.unit]))
        for place, row in enumerate(rows)
    }


def _card(row: Any, cut: Cut, place: int, scores: Scores, in_class: str) -> dict[str, Any]:  # noqa: PLR0917 - one unit's place in all of them
    result = scores.result(place, in_class) if in_class in cut.standard.classes else None
    told = {name: getattr(row, name) for name in _NUMBERS}
    return told | {
        "unit": row.unit,
        "year": cut.year,
        "as_of": cut.as_of.isoformat(),
        "standard": standing.named(cut.standard),
        "class": in_class,
        "result": result.value if result else "",
        "vetoed": bool(scores.vetoed[place]),
        "items": [[code, *numbers] for code, numbers in row.items.items()],
        "states": [[key, letters] for key, letters in row.states.items()],
    }


def unmeasured_in(standard: Standard) -> tuple[str, ...]:
    """Return what nothing told of when a year was sealed: items, vetoes, bonus, peers."""
    found = [item.id for item in standard.items if not item.measured]
    found += [f"veto.{veto.id}" for veto in standard.vetoes if not veto.measured]
    found += [] if standard.bonus_stated else [BONUS]
    return tuple(found if standard.peers_stated else [*found, PEERS])


def as_measured(standard: Standard, unmeasured: Collection[str]) -> Standard:
    """Return a standard as it was when no more was told of than then.

    A later version of the program may know more kinds of records; a sealed year does not.
    """
    if set(unmeasured) == set(unmeasured_in(standard)):
        return standard
    return replace(
        standard,
        items=tuple(_item(item, unmeasured) for item in standard.items),
        vetoes=tuple(
            replace(veto, measured=veto.measured and f"veto.{veto.id}" not in unmeasured)
            for veto in standard.vetoes
        ),
        bonus_stated=standard.bonus_stated and BONUS not in unmeasured,
        peers_stated=standard.peers_stated and PEERS not in unmeasured,
    )


def _item(item: Item, unmeasured: Collection[str]) -> Item:
    return replace(item, measured=item.measured and item.id not in unmeasured)


def differences(found: bytes, expected: bytes) -> Iterator[tuple[str, Any, Any]]:
    """Yield where two cards differ: the name, what stands there and what should."""
    stands, should = canonical.read(found), canonical.read(expected)
    for name in sorted(stands.keys() | should.keys()):
        one, other = stands.get(name), should.get(name)
        if one == other:
            continue
        if name in {"items", "states"}:
            yield from _in_list(name, one or [], other or [])
        else:
            yield name, one, other


def _in_list(name: str, one: list[Any], other: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    stands = {told[0]: told[1:] for told in one}
    should = {told[0]: told[1:] for told in other}
    for key in sorted(stands.keys() | should.keys()):
        if stands.get(key) != should.get(key):
            yield f"{name}.{key}", stands.get(key), should.get(key)
