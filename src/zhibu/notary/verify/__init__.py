"""Verification of the journal and of every table told from it (journal specification 2.10)."""

from zhibu.notary.verify.faults import Fault, Findings, Level, What
from zhibu.notary.verify.runs import alarm, enter, latest_runs, run
from zhibu.notary.verify.tables import also, also_files

__all__ = [
    "Fault", "Findings", "Level", "What", "alarm", "also", "also_files", "enter", "latest_runs",
    "run",
]  # fmt: skip
