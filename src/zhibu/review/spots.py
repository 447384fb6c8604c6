"""A spot check's seed and draw, as anybody can work them out again."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from zhibu.core import sampling
from zhibu.core.checkpoint import Checkpoint
from zhibu.journal import log
from zhibu.notary import checkpoints
from zhibu.review.models import SpotCheck
from zhibu.review.records import Drawn, SpotAnnounced


@dataclass(frozen=True, slots=True)
class Seed:
    """The seed, the size of the checkpoint it is made of, and that one's head in Base64."""

    size: int
    root: str
    hex: str


def announcement_of(spot: SpotCheck) -> SpotAnnounced:
    """Return what was announced."""
    announced: SpotAnnounced = log.record_of(log.leaf_of(spot.leaf_id))
    return announced


def seed_for(spot: SpotCheck) -> Seed | None:
    """Return the seed by the first checkpoint published over the announcement; None before it."""
    leaf = log.leaf_of(spot.leaf_id)
    if leaf.number is None:
        return None
    published = checkpoints.first_published_over(leaf.number)
    if published is None:
        return None
    head = Checkpoint.parse(published.note.text)
    root = base64.b64encode(head.root).decode()
    return Seed(head.size, root, sampling.seed_of(head.root, spot.text))


def drawn_by(seed: str, announced: SpotAnnounced) -> tuple[Drawn, ...]:
    """Return the branches with the smallest lots, and of each the items with the smallest.

    An item's lot is that of ``branch:item``, so each branch has items of its own.
    """
    branches = sampling.draw(seed, _branches(announced), announced.branches)
    return tuple(Drawn(uid, items_of(seed, uid, announced)) for uid in branches)


def items_of(seed: str, branch: str, announced: SpotAnnounced) -> tuple[str, ...]:
    """Return the items drawn of one branch."""
    named = {f"{branch}{sampling.SEPARATOR}{item}": item for item in announced.among}
    return tuple(named[name] for name in sampling.draw(seed, named, announced.items))


def _branches(announced: SpotAnnounced) -> Iterable[str]:
    return (uid for pool in announced.pool for uid in pool.branches)
