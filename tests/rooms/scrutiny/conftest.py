"""A small committee one of whose branches has records that cannot be so."""

from datetime import date

import pytest

from tests.people import SmallCommittee, at, hand
from zhibu.journal import facts
from zhibu.meetings import actions as meetings
from zhibu.meetings.records import TopicTold
from zhibu.meetings.told import MeetingTold
from zhibu.scrutiny import sweeping
from zhibu.scrutiny.models import Flag

PLENUM = "中共中央关于制定国民经济和社会发展第十五个五年规划的建议"
SWEPT_ON = date(2026, 3, 23)  # a Monday


def hold(here: SmallCommittee, held_on: date, *, entered: object = None, **told: object):
    """Enter a Party day of 炼油一车间 by its secretary."""
    usual = {
        "form": "party_day", "held_on": held_on, "began": "14:00", "ended": "15:00",
        "place": "三楼", "chair": here.member("陈可").uid, "recorder": here.member("李明远").uid,
        "topics": (TopicTold("义务检修，服务一线"),),
    }  # fmt: skip
    when = entered or at(held_on.year, held_on.month, held_on.day, 17)
    by = hand(here.accounts.secretary, role="secretary", at=when)
    return meetings.hold_meeting(
        branch=here.refining, told=MeetingTold(**{**usual, **told}), hand=by
    )


def sweep(today: date = SWEPT_ON):
    """Run one sweep and carry it out, as on a Monday."""
    machine = hand(role="system", at=at(today.year, today.month, today.day, 3))
    seen = sweeping.look(today)
    sweeping.carry_out(seen, calendar=facts.calendar(), hand=machine)
    return seen


def anachronism(here: SmallCommittee):
    """Enter a Party day that studied a document eight months before there was one."""
    return hold(
        here, date(2025, 3, 5), entered=at(2026, 3, 6), topics=(TopicTold(f"学习《{PLENUM}》"),)
    )


@pytest.fixture
def flag(here: SmallCommittee) -> Flag:
    """Return the question about a document that was not there yet."""
    anachronism(here)
    sweep()
    return Flag.objects.get()


def secretary(here: SmallCommittee, day: int = 24):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, 3, day))


def officer(here: SmallCommittee, day: int = 25):
    return hand(here.accounts.officer, at=at(2026, 3, day))
