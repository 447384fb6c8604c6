"""A branch's work as its page lists it: what is missing first, then what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from zhibu.party.models import Organization
from zhibu.worklog import declared, queries, wanted
from zhibu.worklog.declared import Shape, Teller, WorkType
from zhibu.worklog.models import Work
from zhibu.worklog.wanted import Missing, Wanted

SOON, IN_SIGHT = 7, 31


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of work as a line: what it was, how it stands, in what tone."""

    work: Work
    title: str
    figures: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A heading with the kinds of work that may be entered under it."""

    title: str
    kinds: tuple[WorkType, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of a branch's work receives."""

    tasks: tuple[Row, ...]
    states: tuple[Row, ...]
    missing: tuple[Missing, ...]
    later: tuple[Missing, ...]
    rows: tuple[Row, ...]
    full: bool


def page_of(branch: Organization, year: int, today: date) -> Page:
    """Return a year of a branch's work, and what is open today. Four queries."""
    asked = wanted.wanted_of(branch, today.year)
    done = queries.work_of(branch, year)
    lacking = wanted.missing_in(branch, asked, today)
    sight = today + timedelta(days=IN_SIGHT)
    return Page(
        tasks=tuple(row_of(one, today) for one in queries.open_tasks(branch)),
        states=tuple(row_of(one, today) for one in queries.standing_states(branch)),
        missing=tuple(one for one in lacking if one.until <= sight),
        later=tuple(one for one in lacking if one.until > sight),
        rows=tuple(row_of(one, today) for one in done),
        full=len(done) == queries.AT_MOST,
    )


def choices(tellers: Iterable[Teller], asked: Wanted | None = None) -> tuple[list[Choice], bool]:
    """Return the kinds of work that somebody may enter, under their headings.

    With ``asked`` only those that the standards in force read; the second value says whether
    there are others.
    """
    allowed = [one for one in declared.types().values() if one.told_by in set(tellers)]
    chosen = [one for one in allowed if asked is None or one.key in asked.items]
    found = []
    for key, title in declared.headings().items():
        kinds = tuple(one for one in chosen if one.heading == key)
        if kinds:
            found.append(Choice(title, kinds))
    return found, len(chosen) < len(allowed)


def row_of(work: Work, today: date) -> Row:
    """Return a piece of work as a line."""
    kind = declared.types().get(work.work)
    title = kind.title if kind else work.work
    state, tone = _state(work, kind, today) if kind else ("", "")
    return Row(work, title, _figures(work, kind) if kind else "", state, tone)


def _state(work: Work, kind: WorkType, today: date) -> tuple[str, str]:
    if kind.shape is Shape.TASK and work.until_on:
        return _task(work, work.until_on, today)
    if kind.shape is Shape.STATE:
        return (_("已结束"), "") if work.ended_on else (_("持续"), "amber" if kind.breach else "")
    if work.complete is not None:
        return (_("齐全"), "green") if work.complete else (_("不齐全"), "amber")
    return ("", "")


def _task(work: Work, until: date, today: date) -> tuple[str, str]:
    if work.ended_on:
        in_time = work.ended_on <= until
        return (_("按期办结"), "green") if in_time else (_("逾期办结"), "amber")
    if until < today:
        return _("逾期 %(days)d 天") % {"days": (today - until).days}, "red"
    left = (until - today).days
    return _("还有 %(days)d 天") % {"days": left}, "amber" if left <= SOON else "grey"


def _figures(work: Work, kind: WorkType) -> str:
    if kind.numbers:
        told = zip(kind.numbers, work.figures, strict=False)
        return "，".join(f"{asked.title} {number}" for asked, number in told)
    if kind.numbered and work.figures:
        return str(work.figures[0])
    return _("%(count)d 人") % {"count": work.people} if work.people else ""
