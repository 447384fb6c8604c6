"""What an outgoing committee leaves undone: read from the records, never typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.dues import queries as dues
from zhibu.elections import queries
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.sets import Post
from zhibu.procedures import queries as procedures

MOST = 200


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """Something to be handed over: of what sort, what, by when, and where it is done."""

    sort: str
    title: str
    by: date | None
    url: str


def duties_of(branch: Organization, today: date) -> list[OpenDuty]:
    """Return a branch's open duties, at most 200. Names nobody's dues, only how many owe."""
    found = [*_cases(branch), *_dues(branch, today), *_posts(branch, today)]
    return found[:MOST]


def _cases(branch: Organization) -> Iterator[OpenDuty]:
    """Yield what the running procedures wait for, this election left out."""
    cases = procedures.cases_of(branch).filter(closed_on=None).exclude(family=queries.FAMILY)
    for one in procedures.awaited_by(cases)[:MOST]:
        title = _("%(name)s：%(step)s") % {"name": one.case.subject_name, "step": one.title}
        yield OpenDuty(_("在办流程"), title, one.by, reverse("procedures:case", args=[one.case_id]))


def _dues(branch: Organization, today: date) -> Iterator[OpenDuty]:
    """Yield the months of this year whose dues are not settled by all."""
    url = reverse("dues:list", args=[branch.uid])
    standing = dues.year_of(branch.uid, today.year)
    for month in range(1, today.month + 1):
        this = Month(today.year, month)
        told = standing.get(this.index, {})
        owing = sum(not one.settled for one in told.values())
        if not told and this.last_day < today:
            yield OpenDuty(_("党费"), _("%(month)d 月的党费没有入账") % {"month": month}, None, url)
        elif owing:
            words = _("%(month)d 月的党费有 %(n)d 人没有缴清") % {"month": month, "n": owing}
            yield OpenDuty(_("党费"), words, None, url)


def _posts(branch: Organization, today: date) -> Iterator[OpenDuty]:
    """Yield groups whose leader has to be looked at: a leader's post outlives the committee."""
    url = reverse("party:members", args=[branch.uid])
    led = {one.party_group_id for one in party.posts_held_in(branch, today)
           if one.post == Post.GROUP_LEADER}  # fmt: skip
    for group in party.groups_of(branch, today):
        if group.uid not in led:
            words = _("%(name)s没有组长") % {"name": group.name}
            yield OpenDuty(_("党小组"), words, None, url)
