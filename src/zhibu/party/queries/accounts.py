from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from zhibu.party.models import Account, Affiliation, Organization, RoleGrant
from zhibu.party.models.validity import holds_on
from zhibu.party.sets import Role

SHOWN = 500


def accounts_in(organizations: QuerySet[Organization]) -> QuerySet[Account]:
    """Return the accounts that hold a role there, or none anywhere yet, with what they hold there.

    Two queries, whatever the number.
    """
    here = RoleGrant.objects.filter(until_on=None, organization__in=organizations)
    anywhere = RoleGrant.objects.filter(account=OuterRef("pk"), until_on=None)
    shown = here.select_related("organization").order_by("organization__path", "role")
    found = Account.objects.filter(
        Q(pk__in=here.values("account_id")) | ~Q(Exists(anywhere))
    ).prefetch_related(Prefetch("grants", queryset=shown, to_attr="held"))
    return found.order_by("username")[:SHOWN]


def works_in(account: str, branch: str, on: date) -> bool:
    """Say whether a branch is an account's own: its member belongs there, or it keeps its records.

    Two queries.
    """
    member = Account.objects.filter(pk=account, member__isnull=False).values("member_id")
    kept = RoleGrant.objects.filter(
        account=account, organization=branch, until_on=None,
        role__in=(Role.SECRETARY, Role.ORGANIZATION),
    )  # fmt: skip
    belongs = Affiliation.objects.filter(holds_on(on), member__in=member, organization=branch)
    return belongs.exists() or kept.exists()


def is_same_person(one: str, other: str) -> bool:
    """Say whether two accounts are one person's: one account, one member, or else one name.

    Only two members tell two people of one name apart. At most one query.
    """
    if one == other:
        return True
    known = Account.objects.in_bulk((one, other))
    if not {one, other} <= known.keys():
        return False
    first, second = known[one], known[other]
    if first.member_id and second.member_id:
        return first.member_id == second.member_id
    return first.display_name == second.display_name
