"""V3: every table that is told from the journal, told again and compared row by row."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from zhibu.journal import tree
from zhibu.journal.days import civil
from zhibu.notary.verify import rooms, sums, telling, wanted
from zhibu.notary.verify.faults import MOST, Findings, Level, Progress, nowhere
from zhibu.notary.verify.leaves import root_of
from zhibu.notary.verify.shadow import is_here, on_shadows, projections
from zhibu.notary.verify.telling import Told

Check = Callable[[Findings], None]
FilesCheck = Callable[[Findings, Sequence[dict[str, Any]]], None]
_others: dict[str, Check] = {}
_of_files: list[tuple[FilesCheck, frozenset[str]]] = []


def also(name: str, check: Check) -> Check:
    """Have V3 run another check: of what a room derives by itself, in a table of its own.

    It runs on the snapshot, reads what the database holds, and adds to the findings.
    """
    _others[name] = check
    return check


def also_files(check: FilesCheck, *, kinds: Collection[str] = ()) -> FilesCheck:
    """Have V3 hand over the attachments that records list, as their payloads name them.

    They come as the records are read again, so no row that may be spoiled stands between.
    ``kinds`` are those whose files lie with this check's room; without, it takes what nobody else
    claims.
    """
    _of_files.append((check, frozenset(kinds)))
    return check


def _check_files(findings: Findings, some: Sequence[Told]) -> None:
    claimed = frozenset[str]().union(*(kinds for _check, kinds in _of_files))
    for check, kinds in _of_files:
        files = [
            part[1]
            for one in some
            if (one.kind.name in kinds if kinds else one.kind.name not in claimed)
            for part in one.parts
            if part[0] == "file"
        ]
        if files:
            check(findings, files)


def verify_tables(*, today: date, most: int = MOST, progress: Progress = nowhere) -> Findings:
    """Tell everything again from entries and payloads, and compare (V3).

    Nobody waits meanwhile and nothing is changed. Facts of days after ``today`` cannot have come.
    """
    findings = Findings(Level.TABLES, most=most)
    here = [model for model in projections() if is_here(model._meta.db_table)]
    for model in set(projections()) - set(here):
        findings.missing(model._meta.db_table, "*")

    def work() -> None:
        total = findings.size = tree.size()
        findings.root = root_of(total)
        done = 0
        stated: set[int] = set()
        for some in telling.portions(findings):
            wanted.add(some)
            rooms.tell(findings, some)
            _check_files(findings, some)
            done += len(some)
            stated |= {civil(one.leaf.at).year for one in some if one.stated}
            progress(min(done, total), total)
        rooms.compare(findings, here)
        sums.compare(findings, today, stated)
        for check in _others.values():
            check(findings)

    on_shadows([model._meta.db_table for model in here], work, prepare=wanted.prepare)
    return findings
