"""What may be done with dues besides collecting them: fixing, relieving, remitting, reminding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhibu.core.funding import yuan_of
from zhibu.core.periods import Month
from zhibu.dues import amounts, checks, ledger, queries, rules
from zhibu.dues.checks import CannotCollectDues
from zhibu.dues.lines import NOTHING
from zhibu.dues.models import (
    Base,
    Collected,
    Extra,
    PublishedYear,
    Quarterly,
    Relief,
    Reminder,
    Remittance,
)
from zhibu.dues.records import (
    BaseChanged,
    BaseLine,
    BasesReviewed,
    ExtraPaid,
    QuarterlyAgreed,
    ReliefAsked,
    ReliefDecided,
    Reminded,
    Remitted,
    YearPublished,
)
from zhibu.dues.records.years import HANDED_UP, RETURNED
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.look.templatetags.look import yuan
from zhibu.party import queries as party
from zhibu.party.deciding import Standing
from zhibu.party.models import Organization

YEAR = 12


@dataclass(frozen=True, slots=True)
class ReliefTold:
    """What is told of a relief: for whom, which months, how much is left to pay a month."""

    member: str
    first: Month
    last: Month
    owed: Decimal
    cause: str
    met_on: date


def review_bases(*, branch: Organization, year: int, lines: Sequence[BaseLine], hand: Hand) -> Leaf:
    """Fix the members' bases for a year.

    Raises CannotCollectDues for a year that is far, one that is fixed already, strangers, and
    bases or kinds of payer that cannot be.
    """
    checks.insist_on_collecting(branch)
    today = log.civil(hand.at)
    if year not in {today.year, today.year + 1}:
        raise CannotCollectDues(_("只能核定今年或明年的基数。"), field="year")
    checks.check_once([line.member for line in lines])
    with log.act(branch.uid):
        if Base.objects.filter(branch=branch, month=Month(year, 1).index, changed=False).exists():
            words = _("%(year)d 年的基数已经核定。个别调整请写明理由逐人办理；全部录错的先撤回。")
            raise CannotCollectDues(words % {"year": year}, field="year")
        members = {member.uid for member in party.members_of(branch, today)}
        for line in lines:
            _insist_on_base(line, Month(year, 1), members)
        complete = members == {line.member for line in lines}
        record = BasesReviewed(branch.uid, year, today, complete, tuple(lines))
        return log.append(record, unit=branch.uid, **hand.told)


def change_base(
    *, branch: Organization, line: BaseLine, month: Month, cause: str, hand: Hand
) -> Leaf:
    """Let a member pay from another base from a month of a fixed year on, with the cause.

    Raises CannotCollectDues before the year is fixed, without a cause, and for months that were
    collected already.
    """
    if not cause.strip():
        words = _("年内一般不调整基数。确需调整的，请写明理由，如“工资调整”。")
        raise CannotCollectDues(words, field="cause", basis=checks.REGULATION)
    today = log.civil(hand.at)
    with log.act(branch.uid):
        start = Month(month.year, 1).index
        if not Base.objects.filter(branch=branch, month=start, changed=False).exists():
            words = _("%(year)d 年的基数还没有核定，请先核定。") % {"year": month.year}
            raise CannotCollectDues(words, field="month")
        _insist_on_base(line, month, {one.uid for one in party.members_of(branch, today)})
        later = Collected.objects.filter(member=line.member, month__gte=month.index)
        if later.exists():
            words = _("这名党员 %(month)s 或以后已有缴费记录，基数只能从没有记账的月份起调。")
            raise CannotCollectDues(words % {"month": month}, field="month")
        changed = Base.objects.filter(member=line.member, month=month.index, changed=True)
        if changed.exists():
            raise CannotCollectDues(_("这个月已经调整过，先撤回再调。"), field="month")
        record = BaseChanged(
            branch.uid, line.member, month, line.base, line.payer, cause.strip(), today
        )
        return log.append(record, unit=branch.uid, **hand.told)


def ask_relief(*, branch: Organization, told: ReliefTold, hand: Hand) -> Leaf:
    """Ask the superior that a member pay less, as the branch's meeting found.

    Raises CannotCollectDues without a cause, for months or amounts that cannot be, and where
    another relief covers one of the months.
    """
    checks.insist_on_collecting(branch)
    today = log.civil(hand.at)
    checks.check_amount(told.owed, field="owed")
    if not told.cause.strip():
        raise CannotCollectDues(_("请写明减免的理由。"), field="cause")
    if told.met_on > today:
        raise CannotCollectDues(_("支部研究的日期不能晚于今天。"), field="met_on")
    if not told.first <= told.last < told.first.shift(YEAR):
        raise CannotCollectDues(_("减免的月份应前后相接，最长一年，到期可再申请。"), field="last")
    with log.act(branch.uid):
        if told.member not in {one.uid for one in party.members_of(branch, today)}:
            raise CannotCollectDues(_("不是本支部的党员。"), field="member")
        same = Relief.objects.filter(
            member=told.member, first__lte=told.last.index, last__gte=told.first.index
        ).exclude(state=Standing.REFUSED)
        if same.exists():
            raise CannotCollectDues(_("这些月份里已有减免申请。"), field="first")
        record = ReliefAsked(
            branch.uid, told.member, told.first, told.last, told.owed, told.cause.strip(),
            told.met_on, today,
        )  # fmt: skip
        return log.append(record, unit=branch.uid, **hand.told)


def decide_relief(*, relief: Relief, approved: bool, words: str, hand: Hand) -> Leaf:
    """Approve a relief or refuse it. Raises CannotCollectDues to whoever asked, or when decided."""
    if not approved and not words.strip():
        raise CannotCollectDues(_("不批准的，请写明理由。"), field="words")
    with log.act(relief.branch_id):
        now = Relief.objects.filter(pk=relief.pk).first()
        if now is None or now.state != Standing.OPEN:
            raise CannotCollectDues(_("这份减免申请已有结果，请刷新后再看。"), field="words")
        if party.is_same_person(now.asker, hand.by):
            words_ = _("不能审批自己提交的减免，请由上级党委审批。")
            raise CannotCollectDues(words_, field="words", basis=checks.REGULATION)
        record = ReliefDecided(now.rec, approved, words.strip(), log.civil(hand.at))
        return log.append(record, unit=now.branch_id, **hand.told)


def agree_quarterly(*, branch: Organization, member: str, year: int, hand: Hand) -> Leaf:
    """Agree that a member pays a year's dues by the quarter. Refuses a second consent."""
    today = log.civil(hand.at)
    if year not in {today.year, today.year + 1}:
        raise CannotCollectDues(_("只能同意今年或明年按季缴纳。"), field="year")
    with log.act(branch.uid):
        if member not in {one.uid for one in party.members_of(branch, today)}:
            raise CannotCollectDues(_("不是本支部的党员。"), field="member")
        if Quarterly.objects.filter(branch=branch, member=member, year=year).exists():
            raise CannotCollectDues(_("已经同意这名党员按季缴纳。"), field="member")
        return log.append(
            QuarterlyAgreed(branch.uid, member, year, today), unit=branch.uid, **hand.told
        )


