"""What may be done with activity funds: who applies, who approves and who pays are told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core import bookkeeping
from zhibu.core.funding import fen_of, yuan_of
from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.funds import books, invoices, rules
from zhibu.funds.models import Application, Budget, Expense, Publication, Receipt, Standing
from zhibu.funds.records import (
    Applied,
    Decided,
    Planned,
    PlannedLine,
    Published,
    Received,
    Settled,
    Spent,
)
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf, Op
from zhibu.look.templatetags.look import yuan
from zhibu.party.models import Organization
from zhibu.party.queries import is_same_person

MOST = Decimal(10_000_000)
CENT = Decimal("0.01")
YEARS = range(2000, 2200)
OWN = gettext_lazy("审批与申请、支付相分离")


class CannotHandleFunds(Refusal):
    """The act on activity funds cannot be done as told."""


@dataclass(frozen=True, slots=True)
class PlanTold:
    """What is told of a year's budget: the tier, and yuan by use."""

    year: int
    tier: str
    lines: Mapping[str, Decimal]
    reason: str = ""


def plan(*, organization: Organization, told: PlanTold, hand: Hand) -> Leaf:
    """Set a year's budget; a second one corrects the first, with the reason.

    Raises CannotHandleFunds for a tier, use or amount that cannot be, or without a reason.
    """
    known = rules.in_force(log.civil(hand.at))
    if told.tier not in known.tiers or told.year not in YEARS:
        raise CannotHandleFunds(_("请选择年度和档次。"), field="tier")
    if set(told.lines) - set(known.lines):
        raise CannotHandleFunds(_("请从列出的用途中选择。"), field="tier")
    lines = tuple(
        PlannedLine(key, _checked(told.lines[key], field=f"line_{key}"))
        for key in known.lines
        if told.lines.get(key)
    )
    if not lines:
        raise CannotHandleFunds(_("还没有填任何一项用途的预算。"), field="tier")
    record = Planned(organization.uid, told.year, told.tier, lines, log.civil(hand.at))
    with log.act(organization.uid):
        old = Budget.objects.filter(organization=organization, year=told.year).first()
        if old is None:
            return log.append(record, unit=organization.uid, **hand.told)
        if not told.reason.strip():
            words = _("%(year)d 年的预算已经定过。要调整，请写明理由。") % {"year": told.year}
            raise CannotHandleFunds(words, field="reason")
        latest = log.leaf_of_record(old.rec)
        return log.append(
            record, unit=organization.uid, op=Op.CORRECT, supersedes=latest.lh,
            reason=told.reason.strip(), rec=old.rec, **hand.told,
        )  # fmt: skip


def receive(
    *, organization: Organization, source: str, amount: Decimal, on: date, words: str, hand: Hand
) -> Leaf:
    """Enter money that came in.

    Raises CannotHandleFunds for an unknown source, an amount that cannot be, a day to come, or a
    month that is published.
    """
    if source not in rules.in_force(on).sources:
        raise CannotHandleFunds(_("请选择经费来源。"), field="source")
    exact = _checked(amount)
    with log.act(organization.uid):
        _insist_on_day(organization.uid, on, hand)
        record = Received(organization.uid, source, exact, words.strip(), on)
        return log.append(record, unit=organization.uid, **hand.told)


def apply(
    *, organization: Organization, line: str, amount: Decimal, purpose: str, hand: Hand
) -> Leaf:
    """Apply for money for one use. Raises CannotHandleFunds for what cannot be or is not said."""
    on = log.civil(hand.at)
    if line not in rules.in_force(on).lines:
        raise CannotHandleFunds(_("请选择用途。"), field="line")
    if not purpose.strip():
        raise CannotHandleFunds(_("请写明这笔钱用来做什么。"), field="purpose")
    record = Applied(organization.uid, line, _checked(amount), purpose.strip(), on)
    with log.act(organization.uid):
        return log.append(record, unit=organization.uid, **hand.told)


