"""Mutual evaluation (互评): marks to shares, sheets to a result, and what looks agreed upon.

Shares are told in 1/10,000. A result is the mean of five sheets at least without the highest and
the lowest; fewer give none, since they would say who thought what (journal specification 4.4).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zhibu.core.pairing import PairKind

WHOLE = 10_000
LEAST_SHEETS = 5
MOST_POINTS = 1_000
_ENOUGH = 3
_BOTH = 2


@dataclass(frozen=True, slots=True)
class Grade:
    """A choice and what share of the points it is worth: 较好, 7,500."""

    title: str
    share: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is evaluated, out of how many points; by grades, or by points where there are none."""

    words: str
    points: int
    grades: tuple[Grade, ...] = ()

    def share(self, mark: int) -> int:
        """Return what a mark is worth: the place of a grade, or so many points."""
        return self.grades[mark].share if self.grades else mark * WHOLE // self.points

    def takes(self, mark: int) -> bool:
        """Say whether a mark is one of those that may be given."""
        return 0 <= mark < (len(self.grades) or self.points + 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one unit thinks of another: the share, and the marks it comes from."""

    rater: str
    rated: str
    kind: PairKind
    share: int
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bias:
    """A rater who is above or below the others by so much, over so many sheets."""

    rater: str
    by: int
    sheets: int


def are_whole(criteria: Sequence[Criterion], marks: Sequence[int]) -> bool:
    """Say whether marks answer every criterion with something that may be given."""
    if len(criteria) != len(marks):
        return False
    return all(one.takes(mark) for one, mark in zip(criteria, marks, strict=True))


def share_of(criteria: Sequence[Criterion], marks: Sequence[int]) -> int:
    """Return what all marks together are worth, each criterion weighing its points."""
    pairs = list(zip(criteria, marks, strict=True))
    worth = sum(one.share(mark) * one.points for one, mark in pairs)
    return rounded(Fraction(worth, sum(one.points for one in criteria)))


def rounded(share: Fraction) -> int:
    """Return the nearest whole number, halves up."""
    return (2 * share.numerator + share.denominator) // (2 * share.denominator)


def result_of(sheets: Sequence[Sheet], weights: Mapping[PairKind, int]) -> int | None:
    """Return the mean of the sheets about a unit, without the highest and the lowest.

    What is left weighs as its kind of pair does. None for fewer than five sheets.
    """
    if len(sheets) < LEAST_SHEETS:
        return None
    kept = sorted(sheets, key=lambda one: (one.share, one.rater))[1:-1]
    weight = sum(weights[one.kind] for one in kept)
    return rounded(Fraction(sum(one.share * weights[one.kind] for one in kept), weight))


def hidden(counts: Mapping[str, int], least: int = LEAST_SHEETS) -> frozenset[str]:
    """Return the groups whose numbers must not be shown.

    Those that are too small; and, since all together less the others would give a single one away,
    the next smallest until those hidden are two at least and not too small together.
    """
    ordered = sorted((group for group in counts if counts[group]), key=lambda g: (counts[g], g))
    gone = [group for group in ordered if counts[group] < least]
    for group in ordered[len(gone) :]:
        if not gone or (len(gone) >= _BOTH and sum(counts[one] for one in gone) >= least):
            break
        gone.append(group)
    return frozenset(gone)


def reciprocal(sheets: Iterable[Sheet], by: int = 1_000) -> list[tuple[str, str]]:
    """Return the pairs who rate each other, both far above what others think of them."""
    about = _about(sheets)
    high = {
        (one.rater, one.rated)
        for those in about.values()
        for one in those
        if (middle := _others(one, those)) is not None and one.share - middle >= by
    }
    return sorted(pair for pair in high if pair[0] < pair[1] and pair[::-1] in high)


def constant(sheets: Iterable[Sheet]) -> list[str]:
    """Return the raters who gave three units or more the very same marks."""
    by_rater: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for one in sheets:
        by_rater[one.rater].append(one.marks)
    return sorted(
        rater for rater, marks in by_rater.items() if len(marks) >= _ENOUGH and len({*marks}) == 1
    )


def biases(sheets: Iterable[Sheet]) -> dict[str, Bias]:
    """Return how far each rater of three units or more lies from the others, on average."""
    off: dict[str, list[Fraction]] = defaultdict(list)
    for those in _about(sheets).values():
        for one in those:
            middle = _others(one, those)
            if middle is not None:
                off[one.rater].append(one.share - middle)
    return {
        rater: Bias(rater, rounded(sum(found, Fraction(0)) / len(found)), len(found))
        for rater, found in off.items()
        if len(found) >= _ENOUGH
    }


def biased(sheets: Iterable[Sheet], by: int = 1_000) -> list[Bias]:
    """Return the raters who lie far from the others, the farthest first."""
    far = [bias for bias in biases(sheets).values() if abs(bias.by) >= by]
    return sorted(far, key=lambda bias: (-abs(bias.by), bias.rater))


def rescaled(sheets: Sequence[Sheet], weights: Mapping[PairKind, int]) -> dict[str, int | None]:
    """Return each unit's result as it would be without what raters give above or below others."""
    off = biases(sheets)
    return {
        rated: result_of([_rescaled(one, off.get(one.rater)) for one in those], weights)
        for rated, those in _about(sheets).items()
    }


def _rescaled(one: Sheet, bias: Bias | None) -> Sheet:
    share = min(max(one.share - (bias.by if bias else 0), 0), WHOLE)
    return Sheet(one.rater, one.rated, one.kind, share, one.marks)


def _about(sheets: Iterable[Sheet]) -> dict[str, list[Sheet]]:
    found: dict[str, list[Sheet]] = defaultdict(list)
    for one in sheets:
        found[one.rated].append(one)
    return found


def _others(one: Sheet, those: Sequence[Sheet]) -> Fraction | None:
    """Return what the one in the middle of the others thinks; None where nobody else does.

    Not their mean: one who lies far off would make all others look biased.
    """
    shares = sorted(other.share for other in those if other is not one)
    if not shares:
        return None
    return Fraction(shares[(len(shares) - 1) // 2] + shares[len(shares) // 2], 2)
