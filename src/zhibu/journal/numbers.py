"""Short numbers for units and fact names, so that the sums are rows of whole numbers."""

from collections.abc import Collection
from itertools import islice

from zhibu.journal import rows
from zhibu.journal.models import Measure, Unit

_AT_ONCE = 500
_HELD = "SELECT uid, no FROM journal_unit WHERE uid = ANY(%s) ORDER BY no FOR UPDATE"


def of_measures(names: Collection[str]) -> dict[str, int]:
    """Return the numbers of fact names, giving one to each that has none.

    Nothing is remembered between transactions: one that gave a number may still be undone.
    """
    found = {name: no for no, name in names_by_number().items()}
    if fresh := sorted(set(names) - found.keys()):
        Measure.objects.bulk_create([Measure(name=name) for name in fresh], ignore_conflicts=True)
        found |= {name: no for no, name in names_by_number().items()}
    return found


def of_units(uids: Collection[str], *, hold: bool = False) -> dict[str, int]:
    """Return the numbers of units, giving one to each that has none.

    ``hold`` locks their rows in the order of their numbers until the transaction ends.
    """
    fresh = sorted(set(uids) - (found := _known(uids, hold=hold)).keys())
    if fresh:
        Unit.objects.bulk_create([Unit(uid=uid) for uid in fresh], ignore_conflicts=True)
        found |= _known(fresh, hold=hold)
    return found


def _known(uids: Collection[str], *, hold: bool) -> dict[str, int]:
    if hold:  # all in one statement: rows locked in portions could be locked crosswise
        return dict(rows.select(_HELD, [list(uids)]))
    found: dict[str, int] = {}
    waiting = iter(uids)
    while some := list(islice(waiting, _AT_ONCE)):
        marks = ", ".join(["%s"] * len(some))
        order = f"SELECT uid, no FROM journal_unit WHERE uid IN ({marks})"  # noqa: S608 - marks only
        found |= rows.select(order, some)
    return found


def names_by_number() -> dict[int, str]:
    """Return every fact name by its number."""
    return dict(rows.select("SELECT no, name FROM journal_measure"))
