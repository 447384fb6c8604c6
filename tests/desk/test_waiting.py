"""What waits for somebody's answer stands on their first page and in their weekly digest."""

from datetime import date

import pytest
from django.urls import reverse

from tests.rooms.polls.conftest import CLOSES_ON, opened, poll_in
from zhibu.notices import due
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


def test_sheets_of_a_round_wait_for_who_keeps_the_branch(client, here):
    opened(here)
    told = {
        role: [line.what for line in due.lines_for(getattr(here.accounts, role), TODAY)]
        for role in ("secretary", "member")
    }

    assert any("互评还有" in what for what in told["secretary"])
    assert not any("互评" in what for what in told["member"])
    assert "互评还有" in first_page(client, here.accounts.secretary, here.refining)
