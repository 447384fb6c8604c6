"""Names of the facts by which people decide: ratings, adjustments, vetoes, bonus, peers.

``rated.zb_41.ia1.assessor.awarded`` is what assessors gave item A1 of ZB-41. Shares are told in
1/10,000, adjustments and bonus in hundredths of a point.
"""

import re
from dataclasses import dataclass
from typing import Literal

RATED, ADJUSTED, VETO = "rated", "adjusted", "veto"
BONUS, PEERS_AWARDED, PEERS_OFFERED = "bonus.awarded", "peers.awarded", "peers.offered"
SHEET = 10_000
ASSESSOR = "assessor"
LONGEST_STANDARD, LONGEST_ITEM, LONGEST_RATER = 24, 20, 16
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
RATER = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Rater:
    """Who rates an item and how much that weighs, and the facts that tell what they gave."""

    name: str
    weight: int
    awarded: str
    offered: str


def slug(identity: str) -> str:
    """Return an id as it stands in names of facts: ``ZB-41`` is ``zb_41``."""
    return re.sub(r"[.-]", "_", identity.lower())


def rated(  # noqa: PLR0917 - in the order in which they stand in the name
    standard_id: str, item_id: str, rater: str, part: Literal["awarded", "offered"]
) -> str:
    """Return the fact that tells what a kind of rater awarded for an item, or was offered."""
    return f"{RATED}.{slug(standard_id)}.i{slug(item_id)}.{rater}.{part}"


def adjusted(standard_id: str, item_id: str) -> str:
    """Return the fact that moves the points of an item, in hundredths of a point."""
    return f"{ADJUSTED}.{slug(standard_id)}.i{slug(item_id)}"


def vetoed(standard_id: str, veto_id: str) -> str:
    """Return the fact by which people uphold a veto (+1) or lift it on appeal (−1)."""
    return f"{VETO}.{slug(standard_id)}.{slug(veto_id)}"


def rater_of(standard_id: str, item_id: str, name: str, *, weight: int) -> Rater:
    """Return a rater of an item with the names of its facts."""
    return Rater(
        name,
        weight,
        rated(standard_id, item_id, name, "awarded"),
        rated(standard_id, item_id, name, "offered"),
    )
