"""Whoever would learn an answer from two polls, or let a poll speak as an assessor: refused."""

from datetime import date, timedelta
from unittest import mock

import pytest

from tests.people import card
from tests.rooms.polls.conftest import ASKED, OPENED_AT, SATISFACTION, officer, poll_in
from zhibu.core.ballots import Question
from zhibu.party import actions as party
from zhibu.polls.actions import polling
from zhibu.polls.actions.polling import CannotAnswer, CannotPoll
from zhibu.polls.models import Participation, Poll
from zhibu.polls.queries import polls

DRESSED = (
    (Question("支部工作。", SATISFACTION), Question("书记  陈可　履职？", SATISFACTION)),
    (ASKED[1], Question("再问一句", SATISFACTION)),
)


def one_more(here):
    party.register_member(
        branch=here.refining, card=card("新来的"), since=date(2026, 2, 3),
        hand=officer(here, OPENED_AT + timedelta(hours=1)),
    )  # fmt: skip


@pytest.mark.parametrize("questions", DRESSED, ids=["other signs", "one question of two"])
def test_the_same_question_in_another_dress_is_not_asked_of_one_person_more(here, questions):
    poll_in(here)
    one_more(here)
    with pytest.raises(CannotPoll, match="只差几个人"):
        poll_in(here, questions=questions)


def test_who_is_entered_with_an_earlier_day_after_the_opening_does_not_vote(here):
    poll = poll_in(here)
    one_more(here)
    with pytest.raises(CannotAnswer, match="不在这次测评"):
        polling.answer(
            poll, member=here.member("新来的").uid, answers=(0, 1), today=date(2026, 11, 3)
        )  # fmt: skip
    assert not Participation.objects.exists()


def test_a_branch_and_the_committee_above_are_not_asked_the_same_where_few_are_between(here):
    poll_in(here)
    roll = polls.roll_of(here.refining, date(2026, 11, 2))
    few = roll | {"m_" + "a" * 26}

    def rolls(organization, on):
        return roll if organization == here.refining else few

    with mock.patch.object(polls, "roll_of", rolls), pytest.raises(CannotPoll, match="只差几个人"):
        poll_in(here, here.committee)


def test_other_questions_may_be_asked_of_one_person_more(here):
    poll_in(here)
    one_more(here)
    poll_in(here, questions=(Question("食堂", SATISFACTION),))
    assert Poll.objects.count() == 2


@pytest.mark.parametrize("rater", ["assessor", "superior", "second_level", "company"])
def test_a_poll_does_not_speak_for_those_who_fill_in_sheets(here, rater):
    with pytest.raises(CannotPoll, match="评判表"):
        poll_in(here, feeds=f"rated.zb_41.ia1.{rater}")
    assert not Poll.objects.exists()
