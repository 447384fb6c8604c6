"""Scores every branch again and prints where each stands."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.assessment import engine, queries, standing, words
from zhibu.core.ids import is_id
from zhibu.party.models import Organization
from zhibu.party.sets import Level


class Command(BaseCommand):
    help = "Score every branch for a year, as of a day, and print a line for each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, help="the year to score (this one)")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day, 2026-11-22 (today)")
        parser.add_argument("--branch", help="one branch only, by its identity")
        parser.add_argument("--json", action="store_true", help="one object for each branch")
        parser.add_argument(
            "--tallies", type=Path, help="score a folder of Parquet tallies instead"
        )
        parser.add_argument("--standard", type=Path, help="with --tallies: the standard's file")
        parser.add_argument("--out", type=Path, help="with --tallies: write the scores, as Parquet")
        parser.add_argument("--processes", type=int, help="with --tallies: how many (all cores)")

    def handle(self, **told: Any) -> None:
        if told["tallies"]:
            from zhibu.assessment.management import from_tallies  # noqa: PLC0415 - slow

            return from_tallies.score(told, self.stdout, timezone.localdate())
        return self._score(told)

    def _score(self, told: dict[str, Any]) -> None:
        as_of = told["as_of"] or timezone.localdate()
        year = told["year"] or as_of.year
        branches = Organization.objects.filter(level=Level.BRANCH, dissolved_on=None)
        if one := told["branch"]:
            branches = branches.filter(pk=one) if is_id(one, "o") else branches.none()
            if not branches:
                raise CommandError(_("没有标识为 %(uid)s 的党支部。") % {"uid": one}, returncode=2)
        engine.assess_all(year=year, as_of=as_of, units=[one] if one else None)
        stored = queries.standings_of(branches.values_list("uid", flat=True), year=year)
        for branch in branches.order_by("path"):
            self._tell(branch, stored.get(branch.uid), as_json=told["json"])

    def _tell(
        self, branch: Organization, found: standing.Standing | None, *, as_json: bool
    ) -> None:
        points, out_of = (found.points, found.out_of) if found else (0, 0)
        percent = words.per_cent(found.per_mille) if found else ""
        if as_json:
            told = {
                "branch": branch.uid, "name": branch.name, "class": branch.branch_class,
                "points": words.spell(points), "out_of": words.spell(out_of), "percent": percent,
                "as_of": found.as_of.isoformat() if found else None,
            }  # fmt: skip
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        line = f"{words.spell(points):>7} / {words.spell(out_of):<7} {percent or '–':>5}%  "
        self.stdout.write(f"{line}{words.class_short(branch)}\t{branch.name}")
