"""The standard in force, put into words: nothing about it stands only in the code."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.assessment import asking, engine, standing, words
from zhibu.assessment.models import Adopted, Profile, Purpose
from zhibu.core import burden
from zhibu.core.standard import Item, Standard
from zhibu.core.standard_fault import FAULT_WORDS, StandardFault


@dataclass(frozen=True, slots=True)
class ItemShown:
    code: str
    title: str
    evidence: str
    required: str
    deduction: str
    points: str
    basis: str
    measured: bool


@dataclass(frozen=True, slots=True)
class SectionShown:
    code: str
    title: str
    note: str
    items: tuple[ItemShown, ...]


@dataclass(frozen=True, slots=True)
class ClassShown:
    title: str
    qualified_at: str
    advanced_at: str


@dataclass(frozen=True, slots=True)
class RuleShown:
    code: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class StandardShown:
    """A standard as its page shows it."""

    title: str
    version: str
    sections: tuple[SectionShown, ...]
    classes: tuple[ClassShown, ...]
    rules: tuple[RuleShown, ...]
    vetoes: tuple[str, ...]
    warnings: tuple[str, ...]
    result_words: str
    machine_words: str
    name: str = ""
    purpose: str = ""
    burden_words: str = ""
    in_force_words: str = ""
    rec: str = ""
    literal: bool = False
    reasons: str = ""


def standard_shown(
    standard: Standard | None = None, *, adopted: Adopted | None = None
) -> StandardShown:
    """Return a standard as its page shows it: ZB-41 unless told, with its adoption if it has one.

    No queries.
    """
    standard = standard or engine.standard_in_force()
    return StandardShown(
        title=standard.title,
        version=standard.version,
        sections=tuple(_section(key.id, key.title, standard) for key in standard.sections),
        classes=tuple(
            ClassShown(words.class_named(each), words.spell(each.qualified_at),
                       words.spell(each.advanced_at))
            for each in standard.classes.values()
        ),
        rules=_rules(),
        vetoes=tuple(veto.title for veto in standard.vetoes),
        warnings=warnings_of(standard),
        result_words=_result_words(standard),
        machine_words=_machine_words(standard),
        name=standing.named(standard),
        purpose=str(Purpose(standard.purpose).label),
        burden_words=_burden_words(standard),
        in_force_words=_in_force_words(adopted),
        rec=adopted.rec if adopted else "",
        literal=bool(adopted and adopted.profile == Profile.LITERAL),
        reasons=adopted.reasons if adopted else "",
    )  # fmt: skip


def warnings_of(standard: Standard) -> tuple[str, ...]:
    """Return what the linter has to say of a standard that was let pass."""
    return tuple(_warned(warning) for warning in standard.warnings)


def _burden_words(standard: Standard) -> str:
    asked = burden.burden_of(standard)
    return _(
        "一个普通支部一年录入 %(entries)d 次，连同工作本身约 %(hours)d 小时；"
        "机器计分占 %(share)d%%；"
        "同一件事被两项以上考核的有 %(doubles)d 处，只录一次。"
    ) % {
        "entries": asked.entries, "hours": round(asked.minutes / 60), "share": asked.machine_share,
        "doubles": len(asked.doubles),
    }  # fmt: skip


def _in_force_words(adopted: Adopted | None) -> str:
    if adopted is None:
        return _("随系统提供，未经本级采用；党委可以采用自己的版本。")
    return _("%(committee)s采用，自 %(year)d 年度起计分。") % {
        "committee": adopted.committee.name, "year": adopted.effective_from.year,
    }  # fmt: skip


def _section(key: str, title: str, standard: Standard) -> SectionShown:
    items = [item for item in standard.items if item.section == key]
    note = _("%(count)d 项 · %(points)s 分") % {
        "count": len(items), "points": words.spell(sum(item.points for item in items)),
    }  # fmt: skip
    return SectionShown(key, title, note, tuple(_item(item) for item in items))


def _item(item: Item) -> ItemShown:
    return ItemShown(
        code=item.id,
        title=item.title,
        evidence=item.evidence,
        required=asking.required(item),
        deduction=asking.deduction(item),
        points=words.spell(item.points),
        basis=words.basis_of(item),
        measured=item.measured,
    )


def _rules() -> tuple[RuleShown, ...]:
    told = (
        ("P", _("按期"), _("每期一次，缺一次扣一份；期内未到不算缺")),
        ("R", _("比率"), _("达到目标得满分，每低一档扣一成")),
        ("T", _("时限"), _("迟办扣一成，始终未办扣四分之一")),
        ("D", _("材料"), _("没有不得分，不齐全得一半")),
        ("C", _("状态"), _("每有一个月不合规扣四分之一，年末未改不得分")),
        ("E", _("个案"), _("每一次不合规扣四分之一")),
    )
    return tuple(RuleShown(*each) for each in told)


def _result_words(standard: Standard) -> str:
    return _(
        "最终成绩 = 自身得分 × %(own)d%% + 互评 × %(peer)d%% + 加分（每项至多 %(each)s，"
        "合计至多 %(cap)s）。没有互评时按自身得分计；年度结束、全部项目测齐评齐以前不定等次。"
    ) % {
        "own": 100 - standard.peer_weight,
        "peer": standard.peer_weight,
        "each": words.spell(standard.bonus_each).removesuffix(".00"),
        "cap": words.spell(standard.bonus_cap).removesuffix(".00"),
    }


def _machine_words(standard: Standard) -> str:
    counted = sum(item.points for item in standard.items if item.auto == "A")
    hinted = sum(item.points for item in standard.items if item.auto == "S")
    return _(
        "按记录自动计算的项目占 %(counted)s 分，自动提示、由人确认的占 %(hinted)s 分；"
        "结论由党组织作出，系统只给依据。"
    ) % {"counted": words.spell(counted), "hinted": words.spell(hinted)}


def _warned(warning: StandardFault) -> str:
    told = FAULT_WORDS.get(warning.code)
    return _(told) % warning.params if told else str(warning)
