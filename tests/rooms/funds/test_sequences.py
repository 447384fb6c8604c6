"""Whatever is done in whatever order, the books balance and no day owes."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import hand
from tests.rooms.funds.conftest import chen_ke, gao_xiang, invoice, li_mingyuan
from zhibu.core import bookkeeping
from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.funds import actions, books
from zhibu.funds.models import Application, Expense, Publication, Receipt

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "apply", "approve", "spend", "publish", "take_back"]),
        st.integers(1, 300_000),
        st.integers(1, 28),
        st.sampled_from(["chen_ke", "li_mingyuan", "gao_xiang"]),
    ),
    min_size=8,
    max_size=16,
)
HANDS = {"chen_ke": chen_ke, "li_mingyuan": li_mingyuan, "gao_xiang": gao_xiang}


def act(here, name: str, fen: int, day: int, who: str) -> None:
    mine = HANDS[who](here, 10, 4)
    org, on, amount = here.refining, date(2026, 3, day), Decimal(fen) / 100
    if name == "receive":
        actions.receive(organization=org, source="town", amount=amount, on=on, words="", hand=mine)
    elif name == "apply":
        actions.apply(
            organization=org, line="venue", amount=amount, purpose="维修",
            hand=hand(here.accounts.secretary, at=chen_ke(here, day).at),
        )  # fmt: skip
    elif name == "publish":
        actions.publish(organization=org, month=Month(2026, 2), hand=mine)
    elif name == "take_back":
        models = (Receipt, Expense, Publication, Application)
        recs = [one.rec for model in models for one in model.objects.order_by("rec")]
        if recs:
            rec = recs[fen % len(recs)]
            actions.take_back(rec=rec, organization=org.uid, reason="录错", hand=mine)
    elif found := Application.objects.order_by("-state", "rec").first():
        if name == "approve":
            back = HANDS[who](here, day)
            actions.decide(application=found, approved=True, words="", hand=back)
        else:
            actions.spend(application=found, amount=amount, on=on, invoice=invoice(fen), hand=mine)


@settings(
    max_examples=10, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=STEPS)
def test_no_order_of_acts_unbalances_the_books(here, steps):
    for name, fen, day, who in [("receive", 200_000, 1, "chen_ke"), *steps]:
        try:
            act(here, name, fen, day, who)
        except Refusal:
            continue
        check(here.refining.uid)


@pytest.mark.torture
@settings(
    max_examples=300, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=STEPS)
def test_no_order_of_acts_unbalances_the_books_at_length(here, steps):
    test_no_order_of_acts_unbalances_the_books.hypothesis.inner_test(here, steps)


def check(organization: str) -> None:
    entries = books.entries_of(organization)
    assert books.trial_of(entries).difference == 0
    assert bookkeeping.lowest(entries, books.CASH, since=date(2026, 1, 1)) >= 0
    assert books.promised_to(organization) >= 0
    for one in Expense.objects.select_related("application"):
        assert one.payer != one.application.approver != one.application.applicant
