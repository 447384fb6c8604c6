"""What a page says of a unit's year that was sealed, beside the live score."""

from datetime import date

from zhibu.assessment import words
from zhibu.assessment.models import SealedScore
from zhibu.assessment.values import SealedNote
from zhibu.core import canonical
from zhibu.core.scoring import Result, Scores


def note_of(unit: str, year: int, purpose: str, *, now: Scores) -> SealedNote | None:
    """Return what was sealed of a unit's year, and how far the live score has moved since.

    One query. None where the year is open.
    """
    rows = SealedScore.objects.filter(unit=unit, year=year, purpose=purpose)
    row = rows.first()
    if row is None:
        return None
    card = canonical.read(row.card.encode())
    result = card["result"]
    moved = int(now.percent[0]) - card["percent"]
    return SealedNote(
        rec=row.rec,
        on=date.fromisoformat(card["as_of"]),
        standard=row.standard,
        points=words.spell(card["points"]),
        out_of=words.spell(card["out_of"]),
        percent=words.spell(card["percent"]),
        result=str(words.RESULTS[Result(result)]) if result else "",
        moved=f"{'+' if moved > 0 else '−'}{words.spell(abs(moved))}" if moved else "",
    )