def decide(*, application: Application, approved: bool, words: str, hand: Hand) -> Leaf:
    """Approve an application, or refuse it with words.

    Raises CannotHandleFunds to whoever applied, for one that is decided, and for more than the
    balance holds beside what was approved before.
    """
    if not approved and not words.strip():
        raise CannotHandleFunds(_("不批准的，请写明理由。"), field="words")
    with log.act(application.organization_id):
        now = _latest(application)
        if now.state != Standing.OPEN:
            raise CannotHandleFunds(_("这份申请刚才已有审批结果，请刷新后再看。"), field="words")
        if is_same_person(now.applicant, hand.by):
            raise CannotHandleFunds(
                _("不能审批自己的申请，请由另一人审批。"), field="words", basis=str(OWN)
            )
        free = books.free_of(now.organization_id)
        if approved and now.fen > free:
            told = _("可用经费只有 %(free)s 元，不够批准 %(asked)s 元。请先登记收入，或重新申请。")
            words_ = told % {"free": yuan(max(free, 0)), "asked": yuan(now.fen)}
            raise CannotHandleFunds(words_, field="words")
        record = Decided(now.rec, approved, words.strip(), log.civil(hand.at))
        return log.append(record, unit=now.organization_id, **hand.told)


def spend(
    *, application: Application, amount: Decimal, on: date, invoice: invoices.Kept, hand: Hand
) -> Leaf:
    """Pay what was approved, against an invoice.

    Raises CannotHandleFunds to whoever approved it, for what was not approved, for more than was
    approved or than any day's balance holds, before the approval, in a published month, and for
    an invoice that was paid before.
    """
    exact = _checked(amount)
    with log.act(application.organization_id):
        now = _latest(application)
        _insist_on_payer(now, hand)
        _insist_on_day(now.organization_id, on, hand)
        if now.decided_on is None or on < now.decided_on:
            raise CannotHandleFunds(_("支出日期不能早于批准日期。"), field="on")
        _insist_on_cover(now, fen_of(exact), on)
        paid = Expense.objects.filter(organization=now.organization_id, digest=invoice.digest)
        if paid.exists():
            raise CannotHandleFunds(_("这张发票已经报过账，不能再报。"), field="invoice")
        record = Spent(
            now.organization_id, now.rec, now.line, exact, invoice.digest, on, (invoice.invoice,)
        )
        return log.append(record, unit=now.organization_id, **hand.told)


def settle(*, application: Application, words: str, hand: Hand) -> Leaf:
    """Settle an approved application: nothing more is paid of it, what is left is free again.

    Raises CannotHandleFunds for what is not approved, is settled already, or has nothing left, and
    without the reason.
    """
    if not words.strip():
        raise CannotHandleFunds(
            _("请写明为什么结清，如“活动已办完，余额不再使用”。"), field="words"
        )
    with log.act(application.organization_id):
        now = _latest(application)
        if now.state != Standing.APPROVED:
            raise CannotHandleFunds(_("申请还没有批准，不用结清。"), field="words")
        if now.settled_on is not None:
            raise CannotHandleFunds(_("这份申请刚才已经结清，请刷新后再看。"), field="words")
        left = now.fen - books.spent_of(now)
        if not left:
            raise CannotHandleFunds(_("批准的钱已经全部支出，不用结清。"), field="words")
        record = Settled(now.rec, yuan_of(left), words.strip(), log.civil(hand.at))
        return log.append(record, unit=now.organization_id, **hand.told)


def publish(*, organization: Organization, month: Month, hand: Hand) -> Leaf:
    """Publish a month that is over: its receipts, spending and balance. It is closed by it.

    Raises CannotHandleFunds for a month that is not over or is published already.
    """
    with log.act(organization.uid):
        if month >= Month.of(log.civil(hand.at)):
            raise CannotHandleFunds(_("这个月还没有过完，月底后再公开。"), field="month")
        if Publication.objects.filter(organization=organization, month=month.index).exists():
            raise CannotHandleFunds(_("这个月已经公开过。"), field="month")
        told = books.month_of(books.entries_of(organization.uid, month.last_day), month)
        record = Published(
            organization.uid, month, received=yuan_of(told.received), spent=yuan_of(told.spent),
            balance=yuan_of(told.balance), on=log.civil(hand.at),
        )  # fmt: skip
        return log.append(record, unit=organization.uid, **hand.told)


def take_back(*, rec: str, organization: str, reason: str, hand: Hand) -> Leaf:
    """Withdraw a receipt, an application, a decision, an expense, a settling or a publication.

    Raises CannotHandleFunds where something rests on it: a published month, money that was spent
    of it, a decision, an expense, a settling, or what a settling set free. Raises NoReason and
    AlreadyReplaced as the journal does.
    """
    with log.act(organization):
        _insist_on_loose(rec, organization)
        latest = log.leaf_of_record(rec)
        return log.withdraw(latest.lh, unit=organization, reason=reason, **hand.told)


