"""One item of one branch, answered for: rule, sum, records, and what would restore it."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhibu.assessment import asking, evidence, scorecard, sentences, standing, words
from zhibu.assessment.evidence import Proof
from zhibu.assessment.models import Purpose
from zhibu.assessment.values import Account, PeriodLine
from zhibu.core import explanation
from zhibu.core.explanation import Standing
from zhibu.core.occasions import Occasion, State
from zhibu.core.rules import Judged, Parted, Periodic, Ratio, Sound
from zhibu.party.models import Organization

if TYPE_CHECKING:
    from zhibu.assessment.scorecard import Reckoning

_STATES = {
    State.ON_TIME: "on_time",
    State.LATE: "late",
    State.MISSED: "missing",
    State.DUE: "due",
}


def account_of(
    branch: Organization,
    code: str,
    *,
    year: int,
    as_of: date,
    purpose: str = Purpose.ASSESSMENT,
) -> Account:
    """Return everything about one item. Raises KeyError where the standard has no such item."""
    found = scorecard.reckon(branch, year=year, as_of=as_of, purpose=purpose)
    item = found.standard.item(code)
    line = next(one for one in found.lines if one.item is item)
    records = evidence.evidence_for(branch, item, year=year, until=as_of)
    proof = Proof(len(records), sum(1 for one in records if one.history))
    restores = tuple(due for due in found.dues() if due.item == code)
    return Account(
        branch=branch.uid,
        name=branch.name,
        year=year,
        as_of=as_of,
        as_of_note=_("截至 %(day)s") % {"day": words.day(as_of)},
        standard=standing.note_of(found.standard),
        line=scorecard.line_of(line, proof, restores[0] if restores else None),
        deduction=asking.deduction(item),
        evidence_words=item.evidence,
        hint=item.hint.words,
        worked=_worked(line),
        periods=_periods(line, found),
        evidence=records,
        records_note=_("%(count)d 条，补录 %(history)d 条")
        % {"count": proof.records, "history": proof.history},
        restores=restores,
    )


def _worked(line: explanation.Line) -> str:
    """Write the sum out, so that anybody can do it again on paper."""
    if line.standing is not Standing.MEASURED:
        return ""
    return _by_rule(line) + _by_people(line)


def _by_rule(line: explanation.Line) -> str:
    whole, points = words.spell(line.item.scale), words.spell(line.by_rule)
    lost = words.spell(line.item.scale - line.by_rule)
    match line.item.rule:
        case Periodic():
            told = _("全年应 %(owed)d 次，已缺 %(missed)d 次：") % {
                "owed": line.owed, "missed": line.missed,
            }  # fmt: skip
            part, of = line.fraction
            return f"{told}{whole} − {whole} × {part} ÷ {of} = {points}"
        case Ratio(shares) if line.owed:
            told = _("完成 %(done)d ÷ 应 %(owed)d = %(percent)s%%，目标 %(target)d%%；") % {
                "done": line.done, "owed": line.owed, "target": shares[0].target,
                "percent": sentences.percent_done(line),
            }  # fmt: skip
            return f"{told}{asking.deduction(line.item)}：{whole} − {lost} = {points}"
        case Judged():
            kept, of = line.fraction[1] - line.fraction[0], line.fraction[1]
            return f"{whole} × {kept} ÷ {of} = {points}"
        case Parted():
            costs_of = " − ".join(words.spell(one.deducted) for one in line.parts)
            return f"{whole} − {costs_of} = {points}"
        case _:
            return f"{whole} − {lost} = {points}"


def _by_people(line: explanation.Line) -> str:
    """Add what people moved, and say where floor or ceiling cut."""
    if not line.adjusted and line.by_rule == line.points:
        return ""
    sign = "+" if line.adjusted >= 0 else "−"
    then = words.spell(line.by_rule + line.adjusted)
    told = f" {sign} {words.spell(abs(line.adjusted))} = {then}" if line.adjusted else ""
    if line.by_rule + line.adjusted != line.points:
        told += _("，按上下限取 %(points)s") % {"points": words.spell(line.points)}
    return told


def _periods(line: explanation.Line, found: "Reckoning") -> tuple[PeriodLine, ...]:
    shown = [
        each
        for each in line.occasions
        if each.state in _STATES and each.period.first.first_day <= found.as_of
    ]
    several = len({each.fact for each in shown}) > 1
    return tuple(_period(each, line, several=several) for each in shown)


def _period(each: Occasion, line: explanation.Line, *, several: bool) -> PeriodLine:
    title = words.name_of(each.period)
    if several:
        title = _("%(period)s %(act)s") % {"period": title, "act": words.act_named(each.fact)}
    said = {
        State.ON_TIME: _("合规") if isinstance(line.item.rule, Sound) else _("已完成"),
        State.LATE: _("超期才录入，不计"),
        State.MISSED: _("缺"),
        State.DUE: _("待办"),
    }
    return PeriodLine(
        title, _STATES[each.state], said[each.state], each.required, each.done, each.until
    )
