from zhibu.notices.views.acting import close, escalate, receipt, reply, visit, withdraw
from zhibu.notices.views.drafts import draft, drafts
from zhibu.notices.views.files import docx, download, pdf
from zhibu.notices.views.listing import of_branch, of_committee
from zhibu.notices.views.reminding import reminders
from zhibu.notices.views.showing import detail

__all__ = [
    "close", "detail", "docx", "download", "draft", "drafts", "escalate", "of_branch",
    "of_committee", "pdf", "receipt", "reminders", "reply", "visit", "withdraw",
]  # fmt: skip
