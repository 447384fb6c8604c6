"""Who evaluates whom (互评): a matrix that anybody can work out again from units and a public seed.

Each unit is rated by so many others, each rates as many, nobody oneself, no superior a subordinate
or the other way. Among what is left the matrix avoids two units rating each other and mixes kinds
of pairs: offices with bases, partners in business, the same class and others.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from zhibu.core.sampling import lot_of

LEAST_RATERS = 5
MOST_UNITS = 600
_ROUNDS, _PROBES = 3, 40
_SUPERIOR, _RECIPROCAL, _MISSING = 1_000, 10, 1


class PairKind(StrEnum):
    """How rater and rated stand to each other."""

    LINKED = "linked"
    OFFICE_BASE = "office_base"
    SAME_CLASS = "same_class"
    OTHER_CLASS = "other_class"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that rates and is rated; ``above`` are all that stand over it."""

    uid: str
    class_id: str
    office: bool = False
    above: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """One unit rates another."""

    rater: str
    rated: str
    kind: PairKind


Links = Collection[frozenset[str]]
Edge = tuple[int, int]


def kind_of(one: Unit, other: Unit, links: Links = ()) -> PairKind:
    """Return how two units stand to each other: partners first, then office and base, then class.

    ``links`` are the pairs that work together.
    """
    if frozenset((one.uid, other.uid)) in links:
        return PairKind.LINKED
    if one.office != other.office:
        return PairKind.OFFICE_BASE
    return PairKind.SAME_CLASS if one.class_id == other.class_id else PairKind.OTHER_CLASS


def may_rate(rater: Unit, rated: Unit) -> bool:
    """Say whether one unit may rate another: neither itself nor its superior or subordinate."""
    over = rater.uid in rated.above or rated.uid in rater.above
    return rater.uid != rated.uid and not over


def assign(
    units: Sequence[Unit], *, seed: str, links: Links = (), each: int = LEAST_RATERS
) -> tuple[Pair, ...]:
    """Return who rates whom, in the order of their identities; the same for the same seed.

    Each unit has ``each`` raters, or all that may rate it where they are fewer. The order in which
    units are given does not matter. Raises ValueError for fewer than one rater or a unit twice.
    """
    if each < 1 or len({unit.uid for unit in units}) < len(units):
        raise ValueError("each unit once, with one rater at least")
    matrix = _Matrix(sorted(units, key=lambda u: (lot_of(seed, u.uid), u.uid)), links, seed)
    matrix.turn(min(each, max(len(units) - 1, 0)))
    for _ in range(_ROUNDS):
        matrix.improve()
    matrix.clear()
    matrix.fill(each)
    return tuple(sorted(matrix.pairs(), key=lambda pair: (pair.rated, pair.rater)))


@dataclass
class _Matrix:
    """The raters of each unit, by place in the drawn order."""

    units: Sequence[Unit]
    links: Links
    seed: str
    raters: list[set[int]] = field(default_factory=list)
    wanted: list[frozenset[PairKind]] = field(default_factory=list)

    def turn(self, each: int) -> None:
        """Let each be rated by those that follow in a ring: even, and mutual only in small ones."""
        count = len(self.units)
        self.raters = [{(i + step) % count for step in range(1, each + 1)} for i in range(count)]
        self.wanted = [
            frozenset(self.kind(r, x) for r in range(count) if self.allowed(r, x))
            for x in range(count)
        ]

    def allowed(self, rater: int, rated: int) -> bool:
        return may_rate(self.units[rater], self.units[rated])

    def kind(self, rater: int, rated: int) -> PairKind:
        return kind_of(self.units[rater], self.units[rated], self.links)

    def cost(self, rated: int) -> int:
        """Return how far a unit's raters are from what is wanted."""
        raters = self.raters[rated]
        superior = sum(not self.allowed(rater, rated) for rater in raters)
        mutual = sum(rated in self.raters[rater] for rater in raters)
        missing = len(self.wanted[rated] - {self.kind(rater, rated) for rater in raters})
        return superior * _SUPERIOR + mutual * _RECIPROCAL + missing * _MISSING

    def improve(self) -> None:
        """Exchange raters of two units wherever that costs less; everybody's load stays."""
        edges = [(rater, rated) for rated, those in enumerate(self.raters) for rater in those]
        edges.sort(key=lambda edge: self.lot(*edge))
        for place, edge in enumerate(edges):
            if edge[0] not in self.raters[edge[1]] or not self.cost(edge[1]):
                continue
            others = (edges[(place + step) % len(edges)] for step in range(1, _PROBES))
            any(self.exchange(edge, other) for other in others)

    def exchange(self, edge: Edge, other: Edge) -> bool:
        """Let two raters change places where they may and it costs less; say whether they did."""
        (rater, rated), (second, another) = edge, other
        here, there = self.raters[rated], self.raters[another]
        if second not in there or second in here or rater in there:
            return False
        if rated == second or another == rater:
            return False
        before = self.cost(rated) + self.cost(another)
        self._move(edge, other)
        if self.cost(rated) + self.cost(another) < before:
            return True
        self._move(edge, other)
        return False

    def _move(self, edge: Edge, other: Edge) -> None:
        """Change the places of two raters; once more, and they have their own again."""
        self.raters[edge[1]] ^= {edge[0], other[0]}
        self.raters[other[1]] ^= {edge[0], other[0]}

    def clear(self) -> None:
        """Take out what is never allowed, where no exchange could."""
        for rated, raters in enumerate(self.raters):
            raters -= {rater for rater in raters if not self.allowed(rater, rated)}

    def fill(self, each: int) -> None:
        """Give those with too few raters the least burdened that may rate them."""
        loads = [sum(rater in those for those in self.raters) for rater in range(len(self.units))]
        for rated, raters in enumerate(self.raters):
            free = [r for r in range(len(self.units)) if r not in raters and self.allowed(r, rated)]
            for _ in range(each - len(raters)):
                if free:
                    chosen = min(free, key=lambda rater: self.rank(rater, rated, loads))
                    free.remove(chosen)
                    raters.add(chosen)
                    loads[chosen] += 1

    def rank(self, rater: int, rated: int, loads: Sequence[int]) -> tuple[int, bool, str]:
        return loads[rater], rated in self.raters[rater], self.lot(rater, rated)

    def lot(self, rater: int, rated: int) -> str:
        return lot_of(self.seed, f"{self.units[rater].uid} {self.units[rated].uid}")

    def pairs(self) -> Iterator[Pair]:
        for rated, raters in enumerate(self.raters):
            for rater in raters:
                kind = self.kind(rater, rated)
                yield Pair(self.units[rater].uid, self.units[rated].uid, kind)
