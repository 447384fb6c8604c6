"""炼油一车间党支部 and its year: a committee, two Party groups, eight members, live in February."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from tests.people import SmallCommittee, at, hand
from zhibu.journal.log import Leaf
from zhibu.meetings import actions
from zhibu.meetings.records import TopicTold
from zhibu.meetings.told import MeetingTold

Hold = Callable[..., Leaf]


@pytest.fixture
def hold(here: SmallCommittee) -> Hold:
    return holder(here)


def holder(here: SmallCommittee) -> Hold:
    """Return a function by which 陈可 enters a meeting of a day, the same evening unless told."""

    def hold(form: str, held_on: date, *, entered: datetime | None = None, **told: object) -> Leaf:
        mine = hand(
            here.accounts.secretary,
            role="secretary",
            at=entered or at(held_on.year, held_on.month, held_on.day, 20),
        )
        return actions.hold_meeting(
            branch=here.refining, told=meeting(here, form, held_on, **told), hand=mine
        )

    return hold


def meeting(here: SmallCommittee, form: str, held_on: date, **told: object) -> MeetingTold:
    chair = here.member("陈可").uid
    usual: dict[str, object] = {
        "form": form,
        "held_on": held_on,
        "place": "三楼党员活动室",
        "chair": chair,
        "recorder": here.member("李明远").uid,
        "topics": (TopicTold("本月重点工作"),),
    }
    if form == "lecture":
        usual["lecturer"] = chair
    return MeetingTold(**{**usual, **told})
