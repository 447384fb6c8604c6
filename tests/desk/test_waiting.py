"""What waits for somebody's answer stands on their first page and in their weekly digest."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.polls.conftest import CLOSES_ON, opened, poll_in
from zhibu.mobility import actions as letters
from zhibu.notices import due
from zhibu.party.models import Term
from zhibu.polls.actions import polling

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
        ("催乙烯裂解党支部接收单国栋的介绍信，过期的重开", 8),
    ]  # fmt: skip
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
