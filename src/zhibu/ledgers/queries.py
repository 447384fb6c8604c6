"""What the ledgers room knows: which halves were frozen, and by which record."""

from dataclasses import dataclass
from datetime import date

from zhibu.journal import log
from zhibu.ledgers import spans
from zhibu.ledgers.models import Frozen, FrozenCard
from zhibu.ledgers.records import HalfFrozen
from zhibu.ledgers.spans import Span
from zhibu.party.models import Member, Organization


@dataclass(frozen=True, slots=True)
class HalfLine:
    """A half that is over: frozen as a row says, or not yet."""

    year: int
    half: int
    span: Span
    frozen: Frozen | None


def halves_of(branch: Organization, today: date, count: int) -> list[HalfLine]:
    """Return a branch's latest halves that are over, the newest first. One query."""
    rows = {(one.year, one.half): one for one in Frozen.objects.filter(branch=branch)}
    latest = spans.halves_until(today, count)
    found = sorted({*latest, *rows}, reverse=True)
    lines = [HalfLine(y, h, spans.half_of(y, h), rows.get((y, h))) for y, h in found]
    return [one for one in lines if one.span.last >= branch.founded_on]


def frozen(rec: str) -> Frozen | None:
    """Return what was frozen by a record, or None."""
    return Frozen.objects.select_related("branch").filter(rec=rec).first()


def told_of(row: Frozen) -> HalfFrozen:
    """Return what the record says."""
    told: HalfFrozen = log.record_of(log.leaf_of(row.leaf_id))
    return told


def cards_of(row: Frozen) -> list[FrozenCard]:
    """Return whose cards were frozen, in the order of names. One query."""
    found = FrozenCard.objects.filter(frozen=row).select_related("member")
    return list(found.order_by("member__name_key", "member_id"))


def frozen_cards_of(member: Member) -> list[FrozenCard]:
    """Return a member's own frozen cards, the newest first. One query."""
    found = FrozenCard.objects.filter(member=member).select_related("frozen")
    return list(found.order_by("-frozen__as_of"))
