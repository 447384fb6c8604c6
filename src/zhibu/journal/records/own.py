"""What the journal says of itself: how it began, and how its clock stood."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.journal import kinds
from zhibu.journal.days import civil
from zhibu.journal.leaves import Leaf

STEPPED_BACK = "clock.anomaly"


def project(_: object, leaf: Leaf) -> None:
    """Write nothing: what the journal says of itself is read from the journal."""


@kinds.register("genesis", version=1, title=_("建账"), project=project)
@dataclass(frozen=True, slots=True)
class Genesis:
    """The first leaf: whose journal this is, and whether it is a demonstration."""

    installation: str
    opened_on: date
    demo: bool

    @property
    def on(self) -> date:
        return self.opened_on

    def facts(self) -> Iterator[Fact]:
        return iter(())


@kinds.register(STEPPED_BACK, version=1, title=_("时钟倒退"), project=project)
@dataclass(frozen=True, slots=True)
class ClockAnomaly:
    """The server's clock stood before the latest entry, whose time was used again."""

    clock: datetime
    latest: datetime

    @property
    def on(self) -> date:
        return civil(self.latest)

    def facts(self) -> Iterator[Fact]:
        return iter(())
