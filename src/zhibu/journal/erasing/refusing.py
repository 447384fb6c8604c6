"""Why something is not erased."""

from zhibu.core.refusal import Refusal


class CannotErase(Refusal):
    """Nothing is erased or withheld: the request, the approval or the part is not such."""
