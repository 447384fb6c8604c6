"""V3: every table that is told from the journal, told again and compared row by row."""

from collections.abc import Callable
from datetime import date

from zhibu.journal import tree
from zhibu.journal.days import civil
from zhibu.notary.verify import rooms, sums, telling, wanted
from zhibu.notary.verify.faults import MOST, Findings, Level, Progress, nowhere
from zhibu.notary.verify.leaves import root_of
from zhibu.notary.verify.shadow import is_here, on_shadows, projections

Check = Callable[[Findings], None]
_others: dict[str, Check] = {}


def also(name: str, check: Check) -> Check:
    """Have V3 run another check: of what a room derives by itself, in a table of its own.

    It runs on the snapshot, reads what the database holds, and adds to the findings.
    """
    _others[name] = check
    return check


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
            done += len(some)
            stated |= {civil(one.leaf.at).year for one in some if one.stated}
            progress(min(done, total), total)
        rooms.compare(findings, here)
        sums.compare(findings, today, stated)
        for check in _others.values():
            check(findings)

    on_shadows([model._meta.db_table for model in here], work, prepare=wanted.prepare)
    return findings
