"""What waits for somebody's answer stands on their first page and in their weekly digest."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.elections.conftest import HELD_ON, account_of, begin
from tests.rooms.polls.conftest import CLOSES_ON, opened, poll_in
from zhibu.elections.duties import counts_owed
from zhibu.mobility import actions as letters
from zhibu.notices import due
from zhibu.party.models import Term
from zhibu.polls.actions import polling
from zhibu.procedures import actions as procedures

TODAY = date(2026, 11, 3)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


def first_page(client, account, branch):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("desk:branch", args=[branch.uid])).text


def test_an_open_poll_waits_for_a_member_until_it_is_answered(client, here):
    member = here.accounts.member
    poll = poll_in(here)

    told = [line for line in due.lines_for(member, TODAY) if poll.rec in line.url]
    assert [(line.what, line.by) for line in told] == [("测评“2026 年民主测评”", CLOSES_ON)]
    assert "等您办理" in first_page(client, member, here.refining)

    polling.answer(poll, member=member.member_id, answers=(0, 1), today=TODAY)

    assert not [line for line in due.lines_for(member, TODAY) if poll.rec in line.url]
    assert "等您办理" not in first_page(client, member, here.refining)


def test_nothing_of_a_poll_waits_for_who_is_not_on_its_roll(client, here):
    poll_in(here)

    assert "等您办理" not in first_page(client, here.accounts.stranger, here.refining)


def test_a_term_that_ends_waits_with_its_day_until_the_election_is_begun(client, here):
    Term.objects.filter(organization=here.refining).update(ends_on=date(2027, 3, 1))
    page = first_page(client, here.accounts.secretary, here.refining)

    assert "换届请示已过期限（本届任期 2027 年 3 月 1 日届满）" in page  # due on 1 November
    officer = [line for line in due.lines_for(here.accounts.officer, TODAY) if "换届" in line.what]
    assert [(line.what, line.by) for line in officer] == [
        ("1 个支部的换届到了时限，还没有启动", date(2026, 11, 1)),
    ]  # fmt: skip
    assert not [one for one in due.lines_for(here.accounts.member, TODAY) if "换届" in one.what]
    Term.objects.filter(organization=here.refining).update(ends_on=date(2027, 5, 4))
    assert "换届" not in first_page(client, here.accounts.secretary, here.refining)


def test_a_letter_waits_on_the_desk_of_who_receives_it_and_late_of_who_sent_it(client, here):
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 11, 2))
    letters.issue(
        branch=here.refining,
        told=letters.LetterTold(here.member("单国栋"), "2026-10", 10, to=here.cracking),
        hand=mine,
    )

    page = first_page(client, here.accounts.stranger, here.cracking)
    assert "接收单国栋的组织关系（炼油一车间党支部转来" in page
    assert not _told(here.accounts.secretary, date(2026, 11, 4))
    late = _told(here.accounts.secretary, date(2026, 11, 20))
    assert [(one.what, one.overdue) for one in late] == [
        ("单国栋转往乙烯裂解党支部的介绍信已经过期，请重开或者作废", 8),
    ]  # fmt: skip
    soon = _told(here.accounts.secretary, date(2026, 11, 9))
    assert [one.what for one in soon] == ["催乙烯裂解党支部接收单国栋的介绍信"]
    there = _told(here.accounts.stranger, date(2026, 11, 20))
    assert [one.what for one in there] == ["单国栋的介绍信已经过期，请炼油一车间党支部重开后再接收"]
    officer = _told(here.accounts.officer, date(2026, 11, 20))
    assert [one.what for one in officer] == ["1 封组织关系介绍信快到期或者已过期"]


def _told(account, today):
    return [one for one in due.lines_for(account, today) if "介绍信" in one.what]


def test_sheets_of_a_round_wait_for_who_keeps_the_branch(client, here):
    opened(here)
    told = {
        role: [line.what for line in due.lines_for(getattr(here.accounts, role), TODAY)]
        for role in ("secretary", "member")
    }

    assert any("互评还有" in what for what in told["secretary"])
    assert not any("互评" in what for what in told["member"])
    assert "互评还有" in first_page(client, here.accounts.secretary, here.refining)


@pytest.fixture
def meeting(here):
    """An election whose meeting adopted 单国栋 and 贾𠮷 as counters, and has its papers out."""
    election = begin(here)
    election.prepare("陈可", "李明远", "王立新", "赵兰")
    election.call(7, counters=election.uids("单国栋", "贾𠮷"))
    return election


def _counts_of(meeting, name):
    account = account_of(meeting.here, name)
    return [one for one in due.lines_for(account, HELD_ON) if "计票" in one.what]


def _enter(meeting, name, **votes):
    mine = hand(account_of(meeting.here, name), role="member", at=at(2026, 4, 20))
    meeting.count(mine, **votes)


FIVE = {"陈可": 7, "李明远": 6, "王立新": 5, "赵兰": 1}


def test_a_count_waits_for_whom_the_meeting_named_until_it_is_entered(client, meeting):
    sheet = reverse("elections:sheet", args=[meeting.case.rec, meeting.ballot.rec])
    told = {name: _counts_of(meeting, name) for name in ("单国栋", "贾𠮷", "曾小雨", "陈可")}

    assert {name: [one.what for one in lines] for name, lines in told.items()} == {
        "单国栋": ["计票：选举支部委员，录入您数的票"],
        "贾𠮷": ["计票：选举支部委员，录入您数的票"],
        "曾小雨": [], "陈可": [],
    }  # fmt: skip
    assert {(one.url, one.by) for lines in told.values() for one in lines} == {(sheet, HELD_ON)}
    page = first_page(client, account_of(meeting.here, "贾𠮷"), meeting.here.refining)
    assert f'href="{sheet}"' in page
    assert client.get(sheet).status_code == 200

    _enter(meeting, "单国栋", **FIVE)
    assert not _counts_of(meeting, "单国栋")
    assert _counts_of(meeting, "贾𠮷")


def test_two_counts_that_differ_wait_for_both_again_and_for_nobody_once_they_agree(meeting):
    _enter(meeting, "单国栋", **FIVE)
    _enter(meeting, "贾𠮷", **(FIVE | {"赵兰": 2}))
    for name in ("单国栋", "贾𠮷"):
        assert [one.what for one in _counts_of(meeting, name)] == [
            "计票：选举支部委员，两份不一致，请重新清点",
        ]  # fmt: skip

    _enter(meeting, "贾𠮷", **FIVE)
    assert not [one for name in ("单国栋", "贾𠮷") for one in _counts_of(meeting, name)]


def test_a_count_is_owed_no_more_once_two_others_entered_theirs(meeting):
    meeting.call(7, counters=meeting.uids("单国栋", "贾𠮷", "曾小雨"))
    _enter(meeting, "单国栋", **FIVE)
    _enter(meeting, "贾𠮷", **(FIVE | {"赵兰": 2}))

    assert not _counts_of(meeting, "曾小雨")


def test_no_count_is_owed_of_an_election_that_was_closed(meeting):
    procedures.close(
        case=meeting.case, closed_as="withdrawn", reason="上级决定延期换届",
        on=HELD_ON, hand=meeting.secretary(),
    )  # fmt: skip

    assert not _counts_of(meeting, "单国栋")


def test_counts_cost_one_query_more_of_a_member_and_none_of_who_is_none(
    meeting, django_assert_num_queries
):
    counter, officer = account_of(meeting.here, "单国栋"), meeting.here.accounts.officer
    with django_assert_num_queries(1):
        assert [*counts_owed(counter, HELD_ON)]
    with django_assert_num_queries(0):
        assert not [*counts_owed(officer, HELD_ON)]
