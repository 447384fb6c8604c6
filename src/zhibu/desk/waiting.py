"""What waits for a person: polls, evaluations, appeals, elections, letters, running cases.

Told to them alone.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.desk import letters, terms
from zhibu.elections.duties import counts_owed
from zhibu.notices.due import Line
from zhibu.party.models import Account, Organization
from zhibu.party.permits import Ability, Permits
from zhibu.party.sets import Level
from zhibu.polls.queries import polls, rounds
from zhibu.procedures.listed import due_for
from zhibu.review import queries as review

BRANCHES, COMMITTEES, SHOWN = 5, 5, 8


def waiting_for(
    account: Account, held: Permits, today: date, *, known: Organization | None = None
) -> Iterator[Line]:
    """Yield what waits for an answer of somebody; what was answered is no longer among it.

    The queries grow with the branches and committees one acts for, of which five are looked at.
    ``known`` is a branch that was read already: who acts for that one alone costs a query less.
    """
    yield from _polls(account, today)
    yield from _counts(account, today)
    yield from _evaluations(held, today, known)
    yield from _appeals(held, today)
    yield from terms.lines(held, today)
    yield from letters.lines(held, today)
    yield from (Line(one.what, one.by, one.url, one.overdue) for one in due_for(held, today))


def for_page(
    account: Account, held: Permits, today: date, *, known: Organization | None = None
) -> list[Line]:
    """Return the same for a first page: what is due soonest first, at most eight lines."""
    found = waiting_for(account, held, today, known=known)
    return sorted(found, key=lambda line: (line.by or date.max, line.what))[:SHOWN]


def _polls(account: Account, today: date) -> Iterator[Line]:
    for poll in polls.open_to(account, today)[:SHOWN]:
        words = _("测评“%(title)s”") % {"title": poll.title}
        yield _line(words, poll.closes_on, reverse("polls:ballot", args=[poll.rec]), today=today)


def _counts(account: Account, today: date) -> Iterator[Line]:
    for one in counts_owed(account, today):
        words = _("计票：选举%(office)s，录入您数的票")
        if one.differs:
            words = _("计票：选举%(office)s，两份不一致，请重新清点")
        url = reverse("elections:sheet", args=[one.case, one.ballot])
        yield _line(words % {"office": one.office.label}, one.on, url, today=today)


def _evaluations(held: Permits, today: date, known: Organization | None) -> Iterator[Line]:
    for branch in _kept(held, known):
        owed = [duty for duty in rounds.duties_of(branch) if not duty.done]
        if owed:
            words = _("%(branch)s：互评还有 %(n)d 份没有填") % {
                "branch": branch.name, "n": len(owed),
            }  # fmt: skip
            by = min(duty.round.closes_on for duty in owed)
            yield _line(words, by, reverse("polls:duties", args=[branch.uid]), today=today)


def _kept(held: Permits, known: Organization | None) -> Iterable[Organization]:
    """Return the branches whose work somebody records; ``known`` need not be read again."""
    own = {one.organization for one in held.held if one.gives(Ability.RECORD_WORK)}
    if known and own == {known.uid} and known.is_branch and not known.dissolved_on:
        return [known]
    mine = Organization.objects.filter(held.scope(Ability.RECORD_WORK), dissolved_on=None)
    return mine.filter(level=Level.BRANCH).order_by("path")[:BRANCHES]


def _appeals(held: Permits, today: date) -> Iterator[Line]:
    able = (Ability.RUN_ASSESSMENT, Ability.DECIDE_RESULTS)
    own = {one.organization: one.path for one in held.held if any(one.gives(duty) for duty in able)}
    for uid, path in sorted(own.items(), key=lambda one: one[1])[:COMMITTEES]:
        committee = Organization(uid=uid, path=path)
        days = list(review.appeals_under(committee).values_list("answer_by", flat=True))
        if days:
            words = _("%(n)d 件条款申诉等答复") % {"n": len(days)}
            url = reverse("review:committee", args=[committee.uid])
            yield _line(words, min(days), url, today=today)


def _line(what: str, by: date, url: str, *, today: date) -> Line:
    return Line(what, by, url, max((today - by).days, 0))
