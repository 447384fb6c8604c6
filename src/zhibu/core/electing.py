"""Counts a paper election: whether the vote stands, who is elected, who must be voted on again.

Pure arithmetic over what tellers counted. Nobody's ballot is known here, only sums. Sources:
《中国共产党基层组织选举工作条例》 as far as ``standards/elections.yaml`` cites it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from zhibu.core.majority import Threshold

WHOLE = 100


class Kind(StrEnum):
    """Why a ballot is held: for all seats, among those who tied, among those who fell short."""

    FIRST = "first"
    TIED = "tied"
    REST = "rest"


class Verdict(StrEnum):
    """What a ballot came to."""

    VOID = "void"  # more came back than were given out: voted once more
    FILLED = "filled"
    TIED = "tied"
    SHORT = "short"  # fewer reached the majority than there are seats


@dataclass(frozen=True, slots=True)
class Rules:
    """By what is counted. ``tie_by_most`` lets most votes win a ballot among those who tied."""

    quorum: Threshold
    majority: Threshold
    fewer_seats: Threshold
    tie_by_most: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """What a ballot paper asks: so many seats, among these. ``expected`` may vote at all."""

    expected: int
    present: int
    seats: int
    candidates: tuple[str, ...]
    kind: Kind = Kind.FIRST


@dataclass(frozen=True, slots=True)
class Tally:
    """What one counter counted. ``votes`` may name others than the candidates."""

    issued: int
    returned: int
    valid: int
    invalid: int
    votes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """A number that cannot be: which cell, what is wrong, and the bound it breaks."""

    code: str
    cell: str
    bound: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a ballot came to. ``open_seats`` are still to be filled, by ``tied`` where there are."""

    verdict: Verdict
    needed: int
    elected: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    open_seats: int = 0


def extra_candidates(seats: int, percent: int) -> int:
    """Return how many more candidates than seats there must be: a share of the seats, rounded up.

    With 20 percent: 3 seats ask 1 more, 5 ask 1, 7 ask 2.
    """
    return -(-seats * percent // WHOLE)


def faults(paper: Paper, tally: Tally) -> tuple[Fault, ...]:
    """Return which numbers contradict each other; none if the sheet can be right.

    More returned than issued is no fault of the counter: it voids the vote.
    """
    found = [
        *(Fault("negative", cell) for cell, number in cells(tally).items() if number < 0),
        *_sums(paper, tally),
        *_votes(paper, tally),
    ]
    return tuple({one.cell: one for one in reversed(found)}.values())[::-1]


def _sums(paper: Paper, tally: Tally) -> Iterable[Fault]:
    if tally.issued > paper.present:
        yield Fault("issued_beyond_present", "issued", paper.present)
    if tally.valid + tally.invalid != tally.returned:
        yield Fault("returned_not_sum", "returned", tally.valid + tally.invalid)


def _votes(paper: Paper, tally: Tally) -> Iterable[Fault]:
    missing = [one for one in paper.candidates if one not in tally.votes]
    yield from (Fault("votes_missing", cell_of(one)) for one in missing)
    for one, votes in tally.votes.items():
        if votes > tally.valid:
            yield Fault("votes_beyond_valid", cell_of(one), tally.valid)
    if sum(tally.votes.values()) > tally.valid * paper.seats:
        yield Fault("votes_beyond_seats", "votes", tally.valid * paper.seats)


def cell_of(candidate: str) -> str:
    """Return the name of a candidate's cell on a counting sheet."""
    return f"votes:{candidate}"


def cells(tally: Tally) -> dict[str, int]:
    """Return a counting sheet's numbers by the names of its cells."""
    sums = {
        "issued": tally.issued, "returned": tally.returned,
        "valid": tally.valid, "invalid": tally.invalid,
    }  # fmt: skip
    return sums | {cell_of(one): votes for one, votes in tally.votes.items()}


def differing(first: Tally, second: Tally) -> tuple[str, ...]:
    """Return in which cells two counters differ. Somebody not named has no votes."""
    one, other = cells(first), cells(second)
    return tuple(cell for cell in one | other if one.get(cell, 0) != other.get(cell, 0))


def judge(paper: Paper, tally: Tally, rules: Rules) -> Outcome:
    """Return what a count comes to. The numbers must be without faults."""
    needed = rules.majority.needed(paper.expected)
    if tally.returned > tally.issued:
        return Outcome(Verdict.VOID, needed, open_seats=paper.seats)
    least = 1 if paper.kind is Kind.TIED and rules.tie_by_most else needed
    reached = {one: votes for one, votes in tally.votes.items() if votes >= least}
    elected, tied = _filled(reached, paper.seats)
    left = paper.seats - len(elected)
    if tied:
        return Outcome(Verdict.TIED, needed, elected, tied, left)
    return Outcome(Verdict.SHORT if left else Verdict.FILLED, needed, elected, (), left)


def _filled(reached: Mapping[str, int], seats: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who has a seat by votes, and who share the votes at which the seats run out."""
    ranked = sorted(reached, key=lambda one: (-reached[one], one))
    if len(ranked) <= seats:
        return tuple(ranked), ()
    edge = reached[ranked[seats - 1]]
    if reached[ranked[seats]] < edge:
        return tuple(ranked[:seats]), ()
    above = tuple(one for one in ranked if reached[one] > edge)
    return above, tuple(one for one in ranked if reached[one] == edge)
