"""The records of this room: how is rated, what branches were rated, overhauled, named, shown."""

from zhibu.stars.records.circles import CircleComposed, CircleEnded, Observed
from zhibu.stars.records.naming import DemonstrationNamed, DemonstrationWithdrawn
from zhibu.stars.records.overhauls import OverhaulClosed, OverhaulOpened, OverhaulVisited, PlanLine
from zhibu.stars.records.ratings import ModeDeclared, Rated

__all__ = [
    "CircleComposed", "CircleEnded", "DemonstrationNamed", "DemonstrationWithdrawn",
    "ModeDeclared", "Observed", "OverhaulClosed", "OverhaulOpened", "OverhaulVisited", "PlanLine",
    "Rated",
]  # fmt: skip
