"""Reading the journal: leaves, versions of a record, what stands behind a number."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from zhibu.core.lag import Lag
from zhibu.journal import kinds, payloads
from zhibu.journal.kinds import Kind
from zhibu.journal.leaves import Leaf, Op, Via
from zhibu.journal.models import Entry, LeafRow, Payload, StatedFact
from zhibu.journal.payloads import Part, Stated

_AT_ONCE = 400
_LINE = (Op.CREATE, Op.CORRECT, Op.WITHDRAW)


class NoSuchLeafError(LookupError):
    """The journal holds no leaf with that hash, or no record with that identity."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact and the leaf that states it."""

    leaf: Leaf
    fact: str
    on: date
    value: int


def leaf_of(lh: bytes) -> Leaf:
    """Return the leaf with a hash. Raises NoSuchLeafError."""
    return _only(LeafRow.objects.filter(payload_id=lh))


def leaf_of_record(rec: str) -> Leaf:
    """Return a record's latest version or withdrawal. Raises NoSuchLeafError."""
    return _only(_line_of(rec).order_by("-id"))


def versions_of(rec: str) -> list[Leaf]:
    """Return a record's versions, the first entered first, each with its reason."""
    leaves = told(_line_of(rec).order_by("id")[:1000])
    parts = _parts_of_many(leaves)
    return [replace(leaf, reason=payloads.reason_in(parts[leaf.lh])) for leaf in leaves]


def leaves_of(
    unit: str, *, named: Collection[str] | None = None, first: date | None = None,
    until: date | None = None, limit: int = 100,
) -> list[Leaf]:  # fmt: skip
    """Return a unit's leaves, the latest day first."""
    rows = LeafRow.objects.filter(unit=unit)
    rows = rows.filter(kind__in=named) if named is not None else rows
    rows = rows.filter(on__gte=first) if first else rows
    rows = rows.filter(on__lte=until) if until else rows
    return told(rows.order_by("-on", "-id")[:limit])


def lines_of(recs: Iterable[str]) -> Iterator[Leaf]:
    """Yield the versions of many records, a portion of records at a time, as they were entered."""
    waiting = iter(recs)
    while some := list(islice(waiting, _AT_ONCE)):
        yield from told(LeafRow.objects.filter(rec__in=some, op__in=_LINE).order_by("id"))


def latest_of(recs: Iterable[str]) -> dict[str, Leaf]:
    """Return the latest version or withdrawal of each of many records, by record."""
    return {leaf.rec: leaf for leaf in lines_of(recs)}


def leaves_about(
    units: Collection[str], *, named: str | None = None, after: Leaf | None = None
) -> Iterator[Leaf]:
    """Yield the leaves about units as they were entered: of one kind, or those after a leaf."""
    rows = LeafRow.objects.filter(unit__in=units)
    rows = rows.filter(kind=named) if named else rows
    if after:
        rows = rows.filter(id__gt=LeafRow.objects.get(payload_id=after.lh).id)
    waiting = rows.order_by("id").iterator(chunk_size=_AT_ONCE)
    while some := list(islice(waiting, _AT_ONCE)):
        yield from told(some)


def record_of(leaf: Leaf) -> Any:
    """Return what the leaf's record says; for a withdrawal, what was withdrawn."""
    if leaf.op is Op.WITHDRAW and leaf.prev:
        return record_of(leaf_of(leaf.prev))
    return _revived(parts_of(leaf.lh))


def records_of(leaves: Sequence[Leaf]) -> list[Any]:
    """Return what the records of leaves that withdraw nothing say. One query."""
    parts = _parts_of_many(leaves)
    return [_revived(parts[leaf.lh]) for leaf in leaves]


def kind_of(leaf: Leaf) -> Kind:
    """Return the kind, in the version that the leaf's record was written by."""
    lh = leaf.prev if leaf.op is Op.WITHDRAW and leaf.prev else leaf.lh
    return kinds.tagged(parts_of(lh)[0][1])


def parts_of(lh: bytes) -> list[Part]:
    """Return the parts of a leaf's payload, those that name people unsealed."""
    return _parts_in(Payload.objects.get(lh=lh))


def secret_of(lh: bytes) -> bytes:
    """Return the secret from which the salts of a payload's parts follow."""
    row = Payload.objects.get(lh=lh)
    return payloads.secret_in(bytes(row.secret), bytes(row.sealed or b""), lh)


def stated_of(lh: bytes) -> list[Stated]:
    """Return the facts that a leaf's payload carries."""
    return payloads.stated_in(parts_of(lh))


def evidence_of(
    unit: str, *, facts: Collection[str], first: date, until: date, limit: int = 500
) -> list[Evidence]:
    """Return the facts of a unit between two days that still stand, with their leaves."""
    rows = StatedFact.objects.filter(
        unit__uid=unit, measure__name__in=facts, on__gte=first, on__lte=until, undoes=False
    ).exclude(payload__in=_replaced(unit))
    rows = rows.select_related("measure", "payload__leaf").order_by("on", "id")[:limit]
    found = list(rows)
    leaves = {leaf.lh: leaf for leaf in told([row.payload.leaf for row in found])}
    return [Evidence(leaves[row.payload_id], row.measure.name, row.on, row.value) for row in found]


def told(rows: Iterable[LeafRow]) -> list[Leaf]:
    """Return rows as leaves, with the numbers of those that have one."""
    found = list(rows)
    numbers = _numbers([row.payload_id for row in found])
    return [_leaf(row, numbers.get(row.payload_id)) for row in found]


def is_demo() -> bool:
    """Say whether this journal's genesis calls it a demonstration."""
    genesis = LeafRow.objects.filter(kind="genesis").order_by("id")
    first = genesis.values_list("payload_id", flat=True).first()
    return first is not None and _says_demo(bytes(first))


@lru_cache(maxsize=8)
def _says_demo(lh: bytes) -> bool:
    demo: bool = record_of(leaf_of(lh)).demo
    return demo


def _parts_of_many(leaves: Iterable[Leaf]) -> dict[bytes, list[Part]]:
    rows = Payload.objects.in_bulk([leaf.lh for leaf in leaves])
    return {lh: _parts_in(row) for lh, row in rows.items()}


def _parts_in(row: Payload) -> list[Part]:
    return payloads.unpack(bytes(row.parts), bytes(row.sealed or b""), row.lh)


def _revived(parts: Sequence[Part]) -> Any:
    return payloads.revive(parts, kinds.tagged(parts[0][1]))


def _line_of(rec: str) -> QuerySet[LeafRow]:
    return LeafRow.objects.filter(rec=rec, op__in=_LINE)


def _replaced(unit: str) -> QuerySet[LeafRow, Any]:
    replacing = LeafRow.objects.filter(unit=unit, op__in=[Op.CORRECT, Op.WITHDRAW])
    return replacing.values("prev")


def _only(rows: QuerySet[LeafRow]) -> Leaf:
    found = told(rows[:1])
    if not found:
        raise NoSuchLeafError
    return found[0]


def _numbers(hashes: Sequence[bytes]) -> dict[bytes, int]:
    rows = Entry.objects.filter(lh__in=hashes).values_list("lh", "seq")
    return {bytes(lh): seq for lh, seq in rows}


def _leaf(row: LeafRow, number: int | None) -> Leaf:
    return Leaf(
        row.payload_id, number, row.rec, row.unit or None, row.kind, Op(row.op), row.on, row.at,
        row.actor, row.role, Via(row.via), row.prev, Lag(row.lag),
    )  # fmt: skip
