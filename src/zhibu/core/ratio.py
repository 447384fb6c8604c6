"""R: a part of a whole; each started step of percentage points below target costs."""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from zhibu.core.periods import Period, periods_of
from zhibu.core.reading import (
    Flags,
    Outcome,
    Year,
    by_period,
    over_time,
    throughout,
    totals,
)
from zhibu.core.rules import WHOLE, Gauge, Ratio, Share
from zhibu.core.sums import Ints


@dataclass(frozen=True, slots=True)
class Parts:
    """Numerator and denominator of a share, by period and unit; ``counts`` are those owed."""

    periods: tuple[Period, ...]
    closed: Flags
    counts: Flags
    numerator: Ints
    denominator: Ints


def measure(rule: Ratio, year: Year) -> Outcome:
    """Return the first share's numbers and the losses of all, less what was won above target.

    A first share of nothing makes the item not applicable; a further one costs nothing.
    """
    found = [_outcome(share, rule, year) for share in rule.shares]
    lost = reduce(np.add, (each.lost for each in found))
    return Outcome(
        applicable=found[0].applicable & year.owing_ever,
        lost=lost,
        whole=np.full_like(lost, rule.whole),
        owed=found[0].owed,
        done=found[0].done,
        missed=found[0].missed,
        due=found[0].due,
    )


def _outcome(share: Share, rule: Ratio, year: Year) -> Outcome:
    parts = parts_of(share, year)
    counts = parts.counts & parts.closed[:, None]
    numerator, denominator = (
        over_time(parts.numerator * counts),
        over_time(parts.denominator * counts),
    )
    return Outcome(
        applicable=(over_time(counts) == 0) | (denominator > 0),
        lost=lost_of(numerator, denominator, share, rule=rule),
        whole=np.full_like(numerator, rule.whole),
        owed=denominator,
        done=numerator,
        missed=-(-_short(numerator, denominator, share) // WHOLE),
        due=np.zeros_like(numerator),
    )


def lost_of(numerator: Ints, denominator: Ints, share: Share, *, rule: Ratio) -> Ints:
    """Return what steps begun below target cost of the whole, less what full steps above win."""
    step = np.maximum(denominator * rule.step, 1)
    lost: Ints = -(-_short(numerator, denominator, share) // step) * rule.costs
    if not rule.gain:
        return lost
    above = np.maximum(numerator * WHOLE - denominator * share.target, 0) * (denominator > 0)
    net: Ints = lost - above // step * rule.gain
    return net


def stake_of(parts: Parts, share: Share, rule: Ratio) -> Ints:
    """Return what each period still open would cost of the whole if it were closed as it stands."""
    counts, closed = parts.counts.astype(np.int64), parts.closed[:, None]
    part, whole = parts.numerator * counts, parts.denominator * counts
    ended, of = over_time(part * closed), over_time(whole * closed)
    lost = lost_of(ended, of, share, rule=rule)
    then = lost_of(ended + part, of + whole, share, rule=rule)
    stake: Ints = np.maximum(then - lost, 0) * ~closed
    return stake


def _short(numerator: Ints, denominator: Ints, share: Share) -> Ints:
    """Return how far the numerator falls short, in hundredths of one."""
    short: Ints = np.maximum(denominator * share.target - numerator * WHOLE, 0)
    return short


def parts_of(share: Share, year: Year) -> Parts:
    """Return numerator and denominator by period, or as the levels stand in the month begun."""
    of = _parts_now if share.now else _parts
    found: Parts = year.once(("share", share, year.applies), lambda: of(share, year))
    return found


def _parts(share: Share, year: Year) -> Parts:
    periods = periods_of(year.sums.year, share.months)
    return Parts(
        periods=periods,
        closed=year.closings(share.months, share.grace),
        counts=throughout(year.owing, share.months),
        numerator=_in_periods(share.numerator, share, year),
        denominator=_in_periods(share.denominator, share, year) * share.times,
    )


def _in_periods(gauge: Gauge, share: Share, year: Year) -> Ints:
    if gauge.level:
        last: Ints = by_period(year.level(gauge.fact), share.months)[..., -1, :]
        return last
    return totals(year.flow(gauge.fact, share.accept), share.months)


def _parts_now(share: Share, year: Year) -> Parts:
    """Before the year begins no month counts."""
    here = max(year.elapsed, 1)
    month = slice(here - 1, here)
    return Parts(
        periods=periods_of(year.sums.year, 1)[month],
        closed=np.array([year.elapsed > 0]),
        counts=year.owing[..., month, :],
        numerator=year.level(share.numerator.fact)[..., month, :],
        denominator=year.level(share.denominator.fact)[..., month, :] * share.times,
    )
