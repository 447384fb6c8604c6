"""Rounds of mutual evaluation: who rates whom, what is still open, what it came to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, QuerySet

from zhibu.core import evaluation
from zhibu.core.evaluation import Bias, Criterion, Grade
from zhibu.core.pairing import PairKind, Unit
from zhibu.journal import log
from zhibu.party.models import Organization
from zhibu.party.queries import branches_under
from zhibu.party.sets import BranchClass
from zhibu.polls.models import Assignment, BusinessLink, PeerResult, Round, Sheet
from zhibu.polls.records import SheetFilled

SHOWN = 100
_AT_ONCE = 400


def rounds_of(organization: Organization) -> QuerySet[Round]:
    """Return the rounds that a committee holds, the latest first."""
    return Round.objects.filter(organization=organization).order_by("-year", "-rec")[:SHOWN]


def links_of(organization: Organization) -> QuerySet[BusinessLink]:
    """Return which units a committee says work together."""
    found = BusinessLink.objects.filter(organization=organization).select_related("one", "other")
    return found.order_by("one__path", "other__path")


def units_under(organization: Organization) -> list[Unit]:
    """Return the branches below an organization as those who rate and are rated. One query."""
    rows = list(branches_under(organization).values_list("uid", "branch_class", "path"))
    paths = {path: uid for uid, _class, path in rows}
    return [
        Unit(
            uid,
            branch_class,
            office=branch_class == BranchClass.OFFICE,
            above=frozenset(u for p, u in paths.items() if path.startswith(p) and p != path),
        )
        for uid, branch_class, path in rows
    ]


def linked_in(organization: Organization) -> frozenset[frozenset[str]]:
    """Return the pairs that work together."""
    rows = BusinessLink.objects.filter(organization=organization).values_list("one_id", "other_id")
    return frozenset(frozenset(pair) for pair in rows)


def criteria_of(held: Round) -> tuple[Criterion, ...]:
    """Return by what a round evaluates."""
    return tuple(
        Criterion(one["words"], one["points"], tuple(Grade(**grade) for grade in one["grades"]))
        for one in held.criteria
    )


def weights_of(held: Round) -> dict[PairKind, int]:
    """Return how much each kind of pair weighs in a round."""
    return {PairKind(kind): weight for kind, weight in held.weights.items()}


def matrix_of(held: Round) -> QuerySet[Assignment]:
    """Return who rates whom."""
    rows = Assignment.objects.filter(round=held).select_related("rater", "rated")
    return rows.order_by("rated__path", "rater__path")


def assignment_of(held: Round, rater: str, rated: str) -> Assignment | None:
    """Return that one unit rates another, or None where it does not."""
    rows = Assignment.objects.filter(round=held, rater_id=rater, rated_id=rated)
    return rows.select_related("rated", "rater").first()


@dataclass(frozen=True, slots=True)
class Duty:
    """A unit is to rate another in a round that is open."""

    round: Round
    rated: Organization
    done: bool


def duties_of(branch: Organization) -> list[Duty]:
    """Return whom a branch is to rate in the rounds that are open. Two queries, or one for none."""
    rows = Assignment.objects.filter(
        rater=branch, round__closed_at=None, round__opened_at__isnull=False
    ).select_related("round", "rated")[:SHOWN]
    if not rows:
        return []
    given = set(
        Sheet.objects.filter(rater=branch, round__closed_at=None).values_list(
            "round_id", "rated_id"
        )
    )
    ordered = sorted(rows, key=lambda row: (row.round.closes_on, row.round_id, row.rated.path))
    return [Duty(row.round, row.rated, (row.round_id, row.rated_id) in given) for row in ordered]


def waiting_for(branch: Organization) -> int:
    """Return how many sheets a branch still owes."""
    return sum(not duty.done for duty in duties_of(branch))


def sheet_of(held: Round, rater: str, rated: str) -> Sheet | None:
    """Return the sheet of one unit about another."""
    return Sheet.objects.filter(round=held, rater_id=rater, rated_id=rated).first()


def filled_in(sheet: Sheet) -> SheetFilled:
    """Return what a sheet says: for its own rater, and for the sums when the round closes."""
    said: SheetFilled = log.record_of(log.leaf_of(sheet.leaf_id))
    return said


def all_filled_in(held: Round) -> Iterator[tuple[Sheet, SheetFilled]]:
    """Yield every sheet of a round with what it says. Only sums are made of it."""
    rows = iter(Sheet.objects.filter(round=held).order_by("rec"))
    while some := list(islice(rows, _AT_ONCE)):
        latest = log.latest_of([one.rec for one in some])
        said = log.records_of([latest[one.rec] for one in some])
        yield from zip(some, said, strict=True)


def scored(
    criteria: Sequence[Criterion],
    kinds: dict[tuple[str, str], str],
    sheets: Iterable[SheetFilled],
) -> list[evaluation.Sheet]:
    """Return the sheets that were not declined, with their shares."""
    return [
        evaluation.Sheet(
            one.rater, one.rated, PairKind(kinds[one.rater, one.rated]),
            evaluation.share_of(criteria, one.marks), one.marks,
        )
        for one in sheets
        if not one.declined
    ]  # fmt: skip


def kinds_in(held: Round) -> dict[tuple[str, str], str]:
    """Return the kind of each pair, by rater and rated."""
    rows = Assignment.objects.filter(round=held).values_list("rater_id", "rated_id", "kind")
    return {(rater, rated): kind for rater, rated, kind in rows}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is: how many sheets are due and there, and who still owes how many."""

    due: int
    there: int
    owing: tuple[tuple[Organization, int], ...]


