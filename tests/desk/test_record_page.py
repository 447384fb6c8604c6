"""The page of one record: who may read what, and what a correction leaves visible."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.people import at, hand
from zhibu.core.periods import Month
from zhibu.dues.actions import LineTold, collect_dues
from zhibu.meetings import actions
from zhibu.meetings.records import State, TopicTold
from zhibu.meetings.told import Away, MeetingTold


def told(here, **changed):
    usual = {
        "form": "general_meeting",
        "held_on": date(2026, 3, 20),
        "began": "14:00",
        "place": "三楼党员活动室",
        "chair": here.member("陈可").uid,
        "recorder": here.member("李明远").uid,
        "away": {here.member("赵兰").uid: Away(State.EXCUSED, "陪护家人")},
        "topics": (TopicTold("讨论检修期安全责任区", resolution="划定 6 个党员责任区"),),
    }
    return MeetingTold(**{**usual, **changed})


@pytest.fixture
def held(here):
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 23))
    return actions.hold_meeting(branch=here.refining, told=told(here), hand=mine)


@pytest.fixture
def corrected(here, held):
    mine = hand(here.accounts.organization, role="organization", at=at(2026, 3, 25))
    later = told(here, away={}, place="二楼会议室")
    actions.correct_meeting(rec=held.rec, told=later, reason="赵兰当天到会，签到漏记", hand=mine)
    return held


def page(client, account, rec):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("desk:record", args=[rec]))


def test_the_secretary_reads_what_was_told_and_when_it_was_entered(client, here, held):
    shown = page(client, here.accounts.secretary, held.rec).content.decode()

    assert "三楼党员活动室" in shown
    assert "赵兰，请假，原因 陪护家人" in shown
    assert "2026 年 3 月 23 日 09:00" in shown
    assert "3 个工作日内录入" in shown
    assert held.fingerprint in shown


def test_a_correction_shows_both_and_says_why_and_by_whom(client, here, corrected):
    shown = page(client, here.accounts.secretary, corrected.rec).content.decode()

    assert '<del class="del"><span class="sr">原：</span>三楼党员活动室</del>' in shown
    assert '<ins class="ins"><span class="sr">改为：</span>二楼会议室</ins>' in shown
    assert "赵兰当天到会，签到漏记" in shown
    assert "李明远（支部组织委员）" in shown
    assert "陈可（支部书记）" in shown


def test_correcting_is_two_clicks_away_from_the_branch(client, here, held):
    shown = page(client, here.accounts.secretary, held.rec).content.decode()

    assert reverse("meetings:correct", args=[held.rec]) in shown


@pytest.mark.parametrize("role", ["officer", "assessor", "auditor"])
def test_a_superior_reads_and_does_not_write(client, here, held, role):
    shown = page(client, getattr(here.accounts, role), held.rec).content.decode()

    assert "三楼党员活动室" in shown
    assert reverse("meetings:correct", args=[held.rec]) not in shown


@pytest.mark.parametrize("role", ["stranger", "member", "administrator"])
def test_others_learn_that_it_was_held_and_nothing_more(client, here, corrected, role):
    answer = page(client, getattr(here.accounts, role), corrected.rec)
    shown = answer.content.decode()

    assert answer.status_code == 200
    assert "这次会开过了" in shown
    own = {"二楼"} if role == "member" else set()  # who was there is shown where
    for private in {"三楼", "二楼", "赵兰", "责任区", "签到漏记"} - own:
        assert private not in shown


def test_a_withdrawn_record_stays_visible_and_can_no_longer_be_corrected(client, here, held):
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 26))
    actions.withdraw_meeting(rec=held.rec, reason="重复录入", hand=mine)

    shown = page(client, here.accounts.secretary, held.rec).content.decode()

    assert "已经撤回" in shown
    assert "重复录入" in shown
    assert "三楼党员活动室" in shown
    assert reverse("meetings:correct", args=[held.rec]) not in shown


def test_a_members_card_as_a_record_is_nobody_elses_to_know_of(client, here):
    rec = here.member("赵兰").rec

    assert page(client, here.accounts.stranger, rec).status_code == 404
    assert page(client, here.accounts.member, rec).status_code == 404
    assert page(client, here.accounts.secretary, rec).status_code == 200


@pytest.mark.parametrize("rec", ["r_" + "z" * 26, "nonsense", "r_'; --"])
def test_a_record_that_does_not_exist_is_not_found(client, here, rec):
    assert page(client, here.accounts.secretary, rec).status_code == 404


def test_nobody_reads_without_signing_in(client, here, held):
    answer = client.get(reverse("desk:record", args=[held.rec]))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("party:sign-in"))


def test_many_versions_cost_a_bounded_number_of_queries(
    client, here, corrected, django_assert_max_num_queries
):
    client.force_login(here.accounts.secretary)
    with django_assert_max_num_queries(22):
        client.get(reverse("desk:record", args=[corrected.rec]))


def test_a_month_s_dues_are_corrected_from_their_page(client, here):
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 23))
    line = LineTold(member=here.member("王立新").uid, paid=None, base=Decimal(5000))
    leaf = collect_dues(branch=here.refining, month=Month(2026, 3), lines=(line,), hand=mine)
    client.force_login(here.accounts.secretary, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(reverse("desk:record", args=[leaf.rec])).content.decode()

    assert reverse("dues:correct", args=[leaf.rec]) in page
    assert "缴费类别 按月领工资" in page
