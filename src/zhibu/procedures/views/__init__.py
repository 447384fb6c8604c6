from zhibu.procedures.views.adding import add_material
from zhibu.procedures.views.auditing import audit
from zhibu.procedures.views.deciding import (
    close,
    grant,
    move,
    reopen,
    withdraw_case,
    withdraw_exception,
)
from zhibu.procedures.views.definitions import definition, definitions
from zhibu.procedures.views.files import docx, material, pdf
from zhibu.procedures.views.listing import of_branch, of_committee
from zhibu.procedures.views.mending import correct, withdraw
from zhibu.procedures.views.showing import detail
from zhibu.procedures.views.stepping import step

__all__ = [
    "add_material", "audit", "close", "correct", "definition", "definitions", "detail", "docx",
    "grant", "material", "move", "of_branch", "of_committee", "pdf", "reopen", "step", "withdraw",
    "withdraw_case", "withdraw_exception",
]  # fmt: skip
