"""A number of the rules with the article it rests on and how sure it is: one reading for all."""

from dataclasses import dataclass

from zhibu.core.standard_text import Node

CONFIDENCE = ("A", "B", "K", "P")
SURE = CONFIDENCE[0]


@dataclass(frozen=True, slots=True)
class Bound:
    """A number, and where it comes from. What it counts, its place in the data says."""

    number: int
    title: str
    basis: str
    confidence: str

    @property
    def sure(self) -> bool:
        return self.confidence == SURE


@dataclass(frozen=True, slots=True)
class Reading:
    """How a bound is written: the key of its number ("" for none), and within what it lies.

    ``titled``: it has a title; ``money``: yuan, read as fen; ``besides``: keys the caller reads.
    """

    number: str = "value"
    least: int = 0
    most: int = 1_000
    titled: bool = False
    money: bool = False
    besides: tuple[str, ...] = ()

    def read(self, node: Node) -> Bound:
        """Return the bound of a place. Raises StandardFault for what is missing or unknown."""
        titled = ("title",) if self.titled else ()
        counted = (self.number,) if self.number else ()
        told = node.fields(required=(*counted, *titled, "basis", "confidence", *self.besides))
        return Bound(
            number=self._number(told[self.number]) if self.number else 0,
            title=told["title"].text() if self.titled else "",
            basis=told["basis"].text(),
            confidence=confidence(told["confidence"]),
        )

    def each(self, node: Node) -> dict[str, Bound]:
        """Return the bounds of a mapping by their keys."""
        return {key: self.read(one) for key, one in node.entries().items()}

    def named(self, node: Node, names: tuple[str, ...]) -> dict[str, Bound]:
        """Return the bounds of a mapping that has these keys and no others."""
        return {key: self.read(one) for key, one in node.fields(required=names).items()}

    def _number(self, node: Node) -> int:
        return node.cents() if self.money else node.whole(least=self.least, most=self.most)


def confidence(node: Node) -> str:
    """Return how sure something is. Raises StandardFault for an unknown letter."""
    return node.choice(CONFIDENCE)
