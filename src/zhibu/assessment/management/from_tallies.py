"""`zhibu assess --tallies`: scores millions of units from files instead of those kept here."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from zhibu.assessment import words
from zhibu.bulk import writing
from zhibu.bulk.crew import Crew
from zhibu.bulk.evaluating import Recipe
from zhibu.bulk.faults import TallyFault
from zhibu.bulk.manifest import manifest_in
from zhibu.bulk.summary import Summary
from zhibu.core.compiler import compile_standard
from zhibu.core.scores import Result
from zhibu.core.standard import Standard
from zhibu.core.standard_fault import FAULT_WORDS, StandardFault
from zhibu.journal import facts

REFUSED = 2
LARGEST = 1 << 20


def score(told: dict[str, Any], out: OutputWrapper, today: date) -> None:
    """Score a folder of tallies by a standard; write Parquet where asked, and print a summary.

    What is not told is taken from the folder's manifest, where there is one, else from today.
    Raises CommandError for what cannot be read or scored.
    """
    try:
        _score(told, out, today)
    except TallyFault as fault:
        raise CommandError(_(fault.template) % fault.told, returncode=REFUSED) from fault


def _score(told: dict[str, Any], out: OutputWrapper, today: date) -> None:
    folder: Path = told["tallies"]
    manifest = manifest_in(folder)
    as_of = told["as_of"] or (manifest.as_of if manifest else today)
    year = told["year"] or (manifest.year if manifest else as_of.year)
    standard = _compiled(told["standard"], manifest.stated if manifest else None)
    recipe = Recipe(standard, year, as_of, facts.calendar())
    crew = Crew(folder, recipe, processes=told["processes"] or os.cpu_count() or 1)
    summary = Summary()
    with (
        _progress() as show,
        _written(told["out"], crew.schema, folder) as write,
        closing(crew.score(show)) as batches,
    ):
        for batch in batches:
            summary.add(batch)
            write(batch)
    _tell(summary, crew, out)


def _compiled(path: Path | None, stated: frozenset[str] | None) -> Standard:
    """Compile a standard's file against what was stated: by default, all that may be."""
    if path is None:
        raise CommandError(_("请用 --standard 写明标准文件，例如 zb41.yaml。"), returncode=REFUSED)
    catalogue = facts.known()
    families = (f"{name}.*" for name in catalogue.families)
    known = stated if stated is not None else {*catalogue.measures, *families}
    try:
        if path.stat().st_size > LARGEST:
            words_ = _("标准文件 %(file)s 过大，最多 1 MiB。")
            raise CommandError(words_ % {"file": path}, returncode=REFUSED)
        text = path.read_text("utf-8")
        return compile_standard(text, catalogue=catalogue, known_facts=known, filename=path.name)
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or "UTF-8"
        words_ = _("不能读取标准文件 %(file)s：%(why)s。")
        raise CommandError(words_ % {"file": path, "why": reason}, returncode=REFUSED) from fault
    except StandardFault as fault:
        why = _(FAULT_WORDS[fault.code]) % fault.params
        told = {"file": fault.file, "line": fault.line, "why": why}
        raise CommandError(
            _("%(file)s 第 %(line)s 行：%(why)s。") % told, returncode=REFUSED
        ) from fault


@contextmanager
def _progress() -> Iterator[Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("计分"), total=None)
        yield lambda done, rows: bar.update(task, completed=done, total=rows)


@contextmanager
def _written(path: Path | None, schema: pa.Schema, folder: Path) -> Iterator[Any]:
    """Give what writes rows, or nothing where no file is asked for."""
    if path is None:
        yield lambda _batch: None
        return
    if path.resolve().parent == folder.resolve():
        words_ = _("%(file)s 会混进统计数据。请把结果写到别的文件夹。")
        raise CommandError(words_ % {"file": path}, returncode=REFUSED)
    with writing.written(path, schema) as file:
        yield file.add


def _tell(summary: Summary, crew: Crew, out: OutputWrapper) -> None:
    told = {"units": f"{crew.tally.units:,}", "rows": f"{crew.tally.rows:,}"}
    out.write(_("%(units)s 个单位，%(rows)s 行。") % told)
    for kind, found in sorted(summary.classes.items()):
        mean = words.spell(found.percent // max(found.units, 1))
        counts = "  ".join(
            f"{words.RESULTS[result]} {found.results[result.value]:,}" for result in Result
        )
        line = _("%(kind)s：%(units)s 个，平均 %(mean)s%%  %(counts)s")
        out.write(
            line % {"kind": kind, "units": f"{found.units:,}", "mean": mean, "counts": counts}
        )
    if ignored := crew.tally.ignored:
        listed = "、".join(f"{fact} {count:,}" for fact, count in ignored.most_common(5))
        sentence = _("标准不问的事实 %(kinds)d 种，%(rows)s 行没有读入：%(listed)s。")
        many = {"kinds": len(ignored), "rows": f"{ignored.total():,}", "listed": listed}
        out.write(sentence % many)
