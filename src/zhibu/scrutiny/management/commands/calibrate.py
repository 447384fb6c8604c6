"""Tries other thresholds on the installation's own history; writes nothing."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.scrutiny import calibrating, gathering, rules
from zhibu.scrutiny.calibrating import Calibration


class Command(BaseCommand):
    help = "Show how many branches each threshold would flag here, and suggest one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, help="meetings of one year (the last two)")
        parser.add_argument("--json", action="store_true", help="one object for each rule")

    def handle(self, **told: Any) -> None:
        today = timezone.localdate()
        span = gathering.window(today, rules.in_force())
        if told["year"]:
            span = calibrating.year(told["year"], today)
        for found in calibrating.calibrate(span):
            if told["json"]:
                self.stdout.write(json.dumps(asdict(found), ensure_ascii=False))
            else:
                self._tell(found)

    def _tell(self, found: Calibration) -> None:
        self.stdout.write(f"{found.rule} {rules.title_of(found.rule)}（{found.knob}）")
        for one in found.tried:
            words = _(
                "  %(mark)s %(value)6d：%(branches)d / %(of)d 个支部；已属实 %(confirmed)d，"
                "合理或看错 %(acquitted)d，未定 %(unknown)d"
            )
            told = asdict(one) | {
                "unknown": one.unknown, "of": found.of,
                "mark": "→" if one.value == found.now else " ",
            }  # fmt: skip
            self.stdout.write(words % told)
        if found.suggested is None:
            self.stdout.write(_("  没有一个值够宽松，请先核实已提出的。"))
        else:
            self.stdout.write(_("  建议：%(value)d") % {"value": found.suggested})
