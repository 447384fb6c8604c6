"""What may be published of counts without pointing at anybody.

Classes of fewer than five branches are hidden; so is one more where the hidden could be reckoned
from a whole. Who is below standard is counted only where at least five qualified stand beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from zhibu.core.scores import Result

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Bands:
    """How many branches of a class have which result. ``rest`` stands for those not told apart."""

    advanced: int
    qualified: int | None
    below: int | None
    rest: int


def hidden_of(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return the classes whose counts are kept back, complementary ones included."""
    ordered = sorted((size, key) for key, size in sizes.items() if size)
    hidden = [key for size, key in ordered if size < FEWEST]
    if not hidden:
        return frozenset()
    left = [key for size, key in ordered if size >= FEWEST]
    while left and (len(hidden) < 2 or sum(sizes[key] for key in hidden) < FEWEST):  # noqa: PLR2004 - one alone could be reckoned
        hidden.append(left.pop(0))
    return frozenset(hidden)


def bands_of(counts: Mapping[str, int]) -> Bands:
    """Return the counts of a class by result as they may be published."""
    advanced = counts.get(Result.ADVANCED, 0)
    qualified = counts.get(Result.QUALIFIED, 0)
    below = counts.get(Result.BELOW_STANDARD, 0)
    if qualified < FEWEST:  # whoever is below or not: else being merged would tell that some are
        return Bands(advanced, None, None, qualified + below)
    return Bands(advanced, qualified, below, 0)
