"""What may be typed about rounds and polls."""

from zhibu.polls.forms.evaluating import DeclineForm, LinkForm, ReasonForm, RoundForm, SheetForm
from zhibu.polls.forms.polling import (
    BallotForm,
    CodeForm,
    CredentialForm,
    PaperForm,
    PollForm,
)

__all__ = [
    "BallotForm", "CodeForm", "CredentialForm", "DeclineForm", "LinkForm", "PaperForm", "PollForm",
    "ReasonForm", "RoundForm", "SheetForm",
]  # fmt: skip
