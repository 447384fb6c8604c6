"""What stands in the journal about a branch's meetings."""

from zhibu.journal.models import StatedFact


def facts_of(branch: str, room: str = "meetings") -> dict[str, int]:
    """Return the sums of a branch's facts of one room, those that came to nothing left out."""
    found: dict[str, int] = {}
    rows = StatedFact.objects.filter(unit__uid=branch, measure__name__startswith=f"{room}.")
    for name, value in rows.values_list("measure__name", "value"):
        found[name] = found.get(name, 0) + value
    return {name: value for name, value in found.items() if value}