def _insist_on_loose(rec: str, organization: str) -> None:
    """Refuse to pull away what something else stands on."""
    if receipt := Receipt.objects.filter(rec=rec).first():
        _insist_on_open_month(organization, receipt.received_on, field="reason")
        entries = books.entries_of(organization)
        left = bookkeeping.lowest(entries, books.CASH, since=receipt.received_on)
        if left - receipt.fen < 0:
            raise CannotHandleFunds(_("这笔收入已经用掉一部分，不能撤回。"), field="reason")
    elif expense := Expense.objects.filter(rec=rec).first():
        _insist_on_open_month(organization, expense.spent_on, field="reason")
    elif Application.objects.filter(rec=rec).exclude(state=Standing.OPEN).exists():
        raise CannotHandleFunds(_("申请已有审批结果，不能撤回。"), field="reason")
    else:
        _insist_on_loose_application(rec, organization)


def _insist_on_loose_application(rec: str, organization: str) -> None:
    """Refuse to pull away a decision that was paid or settled, and money that went elsewhere."""
    if decided := Application.objects.filter(decided_rec=rec).first():
        if Expense.objects.filter(application=decided).exists():
            raise CannotHandleFunds(_("批准的钱已经支出，不能撤回批准。"), field="reason")
        if decided.settled_on is not None:
            raise CannotHandleFunds(_("申请已经结清，请先撤回结清。"), field="reason")
    settled = Application.objects.filter(settled_rec=rec).first()
    if settled and settled.fen - books.spent_of(settled) > books.free_of(organization):
        raise CannotHandleFunds(_("结清退回的钱已经批准给别的申请，不能撤回结清。"), field="reason")


def _insist_on_payer(now: Application, hand: Hand) -> None:
    if now.state != Standing.APPROVED:
        raise CannotHandleFunds(_("申请还没有批准，不能支出。"), field="amount")
    if now.settled_on is not None:
        words = _("这份申请已经结清，不能再支出。还要用的，先撤回结清，或另行申请。")
        raise CannotHandleFunds(words, field="amount")
    if is_same_person(now.approver, hand.by):
        raise CannotHandleFunds(
            _("批准的人不能经手支付，请由另一人支付。"), field="amount", basis=str(OWN)
        )


def _insist_on_cover(now: Application, fen: int, on: date) -> None:
    """Refuse more than was approved, and more than is there on that day or any later one."""
    spent = books.spent_of(now)
    if fen > now.fen - spent:
        words = _("批准的 %(fen)s 元还剩 %(left)s 元，不能多支。超出的请另行申请。")
        told = {"fen": yuan(now.fen), "left": yuan(now.fen - spent)}
        raise CannotHandleFunds(words % told, field="amount")
    entries = books.entries_of(now.organization_id)
    if fen > bookkeeping.lowest(entries, books.CASH, since=on):
        raise CannotHandleFunds(_("当天的结存不够支付这笔钱，请核对收入和日期。"), field="amount")


def _insist_on_day(organization: str, on: date, hand: Hand) -> None:
    if on > log.civil(hand.at):
        raise CannotHandleFunds(_("日期不能晚于今天。"), field="on")
    if on.year not in YEARS:
        raise CannotHandleFunds(_("日期的年份不对，请核对。"), field="on")
    _insist_on_open_month(organization, on, field="on")


def _insist_on_open_month(organization: str, on: date, *, field: str) -> None:
    month = Month.of(on)
    if Publication.objects.filter(organization=organization, month__gte=month.index).exists():
        words = _("%(month)s 或以后的月份已经公开，账不能再动。确有错误的，先撤回公开。")
        raise CannotHandleFunds(words % {"month": month}, field=field)


def _latest(application: Application) -> Application:
    found = Application.objects.filter(pk=application.pk).first()
    if found is None:
        raise CannotHandleFunds(_("这份申请已经撤回。"))
    return found


def _checked(amount: Decimal, *, field: str = "amount") -> Decimal:
    """Return an amount with two places; refuse nothing, less, too much, or parts of a fen."""
    if not amount.is_finite() or not 0 < amount < MOST:
        words = _("金额 %(amount)s 不对：须大于 0 元、小于 1000 万元。") % {"amount": amount}
        raise CannotHandleFunds(words, field=field)
    if amount != amount.quantize(CENT):
        words = _("金额 %(amount)s 的小数多于两位，请写到分。") % {"amount": amount}
        raise CannotHandleFunds(words, field=field)
    return amount.quantize(CENT)
