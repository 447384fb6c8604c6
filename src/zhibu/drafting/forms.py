"""What may be typed about a draft. The forms refuse nothing but size: the compiler tells faults."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from zhibu.core.rubric_drafting import sections_of
from zhibu.core.rubric_writing import Tree
from zhibu.drafting import item_rows, rule_rows
from zhibu.drafting.rows import (
    BLANK_ROWS,
    Cell,
    Table,
    Told,
    field_of,
    name_in,
    rows_in,
    shown,
    taken,
    typed,
)
from zhibu.drafting.wording import CODES, SECTION


class Refusable(forms.Form):
    """A form that can take a refusal."""

    def refuse(self, field: str | None, words: object) -> None:
        """Put a refusal beside its field, or above all of them."""
        self.add_error(field if field in self.fields else None, str(words))


class NewForm(Refusable):
    """A new draft: from a sheet, from what is in force, or empty."""

    sheet = forms.FileField(
        label=_("考核表"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "有“项目、要求、依据、周期、分值、扣分”这些列的 .xlsx 或 .csv；列名写法不同也认得。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    title = forms.CharField(
        label=_("标准名称"),
        required=False,
        max_length=80,
        help_text=_("不导入表格时用这个名称新建一份空白标准。"),
    )


class TextForm(Refusable):
    """The text of a draft as it stands."""

    text = forms.CharField(
        label=_("正文"),
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "mono"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a form: its title, and rows of fields."""

    title: object
    rows: tuple[tuple[BoundField, ...], ...]


class RowsForm(Refusable):
    """A form with tables whose number of rows depends on what is there.

    It refuses nothing that was typed: the compiler says what is wrong, and where.
    """

    use_required_attribute = False

    def _clean_fields(self) -> None:
        """Take everything as typed. Which label says “may be left out” is data, not a check."""

    def add_table(self, table: Table, rows: list[Told]) -> None:
        """Add the rows there are, as many as were posted, and a blank one."""
        posted = sum(self.add_prefix(name_in(table, n, table.cells[0])) in self.data
                     for n in range(table.most))  # fmt: skip
        count = posted if self.is_bound else len(rows) + BLANK_ROWS
        for place in range(min(count, table.most)):
            for cell in table.cells:
                name = name_in(table, place, cell)
                held = rows[place].get(cell.key) if place < len(rows) else None
                self.add_cell(name, cell, shown(cell, held))

    def grid(self, table: Table) -> Grid:
        """Return the fields of a table, row by row."""
        rows = tuple(
            tuple(self[name_in(table, place, cell)] for cell in table.cells)
            for place in range(table.most)
            if name_in(table, place, table.cells[0]) in self.fields
        )
        return Grid(table.title, rows)

    def add_cell(self, name: str, cell: Cell, value: str) -> None:
        """Add one field. A choice that holds something else offers that too, so that it stays."""
        field = field_of(cell)
        if isinstance(field, forms.ChoiceField) and value and value not in dict(cell.choices):
            field.choices = [*cell.choices, (value, value)]
        self.fields[name] = field
        self.initial[name] = value

    @property
    def typed(self) -> dict[str, str]:
        """Return everything as typed, however wrong it is."""
        names = (name for name in self.fields if self.add_prefix(name) in self.data)
        return {name: self.data.get(self.add_prefix(name), "") for name in names}


