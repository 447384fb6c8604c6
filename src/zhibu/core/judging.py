"""J, X and B: what people gave, each kind of rater by its mean, and those by their weights."""

import numpy as np

from zhibu.core.decided import SHEET
from zhibu.core.reading import Outcome, Year, portion
from zhibu.core.rules import Judged

BONUS = "B"


def measure(rule: Judged, year: Year) -> Outcome:
    """Return what raters left of an item; raters who gave nothing yet weigh nothing.

    Each kind of rater's mean is rounded half up to 1/10,000, so that it can be redone by hand.
    An item that nobody has rated waits, but for a bonus: nobody owes one.
    """
    nothing = np.zeros(year.sums.units, dtype=np.int64)
    kept, weight, sheets = nothing.copy(), nothing.copy(), nothing.copy()
    for rater in rule.raters:
        offered = year.decided(rater.offered)
        present = rater.weight * (offered > 0)
        kept += portion(np.int64(SHEET), year.decided(rater.awarded), offered) * present
        weight += present
        sheets += offered // SHEET
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
