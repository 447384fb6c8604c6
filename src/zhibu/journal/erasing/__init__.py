"""Erasing and withholding parts of records: one asks, two others approve, the journal remembers.

Kind and facts are never erased. A withheld part stays, encrypted, and is shown to nobody until
another such act gives it back (journal specification 2.3; journal of threats T7, T8).
"""

from zhibu.journal.erasing.asking import ask
from zhibu.journal.erasing.carrying_out import on_erased
from zhibu.journal.erasing.choosing import Choice, choices_of, same_elsewhere, target_of
from zhibu.journal.erasing.deciding import approve, refuse
from zhibu.journal.erasing.refusing import CannotErase
from zhibu.journal.erasing.telling import (
    Act,
    Counts,
    Request,
    acts,
    acts_on,
    counts_by_unit,
    request_of,
    requests,
)

__all__ = [
    "Act",
    "CannotErase",
    "Choice",
    "Counts",
    "Request",
    "acts",
    "acts_on",
    "approve",
    "ask",
    "choices_of",
    "counts_by_unit",
    "on_erased",
    "refuse",
    "request_of",
    "requests",
    "same_elsewhere",
    "target_of",
]
