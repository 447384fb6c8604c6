"""The pages of the meetings room."""

from zhibu.meetings.views.answering import answer
from zhibu.meetings.views.entering import record
from zhibu.meetings.views.files import download
from zhibu.meetings.views.listing import listing
from zhibu.meetings.views.mending import correct, withdraw
from zhibu.meetings.views.offline import worker

__all__ = ["answer", "correct", "download", "listing", "record", "withdraw", "worker"]
