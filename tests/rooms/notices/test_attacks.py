"""Whoever issues, settles or withdraws a notice without the right to: refused, nothing written."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import PASSWORD, at, hand
from tests.rooms.notices.conftest import drafts, issued, officer, replied, wanted
from zhibu.journal.models import LeafRow
from zhibu.notices import actions, queries
from zhibu.notices.actions import CannotIssue, CannotRectify
from zhibu.notices.models import Notice, State
from zhibu.party import actions as party
from zhibu.party.models import Account


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Have it be 3 April, for pages too."""
    monkeypatch.setattr(timezone, "now", lambda: at(2026, 4, 3, 11))


def lower_officer(here):
    """Give 小韩 an account as officer of the general branch, below the committee."""
    mine = hand(here.accounts.administrator, role="administrator")
    made = party.create_account(username="xiaohan", password=PASSWORD, display_name="韩梅")
    party.grant_role(account=made, organization=here.general_branch, role="officer", hand=mine)
    return made


def moved(here):
    """Move 炼油一车间 to another committee."""
    other = party.found_organization(
        name="海南分公司党委", level="committee", superior=None,
        founded_on=here.committee.founded_on, hand=officer(here),
    )  # fmt: skip
    party.change_organization(
        organization=here.refining, superior=other, changed_on=at(2026, 3, 24).date(),
        hand=officer(here, 3, 24),
    )  # fmt: skip


def test_a_draft_made_before_a_branch_left_is_not_sent_to_it_afterwards(here):
    draft = next(one for one in drafts(here) if one.branch_id == here.refining.uid)
    moved(here)
    assert here.refining.uid not in [one.branch_id for one in queries.drafts_of(here.committee)]
    with pytest.raises(CannotIssue):
        actions.issue(
            committee=here.committee, wanted=[wanted(draft)], hand=officer(here, 3, 25)
        )  # fmt: skip
    assert not Notice.objects.exists()


def test_what_the_committee_issued_a_lower_officer_neither_settles_nor_withdraws(here, client):
    notice, entries = replied(here), LeafRow.objects.count
    client.force_login(lower_officer(here), "django.contrib.auth.backends.ModelBackend")
    before = entries()
    told = {"result": "passed", "words": "看过了", "reason": "发错了"}
    for step in ("visit", "close", "escalate", "withdraw"):
        answer = client.post(reverse(f"notices:{step}", args=[notice.rec]), told)
        assert answer.status_code == 403, step
    assert entries() == before
    page = client.get(reverse("notices:notice", args=[notice.rec])).content.decode()
    assert reverse("notices:withdraw", args=[notice.rec]) not in page


def test_nobody_settles_or_withdraws_a_notice_to_the_own_branch(here):
    Account.objects.filter(pk=here.accounts.officer.pk).update(member=here.member("赵兰"))
    notice = replied(here)
    with pytest.raises(CannotRectify, match="本人所在支部"):
        actions.visit(notice, passed=True, words="看过了", hand=officer(here, 4, 3))
    with pytest.raises(CannotRectify, match="本人所在支部"):
        actions.withdraw(notice, reason="发错了", hand=officer(here, 4, 3))
    notice.refresh_from_db()
    assert notice.state == State.REPLIED


def test_the_own_branch_is_sent_notices_all_the_same(here):
    Account.objects.filter(pk=here.accounts.officer.pk).update(member=here.member("赵兰"))
    assert issued(here).state == State.ISSUED
