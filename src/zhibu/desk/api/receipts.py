"""What whoever wrote gets back: the record's place in the journal, and the score it changed."""

from datetime import datetime

from zhibu.assessment import queries as assessment
from zhibu.desk.api.fields import Shown
from zhibu.journal.log import Leaf


class ScoreShown(Shown):
    """Points of those measured so far; both in hundredths of a point."""

    year: int
    points: int
    out_of: int


class ReceiptShown(Shown):
    """``number`` is empty until the journal's sequencer has given it."""

    rec: str
    fingerprint: str
    number: int | None
    at: datetime
    lag: str
    score: ScoreShown | None


def receipt_of(leaf: Leaf) -> ReceiptShown:
    """Return the receipt of an act, with the live score of the year it is about."""
    score = assessment.live_score_of(leaf.unit or "", year=leaf.on.year)
    return ReceiptShown(
        rec=leaf.rec,
        fingerprint=leaf.fingerprint,
        number=leaf.number,
        at=leaf.at,
        lag=leaf.lag.spelled,
        score=ScoreShown(year=leaf.on.year, points=score.points, out_of=score.out_of)
        if score
        else None,
    )
