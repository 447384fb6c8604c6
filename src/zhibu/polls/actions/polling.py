"""Polls of persons: open one, hand out codes, answer, close it and tell the result."""

import secrets
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256

from django.utils.translation import gettext as _

from zhibu import standards
from zhibu.core import ballots, blind, decided, merkle
from zhibu.core.ballots import Counts, Question
from zhibu.core.leaf import spell_bytes
from zhibu.core.refusal import Refusal
from zhibu.core.standard_text import parse
from zhibu.journal import facts, log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.log import Entry
from zhibu.party.models import Organization
from zhibu.polls.actions import boxes, keys
from zhibu.polls.models import Level, PaperCount, Participation, Poll, Ticket
from zhibu.polls.queries import polls
from zhibu.polls.records import GroupCounts, PaperCounted, PollClosed, PollOpened, ResultTold
from zhibu.polls.records.polling import SATISFACTION

MOST_QUESTIONS, MOST_CHOICES, MOST_INVITED = 30, 10, 5_000
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE = 12
_SIDES = ("below", "above")


class CannotPoll(Refusal):
    """The poll cannot be opened, counted or closed so."""


class CannotAnswer(Refusal):
    """The ballot cannot be taken."""


@dataclass(frozen=True, slots=True)
class PollTold:
    """What is said of a poll before it opens."""

    title: str
    level: str
    year: int
    closes_on: date
    questions: tuple[Question, ...]
    members: bool
    invited: int
    feeds: str = ""


def open_poll(organization: Organization, *, told: PollTold, hand: Hand) -> Leaf:
    """Open a poll of an organization's members, of invited persons, or both.

    Raises CannotPoll for fewer than five persons, nothing asked, a closing day that is not ahead,
    a fact nobody knows, or nearly the same poll with a few persons changed.
    """
    key = blind.new_key() if told.level == Level.BLIND else None  # takes a second: not in the act
    with log.act(organization.uid):
        today = log.civil(hand.at)
        _insist_on_sense(told, today)
        size = told.invited
        size += len(polls.roll_of(organization, today)) if told.members else 0
        _insist_on_company(size)
        _insist_on_distance(organization, told, today)
        public = keys.spelled(key) if key else ""
        opened = _opening(organization.uid, told, opened_on=today, roll_size=size, key=public)
        leaf = log.append(opened, unit=organization.uid, **hand.told)
        if key:
            keys.keep(leaf.rec, key)
        return leaf


def _opening(
    organization: str, told: PollTold, *, opened_on: date, roll_size: int, key: str
) -> PollOpened:
    return PollOpened(
        organization=organization,
        about=organization,
        title=told.title,
        level=told.level,
        year=told.year,
        closes_on=told.closes_on,
        members=told.members,
        invited=told.invited,
        roll_size=roll_size,
        feeds=told.feeds,
        public_key=key,
        opened_on=opened_on,
        questions=told.questions,
    )


def hand_out(poll: Poll) -> list[str]:
    """Make the codes for invited persons, once; only their digests are kept.

    Raises CannotPoll where nobody is invited, or the codes were made.
    """
    with log.act(poll.organization_id):
        now = Poll.objects.get(rec=poll.rec)
        if not now.is_open or not now.invited or now.level == Level.PAPER:
            raise CannotPoll(_("这次测评不发填写码，或者已经结束。"))
        if Ticket.objects.filter(poll=now.rec).exists():
            raise CannotPoll(_("填写码已经生成过一次。为免一人多票，不再生成。"))
        codes = [_code() for _n in range(now.invited)]
        rows = sorted(_digest(code) for code in codes)
        Ticket.objects.bulk_create(
            (Ticket(digest=digest, poll=now.rec) for digest in rows), batch_size=500
        )
        return codes


def answer(poll: Poll, *, member: str | None, answers: tuple[int, ...], today: date) -> None:
    """Take a member's ballot. Nothing is journaled and no time is kept.

    Raises CannotAnswer for who is not on the roll, answered before, or left a question unfit.
    """
    with log.act(poll.organization_id):
        now = Poll.objects.get(rec=poll.rec)
        insist_on_open(now, answers, today)
        if now.level != Level.CONFIDENTIAL:
            raise CannotAnswer(_("这次测评不在这里填写。"))
        if member is None or not polls.was_there(now, member):
            raise CannotAnswer(_("您不在这次测评的参加人员中。"))
        if polls.has_answered(now, member):
            raise CannotAnswer(_("您已经填写过，一人一次，不能再填。"))
        Participation.objects.create(poll=now.rec, person=member)
        boxes.put(now.rec, polls.MEMBERS, answers)


