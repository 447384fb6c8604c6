"""Reading the journal: leaves, versions of a record, what stands behind a number.

A restricted leaf says who, where, what and when only in its payload. A row tells nothing of it, so
such leaves are found by their record or hash; among a unit's or a kind's only where their kind is
asked for by name, and then by reading all that are restricted.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from zhibu.core.lag import Lag
from zhibu.journal import capturing, kinds, opened, payloads
from zhibu.journal.kinds import Kind
from zhibu.journal.leaves import RESTRICTED, Captured, Leaf, Op, Via
from zhibu.journal.models import Entry, LeafRow, Payload, StatedFact
from zhibu.journal.opened import Opened
from zhibu.journal.payloads import Gone, Part, Stated

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


def leaves_by_hash(hashes: Iterable[bytes]) -> dict[bytes, Leaf]:
    """Return the leaves with some hashes, by them; those that the journal lacks are left out."""
    rows = LeafRow.objects.filter(payload_id__in=[*hashes])
    return {leaf.lh: leaf for leaf in told(rows.order_by("id"))}


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
    found = told(rows.order_by("-on", "-id")[:limit])
    if not _has_restricted(named):
        return found
    hidden = _restricted(
        lambda leaf: (
            leaf.unit == unit
            and leaf.kind in (named or ())
            and (first or leaf.on) <= leaf.on <= (until or leaf.on)
        )
    )
    return sorted([*reversed(list(hidden)), *found], key=lambda leaf: leaf.on, reverse=True)[:limit]


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
    start = LeafRow.objects.get(payload_id=after.lh).id if after else 0
    if named and _has_restricted([named]):
        yield from _restricted(lambda leaf: leaf.unit in units and leaf.kind == named, after=start)
        return
    rows = LeafRow.objects.filter(unit__in=units, id__gt=start)
    rows = rows.filter(kind=named) if named else rows
    yield from _in_order(rows)


def leaves_named(names: Collection[str]) -> Iterator[Leaf]:
    """Yield every leaf of some kinds as it was entered."""
    if not any(kind.restricted for kind in kinds.all_kinds()):
        yield from _in_order(LeafRow.objects.filter(kind__in=names))
        return
    # What answers a restricted record is restricted too, of whatever kind; and records may build
    # on each other, so all come in one order.
    rows = LeafRow.objects.filter(kind__in=[*names, RESTRICTED])
    yield from (leaf for leaf in _in_order(rows) if leaf.kind in names)


def record_of(leaf: Leaf) -> Any:
    """Return what the leaf's record says; for a withdrawal, what was withdrawn."""
    if leaf.op is Op.WITHDRAW and leaf.prev:
        return record_of(leaf_of(leaf.prev))
    return _revived(Payload.objects.get(lh=leaf.lh))


def records_of(leaves: Sequence[Leaf]) -> list[Any]:
    """Return what the records of leaves that withdraw nothing say. One query."""
    rows = Payload.objects.in_bulk([leaf.lh for leaf in leaves])
    return [_revived(rows[leaf.lh]) for leaf in leaves]


def records_by_hash(hashes: Iterable[bytes]) -> dict[bytes, Any]:
    """Return what the records of leaves that withdraw nothing say, by their hashes. One query."""
    rows = Payload.objects.in_bulk([bytes(lh) for lh in hashes])
    return {bytes(lh): _revived(row) for lh, row in rows.items()}


def kind_of(leaf: Leaf) -> Kind:
    """Return the kind, in the version that the leaf's record was written by."""
    lh = leaf.prev if leaf.op is Op.WITHDRAW and leaf.prev else leaf.lh
    return kinds.tagged(parts_of(lh)[0][1])


def parts_of(lh: bytes) -> list[Part]:
    """Return the parts of a leaf's payload that stand, those that name people unsealed."""
    return _parts_in(Payload.objects.get(lh=lh))


def gone_of(leaves: Iterable[Leaf]) -> dict[bytes, tuple[Gone, ...]]:
    """Return what was erased or withheld of each of some leaves' payloads, by their hashes."""
    rows = Payload.objects.filter(lh__in=[leaf.lh for leaf in leaves])
    marked = {
        bytes(lh): payloads.gone_in(bytes(parts)) for lh, parts in rows.values_list("lh", "parts")
    }
    return {lh: gone for lh, gone in marked.items() if gone}


def captured_of(leaf: Leaf) -> Captured | None:
    """Return when a phone says it took the record down, and the checkpoint it held then."""
    return capturing.captured_in(parts_of(leaf.lh))


def secret_of(lh: bytes) -> bytes | None:
    """Return the secret from which the salts of a payload's parts follow.

    None once something was erased: then each remaining part has its salt, see ``opened_of``.
    """
    return opened_of(lh).secret


def opened_of(lh: bytes) -> Opened:
    """Return a payload as it lies now: parts and salts, and what is left of those that are gone."""
    return opened.open_row(Payload.objects.get(lh=lh))


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
    hidden = [row.payload_id for row in found if row.kind == RESTRICTED]
    said = (
        {row.lh: _parts_in(row) for row in Payload.objects.filter(lh__in=hidden)} if hidden else {}
    )
    return [
        _unsealed(row, numbers.get(row.payload_id), said[row.payload_id])
        if row.payload_id in said
        else _leaf(row, numbers.get(row.payload_id))
        for row in found
    ]


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


def _revived(row: Payload) -> Any:
    parts = _parts_in(row)
    gone = payloads.gone_in(bytes(row.parts)) if row.erased or row.withheld else ()
    return payloads.revive(parts, kinds.tagged(parts[0][1]), gone)


def _has_restricted(names: Collection[str] | None) -> bool:
    return any(kind.restricted for kind in kinds.all_kinds() if kind.name in (names or ()))


def _restricted(wanted: Callable[[Leaf], bool], *, after: int = 0) -> Iterator[Leaf]:
    rows = LeafRow.objects.filter(kind=RESTRICTED, id__gt=after)
    return (leaf for leaf in _in_order(rows) if wanted(leaf))


def _in_order(rows: QuerySet[LeafRow]) -> Iterator[Leaf]:
    waiting = rows.order_by("id").iterator(chunk_size=_AT_ONCE)
    while some := list(islice(waiting, _AT_ONCE)):
        yield from told(some)


def _line_of(rec: str) -> QuerySet[LeafRow]:
    return LeafRow.objects.filter(rec=rec, op__in=_LINE)


def _replaced(unit: str) -> QuerySet[LeafRow, Any]:
    about = Q(unit=unit) | Q(kind=RESTRICTED)
    return LeafRow.objects.filter(about, op__in=[Op.CORRECT, Op.WITHDRAW]).values("prev")


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


def _unsealed(row: LeafRow, number: int | None, parts: Sequence[Part]) -> Leaf:
    """Return a restricted row's leaf, with what only its payload says."""
    named: dict[str, Any] = next(part[1] for part in parts if part[0] == "leaf")
    return Leaf(
        row.payload_id, number, row.rec, named.get("org"), named["kind"], Op(row.op),
        date.fromisoformat(named["on"]), row.at, named["actor"], named["role"], Via(named["via"]),
        row.prev, Lag(named["lag"]), restricted=True,
    )  # fmt: skip
