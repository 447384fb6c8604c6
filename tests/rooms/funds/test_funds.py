"""Activity funds of 炼油一车间党支部: who applies, who approves and who pays are three questions."""

from datetime import date
from decimal import Decimal

import pytest

from tests.people import at, hand
from tests.rooms.funds.conftest import (
    applied,
    approved,
    chen_ke,
    gao_xiang,
    invoice,
    li_mingyuan,
    received,
    spent,
)
from zhibu.core.periods import Month
from zhibu.funds import actions, books
from zhibu.funds.actions import CannotHandleFunds, PlanTold
from zhibu.funds.models import Application, Budget, Expense, Publication, Receipt
from zhibu.journal import log, replay

MARCH = Month(2026, 3)


def test_money_is_received_applied_for_approved_spent_and_published(here):
    received(here, "5000")
    found = approved(here, "800")
    spent(here, found, "755.50")
    april = chen_ke(here, 2, 4)

    actions.publish(organization=here.refining, month=MARCH, hand=april)

    told = Publication.objects.get()
    assert (told.received, told.spent, told.balance) == (500_000, 75_550, 424_450)
    assert books.trial_of(books.entries_of(here.refining.uid)).difference == 0


def test_gao_xiang_may_not_pay_what_he_approved(here):
    received(here)
    found = approved(here)

    with pytest.raises(CannotHandleFunds, match="批准的人不能经手支付"):
        actions.spend(
            application=found, amount=Decimal(800), on=date(2026, 3, 10), invoice=invoice(),
            hand=gao_xiang(here),
        )  # fmt: skip
    assert not Expense.objects.exists()


def test_nobody_approves_their_own_application(here):
    received(here)
    found = applied(here)

    with pytest.raises(CannotHandleFunds, match="不能审批自己的申请"):
        actions.decide(
            application=found, approved=True, words="",
            hand=hand(here.accounts.secretary, role="officer", at=at(2026, 3, 10)),
        )  # fmt: skip
    assert Application.objects.get().state == "open"


@pytest.mark.parametrize("yuan", ["0", "-800", "0.001", "NaN", "Infinity", "1E+30", "10000000"])
def test_absurd_amounts_are_refused_everywhere(here, yuan):
    received(here)
    found = approved(here)
    acts = (
        lambda: received(here, yuan),
        lambda: applied(here, yuan),
        lambda: spent(here, found, yuan),
        lambda: actions.plan(
            organization=here.refining, hand=chen_ke(here),
            told=PlanTold(2026, "small", {"training": Decimal(yuan)}),
        ),
    )  # fmt: skip
    for act in acts:
        with pytest.raises(CannotHandleFunds):
            act()


def test_no_more_is_approved_than_there_is_beside_what_was_promised(here):
    received(here, "1000")
    approved(here, "800")
    second = applied(here, "200.01")

    with pytest.raises(CannotHandleFunds, match=r"可用经费只有 200.00 元"):
        actions.decide(application=second, approved=True, words="", hand=gao_xiang(here))


def test_no_more_is_spent_than_was_approved(here):
    received(here)
    found = approved(here, "800")
    spent(here, found, "500")

    with pytest.raises(CannotHandleFunds, match=r"还剩 300.00 元"):
        spent(here, found, "300.01", 2)
    spent(here, found, "300", 3)


def test_no_day_spends_what_was_not_there_yet(here):
    received(here, "1000", on=date(2026, 3, 12), hand=chen_ke(here, 12))
    found = applied(here)
    actions.decide(application=found, approved=True, words="", hand=gao_xiang(here))

    with pytest.raises(CannotHandleFunds, match="当天的结存不够"):
        spent(here, found, "800", day=11)
    spent(here, found, "800", day=12)


def test_an_invoice_is_paid_once(here):
    received(here)
    found = approved(here)
    spent(here, found, "100")

    with pytest.raises(CannotHandleFunds, match="已经报过账"):
        spent(here, found, "100")


def test_what_was_refused_or_not_decided_is_not_paid(here):
    received(here)
    found = applied(here)
    with pytest.raises(CannotHandleFunds, match="还没有批准"):
        spent(here, found, "10")
    with pytest.raises(CannotHandleFunds, match="理由"):
        actions.decide(application=found, approved=False, words=" ", hand=gao_xiang(here))
    actions.decide(application=found, approved=False, words="本季度已有同类", hand=gao_xiang(here))

    with pytest.raises(CannotHandleFunds, match="还没有批准"):
        spent(here, found, "10")
    with pytest.raises(CannotHandleFunds, match="已有审批结果"):
        actions.decide(application=found, approved=True, words="", hand=gao_xiang(here))


