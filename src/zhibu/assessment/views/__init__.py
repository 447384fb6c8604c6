"""Pages about scores and the standards behind them."""

from zhibu.assessment.views.adopting import adopt, withdraw
from zhibu.assessment.views.scores import item, scorecard, trace
from zhibu.assessment.views.standards import download, standard, versions

__all__ = [
    "adopt",
    "download",
    "item",
    "scorecard",
    "standard",
    "trace",
    "versions",
    "withdraw",
]
