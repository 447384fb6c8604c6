"""How the command line shows an import: words for people, objects for programs."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import TextIO

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from zhibu.intake.checking.proposing import Proposal
from zhibu.intake.reading.findings import Finding, Severity

Advance = Callable[[str, int, int], None]


@contextmanager
def bar() -> Iterator[Advance]:
    """Show a progress bar on the error stream, where it disturbs no program that listens."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    unseen = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=unseen) as shown:
        task = shown.add_task("", total=None)

        def advance(what: str, done: int, total: int) -> None:
            shown.update(task, description=what, completed=done, total=total)

        yield advance


def tell_objects(proposal: Proposal, stream: TextIO) -> None:
    """Write one JSON object per finding, and the counts last."""
    stream.writelines(
        json.dumps(finding.told(), ensure_ascii=False) + "\n" for finding in proposal.findings
    )
    stream.write(json.dumps(proposal.counts, ensure_ascii=False) + "\n")


def tell_words(proposal: Proposal, stream: TextIO, *, every_row: bool) -> None:
    """Write the findings file by file, each row's fate if asked, and the sums."""
    for file, found in groupby(proposal.findings, key=lambda finding: finding.file):
        stream.write(f"\n{file}\n")
        stream.writelines(f"  {_line(finding)}\n" for finding in found)
    if every_row:
        stream.writelines(f"{line}\n" for line in fates(proposal))
    stream.write(f"\n{summary(proposal)}\n")


def fates(proposal: Proposal) -> Iterator[str]:
    """Yield what would happen to each row."""
    for lot in proposal.lots:
        entering = {row.line.index for row in lot.entering}
        for row in lot.table.lines():
            fate = _("导入") if row.index in entering else _("有错，不导入")
            if row.index in lot.table.settled:
                fate = _("不再导入")
            name = row.text("name") or row.text("form")
            where = _("第 %(row)d 行") % {"row": row.number}
            yield f"{lot.table.sheet.file} {where} {name}：{fate}"


def summary(proposal: Proposal) -> str:
    """Say in one sentence how many rows there are, would go in, and are at fault."""
    words = _(
        "共 %(rows)d 行，可导入 %(would_import)d 行；错误 %(faults)d 处，警告 %(warnings)d 处。"
    )
    return words % proposal.counts


def _line(finding: Finding) -> str:
    kind = _("错误") if finding.severity is Severity.ERROR else _("警告")
    where = " ".join(part for part in (finding.sheet, finding.cell, finding.column) if part)
    return f"{kind} {where}：{finding.message}" if where else f"{kind}：{finding.message}"
