"""Quorums and majorities: comparator and denominator are data, for a wrong one voids a vote."""

import re
from dataclasses import dataclass
from enum import StrEnum

from zhibu.core import bound
from zhibu.core.standard_text import Node

DENOMINATORS = ("voting_expected", "voting_present", "committee")
_SHARE = re.compile(r"([1-9])/([1-9])")


class Comparator(StrEnum):
    """Half or more, or more than half."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a body that must come, or must agree. ``of`` names the body."""

    comparator: Comparator
    numerator: int
    denominator: int
    of: str
    basis: str
    confidence: str

    def met(self, count: int, whole: int) -> bool:
        """Tell whether so many of a body are enough. Nobody of nobody never is."""
        return whole > 0 and count >= self.needed(whole)

    def needed(self, whole: int) -> int:
        """Return the least number of a body that is enough."""
        exactly, beyond = divmod(whole * self.numerator, self.denominator)
        more = self.comparator is Comparator.MORE_THAN
        return exactly + (1 if more or beyond else 0)


def threshold(node: Node) -> Threshold:
    """Read a threshold. Raises StandardFault for an unknown comparator, share or body."""
    told = node.fields(required=("comparator", "share", "of", "basis", "confidence"))
    share = _SHARE.fullmatch(told["share"].text())
    if share is None:
        raise told["share"].fault("not_a_share", value=told["share"].text()[:40])
    return Threshold(
        comparator=Comparator(told["comparator"].choice(Comparator)),
        numerator=int(share[1]),
        denominator=int(share[2]),
        of=told["of"].choice(DENOMINATORS),
        basis=told["basis"].text(),
        confidence=bound.confidence(told["confidence"]),
    )
