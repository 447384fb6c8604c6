"""Closes a year, or computes closed years again and names what differs."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from zhibu.assessment import actions, sealing
from zhibu.assessment.models import Sealed
from zhibu.assessment.records import PeriodSealed
from zhibu.core.ids import is_id
from zhibu.journal import log
from zhibu.notary import keys
from zhibu.notary.records import hand_of_system
from zhibu.party.models import Organization
from zhibu.party.sets import Level

_DIFFERS = 1


class Command(BaseCommand):
    help = "Close a year of branches, over a published checkpoint; --check computes it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, help="the year to close, or to check (all)")
        parser.add_argument("--scope", help="the committee, by its identity (the one at the top)")
        parser.add_argument("--check", action="store_true", help="compute closed years again")

    def handle(self, **told: Any) -> None:
        if told["check"]:
            if self._check(told["year"], told["scope"]):
                sys.exit(_DIFFERS)
            return
        if told["year"] is None:
            raise CommandError(_("请用 --year 写明要封存的年度。"), returncode=2)
        at = timezone.now()
        keys.establish(at, hand_of_system(at))
        for scope in _scopes(told["scope"]):
            for leaf in actions.seal(scope, year=told["year"], hand=hand_of_system(at)):
                self.stdout.write(_told(log.record_of(leaf)))

    def _check(self, year: int | None, scope: str | None) -> bool:
        rows = Sealed.objects.order_by("sealed_at", "rec").select_related("committee")
        rows = rows.filter(year=year) if year else rows
        rows = rows.filter(committee__in=_scopes(scope)) if scope else rows
        differs = False
        for row in rows:
            found = list(sealing.check(row))
            differs = differs or bool(found)
            for unit, column, stands, should in found:
                words = _(
                    "%(year)d 年度 %(unit)s 的 %(column)s 现为 %(found)s，应为 %(expected)s。"
                )
                names = {"unit": unit, "column": column, "found": stands, "expected": should}
                self.stdout.write(words % (names | {"year": row.year}))
            if not found:
                words = _("%(year)d 年度 %(standard)s：%(units)d 个支部重算一致。")
                told = {"year": row.year, "standard": row.standard, "units": row.units}
                self.stdout.write(words % told)
        return differs


def _scopes(uid: str | None) -> list[Organization]:
    """Return the committee asked for, or those at the top."""
    known = Organization.objects.filter(dissolved_on=None).exclude(level=Level.BRANCH)
    if uid is None:
        return list(known.filter(superior=None).order_by("path"))
    found = list(known.filter(pk=uid)) if is_id(uid, "o") else []
    if not found:
        raise CommandError(_("没有标识为 %(uid)s 的党委或党总支。") % {"uid": uid}, returncode=2)
    return found


def _told(sealed: PeriodSealed) -> str:
    return _("%(units)d 个支部按 %(standard)s 封存：账本前 %(size)d 条，根 %(root)s。") % {
        "units": sealed.units, "standard": sealed.name, "size": sealed.size,
        "root": sealed.root[:16],
    }  # fmt: skip
