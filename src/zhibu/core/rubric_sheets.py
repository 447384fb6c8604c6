"""A rubric's sheet, line by line: what each row is, so that none of them is lost.

Takes plain cells; who reads the file stands outside. Nothing here guesses a rule yet.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from zhibu.core import rubric_amounts as amounts
from zhibu.core.rubric_words import Words, header_key, plain

Row = Sequence[object]
Span = tuple[tuple[int, int], tuple[int, int]]

FIELDS = (
    "section", "project", "demand", "basis", "cadence", "points", "deduction", "gain", "evidence",
    "rater", "remark",
)  # fmt: skip
_SAYS = ("demand", "project", "deduction", "gain")
_HEADED_WITHIN = 20
_LEAST_HEADERS = 2
_LONGEST_HEADING = 60


class Became(StrEnum):
    """What a row of the sheet was taken for."""

    TITLE = "title"
    HEADER = "header"
    SECTION = "section"
    ITEM = "item"
    PART = "part"
    TOTAL = "total"
    NOTE = "note"
    EMPTY = "empty"


class NoRubric(ValueError):
    """A sheet holds no rubric. ``code``: no_header, no_lines, too_many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Line:
    """One row that asks for something, its merged cells filled in; ``parts`` share its points."""

    row: int
    section: str
    told: Mapping[str, str]
    parts: tuple["Line", ...] = ()

    def says(self, field: str) -> str:
        return self.told.get(field, "")

    @property
    def text(self) -> str:
        """All that the line says, for looking for words."""
        return "。".join(filter(None, (self.told.get(name, "") for name in FIELDS[1:])))


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row, with its text: every row of the sheet has one."""

    row: int
    became: Became
    text: str


@dataclass(frozen=True, slots=True)
class Rubric:
    """A sheet taken apart: its title, its sections in order, its lines, and every row's fate.

    ``joined`` are rows without points that were taken for more of the row above.
    """

    title: str
    sections: tuple[str, ...]
    lines: tuple[Line, ...]
    rows: tuple[Told, ...]
    total: int | None
    joined: tuple[int, ...] = ()


MOST_LINES = 600


def rubric_of(rows: Sequence[Row], words: Words, *, merged: Iterable[Span] = ()) -> Rubric:
    """Take a sheet apart. Raises NoRubric where it has no header row or no lines."""
    texts = [[_text(cell) for cell in row] for row in rows]
    head = _header(texts, words)
    if head is None:
        raise NoRubric("no_header")
    filled = _filled(texts, head.row, merged)
    reader = _Reader(words, head, _tall_points(head, merged))
    for number in range(head.row + 1, len(filled)):
        reader.take(number, filled[number], texts[number])
    if not reader.lines:
        raise NoRubric("no_lines")
    if len(reader.lines) > MOST_LINES:
        raise NoRubric("too_many")
    above = [_above(number, texts[number], head.row) for number in range(head.row + 1)]
    title = next((told.text for told in above if told.became is Became.TITLE), "")
    lines = _sectioned(reader.lines)
    return Rubric(
        title=title,
        sections=tuple(dict.fromkeys(line.section for line in lines)),
        lines=tuple(lines),
        rows=(*above, *reader.rows),
        total=reader.total,
        joined=tuple(reader.joined),
    )


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    columns: Mapping[int, str]

    def told(self, cells: Sequence[str]) -> dict[str, str]:
        """Return field → text of a row; two columns of one field are joined."""
        found: dict[str, str] = {}
        for place, field in self.columns.items():
            text = cells[place] if place < len(cells) else ""
            if text and field in FIELDS and text not in found.get(field, ""):
                found[field] = f"{found[field]}；{text}" if field in found else text
        return found

    def column_of(self, field: str) -> int | None:
        return next((place for place, name in self.columns.items() if name == field), None)


class _Reader:
    """Walks down the rows and remembers the section it is in."""

    def __init__(self, words: Words, head: _Header, tall: frozenset[int]) -> None:
        self.words = words
        self.head = head
        self.tall = tall
        self.section = ""
        self.total: int | None = None
        self.lines: list[Line] = []
        self.joined: list[int] = []
        self.rows: list[Told] = []

    def take(self, number: int, cells: Sequence[str], own: Sequence[str]) -> None:
        became = self._became(number, cells, own)
        text = " | ".join(dict.fromkeys(filter(None, own)))
        self.rows.append(Told(number + 1, became, text))

    def _became(self, number: int, cells: Sequence[str], own: Sequence[str]) -> Became:
        present = list(dict.fromkeys(filter(None, own)))
        plainly = self._plainly(present, own)
        if plainly is Became.SECTION:
            self.section = present[0]
        elif plainly is Became.TOTAL and self._is("totals", present[0]):
            self.total = _total_in(present[1:]) or self.total
        return plainly or self._line(number, cells, own)

    def _plainly(self, present: Sequence[str], own: Sequence[str]) -> Became | None:
        """Say what a row is that asks for nothing, or None."""
        kinds = (
            (Became.EMPTY, not present),
            (Became.HEADER, present and self._is_header(own)),
            (Became.TOTAL, present and self._is("totals", present[0])),
            (Became.TOTAL, present and self._is("subtotals", present[0])),
            (Became.NOTE, present and self._is_note(present)),
            (Became.SECTION, len(present) == 1 and self._is_heading(present[0], own)),
        )
        return next((became for became, is_so in kinds if is_so), None)

    def _is(self, name: str, text: str) -> bool:
        return header_key(plain(text)) in self.words.lists[name]

    def _line(self, number: int, cells: Sequence[str], own: Sequence[str]) -> Became:
        told, mine = self.head.told(cells), self.head.told(own)
        if not any(mine.get(name) for name in _SAYS):
            return Became.NOTE
        self.section = told.get("section") or self.section
        section = self.section
        line = Line(number + 1, section, {k: v for k, v in told.items() if k != "section"})
        shares = number in self.tall or (not mine.get("points") and self._continues(mine))
        if shares and self.lines and self.lines[-1].section == section:
            above = self.lines[-1]
            self.lines[-1] = replace(above, parts=(*above.parts, line))
            self.joined += [] if number in self.tall else [line.row]
            return Became.PART
        self.lines.append(line)
        return Became.ITEM

    def _continues(self, mine: Mapping[str, str]) -> bool:
        """A row without points, basis or own project says more of the row above."""
        has_points = self.head.column_of("points") is not None
        costs = amounts.first_cost(mine.get("deduction", "") + mine.get("demand", ""))
        graded = mine.get("gain") or mine.get("project") or "否决" in "".join(mine.values())
        return has_points and not graded and costs is not None and bool(mine.get("demand"))

    def _is_header(self, own: Sequence[str]) -> bool:
        known = [self.words.columns.get(header_key(plain(cell))) for cell in own if cell]
        return len(known) > _LEAST_HEADERS and all(known)

    def _is_note(self, present: Sequence[str]) -> bool:
        key = re.split("[:：]", present[0])[0]
        return header_key(plain(key)) in self.words.lists["footers"]

    def _is_heading(self, text: str, own: Sequence[str]) -> bool:
        """One cell alone heads a section, unless it stands where demands or deductions do."""
        place = next(place for place, cell in enumerate(own) if cell)
        field = self.head.columns.get(place, "")
        numbered = re.match("[一二三四五六七八九十A-Z]+[、.．]|第[一二三四五六七八九十]", text)
        scored = amounts.points_within(text) is not None or amounts.weight_within(text) is not None
        if field in {"deduction", "gain"} or len(text) > _LONGEST_HEADING:
            return False
        return bool(numbered or scored or field in {"number", "section", "project", ""})


def _sectioned(lines: list[Line]) -> list[Line]:
    """Where nothing else heads the lines, a project that stands over several of them does."""
    if any(line.section for line in lines):
        return lines
    above = ""
    projects = []
    for line in lines:
        above = line.says("project") or above
        projects.append(above)
    if not (len(lines) > len(set(projects)) and all(line.says("demand") for line in lines)):
        return lines
    return [
        replace(line, section=name, told={k: v for k, v in line.told.items() if k != "project"})
        for line, name in zip(lines, projects, strict=True)
    ]


def _header(texts: Sequence[Sequence[str]], words: Words) -> _Header | None:
    """Return the row whose cells are the most titles of columns."""
    best: _Header | None = None
    for number, cells in enumerate(texts[:_HEADED_WITHIN]):
        found = _columns(cells, words)
        if _is_enough(found.values()) and (best is None or len(found) > len(best.columns)):
            best = _Header(number, found)
    return _with_second_row(best, texts, words) if best else None


def _with_second_row(head: _Header, texts: Sequence[Sequence[str]], words: Words) -> _Header:
    """A header of two rows: what only the second one names is added."""
    below = texts[head.row + 1] if head.row + 1 < len(texts) else []
    found = _columns(below, words)
    if len(found) != sum(bool(cell) for cell in below) or not found:
        return head
    return _Header(head.row + 1, {**head.columns, **found})


def _columns(cells: Sequence[str], words: Words) -> dict[int, str]:
    named = ((place, header_key(plain(cell))) for place, cell in enumerate(cells) if cell)
    found = {place: words.columns[key] for place, key in named if key in words.columns}
    return _without_doubles(found)


def _without_doubles(found: dict[int, str]) -> dict[int, str]:
    """A second column of projects is the demand; a second one of points is what was given."""
    seen: dict[str, int] = {}
    for place, field in sorted(found.items()):
        if field == "project" and "project" in seen and "section" not in found.values():
            found[seen["project"]] = "section"
        elif field == "points" and "points" in seen:
            found[place] = "blank"
        seen[field] = place
    return found


def _is_enough(fields: Iterable[str]) -> bool:
    known = set(fields)
    return bool(known & {"demand", "project"}) and bool(known & {"points", "deduction", "gain"})


def _filled(texts: Sequence[Sequence[str]], head: int, merged: Iterable[Span]) -> list[list[str]]:
    """Return the rows with each merged cell's text in all of its places."""
    filled = [list(cells) for cells in texts]
    for (top, left), (bottom, right) in merged:
        if top <= head or top >= len(filled) or left >= len(filled[top]):
            continue
        for row in range(top, min(bottom + 1, len(filled))):
            for place in range(left, min(right + 1, len(filled[row]))):
                filled[row][place] = filled[top][left]
    return filled


def _tall_points(head: _Header, merged: Iterable[Span]) -> frozenset[int]:
    """Return the rows whose points stand in a cell merged with the row above."""
    column = head.column_of("points")
    return frozenset(
        row
        for (top, left), (bottom, right) in merged
        if column is not None and top > head.row and left <= column <= right
        for row in range(top + 1, bottom + 1)
    )


def _above(number: int, cells: Sequence[str], head: int) -> Told:
    present = list(dict.fromkeys(filter(None, cells)))
    if number == head or (present and number == head - 1 and len(present) > 1):
        became = Became.HEADER
    else:
        became = Became.TITLE if present else Became.EMPTY
    return Told(number + 1, became, " | ".join(present))


def _total_in(texts: Sequence[str]) -> int | None:
    found = (amounts.amount_of(plain(text)) for text in texts)
    return next((each.cents for each in found if each), None)


def _text(cell: object) -> str:
    """Return a cell as text. A whole number of a spreadsheet loses its decimal point."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return re.sub(r"[^\S\n]+", " ", str(cell)).strip()
