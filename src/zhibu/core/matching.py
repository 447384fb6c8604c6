"""Two lists of people set side by side: who stands on both, who differs, who stands on one alone.

Somebody is the same by the number, else by name, day of birth and day of joining together. Whatever
could be the same person and could be another is left to people, as a doubt. Near-linear: every list
is gone through a few times, and equals are found by hashing.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Key = Hashable
Keyed = Callable[["Entry"], Key | None]


class Doubt(StrEnum):
    """Why a person has to look."""

    REPEATED = "repeated"  # one list holds the same number, or the same person, more than once
    OTHER_NUMBER = "other_number"  # name and days agree, the numbers do not
    ALIKE = "alike"  # the name and one of the days agree, the rest is missing or disagrees
    NAMESAKE = "namesake"  # the name agrees, and too little is said to tell them apart


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list. ``number`` may be any token that stands for an identity number.

    ``others`` are the further fields that are compared, by their name.
    """

    place: str
    name: str
    number: str = ""
    birth_on: date | None = None
    joined_on: date | None = None
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """The same person on both lists, and what the lists say of them differently.

    ``fields`` holds (field, left, right).
    """

    left: Entry
    right: Entry
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Lines that may be one person: ``left`` and ``right`` hold at least two between them."""

    why: Doubt
    left: tuple[Entry, ...]
    right: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came out. Every line of both lists stands in exactly one of the five."""

    same: int
    differing: tuple[Pair, ...]
    only_left: tuple[Entry, ...]
    only_right: tuple[Entry, ...]
    doubtful: tuple[Doubtful, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether there is nothing to look at."""
        return not (self.differing or self.only_left or self.only_right or self.doubtful)


def compare(
    left: Sequence[Entry], right: Sequence[Entry], *, fields: Sequence[str] = ()
) -> Comparison:
    """Set two lists side by side; ``fields`` of ``others`` are compared where both lists say them.

    Lines come back in the order of their lists. Near-linear in their length.
    """
    matching = _Matching(dict(enumerate(left)), dict(enumerate(right)))
    matching.settle(_number, Doubt.REPEATED)
    matching.settle(_person, Doubt.REPEATED, clash=Doubt.OTHER_NUMBER)
    for keyed in (_born, _joined):
        matching.doubt(keyed, Doubt.ALIKE)
    matching.doubt_namesakes()
    return matching.comparison(fields)


def _number(one: Entry) -> Key | None:
    return one.number or None


def _person(one: Entry) -> Key | None:
    known = one.name and one.birth_on and one.joined_on
    return (one.name, one.birth_on, one.joined_on) if known else None


def _born(one: Entry) -> Key | None:
    return (one.name, one.birth_on) if one.name and one.birth_on else None


def _joined(one: Entry) -> Key | None:
    return (one.name, one.joined_on) if one.name and one.joined_on else None


def _name(one: Entry) -> Key | None:
    return one.name or None


def _are_told_apart(several: Sequence[Entry]) -> bool:
    """Tell whether all have a number, or all both days: what did not agree so far then differs."""
    numbered = all(one.number for one in several)
    return numbered or all(one.birth_on and one.joined_on for one in several)


Rest = dict[int, Entry]
Group = tuple[list[int], list[int]]


@dataclass(slots=True)
class _Matching:
    """What is not settled yet of each list, by its place in it, and what is."""

    left: Rest
    right: Rest
    pairs: list[tuple[int, Entry, Entry]] = field(default_factory=list)
    doubts: list[tuple[int, Doubtful]] = field(default_factory=list)

    def settle(self, keyed: Keyed, repeated: Doubt, *, clash: Doubt | None = None) -> None:
        """Pair whoever alone on each list has a key; several of one key are a doubt.

        With ``clash`` a pair whose numbers are both known and differ is a doubt of that kind.
        """
        for lefts, rights in self._groups(keyed):
            if len(lefts) == len(rights) == 1:
                one, other = self.left[lefts[0]], self.right[rights[0]]
                if clash and one.number and other.number and one.number != other.number:
                    self._doubt(clash, lefts, rights)
                else:
                    self.pairs.append((lefts[0], one, other))
                    del self.left[lefts[0]], self.right[rights[0]]
            elif len(lefts) > 1 or len(rights) > 1:
                self._doubt(repeated, lefts, rights)

    def doubt(self, keyed: Keyed, why: Doubt) -> None:
        """Leave to people whoever has a key on both lists."""
        for lefts, rights in self._groups(keyed):
            if lefts and rights:
                self._doubt(why, lefts, rights)

    def doubt_namesakes(self) -> None:
        """Leave to people a name on both lists that neither numbers nor days tell apart."""
        for lefts, rights in self._groups(_name):
            several = [*map(self.left.__getitem__, lefts), *map(self.right.__getitem__, rights)]
            if lefts and rights and not _are_told_apart(several):
                self._doubt(Doubt.NAMESAKE, lefts, rights)

    def comparison(self, fields: Sequence[str]) -> Comparison:
        """Return what came out, in the order of the lists."""
        told = [
            Pair(one, other, tuple(_differences(one, other, fields)))
            for _, one, other in sorted(self.pairs, key=lambda pair: pair[0])
        ]
        differing = tuple(pair for pair in told if pair.fields)
        return Comparison(
            same=len(told) - len(differing),
            differing=differing,
            only_left=tuple(self.left.values()),
            only_right=tuple(self.right.values()),
            doubtful=tuple(one for _, one in sorted(self.doubts, key=lambda doubt: doubt[0])),
        )

    def _groups(self, keyed: Keyed) -> list[Group]:
        found: dict[Key, Group] = defaultdict(lambda: ([], []))
        for side, rest in enumerate((self.left, self.right)):
            for place, one in rest.items():
                if (key := keyed(one)) is not None:
                    found[key][side].append(place)
        return list(found.values())

    def _doubt(self, why: Doubt, lefts: Iterable[int], rights: Iterable[int]) -> None:
        lefts, rights = list(lefts), list(rights)
        told = Doubtful(
            why,
            tuple(self.left.pop(place) for place in lefts),
            tuple(self.right.pop(place) for place in rights),
        )
        # Doubts on the right list alone come after all that have a place on the left one.
        self.doubts.append((lefts[0] if lefts else 1_000_000_000 + rights[0], told))


def _differences(one: Entry, other: Entry, fields: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    """Yield what the lists say differently; what one of them does not say is no difference."""
    said = [
        ("name", one.name, other.name),
        ("number", one.number, other.number),
        ("birth_on", _day(one.birth_on), _day(other.birth_on)),
        ("joined_on", _day(one.joined_on), _day(other.joined_on)),
        *((name, one.others.get(name, ""), other.others.get(name, "")) for name in fields),
    ]
    return [each for each in said if each[1] and each[2] and each[1] != each[2]]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
