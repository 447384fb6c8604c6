"""An item alone: compiled as the only one of a standard, for its own faults and worked cases.

What is wrong with one item is found whatever is wrong with the others.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from zhibu.core.rubric_writing import Tree, written
from zhibu.core.standard import Standard
from zhibu.core.standard_fault import StandardFault

Compile = Callable[[str], Standard]
Sums = dict[str, list[str]]

NUMBERS: dict[str, Tree] = {
    "grace": "within_10", "step": "5", "costs": "10", "late": "10", "undone": "25", "month": "25",
    "each": "25", "incomplete": "50",
}  # fmt: skip
DATES: dict[str, Tree] = {"year": "2026", "as_of": "2027-03-01"}
NOT_APPLICABLE = "不适用"
_MOST_CASES = 12
_HUNDRED, _FOUR = 100, 4


@dataclass(frozen=True, slots=True)
class Scene:
    """What happens in a worked case, by a word for it: ``full``, ``missed``, ``late`` …"""

    name: str
    given: Sums


def alone(item: Tree, head: Tree) -> str:
    """Return the text of a standard that holds one item and nothing else."""
    told = head if isinstance(head, dict) else {}
    held = dict(item) if isinstance(item, dict) else {}
    section = {"id": held.get("section", "A"), "title": "A", "points": held.get("points", "0")}
    opened = _is_open(told, held.get("section"))
    tree: dict[str, Tree] = {
        "id": told.get("id", "draft"),
        "version": "1",
        "title": "A",
        "total": held.get("points", "0"),
        "machine_share": "100",
        "defaults": told.get("defaults", dict(NUMBERS)),
        "cases": told.get("cases", dict(DATES)),
        "sections": [section | ({"open": "yes"} if opened else {})],
        "classes": {},
        "peer_weight": "0",
        "bonus": {"each": "0", "cap": "0"},
        "vetoes": [],
        "items": [item],
    }
    return written(tree)


def fault_of(item: Tree, head: Tree, compiled: Compile) -> StandardFault | None:
    """Return what is wrong with an item by itself, or None."""
    try:
        compiled(alone(item, head))
    except StandardFault as fault:
        return fault
    return None


def worked(
    item: dict[str, Tree], head: Tree, *, compiled: Compile, names: Mapping[str, str]
) -> list[Tree]:
    """Return worked cases for an item: everything done, then one thing amiss.

    The points are worked out by the item's own rule; whoever writes the standard looks whether that
    is what was meant. An item that does not compile has none.
    """
    found: list[Tree] = []
    for scene in scenes_of(item):
        points = _points(item, scene, head=head, compiled=compiled)
        if points is not None:
            given = _tree(scene.given)
            found.append({"say": names[scene.name], "given": given, "points": points})
    return found[:_MOST_CASES]


def scenes_of(item: dict[str, Tree]) -> Iterator[Scene]:
    """Yield what may happen to an item, the full marks first. People's items have no scenes."""
    rules = list(_rules(item))
    if not rules:
        return
    applies = item.get("applies_when")
    start: Sums = {}
    if isinstance(applies, dict):
        start[str(applies.get("fact"))] = [f"0x{applies.get('at_least', '1')}"]
    full = _merged(start, *(_full(code, rule) for code, rule in rules))
    yield Scene("full", full)
    for place, (code, rule) in enumerate(rules):
        others = [_full(*each) for at, each in enumerate(rules) if at != place]
        for name, given in _amiss(code, rule):
            yield Scene(name, _merged(start, *others, given))


def _points(item: dict[str, Tree], scene: Scene, *, head: Tree, compiled: Compile) -> str | None:
    """Work a case out: whatever points it claims, the compiler says what they are."""
    case: Tree = {"say": scene.name, "given": _tree(scene.given), "points": "0"}
    fault = fault_of(item | {"cases": [case]}, head, compiled)
    if fault is None:
        return "0"
    if fault.code != "case_wrong":
        return None
    actual = str(fault.params["actual"])
    return "na" if actual == NOT_APPLICABLE else actual


def _rules(item: dict[str, Tree]) -> Iterator[tuple[str, dict[str, Tree]]]:
    parts = item.get("parts")
    for each in parts if isinstance(parts, list) else [item]:
        rule = each.get("rule") if isinstance(each, dict) else None
        if isinstance(each, dict) and isinstance(rule, dict):
            yield str(each.get("code", "")), rule


