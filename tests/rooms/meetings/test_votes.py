"""Quorum and majority: at the boundary, with the article, from the membership of the day."""

from dataclasses import replace
from datetime import date
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rooms.meetings.facts import facts_of
from zhibu.meetings import actions, regulation, votes
from zhibu.meetings.actions import CannotHoldMeeting
from zhibu.meetings.assembly import Assembly
from zhibu.meetings.models import Meeting
from zhibu.meetings.records import State, TopicTold, Votes
from zhibu.meetings.told import Away, MeetingTold
from zhibu.party.queries import OnRoll, Roll

# Seven full members and one on probation: half of seven voters is reached by four.
FULL = ("陈可", "李明远", "王立新", "赵兰", "单国栋", "曾小雨", "贾𠮷")


def voted(here, present: int, votes: Votes, *, adopted: bool = True) -> dict:
    """Return what is told of a vote with so many full members present, the chair among them."""
    away = {here.member(name).uid: Away(State.ABSENT) for name in FULL[present:]}
    topic = TopicTold("接收预备党员", resolution="同意接收", votes=votes, adopted=adopted)
    return {"away": away, "topics": (topic,)}


def test_four_of_seven_voters_may_vote_and_four_ayes_carry(here, chen_ke, general_meeting):
    told = general_meeting(**voted(here, 4, Votes(4)))

    assert actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


def test_three_of_seven_voters_may_not_vote(here, chen_ke, general_meeting):
    told = general_meeting(**voted(here, 3, Votes(3)))

    with pytest.raises(CannotHoldMeeting) as refusal:
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    assert "有表决权 7 人，到会 3 人，不到 4 人" in str(refusal.value)
    assert refusal.value.basis == "《中国共产党支部工作条例（试行）》第十一条"
    assert refusal.value.field == "topic_1"
    assert not Meeting.objects.exists()


def test_three_ayes_of_seven_who_should_attend_carry_nothing(here, chen_ke, general_meeting):
    """More than half of those who should attend, not of those who came."""
    told = general_meeting(**voted(here, 4, Votes(3, 1)))

    with pytest.raises(CannotHoldMeeting, match="须 4 票以上"):
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


def test_the_same_vote_marked_as_lost_stands(here, chen_ke, general_meeting):
    told = general_meeting(**voted(here, 4, Votes(3, 1), adopted=False))

    assert actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


def test_sun_xiaomei_on_probation_has_no_vote(here, chen_ke, general_meeting):
    told = general_meeting(**voted(here, 7, Votes(8)))

    with pytest.raises(CannotHoldMeeting, match="共 8 票，多于到会有表决权的 7 人"):
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


def test_a_party_day_does_not_vote(here, chen_ke, general_meeting):
    told = general_meeting(form="party_day", **voted(here, 7, Votes(7)))

    with pytest.raises(CannotHoldMeeting, match="不作表决"):
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


def test_a_committee_below_half_is_entered_but_does_not_count(here, chen_ke, committee_meeting):
    away = {here.member(name).uid: Away(State.ABSENT) for name in ("李明远", "王立新", "赵兰")}

    actions.hold_meeting(branch=here.refining, told=committee_meeting(away), hand=chen_ke)

    assert facts_of(here.refining.uid) == {
        "meetings.expected": 4, "meetings.present": 1, "meetings.inquorate": 1,
    }  # fmt: skip


def test_a_committee_with_exactly_half_counts(here, chen_ke, committee_meeting):
    away = {here.member(name).uid: Away(State.ABSENT) for name in ("王立新", "赵兰")}

    actions.hold_meeting(branch=here.refining, told=committee_meeting(away), hand=chen_ke)

    assert facts_of(here.refining.uid)["meetings.committee_meeting.held"] == 1


@pytest.fixture
def committee_meeting(here):
    def tell(away: dict) -> MeetingTold:
        chair = here.member("陈可").uid
        return MeetingTold(
            form="committee_meeting", held_on=date(2026, 3, 18), place="会议室", chair=chair,
            recorder=chair, topics=(TopicTold("研究下月工作"),), away=away,
        )  # fmt: skip

    return tell


def test_a_branch_without_a_committee_cannot_hold_its_meeting(here, chen_ke, committee_meeting):
    told = replace(committee_meeting({}), held_on=date(2025, 2, 1))

    with pytest.raises(CannotHoldMeeting, match="没有支部委员会委员"):
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


def test_a_major_matter_without_a_resolution_is_unsound(here, chen_ke, general_meeting):
    topics = (
        TopicTold("购置设备", decision=True, resolution="同意购置"),
        TopicTold("评选先进", decision=True),
    )

    actions.hold_meeting(branch=here.refining, told=general_meeting(topics=topics), hand=chen_ke)

    stated = facts_of(here.refining.uid)
    assert stated["meetings.major_matters"] == 2
    assert stated["meetings.major_matters_unsound"] == 1


@given(
    full=st.integers(0, 60), probationary=st.integers(0, 10), data=st.data(),
)  # fmt: skip
def test_a_vote_stands_exactly_where_the_article_lets_it(full, probationary, data):
    people = tuple(person(n, full=n < full) for n in range(full + probationary))
    assembly = Assembly(
        regulation.forms()["general_meeting"], "members",
        Roll("o", date(2026, 3, 18), people, ()), people,
    )  # fmt: skip
    came = data.draw(st.integers(0, full))
    ayes = data.draw(st.integers(0, full + 3))
    away = {str(n): Away(State.ABSENT) for n in range(came, full)}
    topic = TopicTold("议题", votes=Votes(ayes), adopted=True)
    told = Mock(topics=(topic,), away=away, minutes="")

    allowed = 2 * came >= full > 0 and ayes <= came and 2 * ayes > full

    assert stands(told, assembly) is allowed


def person(n: int, *, full: bool) -> OnRoll:
    return OnRoll(str(n), f"党员{n}", full, None, ())


def stands(told, assembly: Assembly) -> bool:
    try:
        votes.check_topics(told, assembly)
    except CannotHoldMeeting:
        return False
    return True