def test_a_published_month_is_closed_until_the_publication_is_withdrawn(here):
    first = received(here)
    april = chen_ke(here, 2, 4)
    published = actions.publish(organization=here.refining, month=MARCH, hand=april)

    with pytest.raises(CannotHandleFunds, match="已经公开"):
        received(here, hand=april)
    with pytest.raises(CannotHandleFunds, match="已经公开"):
        actions.take_back(rec=first.rec, organization=here.refining.uid, reason="录错", hand=april)
    with pytest.raises(CannotHandleFunds, match="已经公开过"):
        actions.publish(organization=here.refining, month=MARCH, hand=april)

    actions.take_back(rec=published.rec, organization=here.refining.uid, reason="漏记", hand=april)
    received(here, "1", hand=april)
    assert not Publication.objects.exists()


def test_a_month_is_published_when_it_is_over(here):
    with pytest.raises(CannotHandleFunds, match="还没有过完"):
        actions.publish(organization=here.refining, month=MARCH, hand=chen_ke(here, 31))


def test_nothing_is_pulled_from_under_what_rests_on_it(here):
    money = received(here, "800")
    found = approved(here, "800")
    paid = spent(here, found, "800")
    uid = here.refining.uid

    for rec, words in ((money.rec, "已经用掉"), (found.rec, "已有审批结果"),
                       (found.decided_rec, "已经支出")):  # fmt: skip
        with pytest.raises(CannotHandleFunds, match=words):
            actions.take_back(rec=rec, organization=uid, reason="录错", hand=chen_ke(here))

    for rec in (paid.rec, found.decided_rec, found.rec, money.rec):
        actions.take_back(rec=rec, organization=uid, reason="录错", hand=chen_ke(here))
    assert not Application.objects.exists()
    assert not Receipt.objects.exists()
    assert books.balance_of(uid) == 0


def test_a_budget_is_set_once_and_changed_with_a_reason(here):
    def plan(yuan: str, reason: str = ""):
        told = PlanTold(2026, "small", {"training": Decimal(yuan)}, reason)
        return actions.plan(organization=here.refining, told=told, hand=chen_ke(here))

    leaf = plan("1000")
    with pytest.raises(CannotHandleFunds, match="已经定过"):
        plan("2000")
    plan("2000", "增加一次参观")

    assert Budget.objects.get().lines.get().fen == 200_000
    assert len(log.versions_of(leaf.rec)) == 2


@pytest.mark.parametrize(
    ("tier", "lines"), [("huge", {"training": Decimal(1)}), ("small", {"gifts": Decimal(1)}),
                        ("small", {})],
)  # fmt: skip
def test_a_budget_names_what_the_rules_know(here, tier, lines):
    with pytest.raises(CannotHandleFunds):
        actions.plan(
            organization=here.refining, told=PlanTold(2026, tier, lines), hand=chen_ke(here)
        )


def test_days_and_sources_that_cannot_be_are_refused(here):
    for told in ({"on": date(2026, 3, 11)}, {"on": date(1, 1, 1)}, {"source": "lottery"}):
        with pytest.raises(CannotHandleFunds):
            received(here, **told)
    for told in ({"line": "gifts"}, {"purpose": "  "}):
        with pytest.raises(CannotHandleFunds):
            applied(here, **told)
    received(here)
    with pytest.raises(CannotHandleFunds, match="不能早于批准"):
        spent(here, approved(here), "1", day=9)


def test_a_replay_gives_the_same_tables(here):
    received(here)
    found = approved(here)
    spent(here, found, "10")
    applied(here, "5")
    actions.plan(
        organization=here.refining, told=PlanTold(2026, "small", {"training": Decimal(5)}),
        hand=chen_ke(here),
    )  # fmt: skip
    actions.publish(organization=here.refining, month=MARCH, hand=li_mingyuan(here, 1, 4))
    models = (Receipt, Application, Expense, Budget, Publication)
    before = [sorted(map(str, model.objects.values_list())) for model in models]

    replay.replay("funds")

    assert [sorted(map(str, model.objects.values_list())) for model in models] == before
