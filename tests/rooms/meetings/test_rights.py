"""Whose vote a sanction suspends attends like everybody, and counts as no voter."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from zhibu.honours import actions as honours
from zhibu.honours.actions import SanctionTold
from zhibu.journal import log
from zhibu.meetings import actions
from zhibu.meetings.actions import CannotHoldMeeting
from zhibu.meetings.parts import TopicTold, Votes
from zhibu.meetings.told import Away

FULL = ("陈可", "李明远", "王立新", "赵兰", "单国栋", "曾小雨", "贾𠮷")


@pytest.fixture
def suspended(here):
    """李明远 is put on probation within the Party for a year on 1 March."""
    told = SanctionTold(
        member=here.member("李明远"), form="probation_one", cause="违反工作纪律",
        decided_by="公司纪委", decided_on=date(2026, 3, 1),
    )  # fmt: skip
    officer = hand(here.accounts.officer, at=at(2026, 3, 2))
    return honours.sanction(branch=here.refining, told=told, hand=officer)


def absent(here, *names):
    return {here.member(name).uid: Away("absent") for name in names}


def adopted(votes):
    return (TopicTold("接收预备党员", resolution="同意接收", votes=votes, adopted=True),)


@pytest.mark.usefixtures("suspended")
def test_six_of_seven_full_members_are_voters_and_all_eight_attend(here, chen_ke, general_meeting):
    leaf = actions.hold_meeting(branch=here.refining, told=general_meeting(), hand=chen_ke)

    held = log.record_of(leaf)
    assert (held.expected, held.present) == (8, 8)
    assert (held.voting_expected, held.voting_present) == (6, 6)


@pytest.mark.usefixtures("suspended")
def test_four_of_six_votes_carry_and_a_seventh_vote_is_one_too_many(here, chen_ke, general_meeting):
    for votes in (Votes(7), Votes(3, 3)):
        told = general_meeting(topics=adopted(votes))
        with pytest.raises(CannotHoldMeeting):
            actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    told = general_meeting(topics=adopted(Votes(4, 2)))
    assert actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


@pytest.mark.usefixtures("suspended")
def test_who_has_no_vote_does_not_make_a_quorum(here, chen_ke, general_meeting):
    """Three voters of six make one; two and 李明远 do not."""
    three = absent(here, *FULL[4:])
    told = general_meeting(away=three, topics=adopted(Votes(3)))
    with pytest.raises(CannotHoldMeeting, match="有表决权 6 人，须 4 票以上"):
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    two = absent(here, *FULL[3:])
    told = general_meeting(away=two, topics=adopted(Votes(2)))
    with pytest.raises(CannotHoldMeeting, match="有表决权 6 人，到会 2 人，不到 3 人"):
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


@pytest.mark.usefixtures("suspended")
def test_before_the_decision_everybody_voted(here, chen_ke, general_meeting):
    told = general_meeting(held_on=date(2026, 2, 27))
    leaf = actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    assert log.record_of(leaf).voting_expected == 7


@pytest.mark.usefixtures("suspended")
def test_the_sheet_tells_how_many_may_vote_and_not_who_may_not(client, here):
    client.force_login(here.accounts.secretary, "django.contrib.auth.backends.ModelBackend")
    page = client.get(
        reverse("meetings:record", args=[here.refining.uid]),
        {"form": "general_meeting", "held_on": "2026-03-18"},
    ).content.decode()

    assert "有表决权 6 人，须 3 人到会才能表决" in page
    assert 'id="quorum"' not in page
    assert page.count('data-votes="1"') == len(FULL)
