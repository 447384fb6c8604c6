"""Both clocks before a term ends, its end and the longest extension, for due lines and pages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from zhibu.core.periods import add_months
from zhibu.elections import queries, rules
from zhibu.party.models import Organization, Term
from zhibu.party.sets import BranchForm, Level
from zhibu.procedures.models import Case


@dataclass(frozen=True, slots=True)
class Clock:
    """Something to be done before a term ends: by when, and on which ground."""

    title: str
    by: date
    basis: str
    sure: bool

    def state_on(self, today: date) -> str:
        """Return whether its day is past, has come, or lies ahead."""
        if today > self.by:
            return "past"
        return "today" if today == self.by else "ahead"


@dataclass(frozen=True, slots=True)
class DueLine:
    """A branch whose term comes to its end, and the case that answers it, if there is one."""

    branch: Organization
    ends_on: date
    remind_on: date
    request_by: date
    case: Case | None
    today: date

    @property
    def overdue(self) -> bool:
        return self.today > self.ends_on

    @property
    def by(self) -> date:
        """Return by when the next thing is to be done: the request, then the election itself."""
        return self.ends_on if self.case or self.overdue else self.request_by

    @property
    def tone(self) -> str:
        if self.case:
            return ""
        return "red" if self.today > self.request_by else "gold"

    @property
    def words(self) -> str:
        """Return what is due now."""
        if self.overdue:
            return _("任期已届满，应立即换届")
        if self.case:
            return _("换届正在办理")
        if self.today > self.request_by:
            return _("换届请示已过期限")
        return _("准备换届，报送请示")


def clocks_of(term_ends: date) -> tuple[Clock, ...]:
    """Return what a term's end asks for, in the order of days."""
    told = rules.in_force()
    wanted = (("remind", -1), ("request", -1), ("end", 0), ("extension", 1))
    found = []
    for name, sign in wanted:
        number = told.clocks.get(name)
        by = add_months(term_ends, sign * number.number) if number else term_ends
        title = number.title if number else str(_("任期届满"))
        basis = number.basis if number else told.terms["usual"].basis
        found.append(Clock(title, by, basis, number.sure if number else True))
    return tuple(found)


def due_lines(
    branches: Iterable[Organization], today: date, *, ends: Mapping[str, date] | None = None
) -> list[DueLine]:
    """Return the branches whose reminder has come, the soonest end first. Two queries for all.

    A temporary branch holds no elections, so it has none. ``ends`` is given where it is known
    when each term ends.
    """
    held = [
        one for one in branches
        if one.level == Level.BRANCH and one.form != BranchForm.PROVISIONAL
    ]  # fmt: skip
    ends = dict(_ends(held, today)) if ends is None else ends
    soon = [one for one in held if one.uid in ends and _remind(ends[one.uid]) <= today]
    cases = Case.objects.filter(
        organization__in=soon, family=queries.FAMILY, closed_on=None
    ).exclude(variant=queries.BY_ELECTION)
    running = {one.organization_id: one for one in cases}
    lines = [
        DueLine(
            one, ends[one.uid], _remind(ends[one.uid]),
            rules.in_force().day_of("request", ends[one.uid]), running.get(one.uid), today,
        )
        for one in soon
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.ends_on, line.branch.path))


def soon_in(branches: QuerySet[Organization], today: date) -> list[DueLine]:
    """Return the same of branches told by a condition. One query for any number of them."""
    months = rules.in_force().clocks["remind"].number
    begun = Term.objects.filter(
        organization=OuterRef("organization"), starts_on__lte=today
    ).order_by("-starts_on", "-rec")  # fmt: skip
    running = Case.objects.filter(
        organization=OuterRef("organization"), family=queries.FAMILY, closed_on=None
    ).exclude(variant=queries.BY_ELECTION)
    found = (
        Term.objects.filter(organization__in=branches, rec=Subquery(begun.values("rec")[:1]))
        .filter(ends_on__lte=add_months(today, months + 1))
        .exclude(organization__form=BranchForm.PROVISIONAL)
        .filter(organization__level=Level.BRANCH)
        .annotate(election=Subquery(running.values("rec")[:1]))
        .select_related("organization")
    )
    lines = [
        DueLine(
            one.organization, one.ends_on, _remind(one.ends_on),
            rules.in_force().day_of("request", one.ends_on),
            Case(rec=one.election) if one.election else None, today,
        )
        for one in found.order_by("ends_on", "organization__path")
    ]  # fmt: skip
    return [line for line in lines if line.remind_on <= today]


def _remind(ends_on: date) -> date:
    return rules.in_force().day_of("remind", ends_on)


def _ends(branches: Iterable[Organization], today: date) -> Iterator[tuple[str, date]]:
    """Yield when each branch's current term ends: the latest begun."""
    found = Term.objects.filter(organization__in=list(branches), starts_on__lte=today)
    yield from found.order_by("starts_on").values_list("organization_id", "ends_on")
