"""A committee's meeting decides the results of a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment.reasons import words_of
from zhibu.core.refusal import Refusal
from zhibu.core.scores import Result
from zhibu.grading import rules, standings
from zhibu.grading.models import Results
from zhibu.grading.records import Line, ResultsDecided
from zhibu.grading.standings import Proposal
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.party.models import Organization


class CannotDecideResults(Refusal):
    """The results cannot be decided so."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A branch for which the meeting decided otherwise than computed, and why."""

    result: str
    reasons: str


@dataclass(frozen=True, slots=True)
class ResultsTold:
    """What the meeting decided: when it met, where it deviates, which consequences follow."""

    met_on: date
    deviations: Mapping[str, Deviation] = field(default_factory=dict)
    consequences: Mapping[str, Sequence[str]] = field(default_factory=dict)


def decide_results(
    *, organization: Organization, year: int, told: ResultsTold, hand: Hand, reason: str = ""
) -> Leaf:
    """Enter what the meeting decided beside what was computed, or correct it with a reason.

    Raises CannotDecideResults before the year is over, for a meeting to come, where there is no
    branch, for a deviation without reasons, of a foreign branch or to no result, and for a
    consequence that the result does not entail.
    """
    with log.act(organization.uid):
        _insist_on_days(year, told.met_on, log.civil(hand.at))
        proposals = standings.proposals_of(organization, year)
        _insist_on_known(proposals, told)
        lines = tuple(_line(one, told) for one in proposals)
        record = ResultsDecided(
            organization=organization.uid, year=year, on=told.met_on,
            provisional=any(not one.seal for one in proposals),
            seals=tuple(sorted({one.seal for one in proposals if one.seal})), lines=lines,
        )  # fmt: skip
        former = Results.objects.filter(organization=organization, year=year).first()
        if former is None:
            return log.append(record, unit=organization.uid, **hand.told)
        return log.append(
            record, unit=organization.uid, op=Op.CORRECT, supersedes=former.leaf_id,
            reason=reason, **hand.told,
        )  # fmt: skip


def _insist_on_days(year: int, met_on: date, on: date) -> None:
    if on.year <= year:
        words = _("%(year)d 年度还没有结束，请在次年 1 月 1 日以后确定。")
        raise CannotDecideResults(words % {"year": year})
    if met_on > on:
        raise CannotDecideResults(_("会议日期还没有到，请填实际开会的那一天。"), field="met_on")
    if met_on.year <= year:
        raise CannotDecideResults(_("会议日期应在年度结束以后。"), field="met_on")


def _insist_on_known(proposals: Sequence[Proposal], told: ResultsTold) -> None:
    if not proposals:
        raise CannotDecideResults(_("下面还没有支部，没有可确定的结果。"))
    known = {one.branch.uid for one in proposals}
    if not known.issuperset({*told.deviations, *told.consequences}):
        raise CannotDecideResults(_("所选的支部不在这个党组织之下，请重新选。"), field="deviations")


def _line(proposal: Proposal, told: ResultsTold) -> Line:
    uid, name = proposal.branch.uid, proposal.branch.name
    other = told.deviations.get(uid)
    decided = _deviation(proposal, other) if other else proposal.computed
    chosen = tuple(told.consequences.get(uid, ()))
    entailed = {one.id for one in rules.in_force().entailed_by(decided)}
    if not entailed.issuperset(chosen):
        words = _("%(branch)s的结果不带来所选的处理，请取消勾选。") % {"branch": name}
        raise CannotDecideResults(words, field="consequences")
    return Line(
        branch=uid, standard=f"{proposal.standard.id}/{proposal.standard.version}",
        in_class=proposal.in_class, computed=proposal.computed, why=proposal.verdict.why.value,
        decided=decided, tie=proposal.verdict.tie,
        reasons=other.reasons.strip() if other else "", consequences=chosen,
    )  # fmt: skip


def _deviation(proposal: Proposal, other: Deviation) -> str:
    if other.result not in {one.value for one in Result}:
        raise CannotDecideResults(_("请选一种结果。"), field="deviations")
    if other.result == proposal.computed:
        words = _("%(branch)s的结果与计算结果相同，不用另列。") % {"branch": proposal.branch.name}
        raise CannotDecideResults(words, field="deviations")
    words_of(other.reasons, CannotDecideResults, "deviations")
    return other.result
