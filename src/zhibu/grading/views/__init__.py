"""The pages of the grading room."""

from zhibu.grading.views import claims, classes, results, vetoes

__all__ = ["claims", "classes", "results", "vetoes"]
