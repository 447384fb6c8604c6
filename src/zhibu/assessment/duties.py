"""What can still be done, as a line that says why, by when and what it is worth."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu import standards
from zhibu.assessment import words
from zhibu.assessment.values import Due
from zhibu.core import forms, works
from zhibu.core.explanation import Line, Restore, order_of
from zhibu.core.rules import Periodic, Rule
from zhibu.core.works import Teller
from zhibu.journal import facts

SOON = 7
_OTHER_FORMS = {
    "coverage.groups_met": "group_meeting",
    "meetings.secretary_lecture.held": "lecture",
}
_PAGES = {"dues": "dues:list", "party": "party:members", "coverage": "assessment:scorecard"}


def dues_of(lines: Iterable[Line], *, branch: str, as_of: date) -> tuple[Due, ...]:
    """Return everything that would still keep or win back points: overdue first, then by date."""
    found = [(restore, line) for line in lines for restore in line.restores]
    found.sort(key=lambda pair: order_of(pair[0]))
    dues = [due_of(restore, line, branch=branch, as_of=as_of) for restore, line in found]
    return tuple(sorted(dues, key=lambda due: not due.overdue_days))


def due_of(restore: Restore, line: Line, *, branch: str, as_of: date) -> Due:
    """Put one of them into words."""
    form = form_for(restore.fact)
    ended = restore.occasion.period.last_day
    by = min(ended, restore.until) if restore.until and as_of <= ended else restore.until
    overdue = max((as_of - ended).days, 0)
    by = by or date(ended.year, 12, 31)
    left = (by - as_of).days
    return Due(
        what=_what(restore, line),
        why=_when(restore, line, by=by, overdue=overdue) + _worth(line),
        basis=words.basis_of(line.item),
        item=line.item.id,
        form=form,
        by=by,
        overdue_days=overdue,
        days_left=max(left, 0),
        points=words.spell(restore.points),
        minutes=line.item.hint.minutes,
        tone="red" if overdue else "amber" if left <= SOON else "grey",
        at_stake=restore.at_stake,
        url=_url(restore.fact, form, branch=branch, item=line.item.id),
    )


def form_for(fact: str) -> str:
    """Return the form of meeting whose record states a fact, or nothing."""
    if fact in _OTHER_FORMS:
        return _OTHER_FORMS[fact]
    known = _forms()
    parts = fact.split(".")
    if parts[0] != "meetings":
        return ""
    if parts[1] == "theme" and parts[2] in known.themes:
        return next(iter(known.themes[parts[2]].forms), "")
    return parts[1] if parts[1] in known.forms else ""


@cache
def _forms() -> forms.Forms:
    return forms.load(standards.text("meetings.yaml"))


@cache
def _work(fact: str) -> str:
    """Return the kind of declared work, told by the branch, that states a fact; or nothing."""
    known = works.load(standards.text("worklog.yaml"), facts.known())
    covered = {one.fact: one.counts for one in facts.known().coverages}
    stating = known.stating(covered.get(fact, fact))
    return next((one.key for one in stating if one.told_by is not Teller.SUPERIOR), "")


def _what(restore: Restore, line: Line) -> str:
    period = words.name_of(restore.occasion.period)
    if not isinstance(line.item.rule, Periodic):
        told = {"period": period, "act": line.item.hint.words}
        return _("%(period)s：%(act)s") % told if restore.at_stake else line.item.hint.words
    act = words.act_named(restore.fact)
    if restore.count > 1:
        return _("%(period)s：%(act)s，还差 %(count)d 次") % {
            "period": period, "act": act, "count": restore.count,
        }  # fmt: skip
    return _("%(period)s：%(act)s") % {"period": period, "act": act}


def _when(restore: Restore, line: Line, *, by: date, overdue: int) -> str:
    """Say until when. A record counts only within the grace after the day it tells of."""
    if not restore.at_stake:
        return _("补上即恢复，年内有效")
    days = _grace_of(restore.fact, line.item.rule)
    told = {"overdue": overdue, "days": days, "by": words.day(by)}
    if overdue and days:
        return _("期限已过 %(overdue)d 天；会后 %(days)d 个工作日内录入才算，最迟 %(by)s") % told
    if overdue:
        return _("期限已过 %(overdue)d 天，最迟 %(by)s录入") % told
    if days:
        return _("%(by)s前办，会后 %(days)d 个工作日内录入") % told
    return _("%(by)s前") % told


def _grace_of(fact: str, rule: Rule) -> int:
    """Return the working days within which a record of a periodic duty is to be entered."""
    demands = rule.demands if isinstance(rule, Periodic) else ()
    return next((demand.grace.days for demand in demands if demand.fact == fact), 0)


def _worth(line: Line) -> str:
    return _("，约 %(minutes)d 分钟") % {"minutes": line.item.hint.minutes}


def _url(fact: str, form: str, *, branch: str, item: str) -> str:
    if form:
        return f"{reverse('meetings:record', args=[branch])}?form={form}"
    if work := _work(fact):
        return f"{reverse('worklog:record', args=[branch])}?type={work}"
    page = _PAGES.get(fact.partition(".")[0])
    return reverse(page, args=[branch]) if page else reverse("assessment:item", args=[branch, item])
