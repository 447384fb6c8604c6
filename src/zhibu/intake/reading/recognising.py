"""Which list a sheet holds: the header among title rows, one row or two deep, by synonyms."""

import re
from collections.abc import Iterator

from zhibu.core.periods import Month
from zhibu.intake.reading.dates import Value, read_month
from zhibu.intake.reading.sheets import Sheet
from zhibu.intake.reading.tables import Header, Kind, as_text
from zhibu.intake.reading.texts import header_key
from zhibu.intake.reading.words import column_synonyms, words

_LOOKED_AT = 25
_LEAST_COLUMNS = 2
_GLANCE = 3  # columns after which a row that is no header is known


def find_header(sheet: Sheet, *, year: int | None) -> Header | None:
    """Return the best header of a sheet, or None where no kind of list fits."""
    fits = [header for header in _candidates(sheet, year) if not missing_in(header)]
    return max(fits, key=lambda header: _rank(header, sheet), default=None)


def nearest_header(sheet: Sheet, *, year: int | None) -> Header | None:
    """Return the header that comes closest, to say what it lacks."""
    near = [found for found in _candidates(sheet, year) if len(found.columns) > _LEAST_COLUMNS]
    return max(near, key=lambda header: _rank(header, sheet), default=None)


def missing_in(header: Header) -> list[str]:
    """Return the columns a list of this kind cannot do without and this header lacks."""
    about = words("columns")[header.kind]
    lacking = [name for name in about["required"] if name not in header.columns]
    pays = header.months or {"paid", "owed"} & header.columns.keys()
    if header.kind == Kind.PAYMENTS and not pays:
        lacking.append("paid")
    return lacking


def is_header_again(sheet: Sheet, row: int, header: Header) -> bool:
    """Say whether a row repeats the header, as printed lists do on every page."""
    same = 0
    for place, (column, label) in enumerate(header.labels.items()):
        value = sheet.at(row, column)
        same += isinstance(value, str) and bool(label) and header_key(value) == header_key(label)
        if place > _GLANCE and not same:
            return False
    return same >= max(2, len(header.columns) // 2)


def _candidates(sheet: Sheet, year: int | None) -> Iterator[Header]:
    for row in range(min(len(sheet.rows), _LOOKED_AT)):
        if sum(cell is not None for cell in sheet.rows[row]) < _LEAST_COLUMNS:
            continue
        one, two = list(_labels(sheet, row, 1)), list(_labels(sheet, row, 2))
        for kind in Kind:
            header = _matched(kind, (row, 1), one, year=year)
            deeper = _matched(kind, (row, 2), two, year=year)
            better = _weight(deeper) > _weight(header) or _spans_down(sheet, row)
            yield deeper if better else header


def _rank(header: Header, sheet: Sheet) -> tuple[int, int, int]:
    around = (
        sheet.name
        + sheet.file
        + "".join(as_text(cell) for line in sheet.rows[: header.row] for cell in line)
    )
    titled = any(word in around for word in words("columns")[header.kind]["titles"])
    return _weight(header) + 3 * titled, -header.depth, -header.row


def _weight(header: Header) -> int:
    return len(header.columns) + len(header.months)


def _spans_down(sheet: Sheet, row: int) -> bool:
    return any(top == row < bottom for (top, _left), (bottom, _right) in sheet.merged)


def _labels(sheet: Sheet, row: int, depth: int) -> Iterator[tuple[int, Value, str]]:
    """Return (column, upper cell, lower label); a label over several columns is carried along."""
    width = max(len(line) for line in sheet.rows[row : row + depth])
    carried: Value = None
    for column in range(width):
        above = sheet.at(row, column)
        below = as_text(sheet.at(row + 1, column)) if depth > 1 else ""
        if above is not None:
            carried = above
        elif not below or not _under_span(sheet, row, column):
            carried = None
        yield column, above if depth == 1 else carried, below


def _under_span(sheet: Sheet, row: int, column: int) -> bool:
    spans = [s for s in sheet.merged if s[0][0] <= row <= s[1][0] and s[0][1] != s[1][1]]
    if spans:
        return any(left <= column <= right for (_t, left), (_b, right) in spans)
    return True  # a CSV knows no spans: an empty cell beside a label belongs to it


def _matched(
    kind: Kind, at: tuple[int, int], labels: list[tuple[int, Value, str]], *, year: int | None
) -> Header:
    header = Header(kind, at[0], at[1], {}, {}, {})
    for column, above, below in labels:
        upper = as_text(above)
        name, label = _meant(kind, upper, below)
        header.labels[column] = re.sub(r"\s", "", label)
        month = _month(kind, above, below, year=year) if kind == Kind.PAYMENTS else None
        if month:
            header.labels[column] = re.sub(r"\s", "", upper or below)
            header.months.setdefault(column, month)
        elif name and name not in header.columns and not _paired(kind, above, below, year=year):
            header.columns[name] = column
    return header


def _meant(kind: Kind, upper: str, below: str) -> tuple[str | None, str]:
    known = column_synonyms(kind)
    tries = (upper + below, below, upper) if below else (upper,)
    for words_tried in tries if below else (upper,):
        name = known.get(header_key(words_tried)) if words_tried else None
        if name and (words_tried != upper or not below):
            shown = below if below and words_tried == upper + below else words_tried
            return name, shown
    return None, below or upper


def _month(kind: Kind, above: Value, below: str, *, year: int | None) -> Month | None:
    """Return the month whose payments a column holds."""
    lower = column_synonyms(kind).get(header_key(below)) if below else None
    upper = read_month(above, year=year)
    if upper:
        alone = not below or lower == "paid"
        return upper if alone else None
    return read_month(below, year=year) if below else None


def _paired(kind: Kind, above: Value, below: str, *, year: int | None) -> bool:
    """Say whether a column is one month's “应缴” beside its “实缴”."""
    return kind == Kind.PAYMENTS and bool(below) and read_month(above, year=year) is not None
