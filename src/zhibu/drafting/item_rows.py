"""An item as fields and back. What no field shows stays in the item as it was."""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from zhibu.core.rubric_writing import Tree
from zhibu.drafting import naming, rule_rows
from zhibu.drafting.rows import Cell, Table, Told, rows_in, shown, taken, typed
from zhibu.drafting.wording import AUTO, CADENCES, CODES, CONFIDENCE

JUDGED = ("J", "X", "B")
ORDER = (
    "id", "section", "title", "evidence", "points", "at_most", "at_least", "cadence", "basis",
    "code", "rule", "parts", "grades", "raters", "rubric", "applies_when", "auto", "hint", "cases",
)  # fmt: skip
HOW = ("code", "rule", "parts", "grades", "raters", "rubric")
PLAIN = (
    Cell("id", _("编号"), most=20),
    Cell("title", _("要求（一句话）"), "long", most=80),
    Cell("points", _("分值"), "number"),
    Cell("at_most", _("上限（可不填）"), "number"),
    Cell("at_least", _("下限（可不填，可为负）"), "number"),
    Cell("cadence", _("周期"), "choice", tuple(CADENCES)),
    Cell("evidence", _("看什么材料")),
    Cell("auto", _("由谁计分"), "choice", tuple(AUTO)),
)
INSIDE: Mapping[str, tuple[Cell, ...]] = {
    "basis": (
        Cell("text", _("依据"), most=120),
        Cell("source", _("出处"), most=40),
        Cell("confidence", _("依据是否核对过"), "choice", tuple(CONFIDENCE)),
    ),
    "hint": (
        Cell("words", _("少分时怎么补"), most=120),
        Cell("minutes", _("一次要几分钟"), "number"),
    ),
    "applies_when": (
        Cell("fact", _("只对有这种情况的支部（可不选）"), "level"),
        Cell("at_least", _("至少几个"), "number"),
    ),
}
CODE = Cell("code", _("怎样计分"), "choice", tuple(CODES))
RUBRIC = Cell("rubric", _("评分标准"), "long", most=1_000)
CASES = Table(
    "cases",
    _("算例"),
    (
        Cell("say", _("情形"), most=80),
        Cell("given", _("记录"), "long"),
        Cell("points", _("得分"), "number"),
    ),
    12,
)
_SIGNS = re.compile(r"[、,，\s]+")


def tables_of(code: str, item: Mapping[str, Tree]) -> tuple[Table, ...]:
    """Return the repeating fields of an item: of its rule, its parts, its grades and raters."""
    if code in JUDGED:
        return (rule_rows.GRADES, rule_rows.WEIGHTS)
    if isinstance(item.get("parts"), list):
        return (rule_rows.PARTS,)
    return rule_rows.TABLES.get(code, ())


def initial_of(item: Mapping[str, Tree], code: str) -> dict[str, str]:
    """Return what the fields show of an item."""
    found = {cell.key: shown(cell, item.get(cell.key)) for cell in PLAIN}
    found |= {"section": str(item.get("section", "")), "code": code}
    found["rubric"] = shown(RUBRIC, item.get("rubric"))
    for key, cells in INSIDE.items():
        held = item.get(key)
        inner = held if isinstance(held, dict) else {}
        found |= {f"{key}-{cell.key}": shown(cell, inner.get(cell.key)) for cell in cells}
    rule = item.get("rule")
    told = rule_rows.shown_of(code, rule if isinstance(rule, dict) else {})
    return found | {f"rule-{key}": value for key, value in told.items()}


def rows_of(item: Mapping[str, Tree], table: Table) -> list[Told]:
    """Return the rows of one of an item's tables, as trees."""
    if table.key == "raters":
        held = item.get("raters")
        told = held if isinstance(held, dict) else {}
        return [{"name": name, "weight": weight} for name, weight in told.items()]
    if table.key == "cases":
        return [
            {**case, "given": given_shown(case.get("given"))} for case in rows_in(item, "cases")
        ]
    rule = item.get("rule")
    inside = table.key not in {"parts", "grades"} and isinstance(rule, dict)
    return rows_in(rule if inside and isinstance(rule, dict) else item, table.key)