class ItemForm(RowsForm):
    """An item: what it asks, how it gets its points, on what basis, and its worked cases."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    place = forms.IntegerField(widget=forms.HiddenInput)
    mode = forms.ChoiceField(
        label=_("算例"),
        choices=[("auto", _("按规则自动提出")), ("own", _("用下面写的"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, item: Told, tree: Mapping[str, Tree], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        known = dict(CODES)
        asked = self.data.get("code") if self.is_bound else item.get("code")
        self.code = str(asked) if str(asked) in known else "J"
        sections = [(str(one.get("id")), f"{one.get('id')} {one.get('title')}")
                    for one in sections_of(dict(tree))]  # fmt: skip
        self.fields["section"] = forms.ChoiceField(label=SECTION, choices=sections)
        self.initial["section"] = str(item.get("section", ""))
        self.initial["mode"] = "auto"
        initial = item_rows.initial_of(item, self.code)
        for name, cell in self.cells().items():
            self.add_cell(name, cell, initial.get(name, ""))
        self.tables = item_rows.tables_of(self.code, self.kept)
        for table in (*self.tables, item_rows.CASES):
            self.add_table(table, item_rows.rows_of(self.kept, table))

    @property
    def kept(self) -> Told:
        """Return the item without what another kind of rule would not have."""
        same = self.item.get("code") == self.code
        return {k: v for k, v in self.item.items() if same or k not in item_rows.HOW}

    def cells(self) -> dict[str, Cell]:
        """Return the single fields by their names."""
        found = {cell.key: cell for cell in (*item_rows.PLAIN, item_rows.CODE)}
        for key, cells in item_rows.INSIDE.items():
            found |= {f"{key}-{cell.key}": cell for cell in cells}
        if self.code in item_rows.JUDGED:
            found["rubric"] = item_rows.RUBRIC
        elif "parts" not in self.kept:
            found |= {f"rule-{cell.key}": cell for cell in rule_rows.cells_of(self.code)}
        return found

    def told(self) -> Told:
        """Return the item as typed."""
        return item_rows.item_of(self.typed, self.item, code=self.code)

    @property
    def own_cases(self) -> bool:
        return self.typed.get("mode") == "own"

    def cases(self) -> list[Tree]:
        """Return the worked cases as typed."""
        return item_rows.cases_of(self.typed)

    @property
    def rule_fields(self) -> Iterator[BoundField]:
        """Yield the single parameters of the rule."""
        for name in self.fields:
            if name.startswith("rule-") or name == "rubric":
                yield self[name]

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(self.grid(table) for table in self.tables)

    @property
    def others(self) -> Iterator[BoundField]:
        """Yield basis, hint and whom the item concerns."""
        for key, cells in item_rows.INSIDE.items():
            for cell in cells:
                yield self[f"{key}-{cell.key}"]

    @property
    def case_grid(self) -> Grid:
        return self.grid(item_rows.CASES)


SECTIONS = Table(
    "sections", SECTION,
    (
        Cell("id", _("编号")), Cell("title", _("名称")), Cell("points", _("分值"), "number"),
        Cell("open", _("不封顶"), "choice", (rule_rows.NO, rule_rows.YES)),
    ),
    40,
)  # fmt: skip
VETOES = Table(
    "vetoes", _("一票否决"),
    (
        Cell("id", _("编号")), Cell("title", _("情形")),
        Cell("fact", _("事实（不选就由人认定）"), "flow"),
    ),
    30,
)  # fmt: skip
AWARDS = Table(
    "table", _("加分表"),
    (Cell("id", _("编号")), Cell("title", _("等级")), Cell("points", _("加分"), "number")), 60,
)  # fmt: skip
CLASSES = Table(
    "classes", _("类别线"),
    (
        Cell("key", _("代号")), Cell("title", _("名称")),
        Cell("qualified_at", _("达标线"), "number"), Cell("advanced_at", _("先进线"), "number"),
    ),
    12,
)  # fmt: skip
WEIGHTS = Table(
    "weights", _("类别权重"),
    (Cell("section", _("类别编号")), Cell("weight", _("权重（%）"), "number")), 40,
)  # fmt: skip
HEAD = (
    Cell("title", _("标准名称"), most=80), Cell("id", _("标准代号")), Cell("version", _("版本")),
    Cell("total", _("总分"), "number"), Cell("peer_weight", _("互评占（%）"), "number"),
    Cell("machine_share", _("机器计分最多占（%）"), "number"),
)  # fmt: skip
BONUS = (Cell("each", _("每项至多加"), "number"), Cell("cap", _("合计至多加"), "number"))


class HeadForm(RowsForm):
    """Everything of a standard but its items."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    tables = (SECTIONS, WEIGHTS, CLASSES, VETOES, AWARDS)

    def __init__(self, tree: Told, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bonus = _inside(tree, "bonus")
        for cell in HEAD:
            self.add_cell(cell.key, cell, shown(cell, tree.get(cell.key)))
        for cell in BONUS:
            self.add_cell(f"bonus-{cell.key}", cell, shown(cell, bonus.get(cell.key)))
        for table, rows in self._rows(tree).items():
            self.add_table(table, rows)

    def _rows(self, tree: Told) -> dict[Table, list[Told]]:
        classes = [{"key": key, **_inside(_inside(tree, "classes"), key)}
                   for key in _inside(tree, "classes")]  # fmt: skip
        weights: list[Told] = [
            {"section": key, "weight": value} for key, value in _inside(tree, "weights").items()
        ]
        return {
            SECTIONS: rows_in(tree, "sections"),
            WEIGHTS: weights,
            CLASSES: classes,
            VETOES: rows_in(tree, "vetoes"),
            AWARDS: rows_in(_inside(tree, "bonus"), "table"),
        }

    @property
    def head(self) -> Iterator[BoundField]:
        return (self[cell.key] for cell in HEAD)

    @property
    def bonus(self) -> Iterator[BoundField]:
        return (self[f"bonus-{cell.key}"] for cell in BONUS)

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(self.grid(table) for table in self.tables)

    def put_into(self, tree: Told) -> None:
        """Write what was typed into a tree."""
        told = self.typed
        rows = {
            table.key: list(taken(table, told, before))
            for table, before in self._rows(tree).items()
        }
        for cell in HEAD:
            tree[cell.key] = typed(cell, told.get(cell.key, ""))
        bonus = dict(_inside(tree, "bonus"))
        bonus |= {cell.key: typed(cell, told.get(f"bonus-{cell.key}", "")) for cell in BONUS}
        bonus.pop("table", None)
        tree["bonus"] = bonus | ({"table": rows["table"]} if rows["table"] else {})
        tree["sections"], tree["vetoes"] = rows["sections"], rows["vetoes"]
        tree["classes"] = dict(_keyed(rows["classes"]))
        weights = {str(each.get("section")): each.get("weight", "")
                   for each in rows["weights"] if isinstance(each, dict)}  # fmt: skip
        tree.pop("weights", None)
        if weights:
            tree["weights"] = weights


def _keyed(rows: list[Tree]) -> Iterator[tuple[str, Tree]]:
    for row in rows:
        if isinstance(row, dict):
            yield str(row.get("key", "")), {k: v for k, v in row.items() if k != "key"}


def _inside(tree: Mapping[str, Tree], key: str) -> Told:
    held = tree.get(key)
    return held if isinstance(held, dict) else {}
