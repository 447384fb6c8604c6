"""Reads a book of indicators, with the exact place of whatever cannot be meant."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from zhibu.core.bound import CONFIDENCE
from zhibu.core.indicators import (
    Balance,
    Book,
    Breakdown,
    Condition,
    Indicator,
    Part,
    Source,
    Table,
    Where,
)
from zhibu.core.standard_text import Node, parse

REST = "rest"


def load(text: str, *, filename: str) -> Book:
    """Read a book. Raises StandardFault for whatever is missing, unknown or said twice."""
    told = parse(text, filename).fields(
        required=("version", "source", "indicators", "breakdowns", "balances", "tables")
    )
    indicators = tuple(_indicator(node) for node in told["indicators"].listed())
    breakdowns = tuple(_breakdown(node) for node in told["breakdowns"].listed())
    lines = [one.id for one in indicators]
    for one in breakdowns:
        lines += [one.id, *(f"{one.id}.{part.id}" for part in one.parts)]
    _refuse_doubles(told["indicators"], lines)
    return Book(
        version=told["version"].text(),
        source=told["source"].text(),
        indicators=indicators,
        breakdowns=breakdowns,
        balances=tuple(_balance(node, lines) for node in told["balances"].listed()),
        tables=tuple(_table(node, lines) for node in told["tables"].listed()),
    )


def _refuse_doubles(node: Node, lines: Sequence[str]) -> None:
    for line, times in Counter(lines).items():
        if times > 1:
            raise node.fault("id_doubled", value=line)


_NUMBER = ("id", "title", "of", "formula", "basis", "confidence")


def _indicator(node: Node, *more: str) -> Indicator:
    told = node.fields(required=_NUMBER, optional=("where", "listed", "pooled", *more))
    return Indicator(
        id=told["id"].text(),
        title=told["title"].text(),
        of=told["of"].text(),
        formula=told["formula"].text(),
        where=_where(told.get("where")),
        source=_source(told),
        listed=_flag(told, "listed", usual=True),
        pooled=_flag(told, "pooled", usual=False),
    )


def _flag(told: Mapping[str, Node], key: str, *, usual: bool) -> bool:
    return told[key].flag() if key in told else usual


def _source(told: Mapping[str, Node]) -> Source:
    return Source(told["basis"].text(), told["confidence"].choice(CONFIDENCE))


def _breakdown(node: Node) -> Breakdown:
    whole = _indicator(node, "parts", "first")
    told = node.entries()
    if "parts" not in told:
        raise node.fault("key_missing", value="parts")
    parts = tuple(_part(one) for one in told["parts"].listed())
    if not parts:
        raise told["parts"].fault("list_empty")
    return Breakdown(whole, parts, _flag(told, "first", usual=False))


def _part(node: Node) -> Part:
    told = node.fields(required=("id", "title"), optional=("where", REST))
    if ("where" in told) == (REST in told):
        raise node.fault("key_missing", value="where")
    return Part(
        told["id"].text(),
        told["title"].text(),
        _where(told.get("where")),
        _flag(told, REST, usual=False),
    )


def _where(node: Node | None) -> Where:
    if node is None:
        return ()
    return tuple(_condition(attribute, one) for attribute, one in node.entries().items())


_TESTS: dict[str, Callable[[Node], object]] = {
    "among": lambda node: frozenset(one.text() for one in node.listed()),
    "holds": lambda node: tuple(one.text() for one in node.listed()),
    "least": Node.whole,
    "most": Node.whole,
    "from": Node.day,
    "until": Node.day,
    "unknown": Node.flag,
}
_MEANT = {"from": "least", "until": "most"}


def _condition(attribute: str, node: Node) -> Condition:
    told = node.fields(required=(), optional=tuple(_TESTS))
    if not told:
        raise node.fault("list_empty")
    read = {_MEANT.get(key, key): _TESTS[key](one) for key, one in told.items()}
    return Condition(attribute, **read)  # type: ignore[arg-type]


def _lines(node: Node, lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(one.choice(lines) for one in node.listed())


def _balance(node: Node, lines: Sequence[str]) -> Balance:
    told = node.fields(required=("id", "title", "left", "right", "basis", "confidence"))
    left, right = _lines(told["left"], lines), _lines(told["right"], lines)
    return Balance(told["id"].text(), told["title"].text(), left, right, _source(told))


def _table(node: Node, lines: Sequence[str]) -> Table:
    told = node.fields(required=("id", "title"), optional=("shows", "cannot"))
    if not {"shows", "cannot"} & told.keys():
        raise node.fault("key_missing", value="cannot")
    shows = _lines(told["shows"], lines) if "shows" in told else ()
    cannot = told["cannot"].text() if "cannot" in told else ""
    return Table(told["id"].text(), told["title"].text(), shows, cannot)
