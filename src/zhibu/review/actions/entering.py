"""Entering a record for the first time, or correcting the one there is."""

from zhibu.journal import log
from zhibu.journal.kinds import Record
from zhibu.journal.leaves import Hand, Leaf, Op


def enter(
    record: Record, *, unit: str | None, former: bytes | None, reason: str, hand: Hand
) -> Leaf:
    """Append a record, or correct the version with a hash. Raises as ``log.append`` does."""
    if former is None:
        return log.append(record, unit=unit, **hand.told)
    return log.append(
        record, unit=unit, op=Op.CORRECT, supersedes=former, reason=reason, **hand.told
    )
