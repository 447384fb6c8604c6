"""An application that is done with is settled: what was left of it may be approved again."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.rooms.funds.conftest import (
    applied,
    approved,
    chen_ke,
    gao_xiang,
    received,
    spent,
)
from zhibu.funds import actions, books
from zhibu.funds.actions import CannotHandleFunds
from zhibu.funds.models import Application
from zhibu.journal import log, replay


@pytest.fixture
def used(here):
    """Approved for 1,000 yuan, of which 100 were paid."""
    received(here, "1000")
    found = approved(here, "1000")
    spent(here, found, "100")
    return Application.objects.get(rec=found.rec)


def settle(here, found, words="活动已办完"):
    return actions.settle(application=found, words=words, hand=chen_ke(here))


def test_what_is_left_of_a_settled_application_is_free_again(here, used):
    second = applied(here, "500")
    with pytest.raises(CannotHandleFunds, match="不够批准"):
        actions.decide(application=second, approved=True, words="", hand=gao_xiang(here))

    leaf = settle(here, used)

    assert log.record_of(log.leaf_of(leaf.lh)).amount == Decimal(900)
    assert books.free_of(here.refining.uid) == 90_000
    actions.decide(application=second, approved=True, words="", hand=gao_xiang(here))
    with pytest.raises(CannotHandleFunds, match="已经结清"):
        spent(here, used, "100", 2)


def test_a_settling_is_taken_back_as_long_as_the_money_is_there(here, used):
    leaf = settle(here, used)

    def back(rec):
        actions.take_back(
            rec=rec, organization=here.refining.uid, reason="还要付尾款", hand=chen_ke(here)
        )

    second = approved(here, "500")
    with pytest.raises(CannotHandleFunds, match="已经批准给别的申请"):
        back(leaf.rec)
    back(second.decided_rec)
    back(leaf.rec)

    spent(here, used, "900", 2)
    assert books.balance_of(here.refining.uid) == 0


def test_what_cannot_be_settled_is_refused(here, used):
    with pytest.raises(CannotHandleFunds, match="为什么结清"):
        settle(here, used, " ")
    with pytest.raises(CannotHandleFunds, match="还没有批准"):
        settle(here, applied(here, "5"))
    settle(here, used)
    with pytest.raises(CannotHandleFunds, match="刚才已经结清"):
        settle(here, used)


def test_nothing_is_settled_where_all_was_paid_and_no_decision_leaves_from_under_it(here):
    received(here, "1000")
    whole, unused = approved(here, "100"), approved(here, "200")
    spent(here, whole, "100")
    with pytest.raises(CannotHandleFunds, match="全部支出"):
        settle(here, whole)
    settle(here, unused)

    with pytest.raises(CannotHandleFunds, match="先撤回结清"):
        actions.take_back(
            rec=unused.decided_rec, organization=here.refining.uid, reason="批错",
            hand=gao_xiang(here),
        )  # fmt: skip


def test_the_keeper_settles_on_the_page_and_a_replay_agrees(here, used, client):
    page = reverse("funds:application", args=[used.rec])
    place = reverse("funds:settle", args=[used.rec])
    client.force_login(here.accounts.officer)
    assert client.post(place, {"words": "办完了"}).status_code == 403
    client.force_login(here.accounts.secretary)
    assert place in client.get(page).content.decode()
    assert client.post(place, {"words": ""}).status_code == 422
    assert client.post(place, {"words": "办完了"}).url == page

    rows = list(Application.objects.values_list())
    replay.replay("funds")
    assert list(Application.objects.values_list()) == rows
    used.refresh_from_db()
    undo = reverse("funds:withdraw", args=[used.settled_rec])
    shown = client.get(page).content.decode()
    assert "余 900.00 元退回可用经费" in shown
    assert place not in shown
    assert undo in shown
    assert client.post(undo, {"reason": "还要付尾款"}).url == page
    assert place in client.get(page).content.decode()
