"""Entering a record for the first time, or correcting the one there is."""

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.kinds import Record
from zhibu.journal.leaves import Hand, Leaf, Op

LONGEST_WORDS = 2_000


def enter(
    record: Record, *, unit: str | None, former: bytes | None, reason: str, hand: Hand
) -> Leaf:
    """Append a record, or correct the version with a hash. Raises as ``log.append`` does."""
    if former is None:
        return log.append(record, unit=unit, **hand.told)
    return log.append(
        record, unit=unit, op=Op.CORRECT, supersedes=former, reason=reason, **hand.told
    )


def words_of(text: str, refusal: type[Refusal], field: str, *, needed: bool = True) -> str:
    """Return somebody's words, trimmed. Raises the refusal without any, and for too many."""
    words = text.strip()
    if needed and not words:
        raise refusal(_("请写几句话，说明理由。"), field=field)
    if len(words) > LONGEST_WORDS:
        told = {"n": len(words), "most": LONGEST_WORDS}
        raise refusal(_("写了 %(n)d 字，最多 %(most)d 字，请写得短些。") % told, field=field)
    return words
