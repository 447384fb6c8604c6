"""Where a notice stands on a day: what comes next, who does it, by when, how late it is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhibu.journal import facts
from zhibu.notices.models import Notice, State


class Who(StrEnum):
    """Whose turn it is."""

    BRANCH = "branch"
    COMMITTEE = "committee"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Stage:
    """The next step of a notice as of a day. Overdue is counted in working days."""

    act: str
    who: Who
    by: date | None
    overdue: int

    @property
    def is_overdue(self) -> bool:
        return self.overdue > 0


_NOTHING = Stage("", Who.NOBODY, None, 0)


def stage_of(notice: Notice, today: date) -> Stage:
    """Return what comes next and how late it is, from the notice's days alone."""
    if notice.over:
        return _NOTHING
    if notice.state == State.PASSED:
        return _stage("close", Who.COMMITTEE, None, today=today)
    if notice.state == State.REPLIED:
        return _stage("recheck", Who.COMMITTEE, notice.recheck_by, today=today)
    if notice.received_on is None:
        last = notice.reply_by if notice.state == State.ESCALATED else notice.receipt_by
        return _stage("receipt", Who.BRANCH, last, today=today)
    return _stage("reply", Who.BRANCH, notice.reply_by, today=today)


def _stage(act: str, who: Who, by: date | None, *, today: date) -> Stage:
    overdue = facts.calendar().working_days_between(by, today) if by else 0
    return Stage(act, who, by, overdue)
