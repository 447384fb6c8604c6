"""What each member owes month by month: from base, kind of payer, standing, relief, transfers.

What a record of collection says stands before what would follow from the base.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from zhibu.core.periods import Month
from zhibu.dues import amounts, checks, queries, rules
from zhibu.dues.lines import NOTHING
from zhibu.dues.models import Base, Quarterly, Relief
from zhibu.party.deciding import Standing
from zhibu.party.models import Affiliation, Member

QUARTER = 3


@dataclass(frozen=True, slots=True)
class Fixed:
    """A member's base and kind of payer from a month on."""

    month: int
    base: Decimal
    payer: str

    @property
    def since(self) -> Month:
        return Month.from_index(self.month)


@dataclass(frozen=True, slots=True)
class Due:
    """A month of one member. ``owed`` is None where nobody fixed a base and nothing was entered.

    ``state``: settled, part or owing within its time, overdue, unknown.
    """

    month: Month
    owed: Decimal | None
    paid: Decimal
    due_on: date
    state: str
    relieved: bool

    @property
    def left(self) -> Decimal:
        return max((self.owed or NOTHING) - self.paid, NOTHING)


@dataclass(frozen=True, slots=True)
class Account:
    """A member's months, the earliest first."""

    member: Member
    dues: tuple[Due, ...]

    @property
    def told(self) -> tuple[Due, ...]:
        """Return the months from the first of which anything is known."""
        known = (n for n, one in enumerate(self.dues) if one.state != "unknown")
        return self.dues[next(known, len(self.dues)) :]

    @property
    def overdue(self) -> tuple[Due, ...]:
        return tuple(one for one in self.dues if one.state == "overdue")

    @property
    def left(self) -> Decimal:
        """Return what is overdue, in yuan."""
        return sum((one.left for one in self.overdue), NOTHING)

    @property
    def streak(self) -> int:
        """Return how many months in a row, up to the last that fell due, are not settled."""
        count = 0
        fallen = [one for one in self.dues if one.state in {"settled", "overdue", "unknown"}]
        for one in reversed(fallen):
            if one.state != "overdue":
                break
            count += 1
        return count

    @property
    def stage(self) -> str:
        """Return what a person is proposed to do: nothing, ``warning`` or ``notice``."""
        told = rules.in_force()
        if self.streak >= told.notice.number:
            return "notice"
        return "warning" if self.streak >= told.warning.number else ""

    def is_late(self, today: date) -> bool:
        """Say whether a month is unpaid for longer than it may be made up for."""
        oldest = Month.of(today).shift(-rules.in_force().back_payment.number)
        return any(one.month < oldest for one in self.overdue)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that was entered about some members, by their uids."""

    paid: Mapping[int, Mapping[str, queries.Standing]]
    bases: Mapping[str, list[Fixed]]
    reliefs: Mapping[str, list[tuple[int, int, Decimal]]]
    quarterly: frozenset[tuple[str, int]]
    today: date


def of_branch(branch: str, first: Month, last: Month, *, today: date) -> list[Account]:
    """Return the accounts of whoever belonged to a branch in the months. Five queries."""
    return _accounts(Q(organization=branch), Q(branch=branch), (first, last), today=today)


def of_member(member: str, first: Month, last: Month, *, today: date) -> Account | None:
    """Return a member's account over all branches. Five queries."""
    found = _accounts(Q(member=member), Q(member=member), (first, last), today=today)
    return found[0] if found else None


def fixed_for(branch: str, month: Month) -> dict[str, Fixed]:
    """Return each member's base in a month, where one was fixed for its year. One query."""
    bases = _bases(Q(branch=branch, month__gte=Month(month.year, 1).index), month)
    return {member: told[-1] for member, told in bases.items()}


def relieved_in(branch: str, month: Month) -> dict[str, Decimal]:
    """Return what members with an approved relief owe in a month. One query."""
    found = _reliefs(Q(branch=branch, first__lte=month.index, last__gte=month.index))
    return {member: told[-1][2] for member, told in found.items()}


