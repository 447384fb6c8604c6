"""What whoever wrote gets back: the record's place in the journal, and the score it changed."""

from datetime import datetime

from zhibu.assessment import queries as assessment
from zhibu.desk.api.fields import Shown
from zhibu.journal.log import Leaf
from zhibu.notary import receipts


class ScoreShown(Shown):
    """Points of those measured so far; both in hundredths of a point."""

    year: int
    points: int
    out_of: int


class ReceiptShown(Shown):
    """``number`` is empty until the journal's sequencer has given it.

    ``leaf`` is the record's whole hash, ``promise`` the signed note that it will be in the journal:
    keep both until ``/journal/receipts/<leaf>`` gives the proof.
    """

    rec: str
    leaf: str
    promise: str
    fingerprint: str
    number: int | None
    at: datetime
    lag: str
    score: ScoreShown | None


def receipt_of(leaf: Leaf) -> ReceiptShown:
    """Return the receipt of an act, with the live score of the year it is about."""
    promise = receipts.promise_of(leaf)
    score = assessment.live_score_of(leaf.unit or "", year=leaf.on.year)
    return ReceiptShown(
        rec=leaf.rec,
        leaf=leaf.lh.hex(),
        promise=promise.data.decode() if promise else "",
        fingerprint=leaf.fingerprint,
        number=leaf.number,
        at=leaf.at,
        lag=leaf.lag.spelled,
        score=ScoreShown(year=leaf.on.year, points=score.points, out_of=score.out_of)
        if score
        else None,
    )
