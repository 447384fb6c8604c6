"""What pages show of a spot check: the lines drawn, and how to draw them again by hand."""

from dataclasses import dataclass
from datetime import date

from zhibu.assessment import queries as assessment
from zhibu.assessment.values import EvidenceLine
from zhibu.core import sampling
from zhibu.core.standard import Item
from zhibu.party.models import Organization
from zhibu.party.permits import Ability, Permits
from zhibu.review import measure
from zhibu.review.models import DrawnLine, Outcome, SpotCheck

TONES = {Outcome.AS_RECORDED: "green", Outcome.DIFFERS: "red", Outcome.MISSING: "red"}
RECORDS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line. What was found is shown to who may read the branch's records."""

    row: DrawnLine
    title: str
    open_to_reader: bool
    may_find: bool
    outcome: str
    tone: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn branch with its lot and its lines."""

    branch: Organization
    lot: str
    lines: tuple[Line, ...]


def lines_of(spot: SpotCheck, permits: Permits) -> tuple[Drawn, ...]:
    """Return what was drawn, as its reader may see it. Two queries and one for standards."""
    rows = list(spot.lines.select_related("branch").order_by("place"))
    standard = measure.standard_of(spot.organization_id, spot.year)
    titles = {item.id: item.title for item in standard.items}
    branches = {row.branch_id: row.branch for row in rows}
    return tuple(
        Drawn(
            branch,
            sampling.lot_of(spot.seed, uid),
            tuple(
                _line(row, titles.get(row.item, row.item), permits)
                for row in rows
                if row.branch_id == uid
            ),
        )
        for uid, branch in branches.items()
    )


def _line(row: DrawnLine, title: str, permits: Permits) -> Line:
    seen = permits.may(Ability.SEE_BRANCH_PRIVATE, row.branch)
    checks = permits.may(Ability.RUN_ASSESSMENT, row.branch) or permits.may(
        Ability.DECIDE_RESULTS, row.branch
    )
    outcome = Outcome(row.outcome) if row.outcome else None
    return Line(
        row=row,
        title=title,
        open_to_reader=seen,
        may_find=checks,
        outcome=str(outcome.label) if outcome and seen else "",
        tone=TONES[outcome] if outcome and seen else "",
    )


def command_of(spot: SpotCheck) -> str:
    """Return what a shell makes the seed of, with nothing but coreutils."""
    text = spot.text.replace("'", "'\\''")
    return f"(printf '%s' '{spot.root}' | base64 -d; printf '%s' '{text}') | sha256sum"


def item_of(line: DrawnLine) -> Item | None:
    """Return the item of a drawn line, if the branch's standard still has it."""
    items = measure.standard_of(line.branch_id, line.spot.year).items
    return next((item for item in items if item.id == line.item), None)


def records_of(line: DrawnLine, today: date) -> tuple[EvidenceLine, ...]:
    """Return the latest records behind a drawn line."""
    item = item_of(line)
    if item is None:
        return ()
    found = assessment.evidence_for(line.branch, item, year=line.spot.year, until=today)
    return found[:RECORDS_SHOWN]
