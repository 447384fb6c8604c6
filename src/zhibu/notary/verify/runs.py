"""Runs of a verification: by level, their results entered in the journal, their alarms."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhibu.journal import log, reading
from zhibu.journal.days import civil
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.models import LeafRow
from zhibu.notary import alarms
from zhibu.notary.records import VERIFIED, JournalVerified
from zhibu.notary.verify import contents, leaves, outside, tables
from zhibu.notary.verify.faults import MOST, Findings, Level, Progress, nowhere

DAY = timedelta(days=1)
EVERY = {
    Level.LEAVES: DAY, Level.CONTENTS: 7 * DAY, Level.TABLES: 7 * DAY, Level.OUTSIDE: 30 * DAY,
}  # fmt: skip
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Run:
    """A verification that was entered: how deep, over how much, what came of it, by whom."""

    level: Level
    size: int
    root: str
    faults: int
    by: str
    at: datetime


def run(level: Level, *, hand: Hand, most: int = MOST, progress: Progress = nowhere) -> Findings:
    """Verify one level from V0 to V4 as things stand at the instant of the hand.

    V4 enters that it exported. Raises as ``outside.verify_outside`` for that level.
    """
    told = {"most": most, "progress": progress}
    if level is Level.HEADS:
        return leaves.verify_heads(**told)  # type: ignore[arg-type]
    if level is Level.LEAVES:
        return leaves.verify_leaves(**told)  # type: ignore[arg-type]
    if level is Level.CONTENTS:
        return contents.verify_contents(**told)  # type: ignore[arg-type]
    if level is Level.TABLES:
        return tables.verify_tables(today=civil(hand.at), **told)  # type: ignore[arg-type]
    return outside.verify_outside(hand=hand, progress=progress)


def enter(found: Findings, hand: Hand) -> Leaf:
    """Enter in the journal that a level was verified, and what came of it."""
    record = JournalVerified(
        civil(hand.at), found.level.value, found.size, found.root.hex(), found.total
    )
    with log.act():
        return log.append(record, unit=None, op=Op.SYSTEM, **hand.told)


def alarm(found: Findings, at: datetime) -> None:
    """Have the alarm of a level stand while its last run found something wrong."""
    danger = alarms.OF_LEVEL[found.level.value]
    if found.clean:
        alarms.still(danger)
        return
    first = found.faults[0]
    alarms.sound(danger, at, faults=found.total, table=first.table, key=first.key)


def latest_runs() -> dict[Level, Run]:
    """Return the latest run of each level that the journal knows of."""
    rows = LeafRow.objects.filter(kind=VERIFIED).order_by("-id")[:_LOOKED_AT]
    told = reading.told(rows)
    found: dict[Level, Run] = {}
    for leaf, record in zip(told, reading.records_of(told), strict=True):
        level = Level(record.level)
        run_ = Run(level, record.size, record.root, record.faults, leaf.actor, leaf.at)
        found.setdefault(level, run_)
    return found


def due(at: datetime) -> list[Level]:
    """Return the levels whose turn has come: V1 each day, V2 and V3 each week, V4 each month."""
    runs = latest_runs()
    return [
        level for level, every in EVERY.items() if level not in runs or at - runs[level].at >= every
    ]
