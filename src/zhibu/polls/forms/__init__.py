"""What may be typed about rounds and polls."""

from zhibu.polls.forms.evaluating import DeclineForm, LinkForm, ReasonForm, RoundForm, SheetForm
from zhibu.polls.forms.polling import BallotForm, CodeForm, PaperForm, PollForm

__all__ = [
    "BallotForm", "CodeForm", "DeclineForm", "LinkForm", "PaperForm", "PollForm", "ReasonForm",
    "RoundForm", "SheetForm",
]  # fmt: skip
