"""A record of 35 parts that only the benchmarks know, and the ways to enter it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import connection, connections, transaction

from bench import installation
from zhibu.core.facts import Fact
from zhibu.core.ids import new_id
from zhibu.journal import entering, kinds, log, numbers
from zhibu.journal.models import Payload

PEOPLE = 28
EMITS = ("meetings.party_day.held", "meetings.expected", "meetings.present")


@dataclass(frozen=True, slots=True)
class Came:
    member: str
    name: str
    state: str


@kinds.register(
    "bench.met", version=1, title="会面", emits=EMITS, project=lambda *_: None, people=("came",)
)
@dataclass(frozen=True, slots=True)
class Met:
    """A meeting that is told to no room."""

    held_on: date
    title: str
    place: str
    chair: str
    content: str
    came: tuple[Came, ...]

    @property
    def on(self) -> date:
        return self.held_on

    def facts(self) -> Iterator[Fact]:
        for name, value in zip(EMITS, (1, PEOPLE, PEOPLE - 2), strict=True):
            yield Fact(name, self.held_on, value)


def units(count: int) -> list[str]:
    """Return so many new units."""
    uids = [new_id("o") for _ in range(count)]
    with transaction.atomic():
        numbers.of_units(uids)
    return uids


def append_alone() -> None:
    """Have nobody follow from here on: rescoring is not part of appending."""
    entering.followers.clear()


def parts() -> int:
    """Return how many parts the record has: kind, facts, five fields, one for each person."""
    return 2 + 5 + PEOPLE


def append(unit: str) -> log.Leaf:
    """Enter one record as an act."""
    with log.act(unit):
        return log.append(_record(), unit=unit, **installation.hand().told)


def append_many(unit: str, count: int) -> None:
    """Enter so many records in one act."""
    hand = installation.hand()
    with log.act(unit):
        log.append_many([log.Entry(record=_record(), unit=unit, hand=hand)] * count)


def append_counted(unit: str) -> None:
    """Enter one record that takes its number from a counter row, as a simple design would."""
    with log.act(unit):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE bench_counter SET size = size + 1 RETURNING size")
        log.append(_record(), unit=unit, **installation.hand().told)


def bare(_: str) -> None:
    """Insert one row of a payload's usual size and commit it."""
    with transaction.atomic():
        Payload.objects.create(
            lh=secrets.token_bytes(32), secret=secrets.token_bytes(60),
            parts=secrets.token_bytes(300), sealed=secrets.token_bytes(1200),
        )  # fmt: skip


def slow_flush(microseconds: int) -> None:
    """Have each commit of the server wait before it flushes, and make the counter's row."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SYSTEM SET commit_delay = {microseconds}")
        cursor.execute("ALTER SYSTEM SET commit_siblings = 0")
        cursor.execute("SELECT pg_reload_conf()")
        cursor.execute("CREATE TABLE bench_counter (size bigint)")
        cursor.execute("INSERT INTO bench_counter VALUES (0)")


def leave() -> None:
    """Close the connections, so that forked processes open their own."""
    connections.close_all()


@cache
def _record() -> Met:
    """Return the record; it is the same each time, for making it up is no part of appending."""
    came = tuple(Came(new_id("m"), f"党员{i:02}", "present") for i in range(PEOPLE))
    today = log.civil(installation.now())
    content = "会议由支部书记主持，应到二十八人，实到二十六人。" * 12
    return Met(today, "支部党员大会", "三楼会议室", new_id("m"), content, came)
