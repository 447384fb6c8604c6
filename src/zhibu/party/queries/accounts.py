from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from zhibu.party.models import Account, Organization, RoleGrant

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
