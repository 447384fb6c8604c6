"""Who may judge whom, on which occasion."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from zhibu.assessment.judges import Somebody, is_own
from zhibu.core.refusal import Refusal
from zhibu.party.models import Organization
from zhibu.party.models.organizations import SEGMENT
from zhibu.party.permits import Ability
from zhibu.review import rules
from zhibu.review.models import Delegation


class CannotJudge(Refusal):
    """Somebody may not judge a branch, or not now, or not so."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Somebody who may judge a branch: which person, and whether for a committee below the top."""

    account: str
    person: str
    below: bool


def delegations_over(branch: Organization, on: date) -> tuple[Delegation, ...]:
    """Return the delegations in force on a day to committees over a branch. One query."""
    ends = range(SEGMENT, len(branch.path) + 1, SEGMENT)
    paths = [branch.path[:end] for end in ends]
    standing = Q(until_on=None) | Q(until_on__gte=on)
    found = Delegation.objects.filter(standing, from_on__lte=on, committee__path__in=paths)
    return tuple(found.select_related("committee").order_by("from_on", "rec"))


def side_of(who: Somebody, branch: Organization, over: Iterable[Delegation]) -> bool | None:
    """Return whether somebody judges for a committee below the top; None for who may not at all.

    ``over`` are the delegations of the occasion. What was delegated is judged by assessors of that
    committee, all else by the top's.
    """
    given = [
        one.path
        for one in who.permits.held
        if one.gives(Ability.RUN_ASSESSMENT) and one.reaches(branch.path)
    ]
    tops = [one.committee.path for one in over]
    if tops:
        return True if any(path.startswith(top) for path in given for top in tops) else None
    return False if any(len(path) == SEGMENT for path in given) else None


def judge_of(who: Somebody, branch: Organization, occasion: str, *, year: int, on: date) -> Judge:
    """Return somebody as a branch's judge on an occasion.

    Raises CannotJudge for who is not declared for that occasion, and in the own branch.
    """
    if is_own(who, branch, year):
        raise CannotJudge(_("考核员不评本人所在的支部，请由别的考核员评判。"))
    over = [one for one in delegations_over(branch, on) if occasion in one.occasions]
    below = side_of(who, branch, over)
    if below is None:
        words = _(
            "%(when)s不由您所在的党组织评判，由党委声明的考核员评判。要调整，请党委登记委托。"
        )
        raise CannotJudge(words % {"when": _(rules.in_force().occasions[occasion].title)})
    return Judge(who.account.uid, who.uid, below)
