"""Reading what was asked, decided and done about erasing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count

from zhibu.core.leaf import read_bytes
from zhibu.journal import reading
from zhibu.journal.leaves import Leaf, Op
from zhibu.journal.models import ErasureRequest, ErasureVoice, LeafRow
from zhibu.journal.records import ErasureAsked, Ground, State

KINDS = ("erase", "seal", "seal.lifted")


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person said to a request."""

    person: str
    actor: str
    approves: bool
    said_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request with everything said to it. ``about`` is the first version it names."""

    rec: str
    leaf: Leaf
    about: Leaf
    asked: ErasureAsked
    state: State
    voices: tuple[Voice, ...]

    @property
    def rec_of_target(self) -> str:
        """Return the record that the request is about."""
        return self.about.rec

    @property
    def unit(self) -> str | None:
        """Return the organization that the record is about."""
        return self.about.unit


@dataclass(frozen=True, slots=True)
class Act:
    """Parts of one version that an act took away or gave back: by which ground, and when."""

    leaf: Leaf
    target: bytes
    places: tuple[int, ...]
    names: tuple[str, ...]
    ground: Ground
    on: date


@dataclass(frozen=True, slots=True)
class Counts:
    """How often a branch's records were erased from, withheld, withdrawn."""

    erased: int = 0
    withheld: int = 0
    withdrawn: int = 0


def requests(
    unit: str | None = None, *, is_open: bool | None = None, limit: int | None = None
) -> list[Request]:
    """Return requests, the newest first: about one unit or all; open ones, closed ones or both.

    Of all that there are, no more than the newest ``limit`` are looked at. The number of queries
    does not depend on how many there are.
    """
    rows = ErasureRequest.objects.order_by("-asked_at", "rec").prefetch_related("voices")
    if is_open is not None:
        rows = rows.filter(state=State.OPEN) if is_open else rows.exclude(state=State.OPEN)
    found = _requests(rows[:limit])
    # A restricted record's request names no unit in its row, so units are compared as read.
    return [one for one in found if unit is None or one.unit == unit]


def request_of(rec: str) -> Request | None:
    """Return one request, or None where there is none of that identity."""
    row = ErasureRequest.objects.prefetch_related("voices").filter(rec=rec).first()
    return _requests([row])[0] if row else None


def acts() -> Iterator[Act]:
    """Yield every act that took something away or gave it back, in the order of entry."""
    for leaf in reading.leaves_named(KINDS):
        yield _act(leaf)


def acts_on(rec: str) -> list[Act]:
    """Return what was taken away from a record or given back, the earliest first."""
    rows = LeafRow.objects.filter(rec=rec, op__in=[Op.ERASE, Op.SEAL]).order_by("id")
    return [_act(leaf) for leaf in reading.told(rows)]


def counts_by_unit() -> dict[str, Counts]:
    """Return for each unit how often something was erased, withheld, withdrawn. One query.

    They are public: whoever files much and erases all but the convenient is seen (T7).
    """
    rows = LeafRow.objects.filter(op__in=[Op.ERASE, Op.SEAL, Op.WITHDRAW]).exclude(unit="")
    found: dict[str, dict[str, int]] = {}
    for unit, op, count in rows.values_list("unit", "op").annotate(n=Count("id")).order_by("unit"):
        found.setdefault(unit, {})[op] = count
    return {
        unit: Counts(told.get(Op.ERASE, 0), told.get(Op.SEAL, 0), told.get(Op.WITHDRAW, 0))
        for unit, told in found.items()
    }


def _requests(rows: Iterable[ErasureRequest]) -> list[Request]:
    found = list(rows)
    said = [one.leaf_id for row in found for one in row.voices.all()]
    leaves, records = _told([*(row.leaf_id for row in found), *said])
    asked: dict[str, ErasureAsked] = {row.rec: records[row.leaf_id] for row in found}
    first = {rec: read_bytes(one.targets[0].lh) for rec, one in asked.items()}
    about = reading.leaves_by_hash(first.values())
    return [
        Request(
            row.rec,
            leaves[row.leaf_id],
            about[first[row.rec]],
            asked[row.rec],
            State(row.state),
            tuple(_voice(one, leaves, records) for one in _in_turn(row)),
        )
        for row in found
    ]


def _told(hashes: Iterable[bytes]) -> tuple[dict[bytes, Leaf], dict[bytes, Any]]:
    """Return leaves and what their records say, by their hashes."""
    leaves = reading.leaves_by_hash(hashes)
    records = reading.records_of([*leaves.values()])
    return leaves, dict(zip(leaves, records, strict=True))


def _in_turn(row: ErasureRequest) -> list[ErasureVoice]:
    return sorted(row.voices.all(), key=lambda one: one.said_at)


def _voice(row: ErasureVoice, leaves: dict[bytes, Leaf], records: dict[bytes, Any]) -> Voice:
    why = "" if row.approves else records[row.leaf_id].why
    return Voice(row.person, leaves[row.leaf_id].actor, row.approves, row.said_at, why)


def _act(leaf: Leaf) -> Act:
    done = reading.record_of(leaf)
    return Act(leaf, read_bytes(done.target), done.places, done.names, done.ground, done.done_on)
