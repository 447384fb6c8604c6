"""A branch with money: 陈可 keeps its books, 高翔 at the committee approves."""

from datetime import date
from decimal import Decimal

from tests.people import SmallCommittee, at, hand
from zhibu.funds import actions
from zhibu.funds.invoices import Invoice, Kept
from zhibu.funds.models import Application
from zhibu.journal.leaves import Leaf


def chen_ke(here: SmallCommittee, day: int = 10, month: int = 3):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, month, day))


def li_mingyuan(here: SmallCommittee, day: int = 10, month: int = 3):
    return hand(here.accounts.organization, role="organization", at=at(2026, month, day))


def gao_xiang(here: SmallCommittee, day: int = 10, month: int = 3):
    return hand(here.accounts.officer, role="officer", at=at(2026, month, day))


def invoice(number: int = 1) -> Kept:
    told = Invoice(f"f_{number:026}", "发票.pdf", 100, "application/pdf", "A" * 43)
    return Kept(told, f"{number:064x}")


def received(here: SmallCommittee, yuan: str = "5000", **told: object) -> Leaf:
    usual = {
        "organization": here.refining, "source": "finance", "amount": Decimal(yuan),
        "on": date(2026, 3, 2), "words": "年度拨款", "hand": chen_ke(here),
    }  # fmt: skip
    return actions.receive(**{**usual, **told})


def applied(here: SmallCommittee, yuan: str = "800", **told: object) -> Application:
    usual = {
        "organization": here.refining, "line": "training", "amount": Decimal(yuan),
        "purpose": "主题党日参观用车", "hand": chen_ke(here),
    }  # fmt: skip
    return Application.objects.get(rec=actions.apply(**{**usual, **told}).rec)


def approved(here: SmallCommittee, yuan: str = "800") -> Application:
    found = applied(here, yuan)
    actions.decide(application=found, approved=True, words="", hand=gao_xiang(here))
    return Application.objects.get(rec=found.rec)


def spent(here: SmallCommittee, found: Application, yuan: str, number: int = 1, day: int = 10):
    return actions.spend(
        application=found, amount=Decimal(yuan), on=date(2026, 3, day), invoice=invoice(number),
        hand=li_mingyuan(here, max(day, 10)),
    )  # fmt: skip
