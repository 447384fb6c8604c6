"""What became of an item and why, in sentences a secretary understands."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhibu.assessment import decisions, words
from zhibu.core.explanation import Line, Standing
from zhibu.core.occasions import Occasion, State
from zhibu.core.rules import WHOLE, Judged, Parted, Periodic, Ratio, Sound, Valid
from zhibu.core.standard import Item

SETTLED = frozenset({State.ON_TIME, State.LATE, State.MISSED})


def actual(line: Line) -> str:
    """Say in a few signs what was done of what was asked so far."""
    match line.item.rule:
        case Periodic(demands):
            settled = [
                each
                for each in line.occasions
                if each.fact == demands[0].fact and (each.state in SETTLED or each.done)
            ]
            done, owed = (
                sum(each.done for each in settled), sum(each.required for each in settled)
            )  # fmt: skip
            return f"{done} / {owed}" if owed else "–"
        case Ratio():
            return f"{percent_done(line)}%" if line.owed else "–"
        case Sound():
            return _("%(count)d 个月不合规") % {"count": line.missed} if line.missed else _("合规")
        case Valid():
            return _("%(count)d 次不合规") % {"count": line.missed} if line.missed else _("无")
        case Judged():
            return _("%(count)d 份评分表") % {"count": line.done}
        case _:
            return f"{line.done} / {line.owed}" if line.owed else "–"


def why(line: Line) -> str:
    """Say why an item has the points it has, and what is still open."""
    if line.standing is Standing.NOT_YET:
        return unmeasured(line.item)
    if line.standing is Standing.WAITING:
        return waiting(line)
    if line.standing is Standing.NOT_APPLICABLE:
        return _not_applicable(line.item)
    told = [_lost(line), _beyond(line), decisions.moved(line), _open(line)]
    return _("；").join(one for one in told if one)


def unmeasured(item: Item) -> str:
    """Say why an item is not measured yet."""
    if isinstance(item.rule, Judged):
        return _("由人评定")
    return _("待有：%(evidence)s") % {"evidence": item.evidence}


def waiting(line: Line) -> str:
    """Say that an item waits for people, and for whom."""
    who = words.listed([decisions.rater_named(one.rater) for one in line.ratings])
    return _("待%(who)s评分；评分以前不计入得分") % {"who": who}


def percent_done(line: Line) -> str:
    """Write a ratio to a tenth of a percent, rounded down: 99.96 % is not yet all."""
    tenths = line.done * 1000 // max(line.owed, 1)
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")


def periods_named(occasions: Sequence[Occasion]) -> str:
    """Name the periods of occasions: 4 月、6 月."""
    months = len(occasions[0].period.months)
    return words.periods_named(
        [(each.period.last.month - 1) // months for each in occasions], months
    )


def _not_applicable(item: Item) -> str:
    if item.applies is None:
        return _("还没有应考核的整月")
    told = words.act_named(item.applies.fact).split("（")[0]
    return _("不适用：本支部没有“%(state)s”的整月") % {"state": told}


def _lost(line: Line) -> str:
    lost = max(line.out_of - line.by_rule, 0) if line.adjusted else line.lost
    if not lost:
        return ""
    if isinstance(line.item.rule, Parted):
        return _in_parts(line)
    cost = _("扣 %(lost)s 分") % {"lost": words.spell(lost)}
    return _("%(reason)s，%(cost)s") % {"reason": _reason(line), "cost": cost}


def _reason(line: Line) -> str:
    match line.item.rule:
        case Judged():
            return decisions.rated(line)
        case Periodic() | Sound():
            return _missed(line)
        case Ratio():
            return _short(line, line.item.rule)
        case Valid():
            return _("%(count)d 次不合规") % {"count": line.missed}
        case _:
            return _("缺 %(count)d 项") % {"count": line.missed}


def _short(line: Line, rule: Ratio) -> str:
    """Say which share fell short: the first by its percent, a further one by its numbers."""
    target = rule.shares[0].target
    told = []
    if len(rule.shares) == 1 or line.done * WHOLE < line.owed * target:
        shown = {"done": percent_done(line), "target": target}
        told.append(_("完成 %(done)s%%，目标 %(target)d%%") % shown)
    for share in rule.shares[1:]:
        fact = share.numerator.fact
        mine = [one for one in line.occasions if one.fact == fact and one.state in SETTLED]
        done, required = sum(one.done for one in mine), sum(one.required for one in mine)
        if done < required:
            shown = {"what": words.act_named(fact), "required": required, "done": done}
            told.append(_("%(what)s应达 %(required)d，实际 %(done)d") % shown)
    return _("，").join(told)


def _beyond(line: Line) -> str:
    """Say what an item gives above its points, and who gave it all its points."""
    if line.item.judged and not line.item.points and line.done:
        told = {"rated": decisions.rated(line), "gain": words.spell(line.points)}
        return _("%(rated)s，加 %(gain)s 分") % told
    if line.points > line.out_of and not line.item.judged:
        return _("超过目标，加 %(gain)s 分") % {"gain": words.spell(line.points - line.out_of)}
    return "" if line.lost else decisions.rated(line)


def _in_parts(line: Line) -> str:
    told = _("%(part)s扣 %(lost)s 分")
    return _("，").join(
        told % {"part": one.part.title, "lost": words.spell(one.deducted)}
        for one in line.parts
        if one.deducted
    )


def _missed(line: Line) -> str:
    told = []
    missed = [each for each in line.occasions if each.state is State.MISSED]
    for fact in dict.fromkeys(each.fact for each in missed):
        mine = [each for each in missed if each.fact == fact]
        told.append(_missed_of(line.item, fact, mine))
    if late := [each for each in line.occasions if each.state is State.LATE]:
        told.append(_("%(periods)s超过期限才录入") % {"periods": periods_named(late)})
    return _("，").join(told)


def _missed_of(item: Item, fact: str, missed: list[Occasion]) -> str:
    periods = periods_named(missed)
    if isinstance(item.rule, Sound):
        return _("%(periods)s不合规") % {"periods": periods}
    count = sum(each.open for each in missed)
    if isinstance(item.rule, Periodic) and len(item.rule.demands) > 1:
        act = words.act_named(fact)
        return _("%(periods)s没有%(act)s") % {"periods": periods, "act": act}
    return _("%(periods)s缺 %(count)d 次") % {"periods": periods, "count": count}


def _open(line: Line) -> str:
    due = [each for each in line.occasions if each.state is State.DUE and each.change]
    if not due or not isinstance(line.item.rule, Periodic):
        return ""
    return _("%(periods)s待办") % {"periods": periods_named(due)}
