"""The audit of a file asks the room too: who sponsored, which meeting, and what it resolved."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.admission.walking import DAYS, Walk
from zhibu.honours import actions as honours
from zhibu.honours.actions import SanctionTold
from zhibu.meetings import actions as meetings
from zhibu.meetings.parts import TopicTold, Votes
from zhibu.meetings.told import MeetingTold
from zhibu.procedures import presenting, queries

pytestmark = pytest.mark.django_db
TODAY = date(2028, 10, 20)


@pytest.fixture
def walk(here):
    begun = Walk(here)
    begun.apply()
    begun.until("archive")
    return begun


def gaps(walk):
    found = presenting.gaps_of(queries.file_of(walk.case), TODAY)
    return {(step.id, gap.rule): gap for step, gap in found}


def test_a_lawful_file_has_no_gap(walk):
    assert gaps(walk) == {}


def test_a_sanction_told_later_shows_in_the_audit_and_names_nobody(here, walk):
    told = SanctionTold(
        member=here.member("王立新"), form="probation_two", cause="违反工作纪律",
        decided_by="公司纪委", decided_on=date(2027, 6, 1),
    )  # fmt: skip
    honours.sanction(
        branch=here.refining, told=told, hand=hand(here.accounts.officer, at=at(2028, 10, 18))
    )

    gap = gaps(walk)["introducers", "rights"]
    assert "留党察看" in gap.words
    assert "王立新" not in gap.words
    assert gap.basis


def test_a_meeting_that_was_taken_back_shows_in_the_audit(walk):
    rec = queries.file_of(walk.case).told("conversion_meeting")["meeting"]
    mine = walk.hand("meeting", TODAY)
    meetings.withdraw_meeting(rec=rec, reason="重复。", hand=mine)

    assert gaps(walk)["conversion_meeting", "stranger"].basis


def test_a_meeting_corrected_to_other_votes_shows_in_the_audit(here, walk):
    rec = queries.file_of(walk.case).told("admission_meeting")["meeting"]
    topic = TopicTold(
        "讨论林夏同志的入党问题", decision=True, resolution="同意", votes=Votes(5), adopted=True
    )
    told = MeetingTold(
        form="general_meeting", held_on=DAYS["admission_meeting"], place="三楼党员活动室",
        chair=here.member("陈可").uid, recorder=here.member("李明远").uid, topics=(topic,),
    )  # fmt: skip
    meetings.correct_meeting(
        rec=rec, told=told, reason="票数录错。", hand=walk.hand("meeting", TODAY)
    )

    assert "5 票" in gaps(walk)["admission_meeting", "as_counted"].words


def test_the_page_of_the_audit_shows_the_rooms_gap_with_its_article(here, walk, client):
    rec = queries.file_of(walk.case).told("conversion_meeting")["meeting"]
    meetings.withdraw_meeting(rec=rec, reason="重复。", hand=walk.hand("meeting", TODAY))
    client.force_login(here.accounts.secretary)

    shown = client.get(reverse("procedures:audit", args=[walk.case.rec])).content.decode()

    assert "不是本支部在这一天或以前开过的会" in shown
    assert gaps(walk)["conversion_meeting", "stranger"].basis in shown


def test_who_approves_is_shown_what_the_room_says_before_deciding(here, client):
    walk = Walk(here)
    walk.apply()
    walk.until("admission_meeting")
    rec = queries.file_of(walk.case).told("admission_meeting")["meeting"]
    mine = walk.hand("meeting", DAYS["superior_talk"])
    meetings.withdraw_meeting(rec=rec, reason="重复。", hand=mine)
    client.force_login(here.accounts.officer)

    page = client.get(reverse("procedures:step", args=[walk.case.rec, "admission_approval"]))

    assert "不是本支部在这一天或以前开过的会" in page.content.decode()