def pay_extra(*, branch: Organization, member: str, paid: Decimal, on: date, hand: Hand) -> Leaf:
    """Enter a voluntary payment beside the dues; from 1,000 yuan on all of it goes to the centre.

    Raises CannotCollectDues for nothing, absurd amounts, strangers and days to come.
    """
    checks.insist_on_collecting(branch)
    checks.check_amount(paid, field="paid")
    if not paid:
        raise CannotCollectDues(_("请填多缴的金额。"), field="paid")
    if on > log.civil(hand.at):
        raise CannotCollectDues(_("日期不能晚于今天。"), field="on")
    with log.act(branch.uid):
        if member not in {one.uid for one in party.members_of(branch, on)}:
            raise CannotCollectDues(_("当天不是本支部的党员。"), field="member")
        return log.append(ExtraPaid(branch.uid, member, paid, on), unit=branch.uid, **hand.told)


def remit(
    *, branch: Organization, year: int, way: str, paid: Decimal, on: date, hand: Hand
) -> Leaf:
    """Enter that a share of a year's dues was handed up, once a year, or came back.

    Raises CannotCollectDues for what cannot be, more in all than was collected, or a second handing
    up.
    """
    checks.check_amount(paid, field="paid")
    today, known = log.civil(hand.at), {HANDED_UP, RETURNED}
    if not paid or way not in known or year not in range(today.year - 5, today.year + 1):
        raise CannotCollectDues(_("请选择年度和方式，填写金额。"), field="paid")
    if on > today:
        raise CannotCollectDues(_("日期不能晚于今天。"), field="on")
    told = rules.in_force()
    due_on = (told.handed_up if way == HANDED_UP else told.returned).due_on(year)
    with log.act(branch.uid):
        same = Remittance.objects.filter(branch=branch, year=year, form=way)
        if way == HANDED_UP and same.exists():
            raise CannotCollectDues(_("这一年的党费已经上缴过。录错的先撤回。"), field="year")
        before = sum(same.values_list("fen", flat=True))
        if paid * 100 + before > (collected := sums_of(branch.uid, year)[1]):
            words = _("%(year)d 年实收 %(sum)s 元，此前已登记 %(before)s 元，合计不能多于实收。")
            sums = {"year": year, "sum": yuan(collected), "before": yuan(before)}
            raise CannotCollectDues(words % sums, field="paid")
        record = Remitted(branch.uid, year, way, paid, on, due_on)
        return log.append(record, unit=branch.uid, **hand.told)


