"""A branch's declared work in its year, as much of it as makes the pages alive."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from zhibu.core.periods import Month
from zhibu.desk.demo.founding import Setting, instant
from zhibu.journal.log import Hand, Via
from zhibu.party import queries
from zhibu.worklog import actions, declared
from zhibu.worklog.actions import WorkTold
from zhibu.worklog.declared import Shape

# Kind of work, month, and what is said of it.
YEAR = (
    ("year_plan", 2, "年度工作计划"),
    ("page_update", 2, "更新支部动态"),
    ("aid", 2, "看望患病职工"),
    ("study_hours", 4, "集中学习"),
    ("page_update", 5, "更新学习园地"),
    ("volunteering", 5, "社区义务维修"),
    ("superior_task", 6, "报送半年工作小结"),
    ("test", 7, "上半年学习测试"),
    ("page_update", 8, "公布党员责任区"),
    ("aid", 8, "高温慰问一线职工"),
    ("study_hours", 9, "集中学习"),
)
MINUTES = 800
DAYS_GIVEN = 14
_AWAY = 0.1
_LATE, _UNDONE = 0.2, 0.1


@dataclass(frozen=True, slots=True)
class Act:
    """One piece of work: when it is entered, what is told, by the branch or from above.

    ``ends`` is the task that it says is done.
    """

    entered_at: datetime
    told: WorkTold
    above: bool = False
    done_on: date | None = None
    ends: str = ""


def acts_of(setting: Setting, months: list[Month]) -> Iterator[Act]:
    """Yield a branch's declared work; a branch that keeps no themes keeps few books either."""
    chance = random.Random(f"{setting.plan.name}工作")  # noqa: S311 - the same at every telling
    for month in months:
        for key, number, words in YEAR:
            if number == month.month and (setting.plan.themes or chance.random() < 1 / 2):
                day = month.first_day + timedelta(days=chance.randrange(3, 20))
                yield _act(setting, key, day, words=words, chance=chance)


def enter(setting: Setting, act: Act, officer: str) -> Act | None:
    """Enter a piece of work; return what comes later of it: that the task was done."""
    if act.ends:
        own = Hand(setting.secretary, "secretary", Via.WEB, act.entered_at)
        actions.end_work(rec=act.ends, on=act.told.on, hand=own)
        return None
    role, by = ("officer", officer) if act.above else ("secretary", setting.secretary)
    hand = Hand(by, role, Via.WEB, act.entered_at)
    leaf = actions.record_work(branch=setting.branch, told=act.told, hand=hand)
    if act.done_on is None:
        return None
    done = replace(act.told, on=act.done_on)
    return Act(instant(act.done_on, 15), done, ends=leaf.rec)


def _act(setting: Setting, key: str, day: date, *, words: str, chance: random.Random) -> Act:
    kind = declared.known().types[key]
    at = instant(day, 16, chance.randrange(60))
    told = WorkTold(key, day, words)
    match kind.shape:
        case Shape.PER_MEMBER:
            those = _taking_part(setting, day, chance)
            return Act(at, WorkTold(key, day, words, those, MINUTES if kind.minutes else None))
        case Shape.COUNT:
            members = setting.plan.members
            numbers = (members, members - chance.randrange(2), members - 2 - chance.randrange(3))
            month = Month(day.year, (day.month - 1) // kind.months * kind.months + 1)
            month = month.shift(-kind.months)  # what is counted is the quarter that is over
            day = day.replace(day=2 + day.day // 4)  # and it is counted in its first days
            at = instant(day, at.hour, at.minute)
            return Act(at, WorkTold(key, day, words, month=month, numbers=numbers))
        case Shape.DOCUMENT:
            return Act(at, WorkTold(key, day, words, parts=kind.parts))
        case Shape.TASK:
            due = day + timedelta(days=DAYS_GIVEN)
            told = WorkTold(key, day, words, due_on=due)
            return Act(at, told, above=True, done_on=_done_on(due, chance))
    return Act(at, told)


def _taking_part(setting: Setting, day: date, chance: random.Random) -> tuple[str, ...]:
    roll = queries.roll_of(setting.branch, day)
    return tuple(one.uid for one in roll.members if chance.random() > _AWAY)


def _done_on(due: date, chance: random.Random) -> date | None:
    drawn = chance.random()
    if drawn < _UNDONE:
        return None
    return due + timedelta(days=5 if drawn < _UNDONE + _LATE else -2)
