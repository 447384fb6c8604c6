"""The members' meeting: who should attend, whether enough came, and which ballots are given out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core import case as machine
from zhibu.core.refusal import Refusal
from zhibu.elections import queries, rules
from zhibu.elections.models import CountSheet, Kind, Office
from zhibu.elections.queries import Contest
from zhibu.elections.records import BallotOpened, RollCalled
from zhibu.journal import facts, log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.procedures.models import Case

STEP = "voting"
READY = ("open", "overdue")


class CannotVote(Refusal):
    """The meeting cannot vote so."""


@dataclass(frozen=True, slots=True)
class RollTold:
    """What is told of a meeting: its day, how many came, who is not counted among the expected."""

    on: date
    present: int
    excused: Sequence[str] = ()
    suspended: Sequence[str] = ()


def call_roll(*, case: Case, told: RollTold, hand: Hand) -> Leaf:
    """Enter who should attend and how many came, and give out the first ballot papers.

    Before a count was entered the roll may be called again. Raises CannotVote where the case is
    not so far, for a day to come, somebody who has no vote, more present than expected, and where
    the quorum is missed: then nothing is voted on.
    """
    with log.act(case.organization_id):
        contest = queries.contest(case)
        _insist_on_step(contest, told.on, hand)
        record = _roll(contest, told)
        _insist_on_quorum(record)
        if contest.roll is None:
            leaf = log.append(record, unit=case.organization_id, **hand.told)
            open_next(queries.contest(case), told.on, hand)
            return leaf
        _insist_on_no_count(contest)
        return log.append(
            record, unit=case.organization_id, op=Op.CORRECT, rec=contest.roll.rec,
            supersedes=log.leaf_of_record(contest.roll.rec).lh, reason=_("重新点名"), **hand.told,
        )  # fmt: skip


def open_next(contest: Contest, on: date, hand: Hand) -> Leaf | None:
    """Give out the papers of the next office that has none. Raises CannotVote without a list."""
    office = contest.next_office
    if office is None or contest.of(office):
        return None
    candidates = contest.candidates_of(office)
    if not candidates:
        raise CannotVote(_("没有经批准的候选人名单，请先办理候选人各步。"), field="present")
    return open_ballot(contest, on, hand, office=office, why=Kind.FIRST, candidates=candidates)


def open_ballot(
    contest: Contest, on: date, hand: Hand, *, office: Office, why: Kind,
    candidates: Sequence[str], seats: int | None = None,
) -> Leaf:  # fmt: skip
    """Enter that papers are given out for an office: one more round."""
    record = BallotOpened(
        branch=contest.case.organization_id,
        case=contest.case.rec,
        on=on,
        office=office.value,
        turn=len(contest.of(office)) + 1,
        why=why.value,
        seats=contest.seats_of(office) if seats is None else seats,
        candidates=tuple(candidates),
    )
    return log.append(record, unit=contest.case.organization_id, **hand.told)


def _insist_on_step(contest: Contest, on: date, hand: Hand) -> None:
    today = log.civil(hand.at)
    if on > today:
        raise CannotVote(_("选举大会的日期不能晚于今天。"), field="on")
    standing = machine.stand(contest.file.core, today=today, calendar=facts.calendar())
    if standing.ended or standing.of(STEP).state not in READY:
        words = _("还不能选举：前面的步骤没有办完。请回到流程页，先办“当前步骤”。")
        raise CannotVote(words, field="on")
    earlier = contest.day_of("method")
    if earlier and on < earlier:
        words = _("选举大会的日期早于上一步的 %(day)s，请核对。") % {"day": earlier.isoformat()}
        raise CannotVote(words, field="on")


def _roll(contest: Contest, told: RollTold) -> RollCalled:
    electors = {one.uid for one in queries.electors_of(contest.case.organization, told.on)}
    left_out = (*told.excused, *told.suspended)
    if len(set(left_out)) != len(left_out):
        words = _("同一个人既在“经同意不计”里又在“停止行使权利”里，请只选一处。")
        raise CannotVote(words, field="excused")
    if not set(left_out) <= electors:
        raise CannotVote(_("不计入应到会的人里有人当天没有选举权，不用再列。"), field="excused")
    record = RollCalled(
        branch=contest.case.organization_id,
        case=contest.case.rec,
        on=told.on,
        voting=len(electors),
        present=told.present,
        excused=tuple(told.excused),
        suspended=tuple(told.suspended),
    )
    if not 0 <= told.present <= record.expected:
        words = _("实到 %(n)d 人，应到 %(all)d 人：实到不能多于应到，请核对。")
        counted = words % {"n": told.present, "all": record.expected}
        raise CannotVote(counted, field="present")
    return record


def _insist_on_quorum(record: RollCalled) -> None:
    quorum = rules.in_force().counting.quorum
    if not quorum.met(record.present, record.expected):
        words = _(
            "应到会 %(all)d 人，实到 %(n)d 人，没有达到五分之四（至少 %(least)d 人），不能选举。"
            "请另定日期召开。"
        )
        least = quorum.needed(record.expected)
        told = {"all": record.expected, "n": record.present, "least": least}
        raise CannotVote(words % told, basis=quorum.basis, field="present")


def _insist_on_no_count(contest: Contest) -> None:
    recs = [one.rec for one in contest.ballots]
    if CountSheet.objects.filter(ballot__in=recs).exists():
        raise CannotVote(_("已经开始计票，不能再改点名。"), field="present")
