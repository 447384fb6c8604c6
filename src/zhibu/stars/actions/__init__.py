"""What may be done about stars. Machines reckon; people decide, and say why where they differ."""

from zhibu.stars.actions.circling import SheetTold, compose, end_circle, observe
from zhibu.stars.actions.naming import name_demonstration, withdraw_demonstration
from zhibu.stars.actions.overhauling import Exit, PlanTold, end_overhaul, open_overhaul, visit
from zhibu.stars.actions.rating import Decision, declare_mode, rate, withdraw_rating
from zhibu.stars.actions.refusals import CannotObserve, CannotOverhaul, CannotRate

__all__ = [
    "CannotObserve", "CannotOverhaul", "CannotRate", "Decision", "Exit", "PlanTold", "SheetTold",
    "compose", "declare_mode", "end_circle", "end_overhaul", "name_demonstration", "observe",
    "open_overhaul", "rate", "visit", "withdraw_demonstration", "withdraw_rating",
]  # fmt: skip