def publish_year(*, branch: Organization, year: int, hand: Hand) -> Leaf:
    """Publish what a year that is over brought: sums, no names.

    Raises CannotCollectDues before its end, and for one that is published.
    """
    today = log.civil(hand.at)
    if year >= today.year:
        raise CannotCollectDues(_("这一年还没有过完，年终后再公布。"), field="year")
    with log.act(branch.uid):
        if PublishedYear.objects.filter(branch=branch, year=year).exists():
            raise CannotCollectDues(_("这一年已经公布过。"), field="year")
        owed, paid = sums_of(branch.uid, year)
        handed = Remittance.objects.filter(branch=branch, year=year, form=HANDED_UP)
        record = YearPublished(
            branch.uid, year, yuan_of(owed), yuan_of(paid),
            handed_up=yuan_of(sum(handed.values_list("fen", flat=True))), on=today,
            due_on=rules.in_force().published.due_on(year),
        )  # fmt: skip
        return log.append(record, unit=branch.uid, **hand.told)


def remind(*, branch: Organization, member: str, stage: str, words: str, hand: Hand) -> Leaf:
    """Enter that a person reminded a member, or gave formal notice, of months unpaid in a row.

    Raises CannotCollectDues where the months do not bear it, or it was done this month.
    """
    today = log.civil(hand.at)
    now = Month.of(today)
    with log.act(branch.uid):
        account = ledger.of_member(member, now.shift(-YEAR), now, today=today)
        told = rules.in_force()
        least = {"warning": told.warning, "notice": told.notice}.get(stage)
        if account is None or least is None or account.streak < least.number:
            raise CannotCollectDues(_("连续未缴的月数还没有到，不用办。"), field="stage")
        done = Reminder.objects.filter(member=member, stage=stage, branch=branch)
        if done.filter(reminded_on__gte=now.first_day).exists():
            raise CannotCollectDues(_("这个月已经办过。"), field="stage")
        record = Reminded(branch.uid, member, stage, account.streak, words.strip(), today)
        return log.append(record, unit=branch.uid, **hand.told)


def take_back(*, rec: str, branch: str, reason: str, hand: Hand) -> Leaf:
    """Withdraw one of this module's records, with the reason. Raises NoReason, AlreadyReplaced.

    A relief that is decided stays: its decision is withdrawn first.
    """
    with log.act(branch):
        if Relief.objects.filter(rec=rec).exclude(state=Standing.OPEN).exists():
            raise CannotCollectDues(_("减免已有审批结果，不能撤回。"), field="reason")
        latest = log.leaf_of_record(rec)
        return log.withdraw(latest.lh, unit=branch, reason=reason, **hand.told)


def sums_of(branch: str, year: int) -> tuple[int, int]:
    """Return what a year's records say was owed and paid, in fen. One query."""
    found = [one for month in queries.year_of(branch, year).values() for one in month.values()]
    owed = sum((one.owed for one in found), NOTHING)
    paid = sum((one.paid for one in found), NOTHING)
    return int(owed * 100), int(paid * 100)


def extras_of(branch: str, year: int) -> list[tuple[Extra, Decimal]]:
    """Return a year's voluntary payments with their amounts, the latest first. One query."""
    rows = Extra.objects.filter(branch=branch, paid_on__year=year).select_related("member")
    return [
        (
            row,
            Decimal(
                amounts.unseal_told(row.told_sealed, rec=row.rec, member=row.member_id)["paid"]
            ),
        )
        for row in rows.order_by("-paid_on", "rec")
    ]


def reliefs_of(branch: str) -> list[tuple[Relief, dict[str, str]]]:
    """Return a branch's reliefs with what they tell, those that wait first. One query."""
    rows = Relief.objects.filter(branch=branch).select_related("member").order_by("-first", "rec")
    found = [
        (row, amounts.unseal_told(row.told_sealed, rec=row.rec, member=row.member_id))
        for row in rows[:200]
    ]
    return sorted(found, key=lambda one: one[0].state != Standing.OPEN)


def _insist_on_base(line: BaseLine, month: Month, members: set[str]) -> None:
    if line.member not in members:
        raise CannotCollectDues(_("不是本支部的党员。"), field=line.member)
    checks.check_amount(line.base, field=line.member)
    try:
        checks.owed_by_rates(line.base, line.payer, month)
    except CannotCollectDues as refusal:
        words = refusal.words
        raise CannotCollectDues(words, field=line.member, basis=refusal.basis) from refusal
