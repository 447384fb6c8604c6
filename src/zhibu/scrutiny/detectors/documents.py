"""D5: a record that studies a document before it came out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.core.bound import CONFIDENCE
from zhibu.core.standard_text import Node, parse
from zhibu.scrutiny.detectors.thresholds import Anachronism
from zhibu.scrutiny.detectors.told import Branch, Finding

_TITLE = re.compile("《([^《》]{2,120})》")
_BETWEEN = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Document:
    """A document and the first day on which a meeting could have had it."""

    title: str
    issued_on: date
    citation: str
    confidence: str


Catalogue = Mapping[str, Document]


def load(text: str, *, filename: str = "documents.yaml") -> Catalogue:
    """Read the catalogue by title. Raises StandardFault for whatever is missing or unknown."""
    told = parse(text, filename).fields(required=("name", "version", "documents"))
    found = [_document(node) for node in told["documents"].listed()]
    return {_plain(one.title): one for one in found}


def _document(node: Node) -> Document:
    told = node.fields(required=("title", "issued_on", "citation", "confidence"))
    return Document(
        title=told["title"].text(),
        issued_on=told["issued_on"].day(),
        citation=told["citation"].text(),
        confidence=told["confidence"].choice(CONFIDENCE),
    )


def _plain(title: str) -> str:
    return _BETWEEN.sub("", title).replace("(", "（").replace(")", "）")


def titles_in(text: str) -> frozenset[str]:
    """Return the titles that a text names within 《》, without spaces."""
    return frozenset(_plain(found) for found in _TITLE.findall(text))


def anachronisms(branch: Branch, rule: Anachronism, catalogue: Catalogue) -> Iterator[Finding]:
    """Find records that name a document which was not there on the day of the meeting."""
    margin = timedelta(days=rule.margin_days)
    for held in branch.held:
        for title in sorted(titles_in(held.text) & catalogue.keys()):
            document = catalogue[title]
            if held.held_on < document.issued_on - margin:
                figures = {
                    "title": document.title, "issued": document.issued_on.isoformat(),
                    "held": held.held_on.isoformat(), "citation": document.citation,
                    "confidence": document.confidence,
                }  # fmt: skip
                yield Finding("D5", branch.uid, (held.rec,), figures)
