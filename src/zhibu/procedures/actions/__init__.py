"""What may be done with cases. No step is skipped, none is dated back into order."""

from zhibu.procedures.actions.completing import complete, insist_on_seen
from zhibu.procedures.actions.deciding import close, grant, move_to
from zhibu.procedures.actions.keeping import add_material, withdraw_material
from zhibu.procedures.actions.mending import (
    correct_step,
    reopen,
    withdraw_case,
    withdraw_exception,
    withdraw_step,
)
from zhibu.procedures.actions.opening import open_case
from zhibu.procedures.actions.refusals import CannotComplete, CannotOpen
from zhibu.procedures.actions.taking import take_over

__all__ = [
    "CannotComplete", "CannotOpen", "add_material", "close", "complete", "correct_step", "grant",
    "insist_on_seen", "move_to", "open_case", "reopen", "take_over", "withdraw_case",
    "withdraw_exception", "withdraw_material", "withdraw_step",
]  # fmt: skip
