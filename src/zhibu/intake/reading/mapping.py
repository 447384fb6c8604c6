"""Mapping files: another office's template told in our words, as data rather than as code.

A mapping names the kind of list, which header of the template means which of our columns, and what
the template writes in a cell where we write something else. Sheets are put into our words before
anything is recognised; every check then holds as it does for our own lists.
"""

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from zhibu.core.standard_fault import StandardFault
from zhibu.core.standard_text import Node, parse
from zhibu.intake.reading import limits
from zhibu.intake.reading.files import shown_name
from zhibu.intake.reading.sheets import CannotReadFile, Sheet
from zhibu.intake.reading.tables import Kind, as_text
from zhibu.intake.reading.texts import header_key
from zhibu.intake.reading.words import label_of, words

ENDINGS = (".yaml", ".yml")
_LOOKED_AT = 25


@dataclass(frozen=True, slots=True)
class Mapping:
    """One template: header → our column, column → its words → ours, headers to be left aside."""

    file: str
    kind: Kind
    sheet: str
    columns: Lookup[str, str]
    values: Lookup[str, Lookup[str, str]] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    def translate(self, sheet: Sheet) -> bool:
        """Put a sheet into our words; say whether it is one of this template."""
        if self.sheet and header_key(self.sheet) != header_key(sheet.name):
            return False
        row = self._header_of(sheet)
        if row is None:
            return False
        for column in range(len(sheet.rows[row])):
            head = header_key(as_text(sheet.at(row, column)))
            if head in self.columns:
                self._rename(sheet, (row, column), self.columns[head])
            elif head in self.ignored:
                sheet.rows[row][column] = None
        return True

    def _header_of(self, sheet: Sheet) -> int | None:
        """Return the first row that holds every header of the template."""
        for row in range(min(len(sheet.rows), _LOOKED_AT)):
            heads = {header_key(as_text(cell)) for cell in sheet.rows[row]}
            if self.columns.keys() <= heads:
                return row
        return None

    def _rename(self, sheet: Sheet, at: tuple[int, int], meant: str) -> None:
        row, column = at
        sheet.rows[row][column] = label_of(self.kind, meant)
        told = self.values.get(meant)
        if not told:
            return
        for line in sheet.rows[row + 1 :]:
            if column < len(line):
                line[column] = told.get(header_key(as_text(line[column])), line[column])


def read_mapping(name: str, content: bytes) -> Mapping:
    """Read a mapping file. Raises CannotReadFile, with file and line, for what cannot be meant."""
    file = shown_name(name)
    if len(content) > limits.MAPPING_BYTES:
        raise CannotReadFile(
            _("%(file)s：映射文件过大，未读取。") % {"file": file}, field="mapping"
        )
    try:
        return _mapping(file, parse(content.decode("utf-8-sig"), file))
    except UnicodeDecodeError as fault:
        words_ = _("%(file)s：映射文件应是 UTF-8 编码的 YAML，请另存后再选。")
        raise CannotReadFile(words_ % {"file": file}, field="mapping") from fault
    except StandardFault as fault:
        raise CannotReadFile(str(fault), field="mapping") from fault


def _mapping(file: str, node: Node) -> Mapping:
    told = node.fields(
        required=("kind", "columns"), optional=("title", "sheet", "values", "ignore")
    )
    kind = Kind(told["kind"].choice(list(Kind)))
    known = tuple(words("columns")[kind]["columns"])
    values = told["values"].entries() if "values" in told else {}
    return Mapping(
        file=file,
        kind=kind,
        sheet=told["sheet"].text() if "sheet" in told else "",
        columns=_columns(told["columns"], known),
        values={_known(key, one, known): _words(one) for key, one in values.items()},
        ignored=_heads(told["ignore"]) if "ignore" in told else frozenset(),
    )


def _columns(node: Node, known: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for meant, one in node.entries().items():
        head = header_key(one.text(most=60))
        if head in found:
            raise one.fault("id_doubled", value=one.text())
        found[head] = _known(meant, one, known)
    if not found:
        raise node.fault("list_empty")
    return found


def _known(meant: str, node: Node, known: tuple[str, ...]) -> str:
    if meant not in known:
        raise node.fault("key_unknown", among=known, value=meant[:80])
    return meant


def _words(node: Node) -> dict[str, str]:
    return {header_key(theirs): ours.text(most=60) for theirs, ours in node.entries().items()}


def _heads(node: Node) -> frozenset[str]:
    return frozenset(header_key(one.text(most=60)) for one in node.listed())
