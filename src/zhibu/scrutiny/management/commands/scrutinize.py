"""Looks over the records of the last two years and asks branches about what cannot be so."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.journal import facts
from zhibu.journal.leaves import Hand, Via
from zhibu.party.models import Organization
from zhibu.scrutiny import rules, sweeping, wording
from zhibu.scrutiny.detectors.told import Finding
from zhibu.scrutiny.sweeping import MACHINE, Sweep


class Command(BaseCommand):
    help = "Ask branches about records that cannot be so. Nothing is deducted. Run once a week."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="show it, ask nobody")
        parser.add_argument("--json", action="store_true", help="one object for each question")
        parser.add_argument("--today", type=date.fromisoformat, help="look as of a day (today)")

    def handle(self, **told: Any) -> None:
        now = timezone.now()
        seen = sweeping.look(told["today"] or timezone.localdate(now))
        asked = len(seen.questions)
        if not told["dry_run"]:
            hand = Hand(MACHINE, "system", Via.API, now)
            asked = len(sweeping.carry_out(seen, calendar=facts.calendar(), hand=hand))
        if told["verbosity"] > 0:
            self._tell(seen, asked, as_json=told["json"])

    def _tell(self, seen: Sweep, asked: int, *, as_json: bool) -> None:
        units = {one.unit for one in seen.questions}
        names = dict(Organization.objects.filter(pk__in=units).values_list("uid", "name"))
        for question in seen.questions:
            if as_json:
                findings = [_plain(one) for one in question.findings]
                told = {"branch": question.unit, "rules": question.rules, "findings": findings}
                self.stdout.write(json.dumps(told, ensure_ascii=False))
                continue
            self.stdout.write(names.get(question.unit, question.unit))
            for one in question.findings:
                said = wording.sentence_of(one.rule, one.case, one.figures)
                self.stdout.write(f"  {rules.title_of(one.rule)}：{said}")
        if not as_json:
            words = _(
                "看了 %(branches)d 个支部：请核实 %(asked)d 项，另有事实和单项迹象 %(noticed)d 项。"
            )
            counted = {
                "branches": seen.branches, "asked": asked, "noticed": len(seen.noticed),
            }  # fmt: skip
            self.stdout.write(words % counted)


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule, "case": finding.case, "records": finding.records,
        "figures": dict(finding.figures),
    }  # fmt: skip
