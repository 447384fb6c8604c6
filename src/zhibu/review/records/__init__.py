"""The records of this room: what people judged, delegated, drew, appealed and commented."""

from zhibu.review.records.appeals import Answered, Appealed
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
from zhibu.review.records.spots import Drawn, Found, Line, Pool, SpotAnnounced, SpotDrawn

__all__ = [
    "Answered", "Appealed", "Commented", "Confirmed", "Delegated", "Drawn", "Figure", "Found",
    "Judged", "Line", "Mark", "Opened", "OwnMark", "Pool", "Rated", "SelfAssessed",
    "SpotAnnounced", "SpotDrawn",
]  # fmt: skip
