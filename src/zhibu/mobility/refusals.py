"""Why something of this room is not done, and what its acts check alike."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.party import queries as party
from zhibu.party.models import Member, Organization

LONGEST_WORDS = 1_000
DUTY = "《中国共产党党员教育管理工作条例》第二十五条"


class CannotTransfer(Refusal):
    """The relation cannot be transferred so."""


class CannotFloat(Refusal):
    """The floating member cannot be entered so."""


class CannotSearch(Refusal):
    """The search for a member cannot go on so."""


class CannotReport(Refusal):
    """The quarter cannot be reported so."""


def words_of(text: str, field: str, refuse: type[Refusal], *, most: int = LONGEST_WORDS) -> str:
    """Return what somebody wrote. Raises the refusal for nothing and for too much."""
    words = text.strip()
    if not words:
        raise refuse(_("这一项还没有填写。"), field=field)
    if len(words) > most:
        told = {"n": len(words), "most": most}
        raise refuse(_("写了 %(n)d 字，最多 %(most)d 字，请写得短些。") % told, field=field)
    return words


def insist_on_day(
    day: date, *, first: date, today: date, field: str, refuse: type[Refusal]
) -> None:
    """Refuse a day before the first possible one or after today."""
    if not first <= day <= today:
        words = _("日期应在 %(first)s 至 %(today)s 之间，请核对。")
        told = {"first": first.isoformat(), "today": today.isoformat()}
        raise refuse(words % told, field=field)


def insist_on_member(
    member: Member, branch: Organization, *, on: date, refuse: type[Refusal], field: str = "member"
) -> None:
    """Refuse somebody who is not a member of the branch that day."""
    here = party.branch_of(member, on)
    if here is None or here.uid != branch.uid:
        words = _("%(name)s当日不在本支部，请核对人员。")
        raise refuse(words % {"name": member.name}, field=field)
