"""What a members' meeting laid upon its counters and waits to be entered: told to them alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from zhibu.elections.models import CountSheet, ElectionRoll, Office, PaperBallot
from zhibu.party.models import Account, Affiliation
from zhibu.party.models.validity import holds_on
from zhibu.procedures.models import Case

COUNTERS = 2


@dataclass(frozen=True, slots=True)
class CountOwed:
    """A ballot whose sheet somebody owes; ``differs`` where two stand and must be counted anew."""

    case: str
    ballot: str
    office: Office
    on: date
    differs: bool


def counts_owed(account: Account, today: date) -> Iterator[CountOwed]:
    """Yield the counts that wait for somebody whom their own branch's meeting named. One query.

    Nothing for who stands on the papers, once two others counted, or of an election closed since.
    """
    member = account.member_id
    for one in _open_ballots(account, today) if member else ():
        if member in one.candidates or member not in (one.counters or ()):
            continue
        others = one.others or 0
        if (one.mine and others) or (not one.mine and others < COUNTERS):
            yield CountOwed(one.case, one.rec, Office(one.office), one.on, differs=one.mine)


def _open_ballots(account: Account, today: date) -> "QuerySet[PaperBallot, Any]":
    """Return the ballots without a result in somebody's branch, with who counts and who did."""
    branch = Affiliation.objects.filter(holds_on(today), member=account.member_id)
    running = Case.objects.filter(rec=OuterRef("case"), closed_on=None)
    roll = ElectionRoll.objects.filter(case=OuterRef("case"))
    sheets = CountSheet.objects.filter(ballot=OuterRef("rec"))
    others = sheets.exclude(account=account.uid).order_by().values("ballot")
    found = PaperBallot.objects.filter(
        Exists(running), branch__in=branch.values("organization"), verdict=""
    )
    return found.annotate(
        counters=Subquery(roll.values("counters")[:1]),
        on=Subquery(roll.values("called_on")[:1]),
        mine=Exists(sheets.filter(account=account.uid)),
        others=Subquery(others.annotate(n=Count("pk")).values("n")),
    ).order_by("rec")
