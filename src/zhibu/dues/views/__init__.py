"""The pages of the dues room."""

from zhibu.dues.views.entering import collect, listing
from zhibu.dues.views.keeping import (
    agree_quarterly,
    arrears,
    bases,
    change_base,
    decide_relief,
    reliefs,
    statement,
)
from zhibu.dues.views.mending import correct, take_back, withdraw
from zhibu.dues.views.remitting import pay_extra, publish_year, remit, remittance

__all__ = [
    "agree_quarterly",
    "arrears",
    "bases",
    "change_base",
    "collect",
    "correct",
    "decide_relief",
    "listing",
    "pay_extra",
    "publish_year",
    "reliefs",
    "remit",
    "remittance",
    "statement",
    "take_back",
    "withdraw",
]
