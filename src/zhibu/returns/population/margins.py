"""The bulletin's counts, and how they are shared out over so many people without remainder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from zhibu import standards
from zhibu.core.bound import CONFIDENCE
from zhibu.core.standard_text import Node, parse

FILE = "bulletins.yaml"
_MOST = 2_000_000
Parts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a bulletin counts, in its own unit; ``admitted`` of those admitted in its year."""

    as_of: date
    year_from: date
    members: int
    margins: Mapping[str, Parts]
    admitted_members: int
    admitted: Mapping[str, Parts]
    organizations: Parts


@cache
def latest() -> Bulletin:
    """Return the latest bulletin shipped."""
    return load(standards.text(FILE))


def load(text: str, *, filename: str = FILE) -> Bulletin:
    """Read a bulletin. Raises StandardFault for what cannot be meant."""
    told = parse(text, filename).fields(
        required=(
            "version", "as_of", "year_from", "source", "confidence", "unit", "members", "margins",
            "admitted", "organizations",
        )
    )  # fmt: skip
    admitted = told["admitted"].fields(required=("members", "margins"))
    counts = told["organizations"].fields(
        required=("confidence", "per_branch", "committees", "general_branches", "branches")
    )
    counts.pop("confidence").choice(CONFIDENCE)
    return Bulletin(
        as_of=told["as_of"].day(),
        year_from=told["year_from"].day(),
        members=told["members"].whole(most=_MOST),
        margins=_margins(told["margins"]),
        admitted_members=admitted["members"].whole(most=_MOST),
        admitted=_margins(admitted["margins"]),
        organizations={key: node.whole(most=_MOST) for key, node in counts.items()},
    )


def _margins(node: Node) -> dict[str, Parts]:
    found = {}
    for name, one in node.entries().items():
        told = one.fields(required=("confidence", "parts"))
        told["confidence"].choice(CONFIDENCE)
        entries = told["parts"].entries().items()
        found[name] = {key: part.whole(most=_MOST) for key, part in entries}
    return found


def apportion(total: int, parts: Mapping[str, int]) -> Parts:
    """Share whole people out in proportion by largest remainder: each within one of its share."""
    whole = sum(parts.values())
    shares = {key: divmod(total * part, whole) for key, part in parts.items()}
    found = {key: share[0] for key, share in shares.items()}
    order = sorted(shares, key=lambda key: shares[key][1], reverse=True)
    for key in order[: total - sum(found.values())]:
        found[key] += 1
    return found


def within(wanted: Parts, room: Mapping[str, int]) -> Parts:
    """Return wanted parts, none of them larger than its room: what is over goes where room is.

    A few people shared out over many parts may ask for one more than there is.
    """
    found = {key: min(many, room[key]) for key, many in wanted.items()}
    for _ in range(sum(wanted.values()) - sum(found.values())):
        roomiest = max(found, key=lambda key: room[key] - found[key])
        found[roomiest] += 1
    return found
