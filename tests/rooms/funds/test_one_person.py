"""Who has two accounts is one person all the same: asking, deciding and paying stay apart."""

from datetime import date
from decimal import Decimal

import pytest

from tests.people import at, hand
from tests.rooms.elections.conftest import second_account
from tests.rooms.funds.conftest import applied, approved, gao_xiang, invoice, received
from zhibu.funds import actions
from zhibu.funds.actions import CannotHandleFunds
from zhibu.party import queries as party
from zhibu.party.models import Account


def by(account, role):
    return hand(account, role=role, at=at(2026, 3, 10))


def test_nobody_approves_their_own_application_by_another_account(here):
    received(here)
    asked = applied(here, hand=gao_xiang(here))
    other = second_account(here, "高翔", "gaoxiang2")

    with pytest.raises(CannotHandleFunds, match="不能审批自己的申请"):
        actions.decide(application=asked, approved=True, words="", hand=by(other, "officer"))


def test_nobody_pays_by_another_account_what_they_approved(here):
    received(here)
    found = approved(here)
    other = second_account(here, "高翔", "gaoxiang2")

    with pytest.raises(CannotHandleFunds, match="批准的人不能经手支付"):
        actions.spend(
            application=found, amount=Decimal(100), on=date(2026, 3, 10), invoice=invoice(),
            hand=by(other, "organization"),
        )  # fmt: skip


def test_two_members_of_one_name_are_two_people(here):
    one, other = here.accounts.secretary, here.accounts.organization
    assert one.member_id
    assert other.member_id

    Account.objects.filter(pk=other.pk).update(display_name=one.display_name)

    assert not party.is_same_person(one.uid, other.uid)
    assert party.is_same_person(one.uid, one.uid)
    assert not party.is_same_person(one.uid, "a_nobody")
