"""The kinds of honours, sanctions and duty posts, and how long a sanction has effect: data."""

from dataclasses import dataclass
from functools import cache

from zhibu import standards
from zhibu.core.bound import Bound, Reading, confidence
from zhibu.core.standard_text import Node, parse

FILE = "honours.yaml"
_SECTIONS = (
    "name", "version", "commendations", "levels", "sanctions", "registered_within",
    "longest_effect", "duties",
)  # fmt: skip
_WITHIN = Reading("days", least=1, most=366)
_EFFECT = Reading("months", least=1, most=600)


@dataclass(frozen=True, slots=True)
class Sanction:
    """A kind of sanction. ``months`` of effect; 0 has no end. ``rights``: may vote meanwhile."""

    title: str
    months: int
    rights: bool
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What is in force; titles by key. ``within``: days from a decision until it stands here;
    ``longest_effect``: months from it within which a sanction ends.
    """

    commendations: dict[str, str]
    levels: dict[str, str]
    sanctions: dict[str, Sanction]
    within: Bound
    longest_effect: Bound
    duties: dict[str, str]


@cache
def in_force() -> Rules:
    """Return the shipped data. Raises StandardFault for whatever is missing or unknown."""
    told = parse(standards.text(FILE), FILE).fields(required=_SECTIONS)
    return Rules(
        commendations=_titles(told["commendations"]),
        levels=_titles(told["levels"]),
        sanctions={key: _sanction(each) for key, each in told["sanctions"].entries().items()},
        within=_WITHIN.read(told["registered_within"]),
        longest_effect=_EFFECT.read(told["longest_effect"]),
        duties=_titles(told["duties"]),
    )


def _titles(node: Node) -> dict[str, str]:
    return {
        key: each.fields(required=("title",))["title"].text()
        for key, each in node.entries().items()
    }


def _sanction(node: Node) -> Sanction:
    told = node.fields(required=("title", "months", "rights", "basis", "confidence"))
    return Sanction(
        title=told["title"].text(),
        months=told["months"].whole(least=0, most=120),
        rights=told["rights"].choice(("yes", "no")) == "yes",
        basis=told["basis"].text(),
        confidence=confidence(told["confidence"]),
    )
