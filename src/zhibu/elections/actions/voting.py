"""The members' meeting: who should attend, whether enough came, and which ballots are given out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.elections import queries, rules
from zhibu.elections.models import CountSheet, Kind, Office
from zhibu.elections.queries import Contest
from zhibu.elections.records import BallotOpened, CountersNamed, RollCalled
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.procedures.models import Case


class CannotVote(Refusal):
    """The meeting cannot vote so."""


@dataclass(frozen=True, slots=True)
class RollTold:
    """What is told of a meeting: its day, how many came, who is not counted among the expected."""

    on: date
    present: int
    excused: Sequence[str] = ()
    suspended: Sequence[str] = ()
    counters: Sequence[str] = ()


def call_roll(*, case: Case, told: RollTold, hand: Hand) -> Leaf:
    """Enter who should attend and how many came, and give out the first ballot papers.

    Before a count was entered the roll may be called again. Raises CannotVote where the case is
    not so far, for a day to come, somebody who has no vote, a candidate who has none, more present
    than expected, a counter who stands, and where the quorum is missed: then nothing is voted on.
    """
    with log.act(case.organization_id):
        contest = queries.contest(case)
        _insist_on_step(contest, told.on, hand)
        record = _roll(contest, told)
        _insist_on_quorum(record)
        _insist_on_candidates(contest, told)
        _insist_on_counters(contest, told)
        if contest.roll is None:
            leaf = log.append(record, unit=case.organization_id, **hand.told)
            open_next(queries.contest(case), told.on, hand)
        else:
            _insist_on_no_count(contest)
            leaf = log.append(
                record, unit=case.organization_id, op=Op.CORRECT, rec=contest.roll.rec,
                supersedes=log.leaf_of_record(contest.roll.rec).lh, reason=_("重新点名"),
                **hand.told,
            )  # fmt: skip
        _name_counters(contest, told, hand)
        return leaf


def open_next(contest: Contest, on: date, hand: Hand) -> Leaf | None:
    """Give out the papers of the next office that has none. Raises CannotVote without a list."""
    office = contest.next_office
    if office is None or contest.of(office):
        return None
    taken = contest.taken(office)
    candidates = [uid for uid in contest.candidates_of(office) if uid not in taken]
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
    if not queries.is_ready(contest, today):
        found = queries.before_voting(contest, today)
        words = _("还不能选举：前面的步骤没有办完。%(missing)s请回到流程页，先办“当前步骤”。")
        missing = found.words if found else ""
        basis = found.basis if found else None
        raise CannotVote(words % {"missing": missing}, basis=basis, field="on")
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


def _insist_on_candidates(contest: Contest, told: RollTold) -> None:
    """Let nobody stand who has no right to on the day. Who it is, the sentence does not tell."""
    electors = {one.uid for one in queries.electors_of(contest.case.organization, told.on)}
    if not contest.standing_people() <= electors - set(told.suspended):
        words = _(
            "候选人里有人在大会当天没有被选举权。请先在流程里更正候选人预备人选，"
            "报上级同意后再点名。"
        )
        raise CannotVote(words, basis=rules.in_force().rights.basis, field="on")


def _insist_on_counters(contest: Contest, told: RollTold) -> None:
    """Let those alone count who may vote and stand for nothing; two of them, or the usual ones."""
    ground = rules.in_force().counters
    electors = {one.uid for one in queries.electors_of(contest.case.organization, told.on)}
    named = set(told.counters)
    if not named <= electors - set(told.suspended):
        raise CannotVote(_("计票人须是有选举权的党员，请核对。"), field="counters")
    if standing := named & contest.standing_people():
        names = "、".join(queries.names_of(standing).values())
        words = _("%(names)s是候选人，不能担任计票人，请另选。") % {"names": names}
        raise CannotVote(words, basis=ground.basis, field="counters")
    if len(named) == 1:
        words = _("计票人至少要两名，两人分别录入。")
        raise CannotVote(words, basis=ground.basis, field="counters")


def _name_counters(contest: Contest, told: RollTold, hand: Hand) -> None:
    """Enter who counts, where that is not as it was."""
    now = list(contest.roll.counters) if contest.roll else []
    if list(told.counters) != now:
        record = CountersNamed(
            contest.case.organization_id, contest.case.rec, told.on, tuple(told.counters)
        )
        log.append(record, unit=contest.case.organization_id, **hand.told)


def _insist_on_no_count(contest: Contest) -> None:
    recs = [one.rec for one in contest.ballots]
    if CountSheet.objects.filter(ballot__in=recs).exists():
        raise CannotVote(_("已经开始计票，不能再改点名。"), field="present")
