"""Whose rights a sanction suspends neither votes nor stands, and is not among the expected."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.elections.conftest import begin
from zhibu.elections import queries
from zhibu.elections.actions import CannotVote
from zhibu.honours import actions as honours
from zhibu.honours.actions import SanctionTold
from zhibu.procedures.actions import CannotComplete

pytestmark = pytest.mark.django_db
FOUR = ("陈可", "李明远", "王立新", "单国栋")


def sanctioned(here, name, on):
    told = SanctionTold(
        member=here.member(name), form="probation_two", cause="违反工作纪律",
        decided_by="公司纪委", decided_on=on,
    )  # fmt: skip
    officer = hand(here.accounts.officer, at=at(on.year, on.month, on.day))
    honours.sanction(branch=here.refining, told=told, hand=officer)


def test_who_is_on_probation_within_the_party_may_not_stand_and_is_not_named(here):
    sanctioned(here, "赵兰", date(2026, 2, 10))
    election = begin(here)
    with pytest.raises(CannotComplete, match="受留党察看处分") as refused:
        election.prepare("陈可", "李明远", "王立新", "赵兰")
    assert "第五条" in refused.value.basis
    assert "赵兰" not in refused.value.words


def test_who_is_on_probation_within_the_party_is_not_among_the_expected(here):
    sanctioned(here, "赵兰", date(2026, 2, 10))
    election = begin(here)
    election.prepare(*FOUR)
    election.call(6)
    assert queries.contest(election.case).called.expected == 6
    with pytest.raises(CannotVote, match="实到不能多于应到"):
        election.call(7)


def test_a_candidate_who_lost_the_right_before_the_meeting_stops_the_roll(here):
    election = begin(here)
    election.prepare("陈可", "李明远", "王立新", "赵兰")
    sanctioned(here, "赵兰", date(2026, 4, 10))
    with pytest.raises(CannotVote, match="当天没有被选举权") as refused:
        election.call(6)
    assert "第五条" in refused.value.basis


def test_a_candidate_whose_rights_rest_while_detained_stops_the_roll(meeting):
    with pytest.raises(CannotVote, match="当天没有被选举权"):
        meeting.call(6, suspended=meeting.uids("赵兰"))


def test_seven_full_members_form_a_committee_though_one_has_no_vote(here):
    sanctioned(here, "赵兰", date(2026, 2, 10))
    assert begin(here).case.variant == "committee"  # 正式党员七人以上，不论表决权


def test_the_roll_tells_how_many_the_records_leave_out(client, meeting):
    page = reverse("elections:roll", args=[meeting.case.rec])
    client.force_login(meeting.here.accounts.secretary)
    assert "留党察看期间，没有选举权，已经不计" not in client.get(page).content.decode()
    sanctioned(meeting.here, "曾小雨", date(2026, 2, 10))
    shown = client.get(page).content.decode()
    assert "有 1 名正式党员今天在留党察看期间，没有选举权，已经不计" in shown
    assert "《中国共产党基层组织选举工作条例》第五条" in shown
