"""How each period of an item stands, for every unit at once: what the overview's matrix shows."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from zhibu.core import measuring, periodic, ratio
from zhibu.core.periods import Period, periods_of
from zhibu.core.reading import Flags, Year, by_period
from zhibu.core.rules import WHOLE, Demand, Periodic, Ratio, Rule, Share, Sound
from zhibu.core.stacks import stacks_of
from zhibu.core.standard import LIVE, Item, Standard

Letters = NDArray[np.uint8]


class State(StrEnum):
    """How a period stands; the values are the letters that are stored."""

    ON_TIME = "o"
    HISTORY = "h"
    LATE = "l"
    MISSING = "m"
    DUE = "d"
    AHEAD = "f"
    NA = "n"

    @property
    def tone(self) -> str:
        """The name by which the matrix and its legend call it."""
        return _TONES[self]


_TONES = {
    State.ON_TIME: "on_time",
    State.HISTORY: "history",
    State.LATE: "late",
    State.MISSING: "missing",
    State.DUE: "due",
    State.AHEAD: "na",
    State.NA: "na",
}

_LETTERS = {state: np.uint8(ord(state)) for state in State}


def states_of(standard: Standard, year: Year) -> dict[str, Letters]:
    """Return letters [period, unit] for every demand of the measured items.

    The first demand or share of item ``B3`` stands under ``B3``, a second one under ``B3/1``.
    """
    found: dict[str, Letters] = {}
    for stack in stacks_of(standard, year.sums.units):
        for place, letters in enumerate(_of_rule(stack.rule, stack.year(year))):
            members = np.broadcast_to(letters, (len(stack.items), *letters.shape[-2:]))
            for at, member in zip(stack.items.tolist(), members, strict=True):
                found[key_of(standard.items[at], place)] = member
    return found


def key_of(item: Item, place: int) -> str:
    """Return the name under which a demand's or share's letters stand."""
    return f"{item.id}/{place}" if place else item.id


def lengths_of(item: Item) -> tuple[int, ...]:
    """Return the months in a period of each demand or share that has states."""
    match item.rule:
        case Periodic(demands):
            return tuple(demand.months for demand in demands)
        case Ratio(shares):
            return tuple(0 if share.now else share.months for share in shares)
        case Sound():
            return (1,)
        case _:
            return ()


def _of_rule(rule: Rule, year: Year) -> Iterator[Letters]:
    match rule:
        case Periodic(demands):
            yield from (_of_demand(demand, year) for demand in demands)
        case Ratio(shares):
            yield from (_of_share(share, year) for share in shares)
        case Sound():
            yield _of_sound(rule, year)


def _of_demand(demand: Demand, year: Year) -> Letters:
    counts = periodic.counts_of(demand, year)
    full = counts.done >= counts.required
    live = by_period(year.level(LIVE) >= 1, demand.months)[..., -1, :]
    return _choose(
        (
            (counts.required <= 0, State.NA),
            (full & ~live, State.HISTORY),
            (full, State.ON_TIME),
            (counts.closed[:, None] & (counts.entered >= counts.required), State.LATE),
            (counts.closed[:, None] & ~full, State.MISSING),
            (_ahead(counts.periods, year.as_of) & ~full, State.AHEAD),
        )
    )


def _of_share(share: Share, year: Year) -> Letters:
    parts = ratio.parts_of(share, year)
    full = parts.numerator * WHOLE >= parts.denominator * share.target
    return _choose(
        (
            (~parts.counts | (parts.denominator <= 0), State.NA),
            (full, State.ON_TIME),
            (parts.closed[:, None] & ~full, State.MISSING),
            (_ahead(parts.periods, year.as_of) & ~full, State.AHEAD),
        )
    )


def _of_sound(rule: Sound, year: Year) -> Letters:
    broken = measuring.breaches_of(rule, year)
    periods = periods_of(year.sums.year, 1)
    return _choose(
        (
            (~year.owing, State.NA),
            (broken, State.MISSING),
            (_ahead(periods, year.as_of) & ~broken, State.AHEAD),
            (~broken, State.ON_TIME),
        )
    )


def _ahead(periods: Sequence[Period], as_of: date) -> Flags:
    return np.array([[period.first.first_day > as_of] for period in periods], dtype=bool)


def _choose(cases: Sequence[tuple[Flags, State]]) -> Letters:
    """Return the letter of the first case that holds; what no case names is due."""
    found = np.array(_LETTERS[State.DUE])
    for flags, state in reversed(cases):
        found = np.where(flags, _LETTERS[state], found)
    return found
