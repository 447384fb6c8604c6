"""What must be right before declared work is entered."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.core.works import MOST_DAYS
from zhibu.journal import log
from zhibu.journal.leaves import Hand
from zhibu.party import permits
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.permits import Ability
from zhibu.party.sets import Role
from zhibu.worklog import declared, queries
from zhibu.worklog.declared import Shape, Teller, WorkType
from zhibu.worklog.told import WorkTold

LONGEST_WORDS = 500
LONGEST_SESSION = 24 * 60
MOST_REGISTERED = 10_000
FIRST_DAY = date(1921, 7, 1)


class CannotRecordWork(Refusal):
    """The work cannot be entered as told."""


def work_type(key: str) -> WorkType:
    """Return a kind of work, or refuse one that the data does not know."""
    found = declared.types().get(key)
    if found is None:
        raise CannotRecordWork(_("没有这一类工作，请从列表里选。"), field="work")
    return found


def check_hand(kind: WorkType, hand: Hand) -> None:
    """Refuse a role that does not enter this kind of work: the branch's own, or an officer's."""
    own = gives(hand.role, Ability.RECORD_WORK)
    above = gives(hand.role, Ability.ISSUE_NOTICES)
    if kind.told_by is Teller.SUPERIOR and not above:
        raise CannotRecordWork(_("这一类由上级登记，支部只填办结情况。"), field="work")
    if kind.told_by is Teller.BRANCH and not own:
        raise CannotRecordWork(_("这一类由支部自己登记，上级不代填。"), field="work")
    if not own and not above:
        raise CannotRecordWork(_("您的角色不登记工作，请由支部书记或组织委员登记。"), field="work")


def gives(role: str, ability: Ability) -> bool:
    """Say whether a role has an ability anywhere."""
    return role in Role.values and ability in permits.TABLE[Role(role)][1]


def check_told(branch: Organization, kind: WorkType, told: WorkTold, *, hand: Hand) -> None:
    """Refuse what is missing or cannot be, by the shape of the work."""
    if len(told.words) > LONGEST_WORDS:
        raise CannotRecordWork(
            _("说明最多 %(most)d 个字，请写要点。") % {"most": LONGEST_WORDS}, field="words"
        )
    if kind.shape is not Shape.COUNT:
        check_day(told.on, hand, field="on")
    checks = {
        Shape.TASK: _check_task,
        Shape.INCIDENT: _check_words,
        Shape.DOCUMENT: _check_parts,
        Shape.STATE: _check_number,
    }
    if kind.shape in checks:
        checks[kind.shape](kind, told)
    elif kind.shape is Shape.PER_MEMBER:
        _check_participants(branch, kind, told)
    elif kind.shape is Shape.COUNT:
        _check_count(kind, told, hand)


def check_day(day: date, hand: Hand, *, field: str) -> None:
    """Refuse a day that has not come, or lies before there was anything to record."""
    if day > log.civil(hand.at):
        raise CannotRecordWork(_("日期还没有到，请到那天再记。"), field=field)
    if day < FIRST_DAY:
        raise CannotRecordWork(_("日期太早，请核对年份。"), field=field)


def _check_words(_kind: WorkType, told: WorkTold) -> None:
    if not told.words.strip():
        raise CannotRecordWork(_("请用一句话写明是什么事。"), field="words")


def _check_task(kind: WorkType, told: WorkTold) -> None:
    _check_words(kind, told)
    if told.due_on is None:
        raise CannotRecordWork(_("请填最后期限。"), field="due_on")
    if not told.on <= told.due_on <= told.on + timedelta(days=MOST_DAYS):
        raise CannotRecordWork(_("期限应在登记日期之后、一年以内，请核对。"), field="due_on")


def _check_parts(kind: WorkType, told: WorkTold) -> None:
    if set(told.parts) - set(kind.parts):
        raise CannotRecordWork(_("勾选的内容不在这类材料里，请重新勾选。"), field="parts")
    if not kind.states and not told.parts:
        raise CannotRecordWork(_("请勾选已经具备的内容。"), field="parts")


def _check_number(kind: WorkType, told: WorkTold) -> None:
    if not 1 <= told.number <= (MOST_REGISTERED if kind.numbered else 1):
        raise CannotRecordWork(_("数量应是 1 以上的整数，请核对。"), field="number")


def _check_participants(branch: Organization, kind: WorkType, told: WorkTold) -> None:
    if not told.participants:
        raise CannotRecordWork(_("请勾选参加的党员。"), field="participants")
    if len(set(told.participants)) < len(told.participants):
        raise CannotRecordWork(_("同一名党员勾选了两次。"), field="participants")
    known = {member.uid for member in party.members_of(branch, told.on)}
    if set(told.participants) - known:
        raise CannotRecordWork(
            _("有人那天不是本支部党员，请按当天的名册勾选。"), field="participants"
        )
    if kind.minutes and not 1 <= (told.minutes or 0) <= LONGEST_SESSION:
        raise CannotRecordWork(
            _("请填每人多少分钟，在 1 到 %(most)d 之间。") % {"most": LONGEST_SESSION},
            field="minutes",
        )


def _check_count(kind: WorkType, told: WorkTold, hand: Hand) -> None:
    month = told.month
    if month is None or (month.month - 1) % kind.months:
        raise CannotRecordWork(_("请选统计的时段。"), field="month")
    if month > Month.of(log.civil(hand.at)) or month.first_day < FIRST_DAY:
        raise CannotRecordWork(_("这个时段还没有开始，请选已经开始的时段。"), field="month")
    _check_numbers(kind, told.numbers)


def _check_numbers(kind: WorkType, numbers: Sequence[int]) -> None:
    if len(numbers) != len(kind.numbers):
        raise CannotRecordWork(_("请把每个数都填上，没有的填 0。"), field="numbers")
    for place, (asked, number) in enumerate(zip(kind.numbers, numbers, strict=True)):
        if not 0 <= number <= asked.most:
            raise CannotRecordWork(
                _("“%(title)s”应在 0 到 %(most)d 之间。")
                % {"title": asked.title, "most": asked.most},
                field=f"number_{place}",
            )
    for place, (whole, part) in enumerate(pairwise(numbers), start=1):
        if part > whole:
            titles = {"part": kind.numbers[place].title, "whole": kind.numbers[place - 1].title}
            raise CannotRecordWork(
                _("“%(part)s”不能多于“%(whole)s”，请核对。") % titles, field=f"number_{place}"
            )


def check_once(branch: str, kind: WorkType, told: WorkTold, *, but_not: str = "") -> None:
    """Refuse a second count of one period, and a state that stands already."""
    if kind.shape is Shape.COUNT and told.month:
        on = told.month.shift(kind.months - 1).last_day
        if queries.counted_on(branch, kind.key, on, but_not=but_not):
            raise CannotRecordWork(
                _("这个时段已经统计过。要改数，请打开那条记录更正。"), field="month"
            )
    alone = kind.shape is Shape.STATE and not kind.numbered
    if alone and queries.standing(branch, kind.key, but_not=but_not):
        raise CannotRecordWork(
            _("这种情形已经登记、还没有结束。先登记结束，再记新的。"), field="work"
        )
