"""A committee's commentary on a month: words of a person over numbers of the machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.core.periods import Month
from zhibu.journal import kinds
from zhibu.journal.leaves import Leaf, Op
from zhibu.review.models import Commentary


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the computed numbers as they stood when it was approved."""

    item: str
    due: int
    on_time: int
    late: int
    missing: int


def project_commented(commented: "Commented", leaf: Leaf) -> None:
    """Write that a month was commented on."""
    Commentary.objects.filter(rec=leaf.rec).delete()
    if leaf.op != Op.WITHDRAW:
        Commentary.objects.create(
            rec=leaf.rec, leaf_id=leaf.lh, organization_id=commented.organization,
            month=commented.month.index, approved_at=leaf.at,
        )  # fmt: skip


@kinds.register(
    "review.commented", version=1, title=_("月讲评"), project=project_commented, sealed=("words",)
)
@dataclass(frozen=True, slots=True)
class Commented:
    """A person approved the commentary: own words, and the figures as of a day."""

    organization: str
    month: Month
    on: date
    figures: tuple[Figure, ...] = ()
    words: str = ""

    def facts(self) -> Iterator[Fact]:
        yield from ()
