"""The words in which committees write rubrics, read from ``standards/rubrics.yaml``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zhibu.core.standard_text import Node, parse

_BRACKETED = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
_NOISE = re.compile(r"[\s　:：*、，,。.]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_KEPT = "，；：（）！？"


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that point to facts, and what stands for them in a rule."""

    words: tuple[str, ...]
    told: Mapping[str, str]

    def in_text(self, text: str) -> str | None:
        """Return the word by which a text points here, or None."""
        return next((word for word in self.words if word in text), None)


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the import guesses with. The first fitting entry of a list wins."""

    columns: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    cadences: Mapping[str, tuple[str, ...]]
    raters: Mapping[str, tuple[str, ...]]
    signs: Mapping[str, tuple[Sign, ...]]
    hints: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, Mapping[str, str]]
    unsaid: Mapping[str, str]
    scenes: Mapping[str, str]

    def sign(self, kind: str, text: str) -> tuple[Sign, str] | None:
        """Return the first sign of a kind that a text shows, and the word that shows it."""
        return next(self.signs_in(kind, text), None)

    def signs_in(self, kind: str, text: str) -> "Iterator[tuple[Sign, str]]":
        """Yield every sign of a kind that a text shows, each word of the text taken once."""
        left = text
        for sign in self.signs[kind]:
            word = sign.in_text(left)
            if word:
                left = left.replace(word, "\n")
                yield sign, word

    def word_of(self, name: str, text: str) -> str | None:
        """Return the first word of a list that stands in a text, or None."""
        return next((word for word in self.lists[name] if word in text), None)

    def cadence(self, text: str) -> tuple[str, str] | None:
        """Return the cadence a text asks for, and the word that says so."""
        return next(
            ((key, word) for key, said in self.cadences.items() for word in said if word in text),
            None,
        )


def load(text: str, *, filename: str = "rubrics.yaml") -> Words:
    """Read the words. Raises StandardFault for a shape that cannot be meant."""
    lists = (
        "totals", "subtotals", "footers", "bonus_sections", "deduct_sections", "open_words",
        "vetoes", "late_words", "document_words", "ratio_words", "grade_words",
    )  # fmt: skip
    kinds = ("acts", "ratios", "documents", "matters", "states", "events")
    groups = ("columns", "cadences", "raters", "hints", "classes", "unsaid", "scenes")
    told = parse(text, filename).fields(required=(*lists, *kinds, *groups))
    columns = {
        header_key(word.text()): field
        for field, node in told["columns"].entries().items()
        for word in node.listed()
    }
    return Words(
        columns=columns,
        lists={name: _texts(told[name]) for name in lists},
        cadences=_grouped(told["cadences"]),
        raters=_grouped(told["raters"]),
        signs={name: tuple(_sign(node) for node in told[name].listed()) for name in kinds},
        hints=_told(told["hints"]),
        classes=_told(told["classes"]),
        unsaid={key: node.text() for key, node in told["unsaid"].entries().items()},
        scenes={key: node.text() for key, node in told["scenes"].entries().items()},
    )


def plain(text: str) -> str:
    """Return a cell's text as it is compared: full-width letters and digits folded, no spaces.

    Unlike NFKC this leaves ① as it is: it numbers a sub-requirement and is not a number.
    """
    folded = "".join(sign if sign in _KEPT else sign.translate(_WIDE) for sign in text)
    return re.sub(r"[ \t\u00a0\u3000]+", "", folded).replace("％", "%").strip()


def header_key(text: str) -> str:
    """Return what a header is compared by."""
    bare = _NOISE.sub("", _BRACKETED.sub("", text))
    return bare or _NOISE.sub("", text)


def _texts(node: Node) -> tuple[str, ...]:
    return tuple(each.text() for each in node.listed())


def _grouped(node: Node) -> dict[str, tuple[str, ...]]:
    return {key: _texts(each) for key, each in node.entries().items()}


def _told(node: Node) -> dict[str, dict[str, str]]:
    return {
        key: {name: value.text() for name, value in each.entries().items()}
        for key, each in node.entries().items()
    }


def _sign(node: Node) -> Sign:
    told = dict(node.entries())
    words = _texts(told.pop("words"))
    return Sign(words, {key: value.text() for key, value in told.items()})
