"""The records of this room: what people judged, delegated, drew, appealed and commented."""

from zhibu.review.records.appeals import Answered, Appealed, Moved
from zhibu.review.records.judging import (
    Confirmed,
    Delegated,
    Judged,
    Mark,
    Opened,
    OwnMark,
    Rated,
    SelfAssessed,
)
from zhibu.review.records.months import Commented, Figure
from zhibu.review.records.spots import Drawn, Found, Pool, SpotAnnounced, SpotDrawn

__all__ = [
    "Answered", "Appealed", "Commented", "Confirmed", "Delegated", "Drawn", "Figure", "Found",
    "Judged", "Mark", "Moved", "Opened", "OwnMark", "Pool", "Rated", "SelfAssessed",
    "SpotAnnounced", "SpotDrawn",
]  # fmt: skip
