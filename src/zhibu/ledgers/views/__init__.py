"""The pages of the ledgers room."""

from zhibu.ledgers.views.books import archive, book, books
from zhibu.ledgers.views.frozen import card, freeze, frozen, frozen_file
from zhibu.ledgers.views.library import library, library_xlsx
from zhibu.ledgers.views.registers import registers, workbook
from zhibu.ledgers.views.versions import versions, withdraw_frozen

__all__ = [
    "archive", "book", "books", "card", "freeze", "frozen", "frozen_file", "library",
    "library_xlsx", "registers", "versions", "withdraw_frozen", "workbook",
]  # fmt: skip
