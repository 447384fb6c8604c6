"""What rooms that do not know of scores may say of them on a receipt."""

from zhibu.assessment import queries as assessment
from zhibu.look.templatetags.look import points

CENTS = 100


def points_of(unit: str, year: int) -> str:
    """Return a unit's points of those measured so far, or empty text where nothing is."""
    score = assessment.live_score_of(unit, year=year)
    return points(score.points / CENTS) if score and score.out_of else ""
