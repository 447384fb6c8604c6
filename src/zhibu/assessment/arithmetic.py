"""An item's points written out as sums, so that anybody can do them again on paper.

Every line can be worked out from the numbers in it: × ÷ + −, brackets, ⌈…⌉ and ⌊…⌋ for rounding
up and down, min(…) and max(…) for the smaller and the larger.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from zhibu.assessment import decisions, words
from zhibu.assessment.values import Sum
from zhibu.core.explanation import Line, Rating
from zhibu.core.lag import Lag
from zhibu.core.measuring import breaches_of, document_of, measure
from zhibu.core.periodic import counts_of
from zhibu.core.ratio import lost_of, parts_of
from zhibu.core.reading import Year, portion
from zhibu.core.rules import (
    WHOLE,
    Documented,
    Parted,
    Periodic,
    Ratio,
    Rule,
    Share,
    Sound,
    Timely,
    Valid,
)
from zhibu.core.standard import Item


def points_of(line: Line, year: Year) -> tuple[Sum, ...]:
    """Return how the sums of the year come to an item's points. ``year`` holds one unit."""
    item, here = line.item, year.for_item(line.item.applies)
    found = list(_judged(line.ratings) if item.judged else _of_rule(item.rule, here))
    lost, whole = line.fraction
    if isinstance(item.rule, Parted):
        costs = "".join(f" − {words.spell(one.deducted)}" for one in line.parts if one.applicable)
        found.append(_sum(_("按规则得"), f"{_spell(item.scale)}{costs}", _spell(line.by_rule)))
    else:
        told = f"{_spell(item.scale)} × ({whole} − {_signed(lost)}) ÷ {whole}"
        found.append(_sum(_("按规则得"), told, _spell(line.by_rule), rounded=True))
    found.extend(_moved(line, item))
    return tuple(found)


def _moved(line: Line, item: Item) -> Iterator[Sum]:
    """Write what people added or took, and where floor and ceiling cut."""
    then = line.by_rule
    if line.adjusted:
        told = f"{_signed(then, spelled=True)} + {_signed(line.adjusted, spelled=True)}"
        then += line.adjusted
        yield _sum(_("申诉或人工确认后"), told, _spell(then))
    if then < item.at_least:
        told = f"max({_signed(then, spelled=True)}, {_signed(item.at_least, spelled=True)})"
        yield _sum(_("不低于下限"), told, _spell(line.points))
    elif item.at_most is not None and then > item.at_most:
        told = f"min({_spell(then)}, {_spell(item.at_most)})"
        yield _sum(_("不高于上限"), told, _spell(line.points))


def _of_rule(rule: Rule, year: Year) -> Iterator[Sum]:
    yield from _RULES[type(rule)](rule, year)


def _periodic(rule: Periodic, year: Year) -> Iterator[Sum]:
    all_missed: list[int] = []
    for place, demand in enumerate(rule.demands):
        counts = counts_of(demand, year)
        act = words.act_named(demand.fact)
        required = counts.required[:, 0].tolist()
        if not place:
            label = _("应办次数：%(act)s") % {"act": act}
            yield _sum(label, _added(required), str(sum(required)))
        done, missed = counts.done[:, 0].tolist(), counts.missed[:, 0].tolist()
        yield _sum(_("按期办了：%(act)s") % {"act": act}, _added(done), str(sum(done)))
        label = _("已到期而缺：%(act)s") % {"act": act}
        yield _sum(label, _added(missed), str(sum(missed)))
        all_missed.append(sum(missed))
    found = measure(rule, year)
    owed, lost = int(found.owed[0]), int(found.missed[0])
    if len(all_missed) > 1 or sum(all_missed) > owed:
        worked = f"min({_added(all_missed)}, {owed})"
        yield _sum(_("缺次合计，至多为应办次数"), worked, str(lost))
    yield from _cost(lost, int(found.lost[0]))


