"""What the detectors are told, and what they tell: plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
Figures = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting as its record says it was held and as the journal says it was entered.

    ``entered_at`` is when its first version came in. ``from_history`` says that it was declared as
    made up from older papers. ``present`` and ``absent`` are members; both are empty where the
    record does not say of everybody. ``pictures`` are digests of images' bytes. ``denied_by`` are
    those it names as present who answered that they were not.
    """

    rec: str
    held_on: date
    entered_at: datetime
    late: bool = False
    from_history: bool = False
    began: str = ""
    ended: str = ""
    place: str = ""
    text: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Belonged:
    """From when until the day before when a member belonged to the branch."""

    from_on: date
    until_on: date | None = None
    by_death: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch with the meetings of the window. ``belonged`` is None where it is not known."""

    uid: str
    branch_class: str
    held: tuple[Held, ...]
    founded_on: date | None = None
    dissolved_on: date | None = None
    belonged: Mapping[str, tuple[Belonged, ...]] | None = None

    def without(self, spent: frozenset[str]) -> "Branch":
        """Return the branch without the records that a rule asked about before."""
        if not spent:
            return self
        return replace(self, held=tuple(one for one in self.held if one.rec not in spent))


@dataclass(frozen=True, slots=True)
class Population:
    """All branches of an installation, the ground of what is usual there."""

    branches: tuple[Branch, ...]

    def held(self) -> Iterator[tuple[Branch, Held]]:
        """Yield every meeting with its branch."""
        for branch in self.branches:
            for held in branch.held:
                yield branch, held


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule saw in a branch's records: which ones, and in numbers why.

    ``case`` names the sentence where a rule has several. ``others`` are records of other branches
    that it was compared with. ``people`` are members whom the record itself names.
    """

    rule: str
    unit: str
    records: tuple[str, ...]
    figures: Figures = field(default_factory=dict)
    case: str = ""
    people: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
