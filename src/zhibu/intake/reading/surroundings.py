"""What stands around a list: its title and year, who reports, when, totals and signatures."""

import re
from collections.abc import Iterator
from datetime import date

from zhibu.intake.reading.dates import NotADay, Value, read_day
from zhibu.intake.reading.recognising import is_header_again
from zhibu.intake.reading.sheets import Sheet
from zhibu.intake.reading.tables import Header, Table, as_text
from zhibu.intake.reading.texts import fold, header_key, squeeze
from zhibu.intake.reading.words import among, words

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|年度)(?!\d)", re.ASCII)
_BARE_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)", re.ASCII)
_LABEL = re.compile(r"\s*([^:：]{1,20}?)\s*[:：]\s*(.*)", re.DOTALL)


def year_of(sheet: Sheet) -> int | None:
    """Return the year a list is about: in its title rows, its sheet's name or its file's."""
    head = [as_text(cell) for line in sheet.rows[:6] for cell in line if isinstance(cell, str)]
    titles = [text for text in head if not _reports(text)]
    for text in (*titles[:8], sheet.name, sheet.file):
        found = _YEAR.search(fold(text))
        if found:
            return int(found[1])
    for text in (*titles[:1], sheet.name, sheet.file):
        found = _BARE_YEAR.search(fold(text))
        if found:
            return int(found[1])
    return None


def frame(sheet: Sheet, header: Header, *, year: int | None) -> Table:
    """Return the list with its title, unit, day, and its rows told apart."""
    table = Table(sheet, header, year=year)
    above = [cell for cell in _texts(sheet, range(header.row)) if cell]
    table.title = next((text for text in above if not _LABEL.fullmatch(text)), "")
    labelled = dict(
        _labelled(sheet, [*range(header.row), *range(header.row, len(sheet.rows))[-8:]])
    )
    table.reported_on = _day(labelled)
    table.units = tuple(_units(table, labelled))
    _sort_rows(table)
    return table


def _reports(text: str) -> bool:
    found = _LABEL.fullmatch(text)
    return found is not None and header_key(found[1]) in among("labels", "reported_on")


def _texts(sheet: Sheet, rows: range) -> Iterator[str]:
    return (as_text(cell) for row in rows for cell in sheet.rows[row] if isinstance(cell, str))


def _labelled(sheet: Sheet, rows: list[int]) -> Iterator[tuple[str, str]]:
    """Return what follows labels such as “填报单位：”, in the cell or the next filled one."""
    for row in rows:
        cells = [cell for cell in sheet.rows[row] if cell is not None]
        for place, cell in enumerate(cells):
            found = _LABEL.fullmatch(cell) if isinstance(cell, str) else None
            if found:
                value = found[2] or (as_text(cells[place + 1]) if place + 1 < len(cells) else "")
                yield header_key(found[1]), value.strip()


def _day(labelled: dict[str, str]) -> date | None:
    for label in among("labels", "reported_on"):
        try:
            return read_day(labelled.get(label)).on
        except NotADay:
            continue
    return None


def _units(table: Table, labelled: dict[str, str]) -> Iterator[str]:
    """Return what may name the unit, the surest first."""
    for label in words("labels")["unit"]:
        value = labelled.get(header_key(label), "")
        if value:
            yield re.split(r"\s{2,}|[（(]盖章", value)[0].strip()
    for text in (table.title, table.sheet.file.rsplit(".", 1)[0], table.sheet.name):
        yield from _named(text)


def _named(text: str) -> Iterator[str]:
    """Cut names of units out of a title or a file name."""
    bare = re.sub(r"(?:19|20)\d{2}\s*年?度?", " ", fold(text))
    for part in re.split(r"[-_—–\s“”\"'《》()（）【】:：,，、+]+", bare):
        for ending in words("labels")["unit_endings"]:
            place = part.find(ending)
            if place > 0:
                yield part[: place + len(ending)]
                break


def _sort_rows(table: Table) -> None:
    header, sheet = table.header, table.sheet
    for row in range(header.row + header.depth, len(sheet.rows)):
        filled = [(place, cell) for place, cell in enumerate(sheet.rows[row]) if _is_filled(cell)]
        if not filled or all(place == header.columns.get("number") for place, _cell in filled):
            continue
        first = as_text(filled[0][1])
        if header_key(first) in among("labels", "totals") or _is_total(first):
            table.totals.append(row)
        elif _is_footer(first, filled, header) or is_header_again(sheet, row, header):
            continue
        else:
            table.data.append(row)


def _is_filled(cell: Value) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _is_total(text: str) -> bool:
    words_first = re.split(r"[:：\d]", squeeze(text), maxsplit=1)[0]
    return header_key(words_first) in among("labels", "totals")


def _is_footer(first: str, filled: list[tuple[int, Value]], header: Header) -> bool:
    found = _LABEL.fullmatch(first)
    label = header_key(found[1] if found else first)
    if label in among("labels", "footers") or label in among("labels", "unit"):
        return bool(found) or len(filled) <= 2  # noqa: PLR2004 - a label and its value
    alone = len(filled) == 1 and filled[0][0] != header.columns.get("name")
    return alone and not str(filled[0][1]).strip().isdigit()
