"""Facts dated in the future enter the sums on their day."""

from datetime import date

from django.db import transaction

from zhibu.journal import entering, facts, numbers
from zhibu.journal.backends import store
from zhibu.journal.models import StatedFact, Unripe

_BATCH = 500


def ripen(today: date) -> frozenset[str]:
    """Add every fact whose day has come, and return the units whose sums moved.

    Safe to run at any time and twice: each fact leaves the list in the transaction that adds it.
    """
    moved: set[str] = set()
    while units := _ripen_some(today):
        moved |= units
    return frozenset(moved)


@transaction.atomic
def _ripen_some(today: date) -> set[str]:
    due = Unripe.objects.filter(on__lte=today).order_by("on", "fact_id")
    chosen = list(due.values_list("fact_id", "fact__unit__uid")[:_BATCH])
    store.hold({unit for _, unit in chosen})
    # Read again now that the units are held: another worker may have been quicker.
    waiting = Unripe.objects.filter(fact_id__in=[fact for fact, _ in chosen])
    ids = list(waiting.values_list("fact_id", flat=True))
    rows = list(StatedFact.objects.filter(id__in=ids).select_related("unit"))
    waiting.delete()
    entering.sum_facts(rows, numbers.of_measures(facts.covering()), today)
    return {row.unit.uid for row in rows}
