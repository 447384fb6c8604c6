"""The pages of the admission room."""

from zhibu.admission.views.branches import new, rosters
from zhibu.admission.views.committees import choose, plan

__all__ = ["choose", "new", "plan", "rosters"]
