"""Proposes circles of branches: near, of the same trade, alike. A committee composes them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from zhibu.party import queries as party
from zhibu.party.models import Affiliation, Organization
from zhibu.party.models.validity import holds_on
from zhibu.party.sets import BranchClass
from zhibu.stars import rules
from zhibu.stars.models import Basis


@dataclass(frozen=True, slots=True)
class Proposed:
    """A circle that might be composed, in the order of the tree."""

    title: str
    branches: tuple[Organization, ...]


def propose(organization: Organization, basis: str, on: date) -> list[Proposed]:
    """Return circles of every branch below, none larger than may be. Two queries."""
    branches = list(party.branches_under(organization).select_related("superior"))
    sizes = _sizes(organization, on) if basis == Basis.ALIKE else {}
    grouped: defaultdict[str, list[Organization]] = defaultdict(list)
    for one in branches:
        grouped[_key(one, basis, sizes.get(one.uid, 0))].append(one)
    return [circle for title, some in grouped.items() for circle in _cut(title, some)]


def _key(branch: Organization, basis: str, size: int) -> str:
    if basis == Basis.NEAR:
        return branch.superior.name if branch.superior else branch.name
    label = BranchClass(branch.branch_class).label if branch.branch_class else _("未分类")
    return str(label) if basis == Basis.TRADE else f"{label} · {_size_words(size)}"


def _size_words(size: int) -> str:
    bounds = rules.in_force().circle
    if size < bounds["small_below"].number:
        return _("人数较少")
    return _("人数较多") if size >= bounds["large_from"].number else _("人数中等")


def _sizes(organization: Organization, on: date) -> dict[str, int]:
    below = party.branches_under(organization).order_by().values("uid")
    rows = Affiliation.objects.filter(holds_on(on), organization__in=below).order_by()
    return dict(rows.values_list("organization_id").annotate(members=Count("member_id")))


def _cut(title: str, branches: Sequence[Organization]) -> Iterator[Proposed]:
    """Cut a group into circles as even as can be, none larger than the bound."""
    most = rules.in_force().circle["most"].number
    count = -(-len(branches) // most)
    for number in range(count):
        some = branches[number::count]
        name = f"{title} {number + 1}" if count > 1 else title
        yield Proposed(name, tuple(some))
