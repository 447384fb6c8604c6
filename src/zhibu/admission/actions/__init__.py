"""What may be done about admissions, besides the steps of a case."""

from zhibu.admission.actions.applying import Application, CannotApply, apply
from zhibu.admission.actions.planning import CannotPlan, QuotaTold, choose_variant, set_quotas

__all__ = [
    "Application", "CannotApply", "CannotPlan", "QuotaTold", "apply", "choose_variant",
    "set_quotas",
]  # fmt: skip
