"""V2, the contents: is every payload what its leaf commits to, and is every payload still there?

Leaves are taken in ranges, by several processes where there are many. What was erased or withheld
must be covered by an entry of the journal that says so; how much of each branch's payloads is
still there is counted, so that nobody can file variants and erase the inconvenient ones unseen.
"""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext_lazy as _

from zhibu.journal import tree
from zhibu.notary import apart
from zhibu.notary.verify.coverage import Covered
from zhibu.notary.verify.faults import MOST, Fault, Findings, Level, Progress, nowhere
from zhibu.notary.verify.leaves import root_of
from zhibu.notary.verify.payload_rows import PAYLOAD, Judge

PORTION = 5_000
WORTH_PROCESSES = 2
_AT_ONCE = 500

_NUMBERED = """
    SELECT lh, leaf FROM journal_entry WHERE seq >= %s AND seq < %s ORDER BY seq
"""
_FURTHER = "SELECT seq FROM journal_entry WHERE seq >= %s ORDER BY seq LIMIT 1 OFFSET %s"
_LAST = 2**62
_STRAY = """
    SELECT lh FROM journal_payload WHERE NOT EXISTS
        (SELECT 1 FROM journal_entry WHERE journal_entry.lh = journal_payload.lh)
    AND NOT EXISTS (SELECT 1 FROM journal_pending WHERE journal_pending.lh = journal_payload.lh)
    LIMIT %s
"""
_NO_LEAF = _("没有任何编号的记录承认它。")


@dataclass(slots=True)
class Portion:
    """What a range of leaves came to."""

    leaves: int = 0
    faults: list[Fault] = field(default_factory=list)
    total: int = 0
    there: dict[str, Counter[str]] = field(default_factory=dict)


def verify_contents(
    *, most: int = MOST, progress: Progress = nowhere, processes: int = 2
) -> Findings:
    """Hold every payload against its leaf, and count what is still there of each branch's (V2)."""
    findings = Findings(Level.CONTENTS, size=tree.size(), most=most)
    findings.root = root_of(findings.size)
    there: dict[str, Counter[str]] = {}
    done = 0
    for portion in _portions(most, processes):
        findings.faults += portion.faults[: most - len(findings.faults)]
        findings.total += portion.total
        findings.by_table.update(fault.table for fault in portion.faults)
        for unit, counts in portion.there.items():
            there.setdefault(unit, Counter()).update(counts)
        done += portion.leaves
        progress(done, findings.size)
    _add_waiting(findings)
    _name_strays(findings)
    Covered().compare_permits(findings)
    findings.counted["there"] = {unit: dict(counts) for unit, counts in sorted(there.items())}
    return findings


def look_at(first: int, last: int, most: int = MOST) -> Portion:
    """Hold the payloads of a range of leaves, by number, against their leaves."""
    with connections["default"].cursor() as cursor:
        cursor.execute(_NUMBERED, [first, last])
        rows = [(bytes(lh), bytes(leaf)) for lh, leaf in cursor.fetchall()]
    portion = Portion(len(rows))
    findings = Findings(Level.CONTENTS, most=most)
    judge = Judge(findings, Covered())
    for begin in range(0, len(rows), _AT_ONCE):
        judge.check(rows[begin : begin + _AT_ONCE])
    portion.faults, portion.total, portion.there = findings.faults, findings.total, judge.there
    return portion


def _portions(most: int, processes: int) -> Iterator[Portion]:
    ranges = list(_ranges())
    if min(processes, len(ranges)) < WORTH_PROCESSES:
        for first, last in ranges:
            yield look_at(first, last, most)
        return
    here = {alias: dict(connections.settings[alias]) for alias in connections}, str(settings.KEYS)
    # Forked processes would share this one's connections and locks.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, apart.stand_on, here) as pool:
        waiting = [pool.submit(look_at, first, last, most) for first, last in ranges]
        for one in waiting:
            yield one.result()


def _ranges() -> Iterator[tuple[int, int]]:
    """Yield ranges of numbers with so many leaves in each, wherever the numbers lie."""
    first = 0
    with connections["default"].cursor() as cursor:
        while True:
            cursor.execute(_FURTHER, [first, PORTION])
            row = cursor.fetchone()
            yield first, row[0] if row else _LAST
            if row is None:
                return
            first = row[0]


def _add_waiting(findings: Findings) -> None:
    """Hold the payloads of leaves that wait for their number against them."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT lh, leaf FROM journal_pending ORDER BY id")
        rows = [(bytes(lh), bytes(leaf)) for lh, leaf in cursor.fetchall()]
    Judge(findings, Covered()).check(rows)


def _name_strays(findings: Findings) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(_STRAY, [findings.most])
        for (lh,) in cursor.fetchall():
            findings.surplus(PAYLOAD, f"lh={bytes(lh).hex()}", _NO_LEAF)
