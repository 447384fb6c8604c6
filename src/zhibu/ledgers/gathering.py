"""What a branch's books tell of a span: each record's standing version, withdrawn ones marked."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import kinds, log, reading
from zhibu.journal.kinds import Book, Kind
from zhibu.journal.log import Leaf, Op
from zhibu.journal.payloads import Gone
from zhibu.ledgers import sections
from zhibu.ledgers.spans import Span
from zhibu.meetings import regulation
from zhibu.party.models import Account
from zhibu.worklog import declared

MOST = 20_000
UNGROUPED = ""


class TooMuch(Refusal):
    """A book of that many records would be no book."""


@dataclass(frozen=True, slots=True)
class Told:
    """A record as books tell it: its latest leaf, and what stands. A withdrawn one says nothing."""

    leaf: Leaf
    kind: Kind
    record: Any
    gone: tuple[Gone, ...]
    hand: str

    @property
    def withdrawn(self) -> bool:
        return self.leaf.op is Op.WITHDRAW

    @property
    def held(self) -> bool:
        """Say whether it is a meeting."""
        return self.leaf.kind == "meetings.held"

    @property
    def work(self) -> str:
        """Return which declared work it is, where it is one."""
        return str(getattr(self.record, "work", "")) if self.leaf.kind[:8] == "worklog." else ""


def gather(branch: str, span: Span) -> list[Told]:
    """Return what a branch's books tell of a span, by day and number. Seven queries at most.

    Raises TooMuch beyond 20,000 records.
    """
    named = sorted({one.name for one in kinds.all_kinds() if _is_printed(one)})
    found = log.leaves_of(branch, named=named, first=span.first, until=span.last, limit=MOST + 1)
    if len(found) > MOST:
        raise TooMuch(_("这一时段的记录太多，请把时段缩短。"), field="span")
    latest = log.latest_of({leaf.rec for leaf in found if leaf.op in _TELLING})
    kept = [one for one in latest.values() if span.first <= one.on <= span.last]
    return sorted(_told(kept), key=lambda one: (one.leaf.on, one.leaf.at, one.leaf.rec))


_TELLING = {Op.CREATE, Op.CORRECT, Op.WITHDRAW}


def _is_printed(kind: Kind) -> bool:
    return kind.book is not Book.NONE and not kind.restricted


def _told(leaves: list[Leaf]) -> Iterable[Told]:
    """Yield leaves with what they say; a withdrawal with what it withdrew, for its place only."""
    speaking = [one.prev if one.op is Op.WITHDRAW and one.prev else one.lh for one in leaves]
    by_hash = records_by_hash(speaking)
    gone = log.gone_of(leaves)
    hands = dict(
        Account.objects.filter(pk__in={one.actor for one in leaves}).values_list(
            "uid", "display_name"
        )
    )
    for leaf, lh in zip(leaves, speaking, strict=True):
        record = by_hash[lh]
        yield Told(leaf, kinds.of(record), record, gone.get(leaf.lh, ()), hands.get(leaf.actor, ""))


def records_by_hash(hashes: list[bytes]) -> dict[bytes, Any]:
    """Return the records of versions by their leaf's hash. Three queries."""
    leaves = list(reading.leaves_by_hash(hashes).values())
    return dict(zip((one.lh for one in leaves), log.records_of(leaves), strict=True))


def books_of(told: Told) -> frozenset[Book]:
    """Return in which books a record is printed."""
    rules = sections.in_force()
    form = regulation.forms().get(getattr(told.record, "form", "")) if told.held else None
    if form:
        also = {Book.WORK} if form.key in rules.also_work else set()
        return frozenset({Book(form.book), *also})
    kind = declared.known().types.get(told.work)
    if kind and told.kind.book is Book.WORK and kind.heading in rules.learning_headings:
        return frozenset({Book.LEARNING})
    return frozenset({told.kind.book})


def groups_of(told: Told) -> tuple[str, ...]:
    """Return whose book a group's meeting belongs in; one that names no group stands apart."""
    return tuple(getattr(told.record, "party_groups", ())) or (UNGROUPED,)


def hidden_of(told: Told) -> frozenset[str]:
    """Return which fields of a record are about persons: sealed in the journal."""
    known = {field.name for field in fields(told.record)}
    return (told.kind.people | told.kind.sealed) & known