def poll_for(code: str) -> Poll | None:
    """Return the open poll that an unused code belongs to."""
    ticket = Ticket.objects.filter(digest=_digest(_plain(code)), used=False).first()
    return Poll.objects.filter(rec=ticket.poll, closed_at=None).first() if ticket else None


def answer_by_code(code: str, *, answers: tuple[int, ...], today: date) -> None:
    """Take an invited person's ballot against a code, once. Raises CannotAnswer."""
    poll = poll_for(code)
    if poll is None:
        raise CannotAnswer(_("填写码不对，或者已经用过。请核对纸条上的 12 位码。"), field="code")
    with log.act(poll.organization_id):
        now = Poll.objects.get(rec=poll.rec)
        insist_on_open(now, answers, today)
        fresh = Ticket.objects.filter(digest=_digest(_plain(code)), used=False)
        if not fresh.update(used=True):
            raise CannotAnswer(_("这个填写码已经用过，不能再填。"), field="code")
        boxes.put(now.rec, polls.INVITED, answers)


def close_poll(poll: Poll, *, hand: Hand) -> Leaf:
    """Close a poll on its last day or later, and enter what it came to.

    Fewer than five ballots give no result. Raises CannotPoll before that day, twice, or while a
    paper count waits for its second person.
    """
    with log.act(poll.organization_id):
        now = Poll.objects.get(rec=poll.rec)
        today = log.civil(hand.at)
        if not now.is_open:
            raise CannotPoll(_("这次测评已经结束。"))
        if today < now.closes_on:
            raise CannotPoll(_("还没有到截止日期，不能提前结束，也看不到中间结果。"))
        if any(not one.confirmed for one in polls.papers_of(now)):
            raise CannotPoll(_("纸质票计票还没有第二人复核，请先复核。"))
        if now.level == Level.PAPER and not polls.papers_of(now):
            raise CannotPoll(_("纸质票还没有录入计票结果，请先录入、复核。"))
        leaves = log.append_many(_closing(now, today, hand))
        boxes.forget(now.rec)
        return leaves[0]


def _closing(poll: Poll, today: date, hand: Hand) -> list[Entry]:
    participants = polls.turnout_of(poll)
    cast = boxes.empty(poll.rec)
    tokens = boxes.tokens_of(poll.rec)
    if poll.level == Level.BLIND:
        _insist_on_sums(len(cast), len(tokens), participants)
    root = spell_bytes(ballots.root_of(cast))
    tokens_root = (
        spell_bytes(merkle.root([merkle.leaf_hash(one) for one in tokens])) if tokens else ""
    )
    papers = [_paper_of(one) for one in polls.papers_of(poll)]
    asked = polls.questions_of(poll)
    by_group = _by_group(asked, cast, papers)
    counts = ballots.add(asked, by_group.values())
    enough = sum(counts[0]) >= ballots.LEAST
    told = ResultTold(
        poll=poll.rec, about=poll.about_id, feeds=poll.feeds,
        participants=participants + sum(one.returned for one in papers),
        ballots=sum(counts[0]), root=root, told_on=today,
        counts_on=min(today, date(poll.year, 12, 31)), tokens_root=tokens_root,
        counts=counts if enough else (),
        groups=_groups(by_group) if enough else (),
        papers=_papers(papers),
        questions=asked,
    )  # fmt: skip
    closed = PollClosed(poll.rec, told.participants, told.ballots, root, today, tokens_root)
    first = Entry(
        record=closed, unit=poll.organization_id, hand=hand, op=Op.ANNOTATE,
        supersedes=poll.leaf_id, rec=poll.rec,
    )  # fmt: skip
    return [first, Entry(record=told, unit=poll.about_id, hand=hand)]


def _by_group(
    asked: tuple[Question, ...], cast: list[ballots.Ballot], papers: list[PaperCounted]
) -> dict[int, Counts]:
    found: dict[int, Counts] = {}
    for group in (polls.MEMBERS, polls.INVITED):
        several = [ballots.count(asked, (one for one in cast if one.group == group))]
        several += [one.counts for one in papers if one.group == group]
        found[group] = ballots.add(asked, several)
    return found


def _groups(by_group: dict[int, Counts]) -> tuple[GroupCounts, ...]:
    return tuple(GroupCounts(group, counts) for group, counts in ballots.tellable(by_group).items())


def _papers(papers: list[PaperCounted]) -> tuple[int, ...]:
    if not papers:
        return ()
    return (
        sum(one.issued for one in papers),
        sum(one.returned for one in papers),
        sum(one.valid for one in papers),
    )


