"""The little statistics that the rules need, exact where it is cheap to be exact."""

from collections.abc import Mapping
from math import exp, lgamma, log, sqrt

Z95 = 1.959963984540054  # the normal quantile of 97.5 %


def at_most(k: int, n: int, p: float) -> float:
    """Return the chance of k or fewer successes in n trials of chance p."""
    return _tail(0, k, (n, p))


def at_least(k: int, n: int, p: float) -> float:
    """Return the chance of k or more successes in n trials of chance p."""
    return _tail(k, n, (n, p))


def _tail(first: int, last: int, told: tuple[int, float]) -> float:
    n, p = told
    if p <= 0 or p >= 1:
        certain = 0 if p <= 0 else n
        return 1.0 if first <= certain <= last else 0.0
    return min(1.0, sum(exp(_log_chance(k, n, p)) for k in range(max(first, 0), min(last, n) + 1)))


def _log_chance(k: int, n: int, p: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return ways + k * log(p) + (n - k) * log(1 - p)


def discoveries(chances: Mapping[str, float], q: float) -> frozenset[str]:
    """Return whose chances are small among so many tested (Benjamini and Hochberg, 1995)."""
    ranked = sorted(chances.items(), key=lambda one: (one[1], one[0]))
    kept = 0
    for rank, (_, chance) in enumerate(ranked, start=1):
        if chance <= q * rank / len(ranked):
            kept = rank
    return frozenset(name for name, _ in ranked[:kept])


def interval(k: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of k in n (Wilson, 1927); all of it where n is none."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = k / n, Z95 * Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)
