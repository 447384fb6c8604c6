"""The members' meeting votes: quorum, two counts, the half, ties, second ballots, fewer seats."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import hand
from tests.rooms.elections.conftest import begin, second_account
from zhibu.elections import queries
from zhibu.elections.actions import (
    CannotCount,
    CannotVote,
    count,
    give_up_seats,
    hold_again,
)
from zhibu.elections.models import CountSheet, PaperBallot
from zhibu.journal import log

pytestmark = pytest.mark.django_db
FOUR = {"陈可": 7, "李明远": 6, "王立新": 5, "赵兰": 3}


def test_who_is_on_probation_is_not_among_those_who_should_attend(meeting):
    meeting.call(7)
    assert queries.contest(meeting.case).called.expected == 7  # 孙晓梅 has no vote


def test_exactly_four_fifths_may_vote(meeting):
    meeting.call(4, excused=meeting.uids("贾𠮷"), suspended=meeting.uids("曾小雨"))
    roll = queries.contest(meeting.case).called
    assert (roll.present, roll.expected) == (4, 5)


def test_one_fewer_than_four_fifths_may_not_and_the_article_is_named(meeting):
    with pytest.raises(CannotVote, match="没有达到五分之四（至少 6 人）") as refused:
        meeting.call(5)
    assert "选举工作条例" in refused.value.basis
    assert not PaperBallot.objects.exists()


def test_more_cannot_have_come_than_should(meeting):
    with pytest.raises(CannotVote, match="实到不能多于应到"):
        meeting.call(8)


def test_somebody_without_a_vote_need_not_be_excused(meeting):
    with pytest.raises(CannotVote, match="没有选举权"):
        meeting.call(7, excused=meeting.uids("孙晓梅"))


def test_nobody_votes_before_the_candidates_are_approved(election):
    with pytest.raises(CannotVote, match=r"“起草选举办法和工作报告”") as refused:
        election.call(7)
    assert "《中国共产党基层组织选举工作条例》" in refused.value.basis


def test_the_page_of_the_case_shows_one_way_to_the_vote(client, meeting):
    client.force_login(meeting.here.accounts.secretary)
    shown = client.get(reverse("procedures:case", args=[meeting.case.rec])).content.decode()
    assert shown.count(f'href="{reverse("elections:meeting", args=[meeting.case.rec])}"') == 1
    assert 'name="a_expected"' not in shown
    told = client.get(reverse("procedures:step", args=[meeting.case.rec, "voting"]))
    assert 'name="a_expected"' not in told.content.decode()


def test_a_wrong_roll_may_be_called_again_until_somebody_counts(meeting):
    meeting.call(6)
    meeting.call(7)
    assert queries.contest(meeting.case).called.present == 7
    meeting.count(**FOUR)
    with pytest.raises(CannotVote, match="已经开始计票"):
        meeting.call(6)


def test_two_counts_that_agree_are_the_result_and_go_into_the_case(meeting):
    meeting.call(7)
    meeting.count_twice(**FOUR)

    contest = queries.contest(meeting.case)
    assert contest.told("voting") == {
        "expected": 7, "present": 7, "elected": meeting.uids("陈可", "李明远", "王立新"),
    }  # fmt: skip
    assert contest.day_of("voting") == date(2026, 4, 20)


def test_one_count_alone_is_no_result(meeting):
    meeting.call(7)
    meeting.count(**FOUR)
    assert not queries.contest(meeting.case).ballots[0].verdict


def test_the_journal_does_not_tell_a_count_before_there_are_two(meeting):
    meeting.call(7)
    leaf = meeting.count(**FOUR)
    told = log.record_of(log.leaf_of_record(leaf.rec))
    assert {name: getattr(told, name) for name in ("ballot", "case")} == {
        "ballot": meeting.ballot.rec, "case": meeting.case.rec,
    }  # fmt: skip
    assert len(told.digest) == 64
    assert not hasattr(told, "votes")


def test_a_difference_is_named_cell_by_cell_and_nothing_stands_until_both_agree(meeting):
    meeting.call(7)
    meeting.count(**FOUR)
    meeting.count(meeting.teller(1), **{**FOUR, "赵兰": 2, "王立新": 6})

    cells = queries.differences(meeting.ballot)
    assert set(cells) == {f"votes:{meeting.uid(name)}" for name in ("王立新", "赵兰")}
    assert not queries.contest(meeting.case).told("voting")

    meeting.count(meeting.teller(1), **FOUR)
    assert queries.contest(meeting.case).elected(queries.Office.COMMITTEE) == meeting.uids(
        "陈可", "李明远", "王立新"
    )


def test_the_same_person_by_a_second_account_is_refused(meeting):
    meeting.call(7)
    meeting.count(**FOUR)
    again = hand(second_account(meeting.here, "贾𠮷", "jiaji2"), role="organization",
                 at=meeting.secretary().at)  # fmt: skip
    with pytest.raises(CannotCount, match="同一个人的另一个账号不行"):
        meeting.count(again, **FOUR)
    assert CountSheet.objects.count() == 1


def test_a_third_counter_is_refused(meeting):
    meeting.call(7)
    meeting.count(**FOUR)
    meeting.count(meeting.teller(1), **{**FOUR, "赵兰": 2})
    with pytest.raises(CannotCount, match="已有两人录入"):
        meeting.count(meeting.officer(), **FOUR)


def test_numbers_that_cannot_be_are_refused_at_their_cell(meeting):
    meeting.call(7)
    with pytest.raises(CannotCount, match="多于有效票 6 张") as refused:
        meeting.count(invalid=1, **FOUR)
    assert refused.value.field == f"votes:{meeting.uid('陈可')}"
    with pytest.raises(CannotCount, match="多于实到会的 7 人"):
        meeting.count(issued=8, **FOUR)


def test_somebody_without_a_vote_cannot_be_written_in(meeting):
    meeting.call(7)
    with pytest.raises(CannotCount, match="没有被选举权"):
        meeting.count(**{**FOUR, "孙晓梅": 1})


def test_exactly_one_half_elects_nobody(here):
    election = begin(here)
    election.prepare("陈可", "李明远", "王立新", "赵兰")
    election.call(6, excused=election.uids("贾𠮷"))  # six should attend
    election.count_twice(issued=6, returned=6, 陈可=6, 李明远=5, 王立新=3, 赵兰=2)

    ballot = PaperBallot.objects.get()
    assert (ballot.verdict, ballot.open_seats) == ("short", 1)
    assert ballot.elected == list(election.uids("陈可", "李明远"))


def test_more_returned_than_issued_voids_the_vote_and_papers_go_out_again(meeting):
    meeting.call(7)
    meeting.count_twice(issued=6, returned=7, **FOUR)

    first, second = PaperBallot.objects.order_by("turn")
    assert (first.verdict, first.elected) == ("void", [])
    assert (second.turn, second.seats, second.candidates) == (2, 3, first.candidates)


def test_a_tie_goes_to_a_second_ballot_among_the_tied(meeting):
    meeting.call(7)
    meeting.count_twice(陈可=7, 李明远=6, 王立新=4, 赵兰=4)

    again = meeting.ballot
    assert (again.kind, again.seats) == ("tied", 1)
    assert set(again.candidates) == set(meeting.uids("王立新", "赵兰"))
    meeting.count_twice(王立新=4, 赵兰=3)
    assert queries.contest(meeting.case).told("voting")["elected"] == meeting.uids(
        "陈可", "李明远", "王立新"
    )


def test_an_open_seat_is_voted_on_again(meeting):
    meeting.call(7)
    meeting.count_twice(陈可=7, 李明远=6, 王立新=3, 赵兰=2)
    short = PaperBallot.objects.get()
    hold_again(
        case=meeting.case, ballot=short.rec, candidates=meeting.uids("王立新", "单国栋"),
        hand=meeting.secretary(),
    )  # fmt: skip
    meeting.count_twice(王立新=2, 单国栋=5)
    assert queries.contest(meeting.case).told("voting")["elected"] == meeting.uids(
        "陈可", "李明远", "单国栋"
    )


def of_four(here, **votes):
    election = begin(here, seats=4)
    election.prepare("陈可", "李明远", "王立新", "赵兰", "单国栋")
    election.call(7)
    election.count_twice(**votes)
    return election


def test_seats_may_be_left_open_when_more_than_half_agree(here):
    election = of_four(here, 陈可=7, 李明远=6, 王立新=4, 赵兰=3, 单国栋=3)
    case, short, mine = election.case, PaperBallot.objects.get(), election.secretary()
    with pytest.raises(CannotCount, match="至少 4 人"):
        give_up_seats(case=case, ballot=short.rec, agreed=3, hand=mine)
    give_up_seats(case=case, ballot=short.rec, agreed=4, hand=mine)
    assert queries.contest(case).told("voting")["elected"] == election.uids(
        "陈可", "李明远", "王立新"
    )


def test_no_seats_are_left_open_below_a_committee_of_three(meeting):
    meeting.call(7)
    meeting.count_twice(陈可=7, 李明远=6, 王立新=3, 赵兰=3)
    short = PaperBallot.objects.get()
    with pytest.raises(CannotCount, match="至少选出 3 名才可以减少名额") as refused:
        give_up_seats(case=meeting.case, ballot=short.rec, agreed=7, hand=meeting.secretary())
    assert "第二十、二十一条" in refused.value.basis
    assert not queries.is_complete(queries.contest(meeting.case))


def test_no_seats_are_left_open_far_from_the_number_to_be_elected(here):
    election = begin(here, seats=5)
    election.prepare("陈可", "李明远", "王立新", "赵兰", "单国栋", "曾小雨")
    election.call(7)
    for mine in (election.teller(), election.officer()):
        election.count(mine, 陈可=7, 李明远=6, 王立新=4, 赵兰=3, 单国栋=3, 曾小雨=3)
    short = PaperBallot.objects.get()
    with pytest.raises(CannotCount, match="至少选出 4 名才可以减少名额") as refused:
        give_up_seats(case=election.case, ballot=short.rec, agreed=7, hand=election.secretary())
    assert "接近应选名额" in refused.value.basis


def test_a_ballot_with_its_result_takes_no_further_count(meeting):
    meeting.call(7)
    rec = meeting.ballot.rec
    meeting.count_twice(**FOUR)
    with pytest.raises(CannotCount, match="已有结果"):
        count(case=meeting.case, ballot=rec, tally=meeting.tally(**FOUR), hand=meeting.secretary())


def test_elected_by_all_members_a_secretary_has_a_ballot_of_their_own(here):
    election = begin(here, method="direct")
    election.prepare(
        "陈可", "李明远", "王立新", "赵兰", secretary_candidates=election.uids("陈可", "李明远")
    )
    election.call(7)
    election.count_twice(**FOUR)
    assert election.ballot.office == "secretary"
    election.count_twice(陈可=3, 李明远=4)
    assert queries.contest(election.case).told("voting")["secretary"] == election.uid("李明远")
