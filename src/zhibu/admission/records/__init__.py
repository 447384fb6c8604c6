"""The record kinds of the admission room."""

from zhibu.admission.records.applying import Applied, Reached
from zhibu.admission.records.planning import QuotaSet, VariantChosen

__all__ = ["Applied", "QuotaSet", "Reached", "VariantChosen"]
