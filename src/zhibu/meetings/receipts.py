"""What a receipt adds to "it stands": how the score changed, told by whoever keeps scores.

Rooms do not know each other. The storey above names here the function that reads a unit's score.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

ScoreOf = Callable[[str, int], str]
_readers: list[ScoreOf] = []


def read_scores_by(reader: ScoreOf) -> None:
    """Name the function that returns a unit's live score in a year, or empty text."""
    _readers[:] = [reader]


def score_of(unit: str, year: int) -> str:
    """Return a unit's live score, or empty text where nobody reads one."""
    return _readers[0](unit, year) if _readers else ""


def change_of(before: str, after: str) -> str:
    """Return the sentence on how a score changed, or that it did not."""
    if not after:
        return ""
    if not before:
        return _("得分 %(points)s。") % {"points": after}
    if before == after:
        return _("得分仍为 %(points)s。") % {"points": after}
    return _("得分 %(before)s → %(after)s。") % {"before": before, "after": after}
