"""What must be right before dues are entered: amounts, people, months, rates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from zhibu import standards
from zhibu.core import dues as rules
from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.dues import queries
from zhibu.dues.lines import Line
from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.provisional import insist_on_lasting

CENT = Decimal("0.01")
MOST = Decimal(1_000_000)
REGULATION = "《关于中国共产党党费收缴、使用和管理的规定》"


class CannotCollectDues(Refusal):
    """The collection cannot be entered as told."""


@dataclass(frozen=True, slots=True)
class LineTold:
    """What is told of one member: what was paid, from what base, as which kind of payer.

    ``paid`` is None for all that was owed. ``owed`` is for members whose dues a decision reduced
    or waived; otherwise the rates tell.
    """

    member: str
    paid: Decimal | None
    base: Decimal | None = None
    payer: str = "wage"
    owed: Decimal | None = None


def owed_by_rates(base: Decimal, payer: str, month: Month) -> Decimal:
    """Return what the rates in force that month make of a base.

    Raises CannotCollectDues for a base or a kind of payer that the rates do not know.
    """
    try:
        return rules.owed(base, payer, rules.in_force(_rates(), month.first_day))
    except (rules.UnknownPayerKind, rules.BaseOutOfRange) as fault:
        raise CannotCollectDues(_(str(fault.words)), field="base", basis=REGULATION) from fault


def base_moves(payer: str, month: Month) -> bool:
    """Say whether such a payer's base is what came in of late, and so not fixed for a year."""
    known = rules.in_force(_rates(), month.first_day).kinds.get(payer)
    return known is not None and known.moves


@cache
def _rates() -> tuple[rules.Rates, ...]:
    return rules.load(standards.text("dues_rates.yaml"))


def insist_on_collecting(branch: Organization) -> None:
    """Refuse a temporary branch: its members pay where they belong.

    Raises CannotCollectDues. Source: 《中国共产党支部工作条例（试行）》第六条.
    """
    insist_on_lasting(branch, CannotCollectDues, _("收缴党费"), field="lines")


def check_month(month: Month, hand: Hand) -> None:
    """Refuse a month that has not begun."""
    if month > Month.of(log.civil(hand.at)):
        raise CannotCollectDues(
            _("%(month)s 还没有到，不能记以后月份的党费。") % {"month": month}, field="month"
        )


def checked(branch: Organization, month: Month, lines: Sequence[LineTold]) -> tuple[Line, ...]:
    """Return the lines as they will stand, by the rates of the month, or refuse."""
    if not lines:
        raise CannotCollectDues(_("还没有填任何一个人的党费。"), field="lines")
    check_once([line.member for line in lines])
    known = {member.uid for member in party.members_of(branch, month.last_day)}
    strangers = [line.member for line in lines if line.member not in known]
    if strangers:
        raise CannotCollectDues(
            _("有 %(count)d 人在 %(month)s 不是本支部党员，请按当月名册填写。")
            % {"count": len(strangers), "month": month},
            field=strangers[0],
        )
    return tuple(_line(line, month) for line in lines)


def _line(told: LineTold, month: Month) -> Line:
    for amount in (told.paid, told.base, told.owed):
        check_amount(amount, field=told.member)
    if told.owed is not None:
        owed = told.owed
    elif told.base is not None:
        owed = owed_by_rates(told.base, told.payer, month)
    else:
        raise CannotCollectDues(
            _("请填缴费基数；经批准减免的，直接填应缴数。"), field=told.member, basis=REGULATION
        )
    return Line(told.member, owed, owed if told.paid is None else told.paid, told.base, told.payer)


def beside(told: tuple[Line, ...], standing: dict[str, queries.Standing]) -> tuple[Line, ...]:
    """Return the lines beside what stands already: who was entered before now pays arrears."""
    lines = []
    for line in told:
        earlier = standing.get(line.member)
        if earlier is None:
            lines.append(line)
        elif line.paid:
            lines.append(_arrears(line, earlier))
    if not lines:
        raise CannotCollectDues(
            _("本月已经记过账，这里没有新缴的数。要改已记的数，请用“更正”。"), field="lines"
        )
    return tuple(lines)


def _arrears(line: Line, earlier: queries.Standing) -> Line:
    if earlier.settled:
        raise CannotCollectDues(_("这名党员本月党费已经缴清，不能再记。"), field=line.member)
    left = earlier.owed - earlier.paid
    paid = left if line.paid == line.owed else line.paid
    return replace(line, owed=earlier.owed, paid=paid, before=earlier.paid, arrears=True)


def check_once(members: Sequence[str]) -> None:
    """Refuse a list that names somebody twice."""
    twice = {member for member in members if members.count(member) > 1}
    if twice:
        raise CannotCollectDues(_("同一名党员出现了两次，请合成一行。"), field=min(twice))


def check_amount(amount: Decimal | None, *, field: str = "lines") -> None:
    """Refuse an amount below nothing, beyond sense, or finer than a fen."""
    if amount is None:
        return
    if not amount.is_finite() or amount < 0 or amount >= MOST:
        raise CannotCollectDues(
            _("金额 %(amount)s 不对：须在 0 元到 100 万元之间。") % {"amount": amount}, field=field
        )
    if amount != amount.quantize(CENT):
        raise CannotCollectDues(
            _("金额 %(amount)s 的小数多于两位，请写到分。") % {"amount": amount}, field=field
        )
