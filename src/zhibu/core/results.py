"""What becomes of the scores of many units: results with reasons, quotas, ties."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhibu.core.scores import Result, Scores


class Why(StrEnum):
    """Why a unit has the result it has, or none yet."""

    NO_CLASS = "no_class"
    NOT_MEASURED = "not_measured"
    NOTHING_APPLIES = "nothing_applies"
    WAITING = "waiting"
    VETOED = "vetoed"
    BELOW = "below"
    QUALIFIED = "qualified"
    ADVANCED = "advanced"
    OUTSIDE_QUOTA = "outside_quota"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A unit's result and why. ``tie`` is the rule that settled a tie at the quota's edge."""

    result: Result | None
    why: Why
    tie: str = ""


def results_of(
    scores: Scores, classes: Sequence[str | None], sizes: Sequence[int] = ()  # noqa: ARG001 - soon
) -> tuple[Verdict, ...]:
    """Return a verdict for each unit, in the order of the scores.

    ``classes`` are the units' classes, ``sizes`` their members (for ties). No rank is told.
    """
    return tuple(_verdict(scores, unit, key) for unit, key in enumerate(classes))


def _verdict(scores: Scores, unit: int, key: str | None) -> Verdict:
    result = scores.result(unit, key) if key else None
    return Verdict(result, Why(result.value.removesuffix("_standard")) if result else Why.WAITING)
