"""Two hands at once over one branch's money: one of them is told that it came second."""

from decimal import Decimal

import pytest

from tests.rooms.funds.conftest import (
    applied,
    approved,
    gao_xiang,
    invoice,
    li_mingyuan,
    received,
)
from tests.rooms.meetings.test_at_once import together
from zhibu.core.refusal import Refusal
from zhibu.funds import actions
from zhibu.funds.models import Application, Expense

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_applications_approved_at_once_do_not_both_take_the_last_of_the_money(here):
    received(here, "1000")
    asked = [applied(here, "700"), applied(here, "700")]

    def act(one):
        return lambda: actions.decide(
            application=one, approved=True, words="", hand=gao_xiang(here)
        )

    found = together(*map(act, asked))

    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert Application.objects.filter(state="approved").count() == 1


def test_one_application_is_decided_once(here):
    received(here, "1000")
    asked = applied(here, "700")

    def act(*, approve: bool):
        return lambda: actions.decide(
            application=asked, approved=approve, words="同类已有", hand=gao_xiang(here)
        )

    found = together(act(approve=True), act(approve=False))

    assert sum(isinstance(one, Refusal) for one in found) == 1


def test_what_was_approved_is_paid_once(here):
    received(here, "1000")
    asked = approved(here, "700")

    def act(number: int):
        return lambda: actions.spend(
            application=asked, amount=Decimal(700), on=asked.decided_on,
            invoice=invoice(number), hand=li_mingyuan(here),
        )  # fmt: skip

    found = together(act(1), act(2))

    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert Expense.objects.get().fen == 70_000
