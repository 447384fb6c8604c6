"""From stored states to gaps: which periods of which items were missed, and by when."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhibu.assessment import words
from zhibu.assessment.standing import Standing
from zhibu.assessment.states import State, key_of, lengths_of
from zhibu.core.periods import Period, periods_of
from zhibu.core.rules import Periodic, Ratio, Sound
from zhibu.core.standard import Item, Standard


@dataclass(frozen=True, slots=True)
class Track:
    """One demand of an item whose periods have states: under which key, about which fact."""

    item: Item
    key: str
    fact: str
    months: int

    @property
    def of_life(self) -> bool:
        """Whether it is a kind of organizational life, and so a part of the matrix."""
        held = self.fact.startswith("meetings.") and self.fact.endswith(".held")
        return isinstance(self.item.rule, Periodic) and (held or self.fact == "coverage.groups_met")

    def periods(self, year: int) -> tuple[Period, ...]:
        return periods_of(year, self.months)


def tracks_of(standard: Standard) -> tuple[Track, ...]:
    """Return every demand of the measured items that has states."""
    return tuple(track for item in standard.items if item.measured for track in _of_item(item))


def missed_in(standing: Standing, track: Track) -> list[int]:
    """Return the places of the periods that were missed."""
    states = standing.states_in(track.key)
    return [place for place, state in enumerate(states) if state is State.MISSING]


def said(track: Track, places: list[int]) -> str:
    """Put missed periods into words: 4 月、6 月：开展主题党日，没有按期记录."""
    names = words.periods_named(places, track.months)
    match track.item.rule:
        case Periodic():
            what = words.unrecorded(words.act_named(track.fact))
        case Sound():
            what = words.act_named(track.fact)
        case _:
            what = words.short_of(track.item.title)
    return words.in_periods(names, what)


def _of_item(item: Item) -> Iterator[Track]:
    for place, (months, fact) in enumerate(zip(lengths_of(item), _facts_of(item), strict=True)):
        if months:
            yield Track(item, key_of(item, place), fact, months)


def _facts_of(item: Item) -> tuple[str, ...]:
    match item.rule:
        case Periodic(demands):
            return tuple(demand.fact for demand in demands)
        case Ratio(shares):
            return tuple(share.numerator.fact for share in shares)
        case Sound(standing, breach):
            return (standing or breach or "",)
        case _:
            return ()
