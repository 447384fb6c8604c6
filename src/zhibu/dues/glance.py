"""The running month's dues at a glance, for first pages: of a branch by count, of a member by sum.

A first page has few queries to spare: what the ledger asks of five tables is asked here in one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from zhibu.core.periods import Month
from zhibu.dues import amounts, ledger, queries
from zhibu.dues.ledger import Due, Fixed, Known
from zhibu.dues.models import Base, Collected, Quarterly, Relief
from zhibu.party.deciding import Standing
from zhibu.party.models import Affiliation, Member
from zhibu.party.models.validity import holds_on

PAID, BASE, RELIEF, QUARTERLY = "paid", "base", "relief", "quarterly"
Row = tuple[str, str, bytes, int, int, bool]


@dataclass(frozen=True, slots=True)
class BranchMonth:
    """How many of a branch owe for a month, and how many of them are settled or have time left."""

    month: Month
    owing: int
    settled: int

    @property
    def left(self) -> int:
        return self.owing - self.settled


def of_branch(branch: str, today: date) -> BranchMonth:
    """Return how far a branch is with the running month's dues, without an amount. One query.

    Who pays by the quarter counts as settled until the quarter's last month.
    """
    month = Month.of(today)
    day = month.last_day
    owing = Affiliation.objects.filter(holds_on(day), organization=branch).filter(
        Q(member__stopped_on=None) | Q(member__stopped_on__gt=day), member__joined_on__lte=day
    )
    told = Collected.objects.filter(branch=branch, month=month.index, settled=True)
    fine = Q(Exists(told.filter(member=OuterRef("member"))))
    if month.month % ledger.QUARTER:
        by_quarter = Quarterly.objects.filter(branch=branch, year=month.year)
        fine |= Q(Exists(by_quarter.filter(member=OuterRef("member"))))
    found = owing.aggregate(
        owing=Count("member", distinct=True), settled=Count("member", distinct=True, filter=fine)
    )
    return BranchMonth(month, **found)


def of_member(uid: str, today: date) -> Due | None:
    """Return the running month of somebody who belongs to a branch now; None for who owes nothing.

    Two queries.
    """
    month = Month.of(today)
    member = Member.objects.filter(uid=uid).first()
    if member is None or not ledger.owes_by_card(member, month):
        return None
    return ledger.due_of(member, month, _known(list(_rows(uid, month)), uid, today=today))


def _rows(uid: str, month: Month) -> Iterable[Row]:
    mine = Q(member=uid)
    paid = _spelled(Collected.objects.filter(mine, month=month.index), PAID, "amounts_sealed")
    base = Base.objects.filter(mine, month__lte=month.index)
    relief = Relief.objects.filter(
        mine, state=Standing.APPROVED, first__lte=month.index, last__gte=month.index
    )
    quarterly = Quarterly.objects.filter(mine, year=month.year)
    return paid.union(
        _spelled(base, BASE, "told_sealed", changed="changed"),
        _spelled(relief, RELIEF, "told_sealed", first="first", last="last"),
        _spelled(quarterly, QUARTERLY, "", first="year", last="year"),
        all=True,
    )


def _spelled(
    rows: QuerySet[Any], kind: str, sealed: str, *, first: str = "month", last: str = "month",
    changed: str = "",
) -> QuerySet[Any, Row]:  # fmt: skip
    """Return rows of one table in the columns that all tables share here."""
    return rows.order_by().values_list(
        Value(kind, CharField()),
        "rec",
        F(sealed) if sealed else Value(b"", BinaryField()),
        F(first),
        F(last),
        F(changed) if changed else Value(False, BooleanField()),
    )


def _known(rows: list[Row], uid: str, *, today: date) -> Known:
    bases: dict[str, list[Fixed]] = defaultdict(list)
    reliefs: dict[str, list[tuple[int, int, Decimal]]] = defaultdict(list)
    lines, quarterly = [], set()
    for kind, rec, sealed, first, last, _changed in sorted(rows, key=_order):
        if kind == PAID:
            lines.append((first, amounts.unseal(bytes(sealed), rec=rec, member=uid)))
        elif kind == QUARTERLY:
            quarterly.add((uid, first))
        else:
            told = amounts.unseal_told(sealed, rec=rec, member=uid)
            if kind == BASE:
                bases[uid].append(Fixed(first, Decimal(told["base"]), told["payer"]))
            else:
                reliefs[uid].append((first, last, Decimal(told["owed"])))
    return Known(queries.standings(lines), bases, reliefs, frozenset(quarterly), today)


def _order(row: Row) -> tuple[int, bool, str]:
    """Return the ledger's own order: by month, what was fixed for the year first, then record."""
    return row[3], row[5], row[1]
