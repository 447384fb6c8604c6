"""Short numbers for units and fact names, so that the sums are rows of whole numbers."""

from collections.abc import Collection

from zhibu.journal.models import Measure, Unit

_measures: dict[str, int] = {}


def of_measure(name: str) -> int:
    """Return a fact name's number, giving it one at its first use."""
    if name not in _measures:
        known = Measure.objects.filter(name=name).values_list("no", flat=True).first()
        if known is None:
            # Not remembered yet: the transaction that gives the number may still be undone.
            Measure.objects.bulk_create([Measure(name=name)], ignore_conflicts=True)
            return Measure.objects.values_list("no", flat=True).get(name=name)
        _measures[name] = known
    return _measures[name]


def of_units(uids: Collection[str]) -> dict[str, int]:
    """Return the numbers of units, giving one to each that has none."""
    found = _known(uids)
    fresh = sorted(set(uids) - found.keys())
    if fresh:
        Unit.objects.bulk_create([Unit(uid=uid) for uid in fresh], ignore_conflicts=True)
        found |= _known(fresh)
    return found


def _known(uids: Collection[str]) -> dict[str, int]:
    return dict(Unit.objects.filter(uid__in=list(uids)).values_list("uid", "no"))


def names() -> dict[int, str]:
    """Return every fact name by its number."""
    return dict(Measure.objects.values_list("no", "name"))
