"""A branch's year, meeting by meeting and month by month, each entered when it would have been."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from zhibu.core.ids import new_id
from zhibu.core.periods import Month
from zhibu.desk.demo import plan, work
from zhibu.desk.demo.founding import Setting, instant
from zhibu.dues import actions as dues
from zhibu.dues.actions import LineTold
from zhibu.journal.log import Hand, Via
from zhibu.meetings import actions as meetings
from zhibu.meetings.records import State, TopicTold
from zhibu.meetings.told import Away, MeetingTold
from zhibu.party import queries
from zhibu.party.queries import Roll

_MONTHLY = ("committee_meeting", "group_meeting", "party_day")
_QUARTERLY = ("general_meeting", "lecture")
# Two meetings may fall on one day; nobody is at both at once.
_HOURS = {
    "committee_meeting": ("08:30", "09:30"),
    "group_meeting": ("10:00", "11:00"),
    "general_meeting": ("13:30", "14:30"),
    "lecture": ("14:40", "15:40"),
    "party_day": ("15:45", "16:45"),
}
_BASES = ("2860", "3400.50", "5000", "5200", "8800", "10000", "10001", "15600")
_AWAY = 0.07
Act = tuple[datetime, str, date]


def tell(setting: Setting, months: list[Month], today: date) -> int:
    """Enter a branch's meetings and dues up to a day; return how many records that made."""
    chance = random.Random(setting.plan.name)  # noqa: S311 - the same at every telling
    count, officer = 0, new_id("a")
    waiting = sorted(work.acts_of(setting, months), key=_entered_at)
    for entered_at, form, held_on in sorted(_acts(setting, months, chance)):
        if entered_at.date() > today:
            continue
        while waiting and waiting[0].entered_at <= entered_at:
            later = work.enter(setting, waiting.pop(0), officer)
            waiting = sorted([*waiting, later], key=_entered_at) if later else waiting
            count += 1
        hand = Hand(setting.secretary, "secretary", Via.WEB, entered_at)
        if form == "dues":
            _collect(setting, Month.of(held_on), chance, hand=hand)
        else:
            told = _told(setting, form, held_on, chance=chance)
            meetings.hold_meeting(branch=setting.branch, told=told, hand=hand)
        count += 1
    return count


def _entered_at(act: work.Act) -> datetime:
    return act.entered_at


def _acts(setting: Setting, months: list[Month], chance: random.Random) -> Iterator[Act]:
    told = setting.plan
    for month in months:
        for form in _forms(setting, month):
            if (form, month.month) in told.missing:
                continue
            held_on = month.first_day + timedelta(days=chance.randrange(3, 24))
            wait = told.late.get((form, month.month), chance.choice((0, 0, 1, 2)))
            yield instant(held_on + timedelta(days=wait), 17, chance.randrange(60)), form, held_on
        yield instant(month.last_day, 16, chance.randrange(60)), "dues", month.first_day


def _forms(setting: Setting, month: Month) -> tuple[str, ...]:
    forms = [form for form in _MONTHLY if form != "group_meeting" or setting.groups]
    return (*forms, *(_QUARTERLY if month.month % 3 == 1 else ()))


def _told(setting: Setting, form: str, held_on: date, *, chance: random.Random) -> MeetingTold:
    roll = queries.roll_of(setting.branch, held_on)
    leader = next(one for one in roll.committee if "secretary" in one.posts)
    recorder = next(one for one in roll.committee if "organization" in one.posts)
    expected = roll.committee if form == "committee_meeting" else roll.members
    themes = plan.THEMES.get((form, held_on.month), ()) if setting.plan.themes else ()
    if form == "committee_meeting" and (setting.plan.themes or held_on.month % 2):
        themes = ("theory_study",)
    return MeetingTold(
        form=form,
        held_on=held_on,
        began=_HOURS[form][0],
        ended=_HOURS[form][1],
        place=chance.choice(plan.PLACES),
        chair=leader.uid,
        recorder=recorder.uid,
        lecturer=leader.uid if form == "lecture" else "",
        groups=tuple(group.uid for group in setting.groups) if form == "group_meeting" else (),
        away=_away(expected, {leader.uid, recorder.uid}, chance),
        themes=themes,
        topics=(TopicTold(chance.choice(plan.TOPICS[form])),),
    )


def _away(
    expected: tuple[queries.OnRoll, ...], needed: set[str], chance: random.Random
) -> dict[str, Away]:
    return {
        one.uid: Away(State.EXCUSED, chance.choice(plan.ABSENCES))
        for one in expected
        if one.uid not in needed and chance.random() < _AWAY
    }


def _collect(setting: Setting, month: Month, chance: random.Random, *, hand: Hand) -> None:
    roll: Roll = queries.roll_of(setting.branch, month.last_day)
    payer = "retired" if setting.plan.retired else "wage"
    lines = []
    for one in roll.members:
        base = Decimal(random.Random(one.uid).choice(_BASES))  # noqa: S311 - invented wages
        owed = dues.owed_by_rates(base, payer, month)
        paid = Decimal(0) if chance.random() < setting.plan.owing else owed
        lines.append(LineTold(one.uid, paid, base, payer=payer))
    dues.collect_dues(branch=setting.branch, month=month, lines=tuple(lines), hand=hand)
