"""Scores follow every act: whoever records a meeting sees the score it changed."""

from datetime import datetime

from zhibu.assessment import checking, engine
from zhibu.journal import log
from zhibu.notary import verify

verify.also("scores", checking.check_scores)
verify.also("seals", checking.check_seals)


@log.follow
def refresh_live_scores(units: frozenset[str], at: datetime) -> None:
    """Bring the live scores of units up to date, inside the transaction of the act."""
    engine.refresh(units, at)