def _cost(count: int, lost: int) -> Iterator[Sum]:
    """Write what each miss costs, where that is told and not a share of the points."""
    if count and lost != count:
        yield _sum(_("缺次应扣"), f"{count} × {lost // count}", str(lost))


def _ratio(rule: Ratio, year: Year) -> Iterator[Sum]:
    for share in rule.shares:
        yield from _share(share, rule, year)
    if len(rule.shares) > 1:
        lost = str(int(measure(rule, year).lost[0]))
        yield _sum(_("各项比率合计应扣"), lost, lost)


def _share(share: Share, rule: Ratio, year: Year) -> Iterator[Sum]:
    parts = parts_of(share, year)
    counts = parts.counts[:, 0] & parts.closed
    part = np.where(counts, parts.numerator[:, 0], 0)
    whole = np.where(counts, parts.denominator[:, 0], 0)
    done, owed = int(part.sum()), int(whole.sum())
    act, of = (words.act_named(each.fact) for each in (share.numerator, share.denominator))
    yield _sum(_("已结算各期合计：%(act)s") % {"act": act}, _added(part.tolist()), str(done))
    label = _("应达到：%(act)s") % {"act": of}
    if share.times > 1:
        label = _("应达到：%(act)s（每期 × %(times)d）") % {"act": of, "times": share.times}
    yield _sum(label, _added(whole.tolist()), str(owed))
    short = max(owed * share.target - done * WHOLE, 0)
    worked = f"max({owed} × {share.target} − {done} × {WHOLE}, 0)"
    yield _sum(_("比目标 %(target)d%% 少") % {"target": share.target}, worked, str(short))
    step = max(owed * rule.step, 1)
    yield _sum(_("一档"), f"max({owed} × {rule.step}, 1)", str(step))
    steps = -(-short // step)
    lost = int(lost_of(np.array([done]), np.array([owed]), share, rule=rule)[0])
    if rule.gain:
        above = max(done * WHOLE - owed * share.target, 0) if owed else 0
        label = _("低于目标每档扣 %(costs)d，高于目标每满一档加 %(gain)d") % {
            "costs": rule.costs, "gain": rule.gain,
        }  # fmt: skip
        worked = f"⌈{short} ÷ {step}⌉ × {rule.costs} − ⌊{above} ÷ {step}⌋ × {rule.gain}"
        yield _sum(label, worked, str(lost))
        return
    yield _sum(_("少了几档（不足一档按一档）"), f"⌈{short} ÷ {step}⌉", str(steps))
    yield _sum(_("应扣"), f"{steps} × {rule.costs}", str(lost))


def _timely(rule: Timely, year: Year) -> Iterator[Sum]:
    due = int(year.so_far(rule.due, Lag.HISTORY)[0])
    in_time = int(year.so_far(rule.in_time, Lag.LATER)[0])
    told = int(year.so_far(rule.in_time, Lag.HISTORY)[0])
    stated = int(year.so_far(rule.late, Lag.HISTORY)[0])
    late, lost = max(stated + told - in_time, 0), int(measure(rule, year).lost[0])
    undone = max(due - in_time - late, 0)
    worked = f"max({stated} + {told} − {in_time}, 0)"
    yield _sum(_("迟办（补录的按期也算迟办）"), worked, str(late))
    yield _sum(_("未办"), f"max({due} − {in_time} − {late}, 0)", str(undone))
    worked = f"{late} × {rule.late_costs} + {undone} × {rule.undone_costs}"
    yield _sum(_("应扣"), worked, str(lost))


def _documented(rule: Documented, year: Year) -> Iterator[Sum]:
    lost: list[int] = []
    owed: list[int] = []
    for document in rule.documents:
        found = document_of(document, rule.incomplete_costs, year)
        lost.append(int(found.lost[0]))
        owed.append(int(found.whole[0]))
    label = _("每份应扣（缺一份 100，不齐全 %(part)d）") % {"part": rule.incomplete_costs}
    yield _sum(label, _added(lost), str(sum(lost)))
    yield _sum(_("每份满分"), _added(owed), str(sum(owed)))


def _sound(rule: Sound, year: Year) -> Iterator[Sum]:
    broken = breaches_of(rule, year)[:, 0].astype(int).tolist()
    lost = int(measure(rule, year).lost[0])
    yield _sum(_("不合规的月份"), _added(broken), str(sum(broken)))
    if lost == sum(broken) * rule.month_costs:
        yield _sum(_("应扣"), f"{sum(broken)} × {rule.month_costs}", str(lost))
    else:
        yield _sum(_("年末仍不合规，扣完"), str(lost), str(lost))


def _valid(rule: Valid, year: Year) -> Iterator[Sum]:
    told = year.flow(rule.fact, Lag.HISTORY)[: year.elapsed, 0].tolist()
    events = max(sum(told), 0)
    yield _sum(_("不合规的次数"), f"max({_added(told)}, 0)", str(events))
    yield _sum(_("应扣"), f"{events} × {rule.each_costs}", str(events * rule.each_costs))


def _judged(ratings: tuple[Rating, ...]) -> Iterator[Sum]:
    """Write the weighted mean; which kind of raters gave what is told only where there are many."""
    given = [one for one in ratings if one.sheets]
    if any(decisions.is_hidden(one) for one in given):
        return
    weight = sum(one.weight for one in given)
    kept = sum(one.weight * one.mean for one in given)
    for one in given:
        label = _("%(who)s %(count)d 份评分表的平均给分（万分之）") % {
            "who": decisions.rater_named(one.rater), "count": one.sheets,
        }  # fmt: skip
        yield _sum(label, str(one.mean), str(one.mean))
    if given:
        told = " + ".join(f"{one.mean} × {one.weight}" for one in given)
        yield _sum(_("按权重合计"), told, str(kept))
        worked = f"{weight} × 10000 − {kept}"
        yield _sum(_("未给的部分"), worked, str(weight * 10_000 - kept))


def _parted(rule: Parted, year: Year) -> Iterator[Sum]:
    for part in rule.parts:
        found = measure(part.rule, year)
        if not found.applicable[0]:
            yield _sum(_("%(part)s：不适用") % {"part": part.title}, "0", "0.00")
            continue
        for one in _of_rule(part.rule, year):
            yield Sum(f"{part.title} · {one.label}", one.sum, one.result, one.rounded)
        lost, whole = int(found.lost[0]), int(found.whole[0])
        raw = int(portion(np.int64(part.points), np.array([whole - lost]), np.array([whole]))[0])
        kept = min(max(raw, 0), part.points)
        most = _spell(part.points)
        worked = f"{most} × ({whole} − {_signed(lost)}) ÷ {whole}"
        label = _("%(part)s · 留得") % {"part": part.title}
        yield _sum(label, worked, _spell(raw), rounded=True)
        label = _("%(part)s · 扣") % {"part": part.title}
        worked = f"{most} − min(max({_signed(raw, spelled=True)}, 0), {most})"
        yield _sum(label, worked, _spell(part.points - kept))


def _added(numbers: Iterable[Any]) -> str:
    """Write a sum of whole numbers; nothing as 0."""
    return " + ".join(_signed(int(each)) for each in numbers) or "0"


def _signed(number: int, *, spelled: bool = False) -> str:
    told = words.spell(abs(number)) if spelled else str(abs(number))
    return f"(−{told})" if number < 0 else told


def _spell(cents: int) -> str:
    return words.spell(cents).replace("-", "−")


def _sum(label: str, worked: str, result: str, *, rounded: bool = False) -> Sum:
    return Sum(label, worked, result, rounded)


_RULES: Mapping[type[Rule], Callable[[Any, Year], Iterator[Sum]]] = {
    Periodic: _periodic,
    Ratio: _ratio,
    Timely: _timely,
    Documented: _documented,
    Sound: _sound,
    Valid: _valid,
    Parted: _parted,
}
