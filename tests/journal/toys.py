"""A kind of record that only the tests know, and hands to enter it by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection

from zhibu.core.facts import Fact
from zhibu.core.ids import new_id
from zhibu.core.periods import Month
from zhibu.journal import kinds, log, models
from zhibu.journal.log import Hand, Leaf, Op, Via

EMITS = ("meetings.party_day.held", "meetings.group_meeting.held", "meetings.expected")
TOLD: list[tuple[str, str]] = []


@dataclass(frozen=True, slots=True)
class Came:
    member: str
    name: str


def project(met: "Met", leaf: Leaf) -> None:
    TOLD.append((leaf.op, met.topic))


@kinds.register(
    "toys.met", version=1, title="会面", emits=(*EMITS, "party.members"), project=project,
    people=("came",), sealed=("phone",), ahead=True,
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class Met:
    held_on: date
    topic: str = "学习"
    came: tuple[Came, ...] = ()
    phone: str | None = None
    group: str | None = None
    joined: int = 0

    @property
    def on(self) -> date:
        return self.held_on

    def facts(self) -> Iterator[Fact]:
        yield Fact("meetings.party_day.held", self.held_on, 1)
        if self.group:
            yield Fact("meetings.group_meeting.held", self.held_on, 1, self.group)
        if self.joined:
            yield Fact("party.members", self.held_on, self.joined)


@kinds.register("toys.seen", version=1, title="到过", project=lambda *_: None)
@dataclass(frozen=True, slots=True)
class Seen:
    """Something that cannot be said of a day ahead."""

    seen_on: date

    @property
    def on(self) -> date:
        return self.seen_on

    def facts(self) -> Iterator[Fact]:
        return iter(())


@kinds.register(
    "toys.hidden", version=1, title="处分", project=project, restricted=True,
    emits=("meetings.expected",),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that nobody may see in the leaf; it counts its month unless told to say more."""

    held_on: date
    topic: str
    counts: int = 0
    by_day: bool = False

    @property
    def on(self) -> date:
        return self.held_on

    def facts(self) -> Iterator[Fact]:
        day = self.held_on if self.by_day else Month.of(self.held_on).last_day
        if self.counts:
            yield Fact("meetings.expected", day, self.counts)


FORGOTTEN: list[str] = []


def note(noted: "Noted", leaf: Leaf) -> None:
    TOLD.append((leaf.op, repr(noted)))


@dataclass(frozen=True, slots=True)
class Kept:
    id: str
    name: str


@kinds.register(
    "toys.noted", version=1, title="记事", project=note, retell=note, people=("came",),
    sealed=("words", "code", "phone"), needed=("code",), files="attachments",
    emits=("meetings.expected",),
    forget=lambda files: FORGOTTEN.extend(file["id"] for file in files),
)  # fmt: skip
@dataclass(frozen=True, slots=True)
class Noted:
    """Something with a field of every sort, for erasing."""

    noted_on: date
    unit: str
    words: str
    code: str
    place: str | None = None
    phone: str | None = None
    came: tuple[Came, ...] = ()
    attachments: tuple[Kept, ...] = ()

    @property
    def on(self) -> date:
        return self.noted_on

    def facts(self) -> Iterator[Fact]:
        yield Fact("meetings.expected", self.noted_on, len(self.came))


def spelled(leaf: Leaf) -> bytes:
    """The bytes of a leaf, wherever it waits or stands."""
    rows = models.Pending if connection.vendor == "postgresql" else models.Entry
    return bytes(rows.objects.get(lh=leaf.lh).leaf)


def hand(day: str = "2026-11-20", clock: str = "09:00") -> Hand:
    at = datetime.fromisoformat(f"{day}T{clock}+08:00").astimezone(UTC)
    return Hand(new_id("a"), "secretary", Via.WEB, at)


def meet(unit: str, on: str = "2026-11-19", *, by: Hand | None = None, **told: object) -> Leaf:
    """Enter a meeting of a unit; entered on 20 November 2026 unless told otherwise."""
    history = bool(told.pop("history", False))
    with log.act(unit):
        record = Met(date.fromisoformat(on), **told)
        return log.append(record, unit=unit, history=history, **(by or hand()).told)


def correct(leaf: Leaf, on: str, *, by: Hand | None = None, **told: object) -> Leaf:
    with log.act(leaf.unit):
        return log.append(
            Met(date.fromisoformat(on), **told), unit=leaf.unit, op=Op.CORRECT,
            supersedes=leaf.lh, reason="日期写错", **(by or hand()).told,
        )  # fmt: skip


def withdraw(leaf: Leaf, *, by: Hand | None = None) -> Leaf:
    with log.act(leaf.unit):
        return log.withdraw(leaf.lh, unit=leaf.unit, reason="重复录入", **(by or hand()).told)
