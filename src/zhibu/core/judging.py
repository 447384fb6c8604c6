"""J, X and B: what people gave, each kind of rater by its mean, and those by their weights."""

import numpy as np

from zhibu.core.decided import SHEET, Rater
from zhibu.core.reading import Outcome, Year, portion
from zhibu.core.rules import Judged
from zhibu.core.sums import Ints

BONUS = "B"


def measure(rule: Judged, year: Year) -> Outcome:
    """Return what raters left of an item; raters who gave nothing yet weigh nothing.

    An item that nobody has rated waits, but for a bonus: nobody owes one.
    """
    nothing = np.zeros(year.sums.units, dtype=np.int64)
    kept = weight = sheets = nothing
    for rater in rule.raters:
        mean, offered = mean_of(rater, year)
        present = rater.weight * (offered > 0)
        kept = kept + mean * present
        weight = weight + present
        sheets = sheets + offered // SHEET
    owing, rated = year.owing_ever, weight > 0
    return Outcome(
        applicable=owing & rated,
        lost=weight * SHEET - kept,
        whole=weight * SHEET,
        owed=sheets,
        done=sheets,
        missed=nothing,
        due=nothing,
        waiting=owing & ~rated & (rule.code != BONUS),
    )


def mean_of(rater: Rater, year: Year) -> tuple[Ints, Ints]:
    """Return what a kind of rater gave on average, in 1/10,000, and how much it could give.

    The mean is rounded half up, so that whoever checks a score can redo it by hand.
    """
    offered = year.decided(rater.offered)
    return portion(np.int64(SHEET), year.decided(rater.awarded), offered), offered
