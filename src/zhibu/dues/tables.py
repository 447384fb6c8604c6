"""The year's table of dues, as much of it as the one who looks may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhibu.dues import queries
from zhibu.dues.queries import Standing
from zhibu.party import queries as party
from zhibu.party.models import Member, Organization

MONTHS = range(1, 13)
Year = dict[int, dict[str, Standing]]


@dataclass(frozen=True, slots=True)
class Sight:
    """What may be seen: everybody's state, amounts, or one's own row only."""

    private: bool
    amounts: bool
    member: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of one member: settled, part, owing or nothing entered; amounts where they may."""

    month: int
    state: str
    paid: str = ""
    owed: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One member's year."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many settled a month, of how many who had to."""

    month: int
    settled: int
    members: int


@dataclass(frozen=True, slots=True)
class Table:
    """A year of dues."""

    rows: tuple[Row, ...]
    totals: tuple[Total, ...]


def year_table(branch: Organization, year: int, *, today: date, sight: Sight) -> Table:
    """Return a year's table; names of others only where everything private may be seen."""
    found = queries.year_of(branch.uid, year)
    members = []
    if sight.private or sight.member is not None:
        members = _members(branch, min(date(year, 12, 31), today), found)
    shown = (one for one in members if sight.private or one.uid == sight.member)
    return Table(tuple(_row(one, found, sight) for one in shown), tuple(_totals(found)))


def _members(branch: Organization, day: date, found: Year) -> list[Member]:
    """Return who belonged to the branch that day, then whoever left but paid in the year."""
    here = {member.uid: member for member in party.members_of(branch, day)}
    left = {uid for month in found.values() for uid in month} - here.keys()
    return [*here.values(), *Member.objects.filter(uid__in=left).order_by("name_key")]


def _row(member: Member, found: Year, sight: Sight) -> Row:
    own = member.uid == sight.member
    return Row(
        member.name,
        tuple(
            _cell(month, by_member.get(member.uid), amounts=sight.amounts or own)
            for month, by_member in _by_month(found)
        ),
    )


def _by_month(
    found: Year,
) -> Iterator[tuple[int, dict[str, Standing]]]:
    by_number = {index % 100: standing for index, standing in found.items()}
    for month in MONTHS:
        yield month, by_number.get(month, {})


def _cell(month: int, standing: Standing | None, *, amounts: bool) -> Cell:
    if standing is None:
        return Cell(month, "none")
    state = "settled" if standing.settled else "part" if standing.paid else "owing"
    if not amounts:
        return Cell(month, state)
    return Cell(month, state, str(standing.paid), str(standing.owed))


def _totals(found: Year) -> Iterator[Total]:
    for month, standings in _by_month(found):
        yield Total(month, sum(one.settled for one in standings.values()), len(standings))
