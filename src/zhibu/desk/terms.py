"""Terms that come to their end: what is due of them, why and by when."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.elections import clocks
from zhibu.elections.clocks import DueLine
from zhibu.notices.due import Line
from zhibu.party.models import Organization
from zhibu.party.permits import Ability, Permits


def lines(held: Permits, today: date) -> Iterator[Line]:
    """Yield a line for each own branch whose reminder has come; for an officer one sum. One query.

    An officer is told only of branches whose election was not begun.
    """
    scope = held.scope(Ability.RECORD_WORK) | held.scope(Ability.APPROVE_CASES)
    found = clocks.soon_in(Organization.objects.filter(scope, dissolved_on=None), today)
    own = [one for one in found if held.may(Ability.RECORD_WORK, one.branch)]
    for one in own:
        yield _of_branch(one, today)
    for uid in dict.fromkeys(p.organization for p in held.held if p.gives(Ability.APPROVE_CASES)):
        path = next(p.path for p in held.held if p.organization == uid)
        late = [one for one in found if one.branch.path.startswith(path) and not one.case]
        if late:
            words = _("%(n)d 个支部的换届到了时限，还没有启动") % {"n": len(late)}
            yield _line(words, min(one.by for one in late), "elections:committee", uid, today=today)


def _of_branch(due: DueLine, today: date) -> Line:
    words = _("%(words)s（本届任期 %(day)s届满）") % {
        "words": due.words, "day": _day(due.ends_on),
    }  # fmt: skip
    if due.case:
        return _line(words, due.by, "procedures:case", due.case.rec, today=today)
    return _line(words, due.by, "elections:branch", due.branch.uid, today=today)


def _day(day: date) -> str:
    return _("%(year)d 年 %(month)d 月 %(day)d 日") % {
        "year": day.year, "month": day.month, "day": day.day,
    }  # fmt: skip


def _line(what: str, by: date, name: str, *args: str, today: date) -> Line:
    return Line(what, by, reverse(name, args=args), max((today - by).days, 0))
