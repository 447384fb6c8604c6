"""What is asked of activity funds. Each a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from zhibu.core import funding
from zhibu.core.bookkeeping import Trial
from zhibu.core.funding import Check, Rules
from zhibu.core.periods import Month
from zhibu.funds import books, rules
from zhibu.funds.models import (
    Application,
    Budget,
    BudgetLine,
    Expense,
    Publication,
    Receipt,
    Standing,
)
from zhibu.funds.records import Decided
from zhibu.journal import log
from zhibu.party import queries as party
from zhibu.party.models import Account, Affiliation, Organization
from zhibu.party.models.validity import holds_on
from zhibu.party.queries.members import present_on

SHOWN = 300


@dataclass(frozen=True, slots=True)
class Use:
    """One use in a year, in fen: planned and spent."""

    key: str
    title: str
    planned: int
    spent: int

    @property
    def over(self) -> int:
        """Return by how much more was spent than planned."""
        return max(self.spent - self.planned, 0)

    @property
    def used(self) -> int:
        """Return how much of the plan was used, in percent, at most all of it."""
        return _share(self.spent, self.planned)


@dataclass(frozen=True, slots=True)
class Checks:
    """What a year's receipts are held against."""

    tier: Check
    per_member: Check
    matching: Check


@dataclass(frozen=True, slots=True)
class OfYear:
    """A year of an organization, in fen."""

    year: int
    opening: int
    received: int
    spent: int
    promised: int
    sources: tuple[tuple[str, int], ...]
    uses: tuple[Use, ...]
    checks: Checks
    tier: str
    members: int
    trial: Trial

    @property
    def balance(self) -> int:
        return self.opening + self.received - self.spent

    @property
    def planned(self) -> int:
        """Return what the year's budget sets aside."""
        return sum(one.planned for one in self.uses)

    @property
    def free(self) -> int:
        """Return what may still be approved."""
        return self.balance - self.promised


@dataclass(frozen=True, slots=True)
class Row:
    """One organization in its superior's list."""

    organization: Organization
    members: int
    planned: int
    received: int
    spent: int
    checks: Checks
    published: Month | None

    @property
    def used(self) -> int:
        """Return how much of the plan was used, in percent."""
        return _share(self.spent, self.planned)


