"""A committee plans: how many are to be admitted, and by which variant of the procedure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.admission.models import Quota, VariantChoice
from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op


def project_quota(told: "QuotaSet", leaf: Leaf) -> None:
    """Write a quota's latest version."""
    Quota.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        Quota.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=told.organization, year=told.year,
            branch_id=told.branch or None, branch_class=told.branch_class, number=told.number,
            separate=told.separate,
        )  # fmt: skip


@kinds.register(
    "admission.quota_set",
    version=1,
    title=_("下达发展计划"),
    project=project_quota,
    emits=("admission.quota",),
    ahead=True,  # next year's plan is made before the year begins
)
@dataclass(frozen=True, slots=True)
class QuotaSet:
    """A committee set a year's quota of one branch, of a class of branches, or a separate one.

    ``separate`` is the quota kept apart for non-public enterprises. A branch's own states a fact.
    """

    organization: str
    year: int
    number: int
    on: date
    branch: str = ""
    branch_class: str = ""
    separate: bool = False

    def facts(self) -> Iterator[Fact]:
        if self.branch:
            day = min(max(self.on, date(self.year, 1, 1)), date(self.year, 12, 31))
            yield Fact("admission.quota", day, self.number)


def project_variant(chosen: "VariantChosen", leaf: Leaf) -> None:
    """Write the choice."""
    VariantChoice.objects.filter(rec=leaf.rec).delete()
    if leaf.op is not Op.WITHDRAW:
        VariantChoice.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=chosen.organization,
            variant=chosen.variant, from_on=chosen.from_on,
        )  # fmt: skip


@kinds.register(
    "admission.variant_chosen",
    version=1,
    title=_("选定发展党员流程"),
    project=project_variant,
    ahead=True,
)
@dataclass(frozen=True, slots=True)
class VariantChosen:
    """A committee chose by which variant its branches admit; cases already open keep theirs."""

    organization: str
    variant: str
    from_on: date

    @property
    def on(self) -> date:
        return self.from_on

    def facts(self) -> Iterator[Fact]:
        return iter(())
