"""Who judges, whose own branch it is, where nobody judges, and of which year."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from zhibu.journal.log import civil
from zhibu.party.access import BranchRequest
from zhibu.party.models import Account, Affiliation, Organization
from zhibu.party.permits import Ability, Permits

FIRST_MONTHS = 3  # in which the year before is still judged


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who acts: the account with what it may do. ``uid`` is the member behind it, if there is one,
    so that two accounts of one member are not two people.
    """

    account: Account
    permits: Permits

    @property
    def uid(self) -> str:
        return self.account.member_id or self.account.uid


def is_own(who: Somebody, branch: Organization, year: int) -> bool:
    """Say whether a branch is somebody's own: worked for, or belonged to in or since that year."""
    if who.permits.may(Ability.RECORD_WORK, branch):
        return True
    left = Q(until_on=None) | Q(until_on__gt=date(year, 1, 1))
    member = who.account.member_id
    belonged = Affiliation.objects.filter(left, member=member, organization=branch)
    return member is not None and belonged.exists()


def somebody(request: BranchRequest) -> Somebody:
    """Return who acts."""
    return Somebody(request.account, request.permits)


def year_of(request: HttpRequest, years: int) -> int:
    """Return the year asked for, if it is one of the last so many; at a year's start the last."""
    today = civil(timezone.now())
    usual = today.year - 1 if today.month <= FIRST_MONTHS else today.year
    told = request.GET.get("year", "")
    year = int(told) if told.isdecimal() and len(told) == len("2026") else usual
    return year if year in years_shown(years) else usual


def years_shown(years: int) -> list[int]:
    """Return the last so many years, which one may choose from."""
    this = civil(timezone.now()).year
    return list(range(this - years + 1, this + 1))
