"""Reading the books after a siege: is all there that was acknowledged, and nothing by halves?"""

from collections.abc import Mapping
from typing import Any

PEOPLE = 9  # in each branch, as the last of the statements below knows
FAULTS = ("lost", "gaps", "halves", "renumbered", "wrong_sums")

_UNNUMBERED = """
    SELECT COUNT(*) FROM journal_leaf l
    WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.lh = l.lh)
"""
_HALVES = """
    SELECT COUNT(*) FROM journal_entry e
    WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.lh = e.lh);
    SELECT COUNT(*) FROM journal_entry e
    WHERE NOT EXISTS (SELECT 1 FROM journal_payload p WHERE p.lh = e.lh);
    SELECT COUNT(*) FROM journal_payload p
    WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.lh = p.lh);
    SELECT COUNT(*) FROM journal_leaf l WHERE kind = 'meetings.held'
    AND NOT EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.lh = l.lh);
    SELECT COUNT(*) FROM journal_leaf l WHERE kind = 'meetings.held'
    AND NOT EXISTS (SELECT 1 FROM journal_fact f WHERE f.lh = l.lh);
    SELECT COUNT(*) FROM meetings_meeting m
    WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.lh = m.lh);
    SELECT COUNT(*) FROM meetings_meeting m
    WHERE (SELECT COUNT(*) FROM meetings_attended a WHERE a.meeting_id = m.rec) <> 9
"""
# What the facts of past days add up to must be what the sums of their months say.
_FACTS = """
    SELECT SUM(value) FROM journal_fact f JOIN journal_measure m ON m.no = f.fact_no
    WHERE m.name LIKE 'meetings.%'
"""
_SUMS = """
    SELECT SUM(t.sum) FROM journal_tally t JOIN journal_measure m ON m.no = t.fact_no
    WHERE m.name LIKE 'meetings.%'
"""


def read(acknowledged: Mapping[bytes, int | None]) -> dict[str, Any]:
    """Return what is wrong with the books, and how much was written in them."""
    from zhibu.journal.models import Entry

    entries = {bytes(lh): seq for lh, seq in Entry.objects.values_list("lh", "seq")}
    numbers = sorted(entries.values())
    return {
        "acknowledged": len(acknowledged),
        "entries": len(entries),
        "lost": sum(lh not in entries for lh in acknowledged),
        "renumbered": sum(
            number is not None and entries.get(lh, number) != number
            for lh, number in acknowledged.items()
        ),
        "gaps": sum(number != place for place, number in enumerate(numbers)) + one(_UNNUMBERED),
        "halves": sum(one(order) for order in _HALVES.split(";")),
        "wrong_sums": int(one(_FACTS) != one(_SUMS)),
    }


def one(order: str) -> int:
    """Return the number that a statement counts."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(order.replace("%", "%%") if "%" in order else order)
        return int(cursor.fetchone()[0])
