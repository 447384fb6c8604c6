"""Whom a step is told to: the body its definition names reads it where it works."""

from datetime import date

import pytest

from tests.people import at
from tests.rooms.procedures.conftest import NAME, do, opened, walked
from zhibu.party.permits import Ability
from zhibu.procedures import telling


@pytest.fixture
def now(monkeypatch):
    """Have the faces live at a time."""

    def is_now(month, day):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, month, day, 12))
        return at(2026, month, day, 12)

    return is_now


def seen_by(client, account, url):
    client.force_login(account)
    page = client.get(url).content.decode()
    return page.split("近两周")[1].split("</section>")[0] if "近两周" in page else ""


def test_the_committee_reads_that_the_meeting_was_held_and_not_that_somebody_talked(
    here, client, now
):
    walked(here, "meeting")
    now(3, 21)

    told = seen_by(
        client, here.accounts.officer, f"/organizations/{here.committee.uid}/procedures/"
    )

    assert "支部大会讨论" in told
    assert NAME in told
    assert "派人谈话" not in told


def test_the_branch_reads_that_its_case_was_approved(here, client, now):
    walked(here, "approval")
    now(4, 9)

    told = seen_by(client, here.accounts.secretary, f"/branches/{here.refining.uid}/procedures/")

    assert "上级审批" in told
    assert "同意" in told
    assert "支部大会讨论" not in told


def test_nobody_is_told_of_another_branch(here, client, now):
    walked(here, "approval")
    now(4, 9)

    assert not seen_by(client, here.accounts.stranger, f"/branches/{here.cracking.uid}/procedures/")


def test_after_a_fortnight_it_is_told_no_more(here):
    walked(here, "meeting")
    until = {
        day: len(telling.told_to(here.committee, {Ability.APPROVE_CASES}, now=at(2026, 4, day)))
        for day in (2, 5)
    }
    assert until == {2: 1, 5: 0}


def test_twelve_cases_cost_one_query_and_ten_lines(here, django_assert_num_queries):
    cases = [opened(here, f"林晓{number}") for number in range(12)]
    for step, day in (("application", 9), ("talk", 12), ("meeting", 26)):
        for case in cases:
            do(here, case, step, date(2026, 2, day))
    with django_assert_num_queries(1):
        told = telling.told_to(here.committee, {Ability.APPROVE_CASES}, now=at(2026, 2, 27))
        assert [one.case.organization.name for one in told] == ["炼油一车间党支部"] * 10
