"""What a year comes to, branch by branch: computed results, as proposals for the committee.

From sealed cards where the year is closed, from live scores where it is not. No list leaves this
module in the order of scores.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from zhibu.assessment import engine, standing
from zhibu.assessment.bands import band_of
from zhibu.assessment.models import Purpose, SealedScore
from zhibu.core import canonical
from zhibu.core.results import Verdict, Why, results_of
from zhibu.core.scores import Result
from zhibu.core.standard import Standard
from zhibu.party import queries as party
from zhibu.party.models import Affiliation, Organization
from zhibu.party.models.validity import holds_on


@dataclass(frozen=True, slots=True)
class Stood:
    """How one branch's year was stored. ``result`` is empty on a card that had none."""

    branch: Organization
    in_class: str
    final: int = 0
    waiting: int = 0
    out_of: int = 0
    vetoed: bool = False
    seal: str = ""
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A branch's computed result, by which standard, and whether from a closed year."""

    branch: Organization
    standard: Standard
    in_class: str
    verdict: Verdict
    seal: str

    @property
    def computed(self) -> str:
        return self.verdict.result.value if self.verdict.result else ""

    @property
    def class_title(self) -> str:
        found = self.standard.classes.get(self.in_class)
        return found.title if found else ""


@dataclass(frozen=True, slots=True)
class Stored:
    """Stored scores of branches that one standard scores, side by side, for ``results_of``."""

    standard: Standard
    rows: Sequence[Stood]

    @property
    def final(self) -> list[int]:
        return [row.final for row in self.rows]

    @property
    def waiting(self) -> list[int]:
        return [row.waiting for row in self.rows]

    @property
    def total_out_of(self) -> list[int]:
        return [row.out_of for row in self.rows]

    @property
    def vetoed(self) -> list[bool]:
        return [row.vetoed for row in self.rows]

    def result(self, unit: int, class_id: str) -> Result | None:
        """Return the result in a class by thresholds and vetoes alone."""
        row = self.rows[unit]
        if row.waiting or not row.out_of:
            return None
        return Result(band_of(self.standard, class_id, row.final, vetoed=row.vetoed))


def proposals_of(organization: Organization, year: int) -> tuple[Proposal, ...]:
    """Return the computed result of each branch below, in the order of the tree.

    The same queries for one branch as for a thousand; one more for each further standard.
    """
    branches = {one.uid: one for one in party.branches_under(organization)}
    sizes = sizes_of(organization, date(year, 12, 31))
    cards = _cards_of(organization, year)
    found = {}
    for standard, units in engine.units_by_standard(list(branches), year).items():
        stored = standing.standings_of(units, standard=standing.named(standard), year=year)
        rows = [_stood(branches[uid], cards.get(uid), stored.get(uid)) for uid in units]
        for proposal in _judged(standard, rows, sizes):
            found[proposal.branch.uid] = proposal
    return tuple(found[uid] for uid in branches if uid in found)


def sizes_of(organization: Organization, on: date) -> dict[str, int]:
    """Return how many members each branch below had on a day. One query."""
    below = party.branches_under(organization).order_by().values("uid")
    rows = Affiliation.objects.filter(holds_on(on), organization__in=below).order_by()
    counts = rows.values_list("organization_id").annotate(members=Count("member_id"))
    return dict(counts)


def by_class(proposals: Sequence[Proposal]) -> dict[str, list[Proposal]]:
    """Return proposals by class, in the standard's order of classes."""
    found: defaultdict[str, list[Proposal]] = defaultdict(list)
    order = {key: None for one in proposals for key in one.standard.classes}
    for one in proposals:
        found[one.in_class].append(one)
    return {key: found[key] for key in [*order, ""] if found[key]}


def _cards_of(organization: Organization, year: int) -> dict[str, tuple[str, dict[str, object]]]:
    below = party.branches_under(organization).order_by().values("uid")
    rows = SealedScore.objects.filter(unit__in=below, year=year, purpose=Purpose.ASSESSMENT)
    told = rows.values_list("unit", "rec", "card")
    return {unit: (rec, canonical.read(card.encode())) for unit, rec, card in told}


def _stood(
    branch: Organization,
    sealed: tuple[str, Mapping[str, object]] | None,
    live: standing.Standing | None,
) -> Stood:
    if sealed is not None:
        rec, card = sealed
        numbers = {name: int(str(card[name])) for name in ("final", "waiting", "out_of")}
        return Stood(
            branch, str(card["class"]), **numbers, vetoed=bool(card["vetoed"]), seal=rec,
            result=str(card["result"]),
        )  # fmt: skip
    if live is None:
        return Stood(branch, branch.branch_class)
    return Stood(branch, branch.branch_class, live.final, live.waiting, live.out_of, live.vetoed)


def _judged(
    standard: Standard, rows: Sequence[Stood], sizes: Mapping[str, int]
) -> Iterator[Proposal]:
    keys = [row.in_class if row.in_class in standard.classes else None for row in rows]
    members = [sizes.get(row.branch.uid, 0) for row in rows]
    verdicts = results_of(Stored(standard, rows), keys, members)
    for row, verdict in zip(rows, verdicts, strict=True):
        # A card that was sealed without a result has none, whatever is measured since.
        lacking = row.result == "" and verdict.result is not None
        told = Verdict(None, Why.NOT_MEASURED) if lacking else verdict
        yield Proposal(row.branch, standard, row.in_class, told, row.seal)
