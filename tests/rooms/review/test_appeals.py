"""A branch appeals an item; who did not judge it answers, in time, with a reason."""

from datetime import date, timedelta

import pytest

from tests.people import SmallCommittee, at, hand
from tests.rooms.review import scenes
from tests.rooms.review.scenes import judge
from tests.rooms.review.test_judging import points, rows, sums
from zhibu.journal import replay
from zhibu.party.models import Account
from zhibu.review import actions, presenting, queries
from zhibu.review.actions import CannotAnswerAppeal, CannotAppeal, CannotJudge
from zhibu.review.actions.appealing import AnswerTold
from zhibu.review.models import Appeal

ASKED = date(2026, 12, 22)


def appeal(here: SmallCommittee, code: str = "J2", on: date = ASKED, **told) -> Appeal:
    by = hand(here.accounts.secretary, role="secretary", at=at(on.year, on.month, on.day))
    usual = {"branch": here.refining, "year": 2026, "words": "附了两次活动的记录", "code": code}
    leaf = actions.appeal(**{**usual, **told}, hand=by)
    return Appeal.objects.get(rec=leaf.rec)


def answer(asked: Appeal, account: Account, decision: str, on: date = ASKED, **told):
    return actions.answer_appeal(
        asked, told=AnswerTold(decision, told.pop("words", "看了记录"), **told),
        who=scenes.by(account), hand=hand(account, at=at(on.year, on.month, on.day, 15)),
    )  # fmt: skip


@pytest.fixture
def judged(here, first, second):
    """Judge on Sunday 20 December 2026."""
    judge(here, first, 100, 75, 75, 50, 100)
    judge(here, second, 100, 50, 75, 50, 100)
    return here


def test_a_granted_appeal_of_a_judged_item_gives_it_another_share(judged):
    here = judged
    assert points(here)["J2"] == "9.38"
    answer(appeal(here), here.accounts.officer, "granted", share=10_000)
    assert points(here, ASKED)["J2"] == "15.00"
    assert points(here, ASKED)["J3"] == "11.25"


def test_a_granted_appeal_of_a_machine_item_moves_its_points_by_a_signed_adjustment(here):
    confirmed = {"S1": actions.ConfirmationTold(-400, "没有表决")}
    actions.confirm(
        branch=here.refining, year=2026, told=confirmed, who=scenes.by(here.accounts.assessor),
        hand=hand(here.accounts.assessor, role="assessor", at=at(2026, 12, 20)),
    )  # fmt: skip
    answer(appeal(here, "S1"), here.accounts.officer, "granted", adjust=300)
    assert points(here, ASKED)["S1"] == "9.00"
    assert sums()["adjusted.zb_t.is1", 202612] == -100


def test_a_rejected_appeal_moves_nothing_and_says_why(judged):
    here = judged
    before = sums()
    answer(appeal(here), here.accounts.officer, "rejected", words="记录里没有看到")
    assert sums() == before
    told = presenting.told_of(Appeal.objects.get(), ASKED)
    assert (told.state, told.answer.words) == ("维持原评定", "记录里没有看到")


def test_who_judged_the_item_does_not_answer_for_it(judged, first, second, third):
    asked = appeal(judged)
    for account in (first, second):
        with pytest.raises(CannotAnswerAppeal, match="评判过这一项"):
            answer(asked, account, "rejected")
    answer(asked, third, "rejected")


def test_nobody_of_the_branch_answers(judged, third):
    Account.objects.filter(pk=third.pk).update(member=judged.member("单国栋"))
    third.refresh_from_db()
    with pytest.raises(CannotAnswerAppeal, match="本支部的人"):
        answer(appeal(judged), third, "granted", share=10_000)


def test_an_appeal_is_answered_once(judged):
    asked = appeal(judged)
    answer(asked, judged.accounts.officer, "rejected")
    with pytest.raises(CannotAnswerAppeal, match="已有答复"):
        answer(asked, judged.accounts.officer, "granted", share=10_000)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"decision": "granted"}, "改评的等次"),
        ({"decision": "granted", "share": 9_999}, "改评的等次"),
        ({"decision": "granted", "share": 10_000, "words": " "}, "理由"),
        ({"decision": "perhaps"}, "支持或维持"),
    ],
)
def test_an_answer_says_what_moves_and_why(judged, told, words):
    with pytest.raises(CannotAnswerAppeal, match=words):
        answer(appeal(judged), judged.accounts.officer, **told)
    assert Appeal.objects.get().open


