"""What may stand in a cell of a spreadsheet that we hand out: no text that a program would run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | float | Decimal | date | None

# Half and full width: Excel in a Chinese setting takes ＝, ＋, － and ＠ for their narrow kin.
_STARTS_FORMULA = frozenset("=+-@|＝＋－＠｜\t\r\n")
_BLANKS = " \u00a0\u3000\ufeff\u200b"
_UNPRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST = 32_767  # characters, what one cell of Excel holds


def safe_cell(value: Cell) -> Cell:
    """Return a value as it may be written into a cell of any spreadsheet.

    Text that a spreadsheet program would take for a formula (OWASP, CSV injection) gets an
    apostrophe before it; signs that XML cannot hold go out. Numbers and dates stay as they are.
    """
    if not isinstance(value, str):
        return value
    text = _UNPRINTED.sub("", value)[: LONGEST - 1]
    if text.lstrip(_BLANKS)[:1] in _STARTS_FORMULA and text.strip(_BLANKS):
        return "'" + text
    return "'" + text if text[:1] in {"\t", "\r", "\n"} else text


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as CSV in UTF-8 with a mark at its start, so that Excel reads the Chinese."""
    told = io.StringIO(newline="")
    writer = csv.writer(told)
    for row in rows:
        writer.writerow(["" if value is None else safe_cell(value) for value in row])
    return told.getvalue().encode("utf-8-sig")
