"""A draft as its committee looks at it: sums, what members will read, what is wrong, the burden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment import asking, engine, in_force, worded
from zhibu.assessment.words import spell
from zhibu.core.decided import SHEET
from zhibu.core.rubric_checking import Checked, Sum, check, sums_of
from zhibu.core.standard import Item
from zhibu.core.standard_fault import StandardFault
from zhibu.drafting.burden import Burden, Double, burden_of, doubles_of
from zhibu.drafting.wording import CURES, OTHERWISE
from zhibu.drafting.workbench import FILENAME, compiled
from zhibu.party.models import Organization

MOST_DOUBLES = 20


@dataclass(frozen=True, slots=True)
class FaultShown:
    """What is wrong: at which line, in which item, why, and how to mend it."""

    line: int
    place: int | None
    words: str
    cure: str


@dataclass(frozen=True, slots=True)
class SumShown:
    """A section's points as declared and as its items add up."""

    id: str
    title: str
    declared: str
    actual: str
    items: int
    right: bool


@dataclass(frozen=True, slots=True)
class ItemRead:
    """An item as members will read it."""

    id: str
    title: str
    points: str
    required: str
    deduction: str
    measured: bool
    rubric: str
    cases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft looked over."""

    sound: bool
    faults: tuple[FaultShown, ...]
    warnings: tuple[str, ...]
    sums: tuple[SumShown, ...]
    total: SumShown
    items: tuple[ItemRead, ...]
    burden: Burden | None
    hours: str
    literal: bool
    effective: str
    doubles: tuple[Double, ...]


def preview_of(text: str, organization: Organization, *, today: date) -> Preview:
    """Look a draft over. Two queries at most, for the standards in force."""
    checked = check(text, compiled)
    standard = checked.standard
    others = engine.standards_for(organization.uid, today.year) if standard else ()
    sums, total = _sums(checked)
    burden = burden_of(standard, others) if standard else None
    return Preview(
        sound=standard is not None,
        faults=tuple(_fault(fault, checked) for fault in checked.faults),
        warnings=tuple(worded.fault_words(each) for each in standard.warnings) if standard else (),
        sums=sums,
        total=total,
        items=tuple(_item(item) for item in standard.items) if standard else (),
        burden=burden,
        hours=f"{(burden.minutes if burden else 0) / 60:.1f}",
        literal=standard is None and _passes_as_written(text),
        effective=date(today.year + 1, 1, 1).isoformat(),
        doubles=doubles_of(standard, others)[:MOST_DOUBLES] if standard else (),
    )


def _passes_as_written(text: str) -> bool:
    """Say whether only the must-nots stand against a text: a committee may adopt it as 原文."""
    try:
        in_force.compile_text(text, filename=FILENAME, profile="literal")
    except StandardFault:
        return False
    return True


def _fault(fault: StandardFault, checked: Checked) -> FaultShown:
    above = [place for place, line in enumerate(checked.lines) if line <= fault.line]
    in_items = bool(above) and fault.code not in {"section_sum", "total_sum"}
    return FaultShown(
        line=fault.line,
        place=above[-1] if in_items else None,
        words=worded.fault_words(fault),
        cure=str(CURES.get(fault.code, OTHERWISE)),
    )


def _sums(checked: Checked) -> tuple[tuple[SumShown, ...], SumShown]:
    sums, total, declared = sums_of(checked.tree)
    told = tuple(_sum(each) for each in sums)
    items = sum(each.items for each in sums)
    return told, _sum(Sum("", _("合计"), total, declared, items))


def _sum(told: Sum) -> SumShown:
    declared = "—" if told.declared is None else _short(told.declared)
    right = told.declared == told.actual
    return SumShown(told.id, told.title, declared, _short(told.actual), told.items, right)


def _item(item: Item) -> ItemRead:
    return ItemRead(
        id=item.id,
        title=item.title,
        points=_short(item.points),
        required=asking.required(item),
        deduction=asking.deduction(item),
        measured=item.measured,
        rubric=_rubric(item),
        cases=tuple((case.say, _points(case.points)) for case in item.cases),
    )


def _rubric(item: Item) -> str:
    """Return by what people judge: grades with their points, or the rubric's words."""
    grades = "、".join(
        f"{grade.title} {_short(item.points * grade.share // SHEET)}" for grade in item.grades
    )
    return grades or item.rubric


def _points(points: int | None) -> str:
    if points is None:
        return _("不适用")
    return _("%(points)s 分") % {"points": _short(points)}


def _short(cents: int) -> str:
    return spell(cents).rstrip("0").rstrip(".") if cents else "0"


def words_of(table: Mapping[str, object], code: str, told: Mapping[str, object]) -> str:
    """Return a sentence of a table with what it tells filled in."""
    words = str(table.get(code, ""))
    return words % told if told else words
