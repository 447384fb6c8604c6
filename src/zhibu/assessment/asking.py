"""What an item asks for and what a shortfall costs, in words, for each rule."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhibu.assessment import words
from zhibu.core.periods import MONTHS
from zhibu.core.rules import (
    Demand,
    Documented,
    Judged,
    Parted,
    Periodic,
    Ratio,
    Sound,
    Timely,
    Valid,
)
from zhibu.core.standard import Item

Teller = Callable[[Item, Any], str]


def required(item: Item) -> str:
    """Say what an item asks for."""
    return _REQUIRED[type(item.rule)](item, item.rule)


def deduction(item: Item) -> str:
    """Say what a shortfall costs."""
    return _DEDUCTION[type(item.rule)](item, item.rule)


def _periodic(_item: Item, rule: Periodic) -> str:
    named = len(rule.demands) > 1
    return _("；").join(_demanded(demand, named=named) for demand in rule.demands)


def _demanded(demand: Demand, *, named: bool) -> str:
    often = {1: _("每月"), 3: _("每季度"), 6: _("每半年"), 12: _("每年")}.get(demand.months)
    often = often or _("每 %(months)d 个月") % {"months": demand.months}
    if demand.per:
        often = _("每个党小组") + often
    act = words.act_named(demand.fact) if named else ""
    told = {"often": often, "act": act, "least": demand.at_least}
    return _("%(often)s%(act)s ≥ %(least)d 次") % told


def _ratio(_item: Item, rule: Ratio) -> str:
    targets = words.listed([f"{share.target}%" for share in rule.shares])
    return _("不低于 %(target)s") % {"target": targets}


def _documented(_item: Item, rule: Documented) -> str:
    return _("按时形成，内容齐全（%(count)d 份）") % {"count": len(rule.documents)}


def _each_missed(item: Item, rule: Periodic) -> str:
    times = MONTHS // rule.demands[0].months
    shared = words.spell((2 * item.points + times) // (2 * times))
    each = _cost(item, rule.miss_costs, rule.whole) if rule.miss_costs else shared
    return _("全年 %(times)d 次，每缺 1 次扣 %(each)s 分") % {"times": times, "each": each}


def _each_step(item: Item, rule: Ratio) -> str:
    each = _cost(item, rule.costs, rule.whole)
    told = {"step": rule.step, "each": each}
    return _("每低 %(step)d 个百分点（不足的按一档算）扣 %(each)s 分") % told


def _each_late(item: Item, rule: Timely) -> str:
    late = _cost(item, rule.late_costs, rule.whole)
    told = {"late": late, "undone": _cost(item, rule.undone_costs, rule.whole)}
    return _("每迟 1 项扣 %(late)s 分，每有 1 项未办扣 %(undone)s 分") % told


def _each_document(_item: Item, rule: Documented) -> str:
    return _("缺一份扣该份全部分值，不齐全扣 %(part)d%%") % {"part": rule.incomplete_costs}


def _each_month(item: Item, rule: Sound) -> str:
    told = {"each": _cost(item, rule.month_costs, rule.whole)}
    return _("每有一个月不合规扣 %(each)s 分，年末仍未改正扣完") % told


def _each_case(item: Item, rule: Valid) -> str:
    each = _cost(item, rule.each_costs, rule.whole)
    return _("每 1 次扣 %(each)s 分，扣完为止") % {"each": each}


def _each_part(_item: Item, rule: Parted) -> str:
    words_of = _("%(part)s至多扣 %(points)s 分")
    told = ({"part": part.title, "points": words.spell(part.points)} for part in rule.parts)
    return _("；").join(words_of % each for each in told)


def _cost(item: Item, cost: int, whole: int) -> str:
    return words.spell(item.points * cost // whole)


_REQUIRED: Mapping[type, Teller] = {
    Periodic: _periodic,
    Ratio: _ratio,
    Timely: lambda _item, _rule: _("到期前办结"),
    Documented: _documented,
    Sound: lambda _item, _rule: _("始终合规，没有超期"),
    Valid: lambda _item, _rule: _("没有不合规的事项"),
    Judged: lambda _item, _rule: _("由考核人员评定"),
    Parted: lambda _item, rule: _("；").join(part.title for part in rule.parts),
}
_DEDUCTION: Mapping[type, Teller] = {
    Periodic: _each_missed,
    Ratio: _each_step,
    Timely: _each_late,
    Documented: _each_document,
    Sound: _each_month,
    Valid: _each_case,
    Judged: lambda _item, _rule: _("两名考核人员按评分标准打分，差距公开"),
    Parted: _each_part,
}
