"""One member's line in a collection of dues."""

from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Line:
    """What one member owed for the month and paid, in yuan.

    ``arrears`` marks a later payment for a month whose dues an earlier record already states;
    ``before`` is what had been paid for it until then.
    """

    member: str
    owed: Decimal
    paid: Decimal
    base: Decimal | None = None
    payer: str | None = None
    before: Decimal = NOTHING
    arrears: bool = False

    @property
    def settled(self) -> bool:
        """Say whether nothing is left to pay for the month."""
        return self.before + self.paid >= self.owed
