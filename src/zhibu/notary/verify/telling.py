"""Every record once more, from entries and payloads alone: what V3 believes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from zhibu.core import canonical
from zhibu.core import leaf as spelling
from zhibu.core.lag import Lag, lag_of
from zhibu.journal import facts, kinds, payloads
from zhibu.journal.days import civil
from zhibu.journal.kinds import Kind
from zhibu.journal.leaves import RESTRICTED, Leaf, Op, Via
from zhibu.journal.models import Payload
from zhibu.journal.payloads import Gone, Part, Stated
from zhibu.notary.verify.faults import Findings

AT_ONCE = 500
_NUMBERED = "SELECT seq, lh, leaf FROM journal_entry WHERE seq > %s ORDER BY seq LIMIT %s"
_WAITING = "SELECT id, lh, leaf FROM journal_pending WHERE id > %s ORDER BY id LIMIT %s"


@dataclass(frozen=True, slots=True)
class Told:
    """One leaf as its bytes and payload tell it. ``place`` counts leaves in their order."""

    place: int
    leaf: Leaf
    kind: Kind
    parts: list[Part]
    gone: tuple[Gone, ...] = ()

    @property
    def stated(self) -> list[Stated]:
        """Return the facts that the payload carries."""
        return payloads.stated_in(self.parts)


def portions(findings: Findings) -> Iterator[list[Told]]:
    """Yield all leaves in their order, some at once; what cannot be read is named and left out."""
    place = 0
    for rows in _rows():
        found = _payloads([lh for lh, _ in rows])
        some = []
        for lh, data in rows:
            if (one := _told(findings, place, lh, data, found.get(lh))) is not None:
                some.append(one)
            place += 1
        yield some


def record_of(told: Told) -> Any:
    """Return what a record says; for a withdrawal, what was withdrawn."""
    parts, gone = _own_or_withdrawn(told)
    return payloads.revive(parts, kinds.tagged(parts[0][1]), gone)


def kind_of(told: Told) -> Kind:
    """Return the kind that the record was written by, in its version."""
    return kinds.tagged(_own_or_withdrawn(told)[0][0][1])


def _own_or_withdrawn(told: Told) -> tuple[list[Part], tuple[Gone, ...]]:
    if told.leaf.op is not Op.WITHDRAW or told.leaf.prev is None:
        return told.parts, told.gone
    row = Payload.objects.get(lh=told.leaf.prev)
    return read(row), gone_of(row)


def read(row: Payload) -> list[Part]:
    """Return the parts of a payload that still stand."""
    return payloads.unpack(bytes(row.parts), bytes(row.sealed or b""), row.lh)


def gone_of(row: Payload) -> tuple[Gone, ...]:
    """Return what was erased or withheld of a payload."""
    return payloads.gone_in(bytes(row.parts)) if row.erased or row.withheld else ()


def _rows() -> Iterator[list[tuple[bytes, bytes]]]:
    for order in (_NUMBERED, _WAITING):
        after = -1
        while True:
            with connection.cursor() as cursor:
                cursor.execute(order, [after, AT_ONCE])
                rows = cursor.fetchall()
            if rows:
                yield [(bytes(lh), bytes(data)) for _, lh, data in rows]
                after = rows[-1][0]
            if len(rows) < AT_ONCE:
                break


def _payloads(hashes: Sequence[bytes]) -> dict[bytes, Payload]:
    return {bytes(lh): row for lh, row in Payload.objects.in_bulk(list(hashes)).items()}


def _told(  # noqa: PLR0917 - one row's
    findings: Findings, place: int, lh: bytes, data: bytes, row: Payload | None
) -> Told | None:
    if row is None:
        findings.missing("journal_payload", f"lh={lh.hex()}")
        return None
    try:
        parts = read(row)
        kind = kinds.tagged(parts[0][1])
        leaf = _leaf(lh, canonical.decode(data), parts, kind)
        return Told(place, leaf, kind, parts, gone_of(row))
    except Exception as fault:  # noqa: BLE001 - whatever forged bytes make of it is a finding
        findings.broken("journal_payload", f"lh={lh.hex()}", "parts", why=f"{fault!r}"[:200])
        return None


def _leaf(  # noqa: PLR0917 - one row's
    lh: bytes, fields: dict[str, Any], parts: list[Part], kind: Kind
) -> Leaf:
    hidden = fields["kind"] == RESTRICTED
    said = {**fields, **_part(parts, "leaf", {})} if hidden else fields
    on, at = date.fromisoformat(said["on"]), spelling.read_instant(fields["at"])
    prev = said.get("prev")
    return Leaf(
        lh, None, fields["rec"], said.get("org"), kind.name, Op(fields["op"]), on, at,
        said["actor"], said["role"], Via(said["via"]),
        spelling.read_bytes(prev) if prev else None, _lag(said, parts, on, at),
        payloads.reason_in(parts), hidden,
    )  # fmt: skip


def _lag(said: dict[str, Any], parts: list[Part], on: date, at: datetime) -> Lag:  # noqa: PLR0917 - one leaf's
    """Return the lag: told by itself, or by the record's own facts of its day."""
    told = said.get("lag", _part(parts, "lag", None))
    if told is not None:
        return Lag(told)
    own = (one.lag for one in payloads.stated_in(parts) if one.fact.on == on and not one.undoes)
    return next(own, lag_of(on, civil(at), facts.calendar()))


def _part(parts: Sequence[Part], name: str, otherwise: Any) -> Any:
    return next((part[1] for part in parts[2:] if part[0] == name), otherwise)
