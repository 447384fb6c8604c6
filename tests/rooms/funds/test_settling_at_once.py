"""An application is settled by two at once, or settled while it is paid: one act stands."""

from decimal import Decimal

import pytest

from tests.people import small_committee
from tests.rooms.funds.conftest import approved, chen_ke, invoice, li_mingyuan, received
from tests.rooms.meetings.test_at_once import together
from zhibu.core.refusal import Refusal
from zhibu.funds import actions, books
from zhibu.funds.models import Application, Expense

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_application_is_settled_once():
    here = small_committee()
    received(here, "1000")
    found = approved(here, "700")

    def act():
        return actions.settle(application=found, words="不办了", hand=chen_ke(here))

    told = together(act, act)

    refused = [str(one) for one in told if isinstance(one, Refusal)]
    assert len(refused) == 1
    assert "刚才已经结清" in refused[0]
    assert books.free_of(here.refining.uid) == 100_000


def test_what_is_settled_and_paid_at_once_is_one_of_both():
    here = small_committee()
    received(here, "1000")
    found = approved(here, "700")

    def settle():
        return actions.settle(application=found, words="不办了", hand=chen_ke(here))

    def spend():
        return actions.spend(
            application=found, amount=Decimal(700), on=found.decided_on, invoice=invoice(),
            hand=li_mingyuan(here),
        )  # fmt: skip

    told = together(settle, spend)

    assert sum(isinstance(one, Refusal) for one in told) == 1
    assert Expense.objects.exists() == (Application.objects.get().settled_on is None)
