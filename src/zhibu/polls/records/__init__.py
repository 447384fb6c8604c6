"""What is written of mutual evaluation and of polls."""

from zhibu.polls.records.evaluating import (
    Linked,
    PeersAwarded,
    RoundClosed,
    RoundOpened,
    RoundPlanned,
    Row,
    SheetFilled,
    Weight,
)
from zhibu.polls.records.polling import (
    GroupCounts,
    PaperConfirmed,
    PaperCounted,
    PollClosed,
    PollOpened,
    ResultTold,
)

__all__ = [
    "GroupCounts", "Linked", "PaperConfirmed", "PaperCounted", "PeersAwarded", "PollClosed",
    "PollOpened", "ResultTold", "RoundClosed", "RoundOpened", "RoundPlanned", "Row", "SheetFilled",
    "Weight",
]  # fmt: skip
