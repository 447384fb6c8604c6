"""Dues: who settled which month, and a month's collection."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from zhibu.desk.api.door import admit_to_branch
from zhibu.desk.api.fields import (
    Amount,
    Asked,
    MemberId,
    MonthText,
    OrganizationId,
    Shown,
    Year,
    month_of,
    year_asked,
    yuan_of,
)
from zhibu.desk.api.receipts import ReceiptShown, receipt_of
from zhibu.dues import actions, tables
from zhibu.dues.actions import LineTold
from zhibu.party.permits import Ability

MOST_LINES = 1_000
Payer = Literal[
    "wage", "annual_salary", "no_fixed_income", "retired", "farmer", "student", "unemployed",
    "relief",
]  # fmt: skip
router = Router(tags=["dues"])


class DuesAsked(Asked):
    year: Year | None = None


class MonthShown(Shown):
    """A month of one member: settled, part, owing, none; amounts where they may be seen."""

    month: int
    state: str
    paid: str
    owed: str


class PayerShown(Shown):
    name: str
    cells: list[MonthShown]


class TotalShown(Shown):
    month: int
    settled: int
    members: int


class DuesShown(Shown):
    """A year: how many settled each month, and the members' own rows where they may be seen."""

    rows: list[PayerShown]
    totals: list[TotalShown]


class LineAsked(Asked):
    """What one member paid, in yuan: in full unless ``paid`` says otherwise.

    What is owed follows from the base by the rates; ``owed`` is for dues reduced by a decision.
    """

    member: MemberId
    paid: Amount | None = None
    base: Amount | None = None
    payer: Payer = "wage"
    owed: Amount | None = None


class CollectionAsked(Asked):
    month: MonthText
    lines: Annotated[list[LineAsked], Field(min_length=1, max_length=MOST_LINES)]


@router.get("/branches/{branch}/dues", response=DuesShown)
def dues(request: HttpRequest, branch: OrganizationId, asked: Query[DuesAsked]) -> Any:
    """Show a year of dues: to all how many settled, to oneself one's own, to few everybody's."""
    admitted = admit_to_branch(request, Ability.SEE_SCORES, branch)
    today = timezone.localdate()
    sight = tables.Sight(
        private=admitted.permits.may(Ability.SEE_BRANCH_PRIVATE, admitted.branch),
        amounts=admitted.permits.may(Ability.SEE_SENSITIVE, admitted.branch),
        member=admitted.account.member_id,
    )
    year = year_asked(asked.year, today)
    return tables.year_table(admitted.branch, year, today=today, sight=sight)


@router.post("/branches/{branch}/dues", response={201: ReceiptShown})
def collect_dues(
    request: HttpRequest, branch: OrganizationId, told: CollectionAsked
) -> ReceiptShown:
    """Enter what a branch collected for a month. Later payments for it go in as arrears."""
    admitted = admit_to_branch(request, Ability.RECORD_WORK, branch)
    leaf = actions.collect_dues(
        branch=admitted.branch,
        month=month_of(told.month),
        lines=tuple(_line(line) for line in told.lines),
        hand=admitted.hand,
    )
    return receipt_of(leaf)


def _line(asked: LineAsked) -> LineTold:
    return LineTold(
        member=asked.member,
        paid=yuan_of(asked.paid),
        base=yuan_of(asked.base),
        payer=asked.payer,
        owed=yuan_of(asked.owed),
    )
