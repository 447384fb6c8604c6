"""What other thresholds would have flagged in this installation's own history. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from zhibu.scrutiny import gathering, queries, rules
from zhibu.scrutiny.detectors import sweep
from zhibu.scrutiny.detectors.told import Population
from zhibu.scrutiny.models import State

FALSE_IN = 1_000  # at most one branch in so many may be flagged without being confirmed
_ACQUITTED = frozenset({State.EXPLAINED.value, State.WRONG.value})


@dataclass(frozen=True, slots=True)
class Tried:
    """One value of a rule's knob: how many branches it flags, and how those came out before."""

    value: int
    branches: int
    confirmed: int
    acquitted: int

    @property
    def unknown(self) -> int:
        return self.branches - self.confirmed - self.acquitted


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rule over a grid of its knob. ``suggested`` is None where no value is mild enough."""

    rule: str
    knob: str
    now: int
    tried: tuple[Tried, ...]
    suggested: int | None
    of: int


def calibrate(span: gathering.Span) -> list[Calibration]:
    """Try every rule's grid over the meetings of a span."""
    in_force = rules.in_force()
    found = gathering.population(span, in_force)
    grounds = rules.grounds().for_population(found)
    known = queries.outcomes_by_branch()
    return [_calibration(code, found, grounds, known=known) for code in in_force.rules]


def year(number: int, today: date) -> gathering.Span:
    """Return the days of a year, as far as they have come."""
    return gathering.Span(date(number, 1, 1), min(date(number, 12, 31), today))


Known = Mapping[tuple[str, str], frozenset[str]]


def _calibration(
    code: str, found: Population, grounds: sweep.Grounds, *, known: Known
) -> Calibration:
    rule = grounds.thresholds.rules[code]
    tried = tuple(_try(code, value, (found, grounds), known=known) for value in rule.grid)
    of, now = len(found.branches), rule.knobs[rule.knob]
    return Calibration(code, rule.knob, now, tried, _suggested(tried, now, of), of)


def _try(code: str, value: int, over: tuple[Population, sweep.Grounds], *, known: Known) -> Tried:
    found, grounds = over
    turned = replace(grounds, thresholds=grounds.thresholds.turned(code, value))
    units = {one.unit for one in sweep.find(found, turned, only=(code,))}
    outcomes = [known.get((code, unit), frozenset()) for unit in units]
    confirmed = sum(State.CONFIRMED.value in states for states in outcomes)
    acquitted = sum(
        bool(states & _ACQUITTED) and State.CONFIRMED.value not in states for states in outcomes
    )
    return Tried(value, len(units), confirmed, acquitted)


def _suggested(tried: tuple[Tried, ...], now: int, of: int) -> int | None:
    """Return the keenest value that flags at most one in a thousand beyond the confirmed.

    A small installation cannot show one in a thousand, so nothing keener than what is in force is
    suggested there. Grids run from the keenest to the mildest.
    """
    grid = [one.value for one in tried]
    first = grid.index(now) if of < FALSE_IN and now in grid else 0
    mild = [one for one in tried[first:] if (one.branches - one.confirmed) * FALSE_IN <= of]
    return mild[0].value if mild else None