def _paper_of(count: PaperCount) -> PaperCounted:
    said: PaperCounted = log.record_of(log.leaf_of(count.leaf_id))
    return said


def insist_on_open(poll: Poll, answers: tuple[int, ...], today: date) -> None:
    """Refuse a ballot that comes too late or does not fit. Raises CannotAnswer."""
    if not poll.is_open or today > poll.closes_on:
        raise CannotAnswer(_("这次测评已经结束，不能再填。"))
    if not ballots.are_answers(polls.questions_of(poll), answers):
        raise CannotAnswer(_("有一题的答案不在选项里，请重新选择。"))


def _insist_on_sense(told: PollTold, today: date) -> None:
    if told.closes_on <= today:
        raise CannotPoll(_("截止日期应在今天之后。"), field="closes_on")
    if not today.year - 1 <= told.year <= today.year:
        raise CannotPoll(_("年度只能是今年或去年。"), field="year")
    if not 1 <= len(told.questions) <= MOST_QUESTIONS:
        most = {"most": MOST_QUESTIONS}
        raise CannotPoll(_("测评内容要有 1 至 %(most)d 项。") % most, field="questions")
    if not all(q.words and 1 < len(q.choices) <= MOST_CHOICES for q in told.questions):
        raise CannotPoll(_("每项要有内容，选项要有 2 至 10 个。"), field="questions")
    if told.level not in Level.values:
        raise CannotPoll(_("请选填写方式。"), field="level")
    if not 0 <= told.invited <= MOST_INVITED:
        most = {"most": MOST_INVITED}
        raise CannotPoll(_("邀请人数最多 %(most)d 人。") % most, field="invited")
    if told.level == Level.BLIND and (told.invited or not told.members):
        words = _("盲签凭证只发给用自己账号登录的党员。邀请群众参加的，请选保密填写或纸质票。")
        raise CannotPoll(words, field="invited" if told.invited else "members")
    _insist_on_facts(told.feeds)


def _insist_on_sums(cast: int, tokens: int, signed: int) -> None:
    """Refuse to count more ballots than tokens, or more tokens than were signed."""
    if cast <= tokens <= signed:
        return
    words = _(
        "票 %(cast)d 份，投过的凭证 %(tokens)d 个，领凭证的 %(signed)d 人："
        "票比凭证多，或者凭证比人多。有人绕过系统放了票，不能算结果。请不要改动数据库，报告上级和纪检。"
    )
    raise CannotPoll(words % {"cast": cast, "tokens": tokens, "signed": signed})


def _insist_on_facts(feeds: str) -> None:
    if feeds and feeds != SATISFACTION and f"{feeds}.awarded" not in facts.known():
        words = _("没有这样的条款或评价人。请照标准里的编号填，评价人用小写英文，如 masses。")
        raise CannotPoll(words, field="feeds")
    if feeds.startswith(f"{decided.RATED}.") and feeds.rpartition(".")[2] in _filled_by_sheets():
        words = _("这个评价人由考核员的评判表给分，测评结果不能代替。请填别的评价人，如 masses。")
        raise CannotPoll(words, field="feeds")


@cache
def _filled_by_sheets() -> frozenset[str]:
    """Return the raters for whom assessors fill in sheets: no poll speaks in their name."""
    occasions = parse(standards.text("review.yaml"), "review.yaml").entries()["occasions"]
    sides = (one.entries()[side] for one in occasions.entries().values() for side in _SIDES)
    return frozenset(rater.text() for side in sides for rater in side.listed())


def _insist_on_company(size: int) -> None:
    if size < ballots.LEAST:
        words = _("只有 %(n)d 人参加。不到 %(least)d 人，会看出是谁填的，请与别的支部合并进行。")
        raise CannotPoll(words % {"n": size, "least": ballots.LEAST}, field="members")


def _insist_on_distance(organization: Organization, told: PollTold, today: date) -> None:
    asked = tuple(question.words for question in told.questions)
    before = polls.nearly_the_same(organization, asked, today) if told.members else None
    if before:
        words = _("与“%(title)s”内容相同，只差几个人。两次一比就知道这几个人怎么填，不能这样做。")
        raise CannotPoll(words % {"title": before.title}, field="members")


def _code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _n in range(_CODE))


def _plain(code: str) -> str:
    """Return a code as it was made, however it was typed: 4F7K-2M… or in small letters."""
    return "".join(sign for sign in code.upper() if sign in _ALPHABET)[: 2 * _CODE]


def _digest(code: str) -> bytes:
    return sha256(f"zhibu-ticket/1\n{code}".encode()).digest()
