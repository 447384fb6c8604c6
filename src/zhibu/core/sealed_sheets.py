"""Independent sheets about one thing: none is told of until enough are in and near enough."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealedSheets:
    """How many sheets are in, how many there must be before any is opened, and may be at most.

    ``spread`` is how far the sheets are apart, None until they are opened; ``bound`` how far they
    may be before one more is asked for, in the same unit.
    """

    count: int
    needed: int
    most: int
    spread: int | None
    bound: int

    @property
    def full(self) -> bool:
        """Whether as many are in as there must be."""
        return self.count >= self.needed

    @property
    def missing(self) -> int:
        """How many must still come in before any is opened."""
        return max(self.needed - self.count, 0)

    @property
    def apart(self) -> bool:
        """Whether opened sheets differ so much that one more is asked for."""
        return self.spread is not None and self.spread > self.bound

    @property
    def wants_more(self) -> bool:
        """Whether another sheet may come in."""
        if self.spread is None:
            return not self.full
        return self.apart and self.count < self.most

    @property
    def complete(self) -> bool:
        """Whether nobody judges any more: what the sheets say may be read by all, and counts."""
        return self.full and not self.wants_more
