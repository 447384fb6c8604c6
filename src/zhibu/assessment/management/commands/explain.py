"""Prints one item of a branch from its records to its points, as text or JSON."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.assessment import engine, queries
from zhibu.assessment.models import Purpose
from zhibu.assessment.values import FactTable, Trace
from zhibu.core.ids import is_id
from zhibu.party.models import Organization
from zhibu.party.sets import Level


class Command(BaseCommand):
    help = (
        "Print how an item of a branch comes to its points, so that it can be done again by hand."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--branch", required=True, help="the branch, by its identity")
        parser.add_argument("--item", required=True, help="the item of its standard, such as C1")
        parser.add_argument("--year", type=int, help="the year (this one)")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day, 2026-11-22 (today)")
        parser.add_argument(
            "--purpose",
            choices=Purpose.values,
            default=Purpose.ASSESSMENT,
            help="of which standard",
        )
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, **told: Any) -> None:
        as_of = told["as_of"] or timezone.localdate()
        branch = _branch(told["branch"])
        year = told["year"] or as_of.year
        try:
            found = queries.trace_of(
                branch, told["item"], year=year, as_of=as_of, purpose=told["purpose"]
            )
        except KeyError as unknown:
            words = _("标准里没有编号为 %(item)s 的项目。") % {"item": told["item"]}
            raise CommandError(words, returncode=2) from unknown
        except engine.NoStandard as unknown:
            words = _("这个支部没有这种用途的标准。")
            raise CommandError(words, returncode=2) from unknown
        if told["json"]:
            self.stdout.write(json.dumps(asdict(found), ensure_ascii=False, default=str))
            return
        for line in lines_of(found):
            self.stdout.write(line)


def _branch(uid: str) -> Organization:
    branches = Organization.objects.filter(level=Level.BRANCH)
    found = branches.filter(pk=uid).first() if is_id(uid, "o") else None
    if found is None:
        raise CommandError(_("没有标识为 %(uid)s 的党支部。") % {"uid": uid}, returncode=2)
    return found


def lines_of(found: Trace) -> Iterator[str]:
    """Yield the trace as lines of text."""
    note = found.standard
    yield f"{found.name} · {found.line.code} {found.line.title}"
    yield f"{note.title} {note.version} · {found.year} · {found.as_of.isoformat()}"
    yield ""
    for name, value in found.numbers:
        yield f"{name}：{value}"
    for fact in found.facts:
        yield from _fact(fact)
    for title, sums in ((_("本项算式"), found.sums), (_("合计和等次"), found.total)):
        yield ""
        yield title
        for one in sums:
            yield f"  {one.label}：{one.sum} = {one.result}"
    yield ""
    yield f"{found.line.code}：{found.line.points} / {found.line.out_of} {found.line.why}".rstrip()


def _fact(fact: FactTable) -> Iterator[str]:
    yield ""
    yield f"{fact.title} ({fact.name}) {fact.nature}".rstrip()
    for row in fact.rows:
        months = " ".join(str(value) for value in row.months)
        yield f"  {row.title}：{months} = {row.total}"
    for one in fact.records:
        yield f"  {one.on.isoformat()} {one.value} {one.rec} {one.lag}"
    yield f"  {fact.note}"
