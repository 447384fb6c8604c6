"""What rooms that do not know of scores may say of them on a receipt."""

from datetime import date

from django.utils import timezone

from zhibu.assessment import queries as assessment
from zhibu.journal.log import civil
from zhibu.look.templatetags.look import points

CENTS = 100


def points_of(unit: str, year: int) -> str:
    """Return a unit's points of those measured so far, or empty text where nothing is.

    Points as of an earlier day are left out: silence since then has changed them too, and a
    receipt would credit the act with it.
    """
    score = assessment.live_score_of(unit, year=year)
    today = min(civil(timezone.now()), date(year, 12, 31))
    if score is None or not score.out_of or score.as_of < today:
        return ""
    return points(score.points / CENTS)