def item_of(cleaned: Mapping[str, str], before: Mapping[str, Tree], *, code: str) -> Told:
    """Return the item as typed, over what stood there. Its worked cases stay as they were."""
    item: Told = dict(before)
    if code != before.get("code"):
        for key in HOW:
            item.pop(key, None)
    for cell in PLAIN:
        _put(item, cell.key, typed(cell, cleaned.get(cell.key, "")), needed=cell.key[:3] != "at_")
    item["section"], item["code"] = cleaned.get("section", ""), code
    for key, cells in INSIDE.items():
        _put_inside(item, key, cells=cells, cleaned=cleaned)
    if code in JUDGED:
        _judged(item, cleaned)
    elif isinstance(item.get("parts"), list):
        item["parts"] = list(taken(rule_rows.PARTS, cleaned, rows_in(item, "parts")))
    else:
        rule = item.get("rule")
        item["rule"] = rule_rows.rule_of(code, cleaned, rule if isinstance(rule, dict) else {})
    return ordered(item)


def cases_of(cleaned: Mapping[str, str]) -> list[Tree]:
    """Return the worked cases as typed."""
    found: list[Tree] = []
    for row in taken(CASES, cleaned, []):
        case: Told = dict(row) if isinstance(row, dict) else {}
        given = case.get("given", "")
        case["given"] = given_typed(given if isinstance(given, str) else "")
        found.append({key: case.get(key, "") for key in ("say", "given", "points")})
    return found


def given_shown(given: Tree | None) -> str:
    """Write what a case starts from, a fact to a line: 召开支委会：1、2、3."""
    told = given if isinstance(given, dict) else {}
    return "\n".join(
        f"{naming.title_of(fact)}：{'、'.join(map(str, entries))}"
        for fact, entries in told.items()
        if isinstance(entries, list)
    )


def given_typed(text: str) -> Told:
    """Read what a case starts from."""
    found: Told = {}
    for line in text.splitlines():
        fact, _mark, entries = line.strip().replace(":", "：", 1).rpartition("：")
        if fact:
            found[naming.name_of(fact)] = [each for each in _SIGNS.split(entries) if each]
    return found


def ordered(item: Mapping[str, Tree]) -> Told:
    """Return an item with its keys in the order in which people read them."""
    known = {key: item[key] for key in ORDER if key in item}
    return known | {key: value for key, value in item.items() if key not in known}


def new_item(item_id: str, section: str, hint: Mapping[str, str]) -> Told:
    """Return an item that people judge until something else is chosen."""
    return ordered(
        {
            "id": item_id, "section": section, "title": "", "evidence": "", "points": "1",
            "cadence": "year", "basis": {"text": "", "source": "—", "confidence": "P"},
            "code": "J", "auto": "J", "hint": dict(hint), "cases": [],
        }
    )  # fmt: skip


def _judged(item: Told, cleaned: Mapping[str, str]) -> None:
    item.pop("rule", None)
    item.pop("parts", None)
    _put(item, "rubric", typed(RUBRIC, cleaned.get("rubric", "")), needed=False)
    grades = list(taken(rule_rows.GRADES, cleaned, rows_in(item, "grades")))
    weights = dict(_weights(taken(rule_rows.WEIGHTS, cleaned, [])))
    for key, value in (("grades", grades), ("raters", weights)):
        item.pop(key, None)
        if value:
            item[key] = value


def _weights(rows: Iterator[Tree]) -> Iterator[tuple[str, Tree]]:
    for row in rows:
        if isinstance(row, dict):
            yield str(row.get("name", "")), row.get("weight", "")


def _put(item: Told, key: str, value: str, *, needed: bool) -> None:
    if value or needed:
        item[key] = value
    else:
        item.pop(key, None)


def _put_inside(
    item: Told, key: str, *, cells: tuple[Cell, ...], cleaned: Mapping[str, str]
) -> None:  # fmt: skip
    held = item.get(key)
    inner: Told = dict(held) if isinstance(held, dict) else {}
    inner |= {cell.key: typed(cell, cleaned.get(f"{key}-{cell.key}", "")) for cell in cells}
    if key == "applies_when" and not inner.get("fact"):
        item.pop(key, None)
        return
    if key == "applies_when" and not inner.get("at_least"):
        inner["at_least"] = "1"
    item[key] = inner
