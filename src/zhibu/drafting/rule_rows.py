"""Which parameters each kind of rule has: as an officer sees them, and as the text has them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from zhibu.core.rubric_writing import Tree
from zhibu.drafting import naming
from zhibu.drafting.rows import Cell, Table, Told, rows_in, shown, taken, typed
from zhibu.drafting.wording import GRACE, MONTHS, RATERS

NO = ("", _("否"))
YES = ("yes", _("是"))
_GRACE = Cell("grace", _("录入宽限"), "choice", tuple(GRACE))
_MONTHS = Cell("months", _("周期"), "choice", tuple(MONTHS))
TABLES: Mapping[str, tuple[Table, ...]] = {
    "P": (
        Table(
            "demands",
            _("要求做到的事"),
            (
                Cell("fact", _("事实"), "flow"),
                _MONTHS,
                Cell("at_least", _("每期至少几次"), "number"),
                Cell("per", _("每个对象各算（可不选）"), "level"),
                _GRACE,
            ),
            6,
        ),
    ),
    "R": (
        Table(
            "shares",
            _("比例"),
            (
                Cell("numerator", _("分子"), "fact"),
                Cell("denominator", _("分母"), "fact"),
                Cell("target", _("目标（%）"), "number"),
                _MONTHS,
                Cell("times", _("分母乘以"), "number"),
            ),
            4,
        ),
    ),
    "D": (
        Table(
            "documents",
            _("材料"),
            (
                Cell("made", _("事实：已形成"), "flow"),
                Cell("complete", _("事实：内容齐全（可不选）"), "flow"),
                Cell("until", _("最迟月份"), "number"),
            ),
            8,
        ),
    ),
}
GRADES = Table(
    "grades", _("等次"),
    (Cell("title", _("等次")), Cell("share", _("得本条分值的（%）"), "number")), 8,
)  # fmt: skip
PARTS = Table(
    "parts", _("小项"),
    (Cell("title", _("小项")), Cell("points", _("最多扣几分"), "number")), 12,
)  # fmt: skip
WEIGHTS = Table(
    "raters", _("评分人"),
    (
        Cell("name", _("谁来打分"), "choice", (("", "—"), *RATERS)),
        Cell("weight", _("权重（%）"), "number"),
    ),
    6,
)  # fmt: skip
CELLS: Mapping[str, tuple[Cell, ...]] = {
    "P": (Cell("miss", _("每缺一次扣（%，或写“0.5分”；不填则平摊）")),),
    "R": (
        Cell("step", _("每低几个百分点"), "number"),
        Cell("costs", _("扣本条分值的（%，或写“0.5分”）")),
        Cell("above", _("高出目标也加分"), "choice", (NO, YES)),
        Cell("gain", _("每高一档加（%，或写“0.5分”）")),
    ),
    "T": (
        Cell("late_costs", _("逾期一项扣（%，或写“0.5分”）")),
        Cell("undone_costs", _("没办一项扣（%，或写“0.5分”）")),
    ),
    "D": (Cell("incomplete", _("不齐全扣（%）"), "number"),),
    "C": (
        Cell("standing", _("事实：不合规的状态"), "level"),
        Cell("breach", _("事实：发生不合规"), "flow"),
        Cell("month", _("每月扣（%，或写“0.5分”）")),
    ),
    "E": (Cell("fact", _("事实"), "flow"), Cell("each", _("每次扣（%，或写“0.5分”）"))),
    "V": (Cell("fact", _("事实"), "flow"),),
}
_ENDS = {"due": ".due", "in_time": ".done_in_time", "late": ".done_late"}


def matter_cell() -> Cell:
    """Return the choice of what has a due date; three facts stand behind each."""
    return Cell("matter", _("什么事"), "choice", (("", "—"), *naming.matters()))


def cells_of(code: str) -> tuple[Cell, ...]:
    """Return the single parameters of a kind of rule."""
    return ((matter_cell(),) if code == "T" else ()) + CELLS.get(code, ())


def shown_of(code: str, rule: Mapping[str, Tree]) -> dict[str, str]:
    """Return what the fields show of a rule."""
    found = {cell.key: shown(cell, rule.get(cell.key)) for cell in cells_of(code)}
    if code == "T":
        due = rule.get("due")
        found["matter"] = due.removesuffix(_ENDS["due"]) if isinstance(due, str) else ""
    return found


def rule_of(code: str, cleaned: Mapping[str, str], before: Mapping[str, Tree]) -> Told:
    """Return the rule as typed, over what stood there."""
    rule: Told = dict(before)
    for table in TABLES.get(code, ()):
        rule[table.key] = list(taken(table, cleaned, rows_in(before, table.key)))
    for cell in cells_of(code):
        value = typed(cell, cleaned.get(f"rule-{cell.key}", ""))
        if cell.key == "matter":
            rule |= {key: value + end for key, end in _ENDS.items()} if value else {}
        elif value:
            rule[cell.key] = value
        else:
            rule.pop(cell.key, None)
    return rule
