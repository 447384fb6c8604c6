"""What stands of a unit's facts after all corrections."""

from collections import Counter

from zhibu.journal.models import StatedFact


def facts_of(branch, prefix):
    """Return the facts that begin so, summed by name and day; those that cancel are left out."""
    rows = StatedFact.objects.filter(unit__uid=branch.uid, measure__name__startswith=f"{prefix}.")
    found = Counter()
    for name, on, value in rows.values_list("measure__name", "on", "value"):
        found[name, on] += value
    return {key: value for key, value in found.items() if value}
