"""How often records were corrected, and heads published: what the page of trust counts."""

from django.db.models import Count

from zhibu.journal.leaves import REPLACING, Op
from zhibu.journal.models import LeafRow
from zhibu.notary.models import Checkpoint


def corrections_by_unit() -> dict[str, int]:
    """Return how many corrections were made of each unit's records. One query."""
    # The condition is that of the index over successors, so no other leaf is looked at.
    rows = LeafRow.objects.filter(op__in=sorted(REPLACING)).exclude(unit="")
    counted = rows.values_list("unit", "op").annotate(n=Count("id")).order_by("unit")
    return {unit: count for unit, op, count in counted if op == Op.CORRECT}


def heads_published() -> int:
    """Return how many heads were published."""
    return Checkpoint.objects.exclude(why="").count()
