"""What the pages show of a draft: its items as rows, its questions, where each line went."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhibu.core.rubric_drafting import items_of, sections_of
from zhibu.core.rubric_writing import Tree
from zhibu.drafting.models import StandardDraft
from zhibu.drafting.preview import words_of
from zhibu.drafting.wording import ASKS, BECAME, CHOICES, CODES, NOTICES, REASONS
from zhibu.drafting.workbench import known


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the list: where it stands, and what it is worth."""

    place: int
    id: str
    title: str
    points: str
    rule: str


@dataclass(frozen=True, slots=True)
class SectionRows:
    id: str
    title: str
    points: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    place: int
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question of the import, with one click for each answer."""

    key: str
    row: int
    item: str
    text: str
    words: str
    why: str
    choices: tuple[ChoiceShown, ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class RowShown:
    row: int
    text: str
    became: str
    items: tuple[str, ...]


def rows_of(tree: Mapping[str, Tree]) -> tuple[SectionRows, ...]:
    """Return the items by their sections; those of no section come last."""
    items = list(enumerate(items_of(dict(tree))))
    found, seen = [], set()
    for section in sections_of(dict(tree)):
        mine = [(place, each) for place, each in items if each.get("section") == section.get("id")]
        seen |= {place for place, _each in mine}
        found.append(_section(section, mine))
    lost = [(place, each) for place, each in items if place not in seen]
    return (*found, *([_section({}, lost)] if lost else []))


def _section(section: Mapping[str, Tree], items: list[tuple[int, dict[str, Tree]]]) -> SectionRows:
    rules = dict(CODES)
    rows = tuple(
        ItemRow(
            place,
            str(item.get("id", "")),
            str(item.get("title", "")),
            str(item.get("points", "")),
            str(rules.get(str(item.get("code", "")), "")).partition("：")[0],
        )
        for place, item in items
    )
    return SectionRows(
        str(section.get("id", "")),
        str(section.get("title", "")),
        str(section.get("points", "")),
        rows,
    )


def questions_of(draft: StandardDraft) -> tuple[QuestionShown, ...]:
    """Return the questions of the import, those still open first."""
    ordered = sorted(draft.questions, key=lambda each: each["chosen"] is not None)
    return tuple(_question(each) for each in ordered)


def _question(told: Mapping[str, Any]) -> QuestionShown:
    reason = told["told"].get("reason", "")
    return QuestionShown(
        key=told["key"],
        row=told["row"],
        item=told["item"],
        text=told["text"],
        words=words_of(ASKS, told["asks"], told["told"]),
        why=words_of(REASONS, reason, told["told"]) if reason else "",
        choices=tuple(_choices(told["choices"])),
        chosen=told["chosen"],
    )


def _choices(choices: list[Mapping[str, Any]]) -> Iterator[ChoiceShown]:
    rules = dict(CODES)
    for place, choice in enumerate(choices):
        change, say = choice.get("set", {}), choice["say"]
        if say == "rule" and change.get("code") in {"J", "X"}:
            say = "people"
        elif say == "rule" and not _facts_in(change) <= known():
            say = "waiting"
        told = {"code": rules.get(change.get("code", ""), ""), "points": change.get("points", "")}
        why = choice.get("reason", "")
        words = words_of(REASONS, why, {"quote": choice.get("quote", "")}) if why else ""
        yield ChoiceShown(place, words_of(CHOICES, say, told), words)


def _facts_in(change: Tree) -> frozenset[str]:
    """Return the names of facts anywhere in a change."""
    if isinstance(change, dict):
        keys = {"fact", "per", "numerator", "denominator", "made", "complete", "due", "in_time",
                "late", "standing", "breach"}  # fmt: skip
        mine = {str(v) for k, v in change.items() if k in keys and isinstance(v, str)}
        return frozenset(mine).union(*(_facts_in(each) for each in change.values()))
    if isinstance(change, list):
        return frozenset().union(*(_facts_in(each) for each in change))
    return frozenset()


def accounts_of(draft: StandardDraft) -> tuple[RowShown, ...]:
    """Return what became of each row of the sheet."""
    return tuple(
        RowShown(
            each["row"],
            each["text"],
            str(BECAME.get(each["became"], "")),
            tuple(name.removeprefix("+") for name in each["items"]),
        )
        for each in draft.rows
    )


def notices_of(draft: StandardDraft) -> tuple[str, ...]:
    """Return where the sheet's own sums differ from its lines."""
    return tuple(words_of(NOTICES, each["code"], each["told"]) for each in draft.notices)
