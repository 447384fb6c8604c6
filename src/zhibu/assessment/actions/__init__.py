"""What may be done with standards and years: adopt, take back, close."""

from zhibu.assessment.actions.adopting import (
    CannotAdopt,
    CannotWithdraw,
    Progress,
    Proposal,
    adopt,
    checked,
    nowhere,
    rescore,
    withdraw,
)
from zhibu.assessment.actions.closing import CannotSeal, seal

__all__ = [
    "CannotAdopt", "CannotSeal", "CannotWithdraw", "Progress", "Proposal", "adopt", "checked",
    "nowhere", "rescore", "seal", "withdraw",
]  # fmt: skip
