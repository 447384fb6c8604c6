"""The journal's own kinds of records."""

from zhibu.journal.records.erasing import (
    Erased,
    ErasureApproved,
    ErasureAsked,
    ErasureRefused,
    GivenBack,
    Ground,
    State,
    Target,
    Withheld,
)
from zhibu.journal.records.own import STEPPED_BACK, ClockAnomaly, Genesis

__all__ = [
    "STEPPED_BACK",
    "ClockAnomaly",
    "Erased",
    "ErasureApproved",
    "ErasureAsked",
    "ErasureRefused",
    "Genesis",
    "GivenBack",
    "Ground",
    "State",
    "Target",
    "Withheld",
]
