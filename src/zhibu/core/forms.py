"""Forms of organizational life and the themes a meeting may have, read from data."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhibu.core.bound import CONFIDENCE
from zhibu.core.majority import Threshold, threshold
from zhibu.core.standard_text import Node, parse

EXPECTED = ("members", "committee", "group", "participants")
CADENCES = ("month", "quarter", "half", "year")
BOOKS = ("work", "group", "learning", "box")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of meeting: who should attend, how often, what makes it valid, which book it fills."""

    key: str
    label: str
    short: str
    synonyms: tuple[str, ...]
    expected: str
    also_expected: tuple[str, ...]
    cadence: str
    book: str
    quorum: Threshold | None
    majority: Threshold | None
    elements: tuple[str, ...]
    basis: str
    confidence: str
    importable: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """What a meeting was about, the words that suggest it, and the forms that may carry it."""

    key: str
    label: str
    forms: tuple[str, ...]
    expected: tuple[str, ...]
    keywords: tuple[str, ...]
    item: str


@dataclass(frozen=True, slots=True)
class Forms:
    """Every form and theme there is."""

    forms: Mapping[str, Form]
    themes: Mapping[str, Theme]

    def form_called(self, words: str) -> Form | None:
        """Return the form that people call so, if there is one."""
        return next((form for form in self.forms.values() if words in form.synonyms), None)

    def themes_in(self, words: str, form: str) -> tuple[str, ...]:
        """Return the themes that a meeting's contents suggest; a person confirms them."""
        return tuple(
            theme.key
            for theme in self.themes.values()
            if form in theme.forms and any(word in words for word in theme.keywords)
        )


def load(text: str, *, filename: str = "meetings.yaml") -> Forms:
    """Read forms and themes. Raises StandardFault for whatever is missing or unknown."""
    told = parse(text, filename).fields(
        required=("name", "version", "regulation", "forms", "themes")
    )
    forms = {key: _form(key, node) for key, node in told["forms"].entries().items()}
    themes = told["themes"].entries()
    return Forms(forms, {key: _theme(key, node, forms) for key, node in themes.items()})


def _form(key: str, node: Node) -> Form:
    required = ("label", "short", "synonyms", "expected", "cadence", "book", "elements")
    told = node.fields(
        required=(*required, "basis", "confidence", "import"),
        optional=("also_expected", "quorum", "majority"),
    )
    return Form(
        key=key,
        label=told["label"].text(),
        short=told["short"].text(),
        synonyms=_words(told.get("synonyms")),
        expected=told["expected"].choice(EXPECTED),
        also_expected=_words(told.get("also_expected"), EXPECTED),
        cadence=told["cadence"].choice(CADENCES),
        book=told["book"].choice(BOOKS),
        quorum=threshold(told["quorum"]) if "quorum" in told else None,
        majority=threshold(told["majority"]) if "majority" in told else None,
        elements=_words(told.get("elements")),
        basis=told["basis"].text(),
        confidence=told["confidence"].choice(CONFIDENCE),
        importable=told["import"].flag(),
    )


def _theme(key: str, node: Node, forms: Mapping[str, Form]) -> Theme:
    told = node.fields(required=("label", "forms", "keywords", "item"), optional=("expected",))
    return Theme(
        key=key,
        label=told["label"].text(),
        forms=_words(told["forms"], tuple(forms)),
        expected=_words(told.get("expected"), EXPECTED),
        keywords=_words(told["keywords"]),
        item=told["item"].text(),
    )


def _words(node: Node | None, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
    if node is None:
        return ()
    return tuple(each.choice(allowed) if allowed else each.text() for each in node.listed())
