"""What the dues room knows: who settled which month, and where the next form starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from zhibu.core.periods import Month
from zhibu.dues import amounts
from zhibu.dues.lines import NOTHING, Line
from zhibu.dues.models import Collected


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member owed and has paid for one month, over all records."""

    owed: Decimal
    paid: Decimal
    settled: bool


@dataclass(frozen=True, slots=True)
class Collection:
    """One record of dues: its month, of how many, first payments or arrears."""

    rec: str
    month: int
    members: int
    arrears: bool


def standing_of(branch: str, month: Month) -> dict[str, Standing]:
    """Return each member's standing for a month of a branch."""
    return standings(_lines(branch, month, month)).get(month.index, {})


def year_of(branch: str, year: int) -> dict[int, dict[str, Standing]]:
    """Return the standings of a year: month index, then member. One query."""
    return standings(_lines(branch, Month(year, 1), Month(year, 12)))


def between(about: Q, first: Month, last: Month) -> dict[int, dict[str, Standing]]:
    """Return standings from month to month, of a branch or of a member. One query."""
    return standings(_told(Collected.objects.filter(about), first, last))


def latest_lines(branch: str, before: Month) -> dict[str, Line]:
    """Return each member's latest line of the half year before, to start the next form from."""
    rows = _lines(branch, before.shift(-6), before.shift(-1))
    return {line.member: line for _, line in rows}


def paying_arrears(branch: str, month: Month, *, but_not: str) -> set[str]:
    """Return who paid arrears for a month of a branch in any record but one."""
    rows = Collected.objects.filter(branch_id=branch, month=month.index, arrears=True)
    return set(rows.exclude(rec=but_not).values_list("member_id", flat=True))


def collections_of(branch: str, year: int) -> list[Collection]:
    """Return a year's collections that stand, the latest month first. One query."""
    months = Month(year, 1).index, Month(year, 12).index
    rows = Collected.objects.filter(branch_id=branch, month__range=months)
    found = rows.values("rec", "month", "arrears").annotate(members=Count("member_id"))
    return [
        Collection(row["rec"], row["month"] % 100, row["members"], arrears=row["arrears"])
        for row in found.order_by("-month", "arrears", "rec")
    ]


def _lines(branch: str, first: Month, last: Month) -> list[tuple[int, Line]]:
    return _told(Collected.objects.filter(branch_id=branch), first, last)


def _told(rows: QuerySet[Collected], first: Month, last: Month) -> list[tuple[int, Line]]:
    found = rows.filter(month__range=(first.index, last.index))
    return [
        (row.month, amounts.unseal(bytes(row.amounts_sealed), rec=row.rec, member=row.member_id))
        for row in found.order_by("month", "arrears", "rec", "member_id")
    ]


def standings(lines: Iterable[tuple[int, Line]]) -> dict[int, dict[str, Standing]]:
    """Return where each member stands in each month, over all their lines."""
    found: dict[int, dict[str, Standing]] = {}
    for month, line in lines:
        members = found.setdefault(month, {})
        earlier = members.get(line.member, Standing(NOTHING, NOTHING, settled=False))
        paid = earlier.paid + line.paid
        owed = max(earlier.owed, line.owed)
        members[line.member] = Standing(owed, paid, settled=paid >= owed)
    return found
