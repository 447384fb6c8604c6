"""Who may count, who may become secretary, and whose account follows a post."""

from datetime import date

import pytest

from tests.people import hand
from tests.rooms.elections.conftest import account_of, begin
from tests.rooms.elections.test_whole import FOUR, confirm, held
from zhibu.elections import actions, queries
from zhibu.elections.actions import CannotAdjust, CannotCount, CannotVote
from zhibu.journal import log
from zhibu.party import actions as party
from zhibu.party.actions import CannotHandOver
from zhibu.party.models import RoleGrant
from zhibu.procedures.actions import CannotComplete

pytestmark = pytest.mark.django_db


def roles(branch):
    found = RoleGrant.objects.filter(organization=branch, until_on=None)
    return {(one.account.display_name, one.role) for one in found.select_related("account")}


def test_a_candidate_counts_no_votes_and_the_article_is_named(meeting):
    meeting.call(7)
    with pytest.raises(CannotCount, match="您是这次选举的候选人") as refused:
        meeting.count(meeting.secretary(), **FOUR)
    assert "监票人从不是候选人的党员中推选" in refused.value.basis


def test_the_meeting_adopts_no_candidate_as_a_counter(meeting):
    with pytest.raises(CannotVote, match="赵兰是候选人") as refused:
        meeting.call(7, counters=meeting.uids("赵兰", "贾𠮷"))
    assert refused.value.field == "counters"
    with pytest.raises(CannotVote, match="至少要两名"):
        meeting.call(7, counters=meeting.uids("贾𠮷"))
    with pytest.raises(CannotVote, match="须是有选举权的党员"):
        meeting.call(7, counters=meeting.uids("孙晓梅", "贾𠮷"))


def test_counters_named_anew_take_the_place_of_the_first(meeting):
    meeting.call(7, counters=meeting.uids("贾𠮷", "曾小雨"))
    meeting.call(7, counters=meeting.uids("贾𠮷", "单国栋"))
    roll = queries.contest(meeting.case).called
    assert tuple(roll.counters) == meeting.uids("贾𠮷", "单国栋")


def test_who_became_a_full_member_this_year_becomes_no_secretary_unless_agreed(here):
    member = here.member("贾𠮷")
    party.change_member(
        member=member,
        changed_on=date(2026, 2, 2),
        converted_on=date(2025, 6, 1),
        decided=True,
        hand=hand(),
    )
    election = begin(here, "single")
    with pytest.raises(CannotComplete, match="贾𠮷转正不满一年") as refused:
        election.prepare("贾𠮷")
    assert "第二十三条" in refused.value.basis
    assert refused.value.field == "candidates"
    election.do(
        "shortlist", 2026, 3, 16, candidates=election.uids("贾𠮷"), standing_agreed=True
    )  # fmt: skip


def test_on_the_day_a_year_is_full_nothing_stands_in_the_way(here):
    member = here.member("贾𠮷")
    party.change_member(
        member=member,
        changed_on=date(2026, 2, 2),
        converted_on=date(2025, 3, 16),
        decided=True,
        hand=hand(),
    )
    election = begin(here, "single")
    election.prepare("贾𠮷")  # the list is fixed on 16 March 2026


def test_a_branch_without_committee_elects_a_deputy_where_one_is_wanted(here):
    election = begin(here, "single", deputy="one")
    election.prepare("李明远", deputy_candidates=election.uids("赵兰"))
    election.call(7)
    assert election.ballot.office == "secretary"
    election.count_twice(李明远=6)
    assert election.ballot.office == "deputy"
    election.count_twice(赵兰=5)
    election.do("results_report", 2026, 4, 21)
    election.do("confirmation", 2026, 4, 24, by="officer", outcome="approved")

    assert held(here.refining, date(2026, 4, 24)) == {
        ("李明远", "secretary"), ("赵兰", "deputy_secretary"),
    }  # fmt: skip


def test_nobody_stands_for_secretary_and_deputy_at_once(here):
    election = begin(here, "single", deputy="one")
    with pytest.raises(CannotComplete, match="既是书记候选人又是副书记候选人"):
        election.prepare("李明远", deputy_candidates=election.uids("李明远"))


def test_accounts_follow_the_posts_when_the_officer_says_so(meeting):
    meeting.call(7)
    meeting.count_twice(**FOUR)
    with pytest.raises(CannotAdjust, match="还没有批准"):
        actions.adjust_rights(case=meeting.case, hand=meeting.officer(2026, 4, 24))
    confirm(meeting, secretary="李明远", organization="陈可")
    branch, before = meeting.here.refining, roles(meeting.here.refining)
    assert {("陈可", "secretary"), ("李明远", "organization")} <= before

    leaves = actions.adjust_rights(case=meeting.case, hand=meeting.officer(2026, 4, 24))

    assert {one.kind for one in leaves} == {"party.role_granted", "party.role_ended"}
    assert {("李明远", "secretary"), ("陈可", "organization")} <= roles(branch)
    assert not {("陈可", "secretary"), ("李明远", "organization")} & roles(branch)
    assert log.leaf_of_record(leaves[0].rec).actor == meeting.here.accounts.officer.uid
    with pytest.raises(CannotHandOver, match="不用调整"):
        actions.adjust_rights(case=meeting.case, hand=meeting.officer(2026, 4, 24))


def test_who_is_elected_without_an_account_leaves_the_former_one_until_there_is_one(meeting):
    meeting.call(7)
    meeting.count_twice(**{**FOUR, "陈可": 2, "赵兰": 7})
    confirm(meeting, secretary="赵兰", organization="李明远")
    branch = meeting.here.refining
    with pytest.raises(CannotHandOver, match="不用调整"):
        actions.adjust_rights(case=meeting.case, hand=meeting.officer(2026, 4, 24))
    assert ("陈可", "secretary") in roles(branch)

    account_of(meeting.here, "赵兰")
    actions.adjust_rights(case=meeting.case, hand=meeting.officer(2026, 4, 24))
    assert ("赵兰", "secretary") in roles(branch)
    assert ("陈可", "secretary") not in roles(branch)
    assert ("陈可", "member") in roles(branch)


def test_the_branch_itself_does_not_hand_over_its_rights(meeting):
    meeting.call(7)
    meeting.count_twice(**FOUR)
    confirm(meeting, secretary="李明远")
    with pytest.raises(CannotHandOver, match="只有上级党组织"):
        actions.adjust_rights(case=meeting.case, hand=meeting.secretary(2026, 4, 24))


def test_the_button_stands_on_the_page_of_the_case_for_the_officer_alone(client, meeting):
    from django.urls import reverse

    meeting.call(7)
    meeting.count_twice(**FOUR)
    confirm(meeting, secretary="李明远", organization="陈可")
    page, act = (reverse(one, args=[meeting.case.rec])
                 for one in ("procedures:case", "elections:rights"))  # fmt: skip
    client.force_login(meeting.here.accounts.secretary)
    assert act not in client.get(page).content.decode()
    assert client.post(act).status_code == 403
    client.force_login(meeting.here.accounts.officer)
    assert act in client.get(page).content.decode()
    client.post(act)
    assert ("李明远", "secretary") in roles(meeting.here.refining)