def progress_of(held: Round) -> Progress:
    """Return how far a round is. Three queries."""
    due = dict(
        Assignment.objects.filter(round=held).values_list("rater_id").annotate(Count("rated_id"))
    )
    there = dict(Sheet.objects.filter(round=held).values_list("rater_id").annotate(Count("rec")))
    short = {uid: count - there.get(uid, 0) for uid, count in due.items()}
    owing = Organization.objects.filter(pk__in=[uid for uid, n in short.items() if n])
    return Progress(
        due=sum(due.values()),
        there=sum(there.values()),
        owing=tuple((one, short[one.uid]) for one in owing.order_by("path")),
    )


def results_of(held: Round) -> QuerySet[PeerResult]:
    """Return what a round came to, unit by unit, in the order of the tree: no ranking."""
    return PeerResult.objects.filter(round=held).select_related("unit").order_by("unit__path")


def results_about(branch: Organization) -> QuerySet[PeerResult]:
    """Return what rounds came to for a branch, the latest first."""
    rows = PeerResult.objects.filter(unit=branch).select_related("round")
    return rows.order_by("-round__closed_at", "-rec")[:SHOWN]


@dataclass(frozen=True, slots=True)
class ClassMean:
    """The mean of a class; None where so few have a result that it would tell a single one's."""

    branch_class: str
    units: int
    mean: int | None

    @property
    def words(self) -> str:
        return str(BranchClass(self.branch_class).label)


def class_means(results: Iterable[PeerResult]) -> list[ClassMean]:
    """Return each class's mean, without small classes and those that would give them away."""
    known = [(one.unit.branch_class, one.awarded) for one in results if one.awarded is not None]
    counts = Counter(name for name, _awarded in known)
    gone = evaluation.hidden(counts)
    sums: Counter[str] = Counter()
    for name, awarded in known:
        sums[name] += awarded
    return [
        ClassMean(name, counts[name], None if name in gone else sums[name] // counts[name])
        for name in BranchClass.values
        if counts[name]
    ]


@dataclass(frozen=True, slots=True)
class Oddities:
    """What looks agreed upon or careless in a round that is closed. For the committee alone."""

    reciprocal: tuple[tuple[str, str], ...]
    constant: tuple[str, ...]
    biased: tuple[Bias, ...]
    rescaled: dict[str, int | None]
    declined: tuple[tuple[str, str, str], ...]


def oddities_of(held: Round) -> Oddities:
    """Return what looks agreed upon. Reads every sheet; only after the round is closed."""
    if held.closed_at is None:
        raise RuntimeError("nobody sees into a round before it is closed")
    said = [record for _sheet, record in all_filled_in(held)]
    sheets = scored(criteria_of(held), kinds_in(held), said)
    biased = tuple(evaluation.biased(sheets))
    return Oddities(
        reciprocal=tuple(evaluation.reciprocal(sheets)),
        constant=tuple(evaluation.constant(sheets)),
        biased=biased,
        rescaled=evaluation.rescaled(sheets, weights_of(held)) if biased else {},
        declined=tuple((one.rater, one.rated, one.words) for one in said if one.declined),
    )


def names_of(uids: Iterable[str]) -> dict[str, str]:
    """Return the names of organizations by identity. One query."""
    return dict(Organization.objects.filter(pk__in={*uids}).values_list("uid", "name"))
