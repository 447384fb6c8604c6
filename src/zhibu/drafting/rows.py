"""Fields of a tree that repeat: as rows of a form and back. What no field shows is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms

from zhibu.core.rubric_writing import Tree
from zhibu.drafting import naming

Told = dict[str, Tree]
BLANK_ROWS = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a row: its key in the tree, its label, and how it is typed."""

    key: str
    label: object
    kind: str = "text"  # text, number, flow, level, fact, choice, long
    choices: tuple[tuple[str, object], ...] = ()
    most: int = 200


@dataclass(frozen=True, slots=True)
class Table:
    """A list of mappings under one key."""

    key: str
    title: object
    cells: tuple[Cell, ...]
    most: int = 12


def field_of(cell: Cell) -> forms.Field:
    """Return the form's field; nothing is refused here, the compiler says what is wrong."""
    if cell.kind == "choice":
        return forms.ChoiceField(label=str(cell.label), choices=cell.choices)
    return forms.CharField(label=str(cell.label), widget=_widget(cell))


def _widget(cell: Cell) -> forms.Widget:
    if cell.kind == "long":
        return forms.Textarea(attrs={"rows": 3})
    attrs: dict[str, object] = {"autocomplete": "off"}
    if cell.kind in {"flow", "level", "fact"}:
        attrs["list"] = f"facts-{cell.kind}"
    if cell.kind == "number":
        attrs["inputmode"] = "decimal"
    return forms.TextInput(attrs=attrs)


def shown(cell: Cell, held: Tree | None) -> str:
    """Return what a field shows of what the tree holds."""
    text = held if isinstance(held, str) else ""
    return naming.title_of(text) if cell.kind in {"flow", "level", "fact"} else text


def typed(cell: Cell, text: str) -> str:
    """Return what the tree holds of what was typed."""
    plain = text.replace("\r\n", "\n").strip()
    return naming.name_of(plain) if cell.kind in {"flow", "level", "fact"} else plain


def rows_in(tree: Mapping[str, Tree], key: str) -> list[Told]:
    """Return the rows that stand under a key."""
    found = tree.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def name_in(table: Table, place: int, cell: Cell) -> str:
    return f"{table.key}-{place}-{cell.key}"


def taken(table: Table, cleaned: Mapping[str, str], before: list[Told]) -> Iterator[Tree]:
    """Yield the rows as typed, over what stood there; a row left blank is gone."""
    for place in range(table.most):
        if name_in(table, place, table.cells[0]) not in cleaned:
            return
        values = {
            cell.key: typed(cell, cleaned.get(name_in(table, place, cell), ""))
            for cell in table.cells
        }
        if any(values[cell.key] for cell in table.cells if cell.kind != "choice"):
            row: Told = dict(before[place]) if place < len(before) else {}
            yield _merged(row, values)


def _merged(row: Told, values: Mapping[str, str]) -> Told:
    for key, value in values.items():
        if value:
            row[key] = value
        else:
            row.pop(key, None)
    return row
