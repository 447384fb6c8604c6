"""The pages of the dues room."""

from zhibu.dues.views.entering import collect, listing
from zhibu.dues.views.mending import correct, withdraw

__all__ = ["collect", "correct", "listing", "withdraw"]
