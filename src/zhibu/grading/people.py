"""Who acts, and whose own branch it is: nobody judges there."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhibu.party.models import Account, Affiliation, Organization
from zhibu.party.permits import Ability, Permits


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
