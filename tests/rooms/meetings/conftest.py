"""A small committee whose secretary has meetings to enter."""

from datetime import date
from functools import partial

import pytest

from tests.people import SmallCommittee, at, hand
from zhibu.meetings.records import TopicTold
from zhibu.meetings.told import MeetingTold


def general(here: SmallCommittee, **changes: object) -> MeetingTold:
    """Return what is told of a general meeting on 18 March, with changes."""
    usual: dict[str, object] = {
        "form": "general_meeting",
        "held_on": date(2026, 3, 18),
        "began": "14:00",
        "ended": "15:30",
        "place": "三楼党员活动室",
        "chair": here.member("陈可").uid,
        "recorder": here.member("李明远").uid,
        "topics": (TopicTold("通过一季度工作报告"),),
    }
    return MeetingTold(**{**usual, **changes})


@pytest.fixture
def chen_ke(here: SmallCommittee):
    """Return the secretary's hand on 20 March 2026."""
    return hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 20))


@pytest.fixture
def general_meeting(here: SmallCommittee):
    return partial(general, here)