def _accounts(belonging: Q, about: Q, span: tuple[Month, Month], *, today: date) -> list[Account]:
    first, last = span
    rows = Affiliation.objects.filter(belonging, from_on__lte=last.last_day)
    rows = rows.filter(Q(until_on=None) | Q(until_on__gt=first.first_day))
    spans: dict[str, list[Affiliation]] = defaultdict(list)
    for row in rows.select_related("member").order_by("member__name_key", "member_id", "from_on"):
        spans[row.member_id].append(row)
    told = Known(
        queries.between(about, first, last),
        _bases(about, last),
        _reliefs(about & Q(first__lte=last.index, last__gte=first.index)),
        frozenset(
            Quarterly.objects.filter(about, year__range=(first.year, last.year)).values_list(
                "member_id", "year"
            )
        ),
        today,
    )
    months = tuple(first.until(last))
    return [_account(held, months, told) for held in spans.values()]


def _account(held: list[Affiliation], months: Iterable[Month], told: Known) -> Account:
    member = held[0].member
    return Account(
        member,
        tuple(due_of(member, month, told) for month in months if _owes(held, month)),
    )


def _owes(held: list[Affiliation], month: Month) -> bool:
    """Say whether a member owes for a month here: admitted, not stopped, and ours at its end."""
    day = month.last_day
    return owes_by_card(held[0].member, month) and any(
        one.from_on <= day and (one.until_on is None or one.until_on > day) for one in held
    )


def owes_by_card(member: Member, month: Month) -> bool:
    """Say whether somebody is admitted and not stopped at a month's end."""
    day = month.last_day
    return member.joined_on <= day and (member.stopped_on is None or member.stopped_on > day)


def due_of(member: Member, month: Month, told: Known) -> Due:
    """Return one month of a member from what was entered."""
    entered = told.paid.get(month.index, {}).get(member.uid)
    relief = next(
        (owed for first, last, owed in told.reliefs.get(member.uid, ())
         if first <= month.index <= last),
        None,
    )  # fmt: skip
    paid = entered.paid if entered else NOTHING
    owed = entered.owed if entered else relief
    if owed is None:
        owed = _by_base(told.bases.get(member.uid, []), month)
    end = (
        month.shift(-month.month % QUARTER) if (member.uid, month.year) in told.quarterly else month
    )
    return Due(
        month, owed, paid, end.last_day, _state(owed, paid, overdue=told.today > end.last_day),
        relieved=relief is not None,
    )  # fmt: skip


def _state(owed: Decimal | None, paid: Decimal, *, overdue: bool) -> str:
    if owed is None:
        return "unknown"
    if paid >= owed:
        return "settled"
    if overdue:
        return "overdue"
    return "part" if paid else "owing"


def _by_base(bases: list[Fixed], month: Month) -> Decimal | None:
    known = [one for one in bases if one.month <= month.index]
    if not known:
        return None
    return checks.owed_by_rates(known[-1].base, known[-1].payer, month)


def _bases(about: Q, last: Month) -> dict[str, list[Fixed]]:
    found: dict[str, list[Fixed]] = defaultdict(list)
    rows = Base.objects.filter(about, month__lte=last.index)
    for row in rows.order_by("month", "changed", "rec", "member_id"):
        told = amounts.unseal_told(row.told_sealed, rec=row.rec, member=row.member_id)
        found[row.member_id].append(Fixed(row.month, Decimal(told["base"]), told["payer"]))
    return found


def _reliefs(about: Q) -> dict[str, list[tuple[int, int, Decimal]]]:
    found: dict[str, list[tuple[int, int, Decimal]]] = defaultdict(list)
    for row in Relief.objects.filter(about, state=Standing.APPROVED).order_by("first", "rec"):
        told = amounts.unseal_told(row.told_sealed, rec=row.rec, member=row.member_id)
        found[row.member_id].append((row.first, row.last, Decimal(told["owed"])))
    return found
