"""What records stated, as tests compare it."""

from zhibu.journal.models import StatedFact


def facts_of(unit, *names):
    """Return name, day and value of a unit's facts."""
    rows = StatedFact.objects.filter(unit__uid=unit.uid).order_by("id")
    told = rows.values_list("measure__name", "on", "value")
    return [(name, on.isoformat(), value) for name, on, value in told if not names or name in names]


def level_of(unit, name, on):
    """Return the running total of a level on a day."""
    return sum(value for _, day, value in facts_of(unit, name) if day <= on.isoformat())
