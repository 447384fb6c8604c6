"""The catalogue of facts in force, and the calendar that lags are counted by."""

from functools import cache

from zhibu import standards
from zhibu.core import catalogue, workdays


@cache
def known() -> catalogue.Catalogue:
    """Return the catalogue of fact names: unit, flow or level, who emits it."""
    return catalogue.load(standards.text("facts.yaml"))


@cache
def calendar() -> workdays.Calendar:
    """Return the working-day calendar in force."""
    return workdays.load(standards.text("calendars/cn.yaml"))


@cache
def levels() -> frozenset[str]:
    """Return the names of the facts that are running totals."""
    named = known().measures.items()
    return frozenset(name for name, measure in named if measure.nature is catalogue.Nature.LEVEL)


@cache
def covering() -> frozenset[str]:
    """Return the names of the facts that are never stated: subjects' sums bring them about."""
    return frozenset(declared.fact for declared in known().coverages)
