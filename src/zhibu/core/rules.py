"""The rules an item may be measured by (domain: P, R, T, D, C, E, V, and J, X, B by people).

Every number in them comes from the standard's text; here is only their shape.
"""

from dataclasses import dataclass
from functools import lru_cache

from zhibu.core.decided import Rater
from zhibu.core.lag import Lag

CODES = ("P", "R", "T", "D", "C", "E", "V", "J", "X", "B")
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A fact, and the widest lag that still counts. ``Lag.HISTORY`` takes everything."""

    fact: str
    lag: Lag


@lru_cache(maxsize=4096)
def all_of(fact: str) -> Column:
    """Return the column that takes everything told of a fact."""
    return Column(fact, Lag.HISTORY)


@dataclass(frozen=True, slots=True)
class Demand:
    """Something must happen ``at_least`` so often in every period of ``months``.

    With ``per``, once for each of a level's subjects. The period closes when ``grace`` has run out,
    and what is entered beyond the grace does not count.
    """

    fact: str
    months: int
    at_least: int
    grace: Lag
    per: str | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        per = (all_of(self.per),) if self.per else ()
        return (Column(self.fact, self.grace), all_of(self.fact), *per)


@dataclass(frozen=True, slots=True)
class Periodic:
    """P: each miss costs its share of the points, or ``miss_costs`` of ``whole`` where told.

    Only the first demand says how many are owed.
    """

    demands: tuple[Demand, ...]
    miss_costs: int = 0
    whole: int = WHOLE

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for demand in self.demands for column in demand.columns)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A fact and whether it is read as a level or summed as a flow."""

    fact: str
    level: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, in percent, over the closed periods; or ``now``, as the levels stand."""

    numerator: Gauge
    denominator: Gauge
    times: int
    target: int
    months: int
    grace: Lag
    accept: Lag
    now: bool

    @property
    def can_be_made_up(self) -> bool:
        """Whether what comes late still counts."""
        return self.now or self.accept >= Lag.LATER

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(
            all_of(gauge.fact) if gauge.level else Column(gauge.fact, self.accept)
            for gauge in (self.numerator, self.denominator)
        )


@dataclass(frozen=True, slots=True)
class Ratio:
    """R: each started ``step`` of percentage points below target costs ``costs`` of ``whole``.

    Each full step above target wins ``gain`` of ``whole``, up to the item's ceiling.
    """

    shares: tuple[Share, ...]
    step: int
    costs: int
    gain: int = 0
    whole: int = WHOLE

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for share in self.shares for column in share.columns)


@dataclass(frozen=True, slots=True)
class Timely:
    """T: what was due, done in time, done late, each dated on the day it was due."""

    due: str
    in_time: str
    late: str
    late_costs: int
    undone_costs: int
    whole: int = WHOLE

    @property
    def columns(self) -> tuple[Column, ...]:
        in_time = Column(self.in_time, Lag.LATER)
        return (all_of(self.due), in_time, all_of(self.in_time), all_of(self.late))


@dataclass(frozen=True, slots=True)
class Document:
    """A document owed by the end of month ``until`` by units counted from month ``start`` on."""

    made: str
    complete: str
    start: int
    until: int
    grace: Lag


@dataclass(frozen=True, slots=True)
class Documented:
    """D: a missing document costs its share, an incomplete one a part of it."""

    documents: tuple[Document, ...]
    incomplete_costs: int

    @property
    def columns(self) -> tuple[Column, ...]:
        facts = (fact for each in self.documents for fact in (each.made, each.complete))
        return tuple(Column(fact, Lag.LATER) for fact in facts)


@dataclass(frozen=True, slots=True)
class Sound:
    """C: each month in breach costs; a breach standing at the year's end costs all."""

    standing: str | None
    breach: str | None
    month_costs: int
    whole: int = WHOLE

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(all_of(fact) for fact in (self.standing, self.breach) if fact)


@dataclass(frozen=True, slots=True)
class Valid:
    """E: each invalid instance costs. V is the same with all lost at once."""

    fact: str
    each_costs: int
    whole: int = WHOLE

    @property
    def columns(self) -> tuple[Column, ...]:
        return (all_of(self.fact),)


@dataclass(frozen=True, slots=True)
class Judged:
    """J, X, B: given by people; read from what the item's raters awarded."""

    code: str
    raters: tuple[Rater, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        return ()

    @property
    def decided(self) -> tuple[str, ...]:
        """The facts in which the raters' judgement stands."""
        return tuple(fact for each in self.raters for fact in (each.awarded, each.offered))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what an item asks for; at most ``points`` (hundredths) are deducted for it."""

    title: str
    code: str
    rule: "Measurable"
    points: int


@dataclass(frozen=True, slots=True)
class Parted:
    """Several rules for one item of ``worth`` points: each part deducts from them."""

    parts: tuple[Part, ...]
    worth: int

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for part in self.parts for column in part.rule.columns)


Measurable = Periodic | Ratio | Timely | Documented | Sound | Valid
Rule = Measurable | Judged | Parted
