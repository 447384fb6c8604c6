from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from zhibu.party.models import (
    Affiliation,
    Organization,
    OrganizationState,
    PartyGroup,
    Term,
)
from zhibu.party.models.organizations import SEGMENT
from zhibu.party.models.validity import holds_on
from zhibu.party.sets import BranchClass, Level

Owner = Organization | str


@dataclass(frozen=True, slots=True)
class Node:
    """An organization in the tree as it was on a day. ``members`` are its own, not those below."""

    uid: str
    name: str
    level: Level
    form: str
    branch_class: str
    depth: int
    superior: str | None
    members: int
    live: bool

    @property
    def level_words(self) -> str:
        return str(self.level.label)

    @property
    def class_words(self) -> str:
        return str(BranchClass(self.branch_class).label) if self.branch_class else ""


def organization(uid: str) -> Organization:
    """Return an organization. Raises Organization.DoesNotExist."""
    return Organization.objects.get(pk=uid)


def below(path: str) -> Q:
    """Return the condition of being that organization or below it: one range of the index."""
    return Q(path__gte=path, path__lt=f"{path}~")


def organizations_under(org: Organization) -> QuerySet[Organization]:
    return Organization.objects.filter(below(org.path), dissolved_on=None).order_by("path")


def branches_under(org: Organization) -> QuerySet[Organization]:
    return organizations_under(org).filter(level=Level.BRANCH)


def organizations_named(name: str) -> QuerySet[Organization]:
    return Organization.objects.filter(name=name, dissolved_on=None).order_by("path")


def superiors_of(org: Organization) -> list[Organization]:
    """Return who stands above, the top first."""
    paths = [org.path[:end] for end in range(SEGMENT, len(org.path), SEGMENT)]
    return list(Organization.objects.filter(path__in=paths).order_by("path"))


def groups_of(branch: Owner, on: date) -> QuerySet[PartyGroup]:
    standing = Q(dissolved_on=None) | Q(dissolved_on__gt=on)
    found = PartyGroup.objects.filter(standing, branch=branch, founded_on__lte=on)
    return found.order_by("founded_on", "name", "uid")


def current_term_of(org: Owner, on: date) -> Term | None:
    """Return the term in which the organization stands; an expired one lasts until the next."""
    begun = Term.objects.filter(organization=org, starts_on__lte=on)
    return begun.order_by("-starts_on").first()


def tree(as_of: date) -> list[Node]:
    """Return the whole tree as it stood on a day, each superior before those below it."""
    states = (
        OrganizationState.objects.filter(holds_on(as_of))
        .filter(
            Q(organization__dissolved_on=None) | Q(organization__dissolved_on__gt=as_of),
        )
        .select_related("organization")
        .order_by("organization__founded_on", "name", "organization_id")
    )
    counts = Affiliation.objects.filter(holds_on(as_of)).values_list("organization_id")
    members = dict(counts.annotate(members=Count("member_id")))
    under = defaultdict(list)
    for state in states:
        under[state.superior_id].append(state)
    return list(_walk(under, members, as_of))


def _walk(
    under: dict[str | None, list[OrganizationState]], members: dict[str, int], as_of: date
) -> Iterator[Node]:
    waiting = [(state, 0) for state in reversed(under[None])]
    while waiting:
        state, depth = waiting.pop()
        org = state.organization
        yield Node(
            uid=org.uid,
            name=state.name,
            level=Level(org.level),
            form=state.form,
            branch_class=state.branch_class,
            depth=depth,
            superior=state.superior_id,
            members=members.get(org.uid, 0),
            live=org.live_on is not None and org.live_on <= as_of,
        )
        waiting += [(lower, depth + 1) for lower in reversed(under.get(org.uid, []))]