def _share(spent: int, planned: int) -> int:
    return min(spent * 100 // planned, 100) if planned else 0


def year_of(organization: Organization, year: int, today: date) -> OfYear:
    """Return a year of an organization's books beside its budget."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    told, entries = rules.in_force(last), books.entries_of(organization.uid, last)
    moved = books.trial_of(entries, first)
    sums = {line.account.code: abs(line.balance) for line in moved.lines}
    received = {key: sums[f"in:{key}"] for key in told.sources}
    members = party.members_of(organization, min(last, today)).count()
    tier, planned = _plan(organization.uid, year)
    tier = tier or funding.proposed(told, members).key
    return OfYear(
        year=year,
        opening=books.trial_of(entries).balance(books.CASH) - moved.balance(books.CASH),
        received=sum(received.values()),
        spent=sum(sums[f"out:{key}"] for key in told.lines),
        promised=books.promised_to(organization.uid),
        sources=tuple((told.sources[key], fen) for key, fen in received.items() if fen),
        uses=tuple(
            Use(key, title, planned.get(key, 0), sums[f"out:{key}"])
            for key, title in told.lines.items()
        ),
        checks=_checks(told, received, tier=tier, members=members),
        tier=tier,
        members=members,
        trial=books.trial_of(entries),
    )


def applications_of(organization: Organization, year: int) -> list[Application]:
    """Return a year's applications, those that wait first, then the latest. One query."""
    found = Application.objects.filter(organization=organization, applied_on__year=year)
    shown = list(found.annotate(paid=Sum("expenses__fen")).order_by("-applied_on", "rec")[:SHOWN])
    return sorted(shown, key=lambda one: one.state != Standing.OPEN)


def receipts_of(organization: Organization, year: int) -> list[Receipt]:
    """Return what came in in a year, the latest first. One query."""
    found = Receipt.objects.filter(organization=organization, received_on__year=year)
    return list(found.order_by("-received_on", "rec")[:SHOWN])


def expenses_of(application: Application) -> list[Expense]:
    """Return what was paid of an application. One query."""
    found = Expense.objects.filter(application=application)
    return list(found.order_by("spent_on", "rec")[:SHOWN])


def expenses_in(organization: Organization, year: int) -> list[Expense]:
    """Return what was paid in a year, the latest first. One query."""
    found = Expense.objects.filter(organization=organization, spent_on__year=year)
    return list(found.select_related("application").order_by("-spent_on", "rec")[:SHOWN])


def publications_of(organization: Organization, year: int) -> list[Publication]:
    """Return a year's published months, the latest first. One query."""
    months = Month(year, 1).index, Month(year, 12).index
    found = Publication.objects.filter(organization=organization, month__range=months)
    return list(found.order_by("-month"))


def unpublished(organization: Organization, year: int, today: date) -> list[Month]:
    """Return the months of a year that are over and not published. One query."""
    told = {one.month for one in publications_of(organization, year)}
    months = (Month(year, number) for number in range(1, 13))
    return [one for one in months if one < Month.of(today) and one.index not in told]


def words_of(application: Application) -> str:
    """Return what was said with the decision, which only its record keeps. Two queries."""
    if not application.decided_rec:
        return ""
    decided: Decided = log.record_of(log.leaf_of_record(application.decided_rec))
    return decided.words


def names_of(accounts: set[str]) -> dict[str, str]:
    """Return what accounts are called. One query."""
    return dict(Account.objects.filter(pk__in=accounts).values_list("pk", "display_name"))


def waiting_under(committee: Organization) -> list[Application]:
    """Return the applications under a committee that nobody has decided, the oldest first."""
    under = party.organizations_under(committee)
    found = Application.objects.filter(organization__in=under, state=Standing.OPEN)
    return list(found.select_related("organization").order_by("applied_on", "rec")[:SHOWN])


def under(committee: Organization, year: int, today: date) -> list[Row]:
    """Return every branch below a committee with its year. Six queries for any number."""
    last = date(year, 12, 31)
    told, branches = rules.in_force(last), list(party.branches_under(committee))
    uids = [branch.uid for branch in branches]
    received: dict[str, dict[str, int]] = defaultdict(dict)
    incoming = Receipt.objects.filter(organization__in=uids, received_on__year=year)
    for uid, source, fen in (
        incoming.values("organization", "source")
        .annotate(all=Sum("fen"))
        .values_list("organization", "source", "all")
    ):
        received[uid][source] = fen
    spent = _sums(Expense.objects.filter(organization__in=uids, spent_on__year=year))
    lines = BudgetLine.objects.filter(budget__organization__in=uids, budget__year=year)
    planned = _sums(lines, "budget__organization")
    tiers = dict(
        Budget.objects.filter(organization__in=uids, year=year).values_list("organization", "tier")
    )
    members, published = _members(uids, min(last, today)), _published(uids, year)
    return [
        Row(
            organization=one,
            members=members.get(one.uid, 0),
            planned=planned.get(one.uid, 0),
            received=sum(received[one.uid].values()),
            spent=spent.get(one.uid, 0),
            checks=_checks(
                told,
                received[one.uid],
                tier=tiers.get(one.uid) or funding.proposed(told, members.get(one.uid, 0)).key,
                members=members.get(one.uid, 0),
            ),
            published=published.get(one.uid),
        )
        for one in branches
    ]


def _plan(organization: str, year: int) -> tuple[str, dict[str, int]]:
    budget = Budget.objects.filter(organization=organization, year=year).first()
    if budget is None:
        return "", {}
    return budget.tier, dict(budget.lines.values_list("line", "fen"))


def _checks(told: Rules, received: Mapping[str, int], *, tier: str, members: int) -> Checks:
    whole = sum(received.values())
    return Checks(
        tier=funding.of_tier(told, tier, whole),
        per_member=funding.per_member(told, members, whole),
        matching=funding.matched(told, received),
    )


def _sums(found: QuerySet[Any], by: str = "organization") -> dict[str, int]:
    return dict(found.values(by).annotate(all=Sum("fen")).values_list(by, "all"))


def _members(uids: list[str], day: date) -> dict[str, int]:
    held = Affiliation.objects.filter(holds_on(day), organization__in=uids)
    held = held.filter(present_on(day, "member__"))
    counted = held.values("organization").annotate(all=Count("member"))
    return dict(counted.values_list("organization", "all"))


def _published(uids: list[str], year: int) -> dict[str, Month]:
    months = Month(year, 1).index, Month(year, 12).index
    found = Publication.objects.filter(organization__in=uids, month__range=months)
    rows = found.order_by("month").values_list("organization", "month")
    return {uid: Month.from_index(month) for uid, month in rows}
