"""What is asked about judgement: bounded, each a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhibu.assessment import engine
from zhibu.core.standard import Standard
from zhibu.journal import log
from zhibu.journal.leaves import Leaf
from zhibu.party import queries as party
from zhibu.party.models import Account, Organization
from zhibu.review import measure, sittings
from zhibu.review.models import (
    Appeal,
    Commentary,
    Confirmation,
    Delegation,
    DrawnLine,
    Occasion,
    Opening,
    SelfAssessment,
    Sheet,
    SpotCheck,
)
from zhibu.review.records import Commented, Judged, Opened, OwnMark
from zhibu.review.sittings import Sitting

SHOWN = 200


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A sheet that was opened: whose, and what it says."""

    by: str
    told: Judged


@dataclass(frozen=True, slots=True)
class OpenSitting:
    """What was opened together."""

    opening: Opening
    told: Opened
    sheets: tuple[OpenSheet, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """A branch's own view of its year, item by item, and the record it stands in."""

    leaf: Leaf | None
    marks: Mapping[str, OwnMark]


def sittings_under(organization: Organization, *, year: int, on: date) -> list[
    tuple[Organization, Mapping[str, Sitting]]
]:  # fmt: skip
    """Return each branch below with its sittings of the day, by occasion.

    The same queries for one branch as for a thousand; four more for each further standard.
    """
    branches = list(party.branches_under(organization).select_related("superior"))
    found: dict[str, dict[str, Sitting]] = {branch.uid: {} for branch in branches}
    by_uid = {branch.uid: branch for branch in branches}
    for standard, units in engine.units_by_standard(list(by_uid), year).items():
        members = [by_uid[uid] for uid in units if uid in by_uid]
        for occasion in Occasion:
            when = sittings.when_of(year, occasion, standard.id, on=on)
            for uid, sitting in sittings.sittings_in(members, when).items():
                found[uid][occasion.value] = sitting
    return [(branch, found[branch.uid]) for branch in branches]


def opened_of(branch: Organization, year: int) -> tuple[OpenSitting, ...]:
    """Return what was opened about a branch's year, the latest first. Six queries."""
    rows = list(Opening.objects.filter(branch=branch, year=year).order_by("-opened_on", "rec"))
    wanted = [rec for row in rows for rec in row.sheets]
    sheets = {sheet.rec: sheet for sheet in Sheet.objects.filter(rec__in=wanted)}
    said = sittings.said_in(list(sheets.values())) if sheets else {}
    names = names_of(sheet.assessor for sheet in sheets.values())
    leaves = log.latest_of(row.rec for row in rows)
    told = dict(zip(leaves, log.records_of(list(leaves.values())), strict=True)) if rows else {}
    return tuple(
        OpenSitting(
            row,
            told[row.rec],
            tuple(
                OpenSheet(names.get(sheets[rec].assessor, ""), said[rec])
                for rec in row.sheets
                if rec in said
            ),
        )
        for row in rows
    )


def own_of(branch: Organization, *, year: int, standard: Standard) -> Own:
    """Return a branch's own view of its year. Three queries at most."""
    row = SelfAssessment.objects.filter(branch=branch, year=year, standard=standard.id).first()
    if row is None:
        return Own(None, {})
    leaf = log.leaf_of(row.leaf_id)
    return Own(leaf, {mark.item: mark for mark in log.record_of(leaf).marks})


def confirmations_of(branch: Organization, *, year: int, standard: Standard) -> dict[
    str, Confirmation
]:  # fmt: skip
    """Return what people made of a machine's hints, by item. One query."""
    rows = Confirmation.objects.filter(branch=branch, year=year, standard=standard.id)
    return {row.item: row for row in rows}


def appeals_of(branch: Organization, year: int) -> QuerySet[Appeal]:
    """Return a branch's appeals of a year, the latest first."""
    return Appeal.objects.filter(branch=branch, year=year).order_by("-appealed_on", "rec")


def appeals_under(organization: Organization) -> QuerySet[Appeal]:
    """Return the appeals below an organization that wait for an answer, the oldest first."""
    branches = party.branches_under(organization).order_by()
    found = Appeal.objects.filter(branch__in=branches, withdrawn=False, decision="")
    return found.select_related("branch").order_by("answer_by", "rec")


def findings_of(branch: Organization, year: int) -> QuerySet[DrawnLine]:
    """Return what spot checks of a year found in a branch, the latest first."""
    found = DrawnLine.objects.filter(branch=branch, spot__year=year).exclude(outcome="")
    return found.select_related("spot").order_by("-found_on", "item")


def spots_of(organization: Organization) -> QuerySet[SpotCheck]:
    """Return an organization's spot checks, the latest first."""
    return SpotCheck.objects.filter(organization=organization).order_by("-announced_at", "rec")


def delegations_of(organization: Organization) -> QuerySet[Delegation]:
    """Return what a committee delegated, the latest first."""
    found = Delegation.objects.filter(organization=organization).select_related("committee")
    return found.order_by("-from_on", "rec")


def commentary_of(organization: Organization, month: int) -> tuple[Leaf, Commented] | None:
    """Return a month's approved commentary, or None."""
    row = Commentary.objects.filter(organization=organization, month=month).first()
    if row is None:
        return None
    leaf = log.leaf_of(row.leaf_id)
    return leaf, log.record_of(leaf)


def months_commented(organization: Organization) -> list[int]:
    """Return which months were commented on, the latest first."""
    rows = Commentary.objects.filter(organization=organization).order_by("-month")
    return list(rows.values_list("month", flat=True)[:SHOWN])


def names_of(accounts: Iterable[str]) -> dict[str, str]:
    """Return what accounts are called."""
    found = Account.objects.filter(pk__in=set(accounts))
    return dict(found.values_list("uid", "display_name"))


def standard_of(branch: Organization, year: int) -> Standard:
    """Return the standard by which a branch is assessed in a year."""
    return measure.standard_of(branch.uid, year)
