"""What is due for a person, gathered from the rooms; what was done is no longer among it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.assessment import queries as assessment
from zhibu.notices import queries, rules, stages
from zhibu.notices.models import State
from zhibu.notices.stages import Who
from zhibu.party import permits
from zhibu.party.models import Account, Organization
from zhibu.party.permits import Ability, Permits
from zhibu.party.sets import Level


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: what, by when, where; ``overdue`` in days."""

    what: str
    by: date | None
    url: str
    overdue: int = 0


Provider = Callable[[Account, Permits, date], Iterable[Line]]
_providers: list[Provider] = []


def also(provider: Provider) -> Provider:
    """Have another room say what is due for an account. Called once, when the apps are ready."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def lines_for(account: Account, today: date) -> list[Line]:
    """Return what is due for somebody: overdue first, then by day, no more than a page of it."""
    held = permits.read(account)
    found = [line for provider in _providers for line in provider(account, held, today)]
    found.sort(key=lambda line: (line.by or date.max, line.what))
    return found[: rules.in_force().digest.most_lines]


def owed_by(branch: Organization, today: date) -> Iterator[Line]:
    """Yield what a branch still owes of its notices: to sign for, to answer. One query."""
    for one in queries.open_in(branch):
        stage = stages.stage_of(one, today)
        if stage.who is Who.BRANCH:
            told = {"number": rules.number_of(one.year, one.number)}
            words = _("签收%(number)s") if stage.act == "receipt" else _("答复%(number)s")
            url = reverse("notices:notice", args=[one.rec])
            yield Line(words % told, stage.by, url, stage.overdue)


@also
def of_the_branch(_account: Account, held: Permits, today: date) -> Iterator[Line]:
    """Yield what a keeper's branches owe: duties of the standard soon due, and notices."""
    horizon = today + timedelta(days=rules.in_force().digest.ahead_days)
    for branch in _within(held, Ability.RECORD_WORK).filter(level=Level.BRANCH)[:5]:
        yield from owed_by(branch, today)
        for due in assessment.due_of(branch, as_of=today):
            if due.overdue_days or due.by <= horizon:
                yield Line(due.what, due.by, due.url, due.overdue_days)


@also
def of_the_committee(_account: Account, held: Permits, _today: date) -> Iterator[Line]:
    """Yield what waits for an officer: answers to re-check, notices to strike off."""
    own = [one.organization for one in held.held if one.gives(Ability.ISSUE_NOTICES)]
    for org in Organization.objects.filter(pk__in=own, dissolved_on=None).order_by("path"):
        waiting = queries.notices_under(org)
        replied = waiting.filter(state=State.REPLIED).order_by("recheck_by")
        url = reverse("notices:committee", args=[org.uid])
        if count := replied.count():
            by = replied.values_list("recheck_by", flat=True)[0]
            words = _("%(n)d 份整改答复等复查") % {"n": count}
            yield Line(words, by, f"{url}?state={State.REPLIED}")
        if count := waiting.filter(state=State.PASSED).count():
            words = _("%(n)d 份通知书可以销号") % {"n": count}
            yield Line(words, None, f"{url}?state={State.PASSED}")


def _within(held: Permits, ability: Ability) -> QuerySet[Organization]:
    found = Organization.objects.filter(held.scope(ability), dissolved_on=None)
    return found.order_by("path")