@pytest.mark.parametrize("adjust", [0, 1_001, -1_001])
def test_a_machine_item_moves_by_something_within_the_item(here, adjust):
    with pytest.raises(CannotAnswerAppeal, match="不为零"):
        answer(appeal(here, "S1"), here.accounts.officer, "granted", adjust=adjust)


def test_ten_working_days_after_the_judgement_and_no_more(here, first, second):
    """Judged on 24 September 2026, before two holidays: 28 to 30 September are three days, 8 to 10
    October (a Saturday worked in exchange) make six, 12 to 15 October ten.
    """
    day = {"occasion": "daily", "on": date(2026, 9, 24)}
    judge(here, first, 100, 75, 75, 50, 100, **day)
    judge(here, second, 100, 50, 75, 50, 100, **day)
    with pytest.raises(CannotAppeal, match="2026-10-15"):
        appeal(here, on=date(2026, 10, 16))
    assert appeal(here, on=date(2026, 10, 15)).answer_by == date(2026, 10, 29)


def test_before_anything_was_decided_an_item_may_always_be_appealed(here):
    assert appeal(here, "P1", on=date(2026, 6, 1)).open


def test_one_appeal_at_a_time_and_none_after_the_answer_until_judged_again(judged, second):
    asked = appeal(judged)
    with pytest.raises(CannotAppeal, match="等答复"):
        appeal(judged)
    answer(asked, judged.accounts.officer, "rejected")
    with pytest.raises(CannotAppeal, match="重新评判"):
        appeal(judged)
    day = date(2026, 12, 24)
    judge(judged, second, 100, 0, 75, 50, 100, reason="再看了一遍", on=day)
    assert appeal(judged, on=day).open


def test_sheets_stay_as_they_are_once_an_answer_changed_what_they_give(judged, second):
    answer(appeal(judged), judged.accounts.officer, "granted", share=10_000)
    with pytest.raises(CannotJudge, match="改评"):
        judge(judged, second, 100, 100, 75, 50, 100, reason="改")


def test_an_appeal_that_waits_too_long_is_overdue(judged):
    asked = appeal(judged)
    assert not presenting.is_overdue(asked, asked.answer_by)
    assert presenting.is_overdue(asked, asked.answer_by + timedelta(days=1))
    assert list(queries.appeals_under(judged.committee)) == [asked]


def test_a_branch_withdraws_its_appeal_before_the_answer(judged):
    asked = appeal(judged)
    by = hand(judged.accounts.secretary, role="secretary", at=at(2026, 12, 23))
    actions.withdraw_appeal(asked, reason="弄清楚了", hand=by)
    assert list(queries.appeals_under(judged.committee)) == []
    assert appeal(judged, on=date(2026, 12, 23)).open


def test_an_appeal_points_to_the_branchs_own_records_only(judged):
    foreign = appeal(judged, "J1").rec
    assert appeal(judged, records=[foreign]).open
    with pytest.raises(CannotAppeal, match="不是本支部"):
        appeal(judged, "J3", records=["r_" + "a" * 26])


@pytest.mark.parametrize(("told", "words"), [({"words": " "}, "理由"), ({"code": "Z9"}, "没有 Z9")])
def test_what_makes_no_sense_is_refused(judged, told, words):
    with pytest.raises(CannotAppeal, match=words):
        appeal(judged, **told)


def test_appeals_are_told_again_from_the_journal(judged):
    answer(appeal(judged), judged.accounts.officer, "granted", share=10_000)
    waiting = appeal(judged, "J1")
    by = hand(judged.accounts.secretary, role="secretary", at=at(2026, 12, 23))
    actions.withdraw_appeal(waiting, reason="弄清楚了", hand=by)
    before = rows()
    replay.replay("review")
    assert rows() == before
