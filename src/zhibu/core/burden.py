"""What a standard asks of a typical branch in a year: entries, minutes, doubles, machine share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhibu.core.standard import Item, Standard

TYPICAL: Mapping[str, int] = {"party.groups": 2, "party.members": 20}


@dataclass(frozen=True, slots=True)
class Load:
    """What one item asks in a year: how many entries, how many minutes."""

    item: str
    entries: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Double:
    """A fact that is asked for more than once, and by which items of which standards."""

    fact: str
    asked_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Burden:
    """What a standard asks of a branch in a year. ``machine_share`` is in percent of its points."""

    loads: tuple[Load, ...]
    doubles: tuple[Double, ...]
    machine_share: int

    @property
    def entries(self) -> int:
        return sum(load.entries for load in self.loads)

    @property
    def minutes(self) -> int:
        return sum(load.minutes for load in self.loads)


def burden_of(
    standard: Standard,
    *,
    beside: Sequence[Standard] = (),  # noqa: ARG001 - soon
    typical: Mapping[str, int] = TYPICAL,  # noqa: ARG001 - soon
) -> Burden:
    """Return what a standard asks of a typical branch, and what it asks for twice.

    ``beside`` are the other standards in force; ``typical`` tells a branch's levels.
    """
    loads = tuple(Load(item.id, 1, item.hint.minutes) for item in standard.items)
    return Burden(loads, (), _machine_share(standard.items))


def _machine_share(items: Sequence[Item]) -> int:
    counted = sum(item.points for item in items if item.auto == "A")
    return 100 * counted // max(sum(item.points for item in items), 1)