def _full(code: str, rule: dict[str, Tree]) -> Sums:
    if code == "P":
        return _merged(*(_held(demand) for demand in _some(rule, "demands")))
    if code == "R":
        return _merged(*(_ratio(share, 0) for share in _some(rule, "shares")))
    if code == "T":
        return _timely(rule, in_time=_FOUR, late=0)
    if code == "D":
        return _merged(*(_made(each, complete=True) for each in _some(rule, "documents")))
    return {}


def _amiss(code: str, rule: dict[str, Tree]) -> Iterator[tuple[str, Sums]]:
    if code == "P":
        yield from _missed(_some(rule, "demands"))
    elif code == "R":
        shares = _some(rule, "shares")
        yield "below", _merged(*(_ratio(share, -1) for share in shares))
        if rule.get("above") == "yes":
            yield "above", _merged(*(_ratio(share, 1) for share in shares))
    elif code == "T":
        yield "late", _timely(rule, in_time=_FOUR - 1, late=1)
        yield "undone", _timely(rule, in_time=_FOUR - 1, late=0)
    elif code == "D":
        yield from _unmade(_some(rule, "documents"))
    elif code == "C":
        yield "breach", _breach(rule)
    elif code in {"E", "V"} and "fact" in rule:
        yield "event", {str(rule["fact"]): ["5"]}


def _missed(demands: list[dict[str, Tree]]) -> Iterator[tuple[str, Sums]]:
    if demands:
        held = [_held(demand) for demand in demands]
        fact = str(demands[0].get("fact"))
        held[0] = {**held[0], fact: held[0].get(fact, [])[:-1]}
        yield "missed", _merged(*held)


def _unmade(documents: list[dict[str, Tree]]) -> Iterator[tuple[str, Sums]]:
    if not documents:
        return
    rest = [_made(each, complete=True) for each in documents[1:]]
    yield "missing", _merged(*rest)
    if "complete" in documents[0]:
        yield "incomplete", _merged(_made(documents[0], complete=False), *rest)


def _held(demand: dict[str, Tree]) -> Sums:
    months = _number(demand.get("months"), 12)
    times = _number(demand.get("at_least"), 1)
    many = f"x{times}" if times > 1 else ""
    ends = range(months, 13, months) if 12 % months == 0 else ()
    sums: Sums = {str(demand.get("fact")): [f"{month}{many}" for month in ends]}
    if "per" in demand:
        sums[str(demand["per"])] = ["0"]
    return sums


def _ratio(share: dict[str, Tree], side: int) -> Sums:
    """Of a hundred, as many as the target asks; or ten more or fewer."""
    target, times = _number(share.get("target"), _HUNDRED), _number(share.get("times"), 1)
    reached = max(0, min(_HUNDRED, target + 10 * side)) * times
    month = 0 if share.get("now") == "yes" else 12
    return {
        str(share.get("denominator")): [f"{month}x100"],
        str(share.get("numerator")): [f"{month}x{reached}"],
    }


def _timely(rule: dict[str, Tree], *, in_time: int, late: int) -> Sums:
    sums: Sums = {
        str(rule.get("due")): [f"3x{_FOUR}"],
        str(rule.get("in_time")): [f"3x{in_time}"],
    }
    return sums | ({str(rule.get("late")): [f"3x{late}"]} if late else {})


def _made(document: dict[str, Tree], *, complete: bool) -> Sums:
    month = str(_number(document.get("until"), 12))
    made: Sums = {str(document.get("made")): [month]}
    if complete and "complete" in document:
        made[str(document["complete"])] = [month]
    return made


def _breach(rule: dict[str, Tree]) -> Sums:
    sums: Sums = {}
    if "standing" in rule:
        sums[str(rule["standing"])] = ["5", "6x-1"]
    if "breach" in rule:
        sums[str(rule["breach"])] = ["5"]
    return sums


def _some(rule: dict[str, Tree], key: str) -> list[dict[str, Tree]]:
    found = rule.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _number(value: object, otherwise: int) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and int(text[:6]) > 0 else otherwise


def _merged(*sums: Sums) -> Sums:
    """Put what happens side by side; of the same fact, what is told first."""
    found: Sums = {}
    for each in sums:
        found = {**each, **found}
    return found


def _tree(given: Sums) -> dict[str, Tree]:
    return {fact: list(entries) for fact, entries in given.items()}


def _is_open(head: dict[str, Tree], section: object) -> bool:
    sections = head.get("sections")
    return isinstance(sections, list) and any(
        isinstance(each, dict) and each.get("id") == section and each.get("open") == "yes"
        for each in sections
    )
