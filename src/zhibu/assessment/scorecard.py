"""One branch's year, item by item: computed from its sums whenever somebody looks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from zhibu.assessment import (
    asking,
    decisions,
    duties,
    engine,
    evidence,
    sealed,
    sentences,
    standing,
    totals,
    words,
)
from zhibu.assessment.evidence import Proof
from zhibu.assessment.models import Purpose
from zhibu.assessment.values import Due, Line, Scorecard, Section, Tab, TrendPoint
from zhibu.core import explanation
from zhibu.core.explanation import Standing
from zhibu.core.occasions import State
from zhibu.core.periods import Month
from zhibu.core.rules import WHOLE
from zhibu.core.scoring import Scores
from zhibu.core.standard import Standard
from zhibu.core.sums import Sums
from zhibu.journal import facts
from zhibu.party.models import Organization

LINES_DUE = 5
PASS = 60
TWO = 2


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A branch's sums and what they explain."""

    branch: Organization
    standard: Standard
    sums: Sums
    as_of: date
    lines: tuple[explanation.Line, ...]

    @property
    def year(self) -> int:
        return self.sums.year

    def dues(self) -> tuple[Due, ...]:
        return duties.dues_of(self.lines, branch=self.branch.uid, as_of=self.as_of)


def reckon(
    branch: Organization, *, year: int, as_of: date, purpose: str = Purpose.ASSESSMENT
) -> Reckoning:
    """Read a branch's sums of a year and explain them as of a day. Two queries."""
    standard = engine.standard_for(branch.uid, year, purpose)
    found = engine.read(standard, [branch.uid], year)
    lines = explanation.explain(
        standard, found.sums, unit=0, as_of=as_of, calendar=facts.calendar()
    )
    return Reckoning(branch, standard, found.sums, as_of, lines)


def due_of(branch: Organization, *, as_of: date) -> tuple[Due, ...]:
    """Return what is due for a branch now, at most five lines, the earliest first."""
    return reckon(branch, year=as_of.year, as_of=as_of).dues()[:LINES_DUE]


def scorecard_of(
    branch: Organization, *, year: int, as_of: date, purpose: str = Purpose.ASSESSMENT
) -> Scorecard:
    """Return a branch's scorecard of a year by one of its standards. Raises NoStandard."""
    found = reckon(branch, year=year, as_of=as_of, purpose=purpose)
    proofs = evidence.proofs_of(branch, found.standard, year=year, until=as_of)
    dues = found.dues()
    measured = [line for line in found.lines if line.standing is Standing.MEASURED]
    scores = engine.judge(found.standard, found.sums, as_of)
    points, out_of = int(scores.total[0]), int(scores.total_out_of[0])
    per_mille = standing.per_mille_of(int(scores.percent[0])) if out_of else None
    return Scorecard(
        branch=branch.uid,
        name=branch.name,
        year=year,
        as_of=as_of,
        standard=standing.note_of(found.standard),
        sections=_sections(found, proofs, dues, scores=scores),
        unmeasured=_sections(found, proofs, dues),
        points=words.spell(points),
        out_of=words.spell(out_of),
        out_of_total=words.spell(found.standard.out_of),
        measured_items=len(measured),
        items=len(found.lines),
        percent=words.per_cent(per_mille),
        per_mille=per_mille,
        complete=_is_over(found) and bool(scores.ready[0]),
        **_thresholds(found.standard, branch.branch_class),
        result=_result(scores, branch.branch_class) if _is_over(found) else "",
        winnable=dues,
        won_back=words.spell(sum(_cents(due.points) for due in dues)),
        trend=_trend(found),
        sealed=sealed.note_of(branch.uid, year, found.standard.purpose, now=scores),
        sums=totals.sums_of(scores, branch.branch_class, over=_is_over(found)),
        waiting=totals.waiting_of(scores),
        vetoes=totals.vetoes_of(scores),
        stars=totals.stars_of(scores),
        tabs=_tabs(branch, year, purpose),
    )


def _thresholds(standard: Standard, class_id: str) -> dict[str, Any]:
    """Return what a card says of the class; a branch of none has no marks."""
    bounds = standard.classes.get(class_id)
    if bounds is None:
        return {"class_title": "", "qualified_at": "", "advanced_at": "",
                "qualified_mark": 0, "advanced_mark": 0}  # fmt: skip
    return {
        "class_title": words.class_named(bounds),
        "qualified_at": words.spell(bounds.qualified_at),
        "advanced_at": words.spell(bounds.advanced_at),
        "qualified_mark": bounds.qualified_at * 1000 // standard.out_of,
        "advanced_mark": bounds.advanced_at * 1000 // standard.out_of,
    }


def line_of(line: explanation.Line, proof: Proof, restore: Due | None) -> Line:
    """Return one item's line, ready to be shown."""
    item = line.item
    return Line(
        code=item.id,
        title=item.title,
        basis=words.basis_of(item),
        rule=item.code,
        required=asking.required(item),
        actual=sentences.actual(line) if line.standing is Standing.MEASURED else "",
        share=min(max(line.points, 0) * 100 // line.out_of, 100) if line.out_of else 0,
        tone=_tone(line),
        points=words.spell(line.points),
        out_of=words.spell(item.scale),
        why=sentences.why(line),
        records=proof.records,
        history=proof.history,
        state=_state(line),
        restore=restore,
        raters=decisions.raters_of(line),
        parts=decisions.parts_of(line),
        moved=decisions.moved(line),
    )


def _sections(  # noqa: PLR0917 - what stands on one card
    found: Reckoning, proofs: Mapping[str, Proof], dues: Sequence[Due], scores: Scores | None = None
) -> tuple[Section, ...]:
    """Return the sections with their items that are measured; without scores, those not yet."""
    first = {due.item: due for due in reversed(dues)}
    kept = [
        line
        for line in found.lines
        if (line.standing is not Standing.NOT_YET) == (scores is not None)
    ]
    nothing = Proof(0, 0)
    told = [
        (line, line_of(line, proofs.get(line.item.id, nothing), first.get(line.item.id)))
        for line in kept
    ]
    return tuple(
        _section(found.standard, key, tuple(shown for _line, shown in both), scores)
        for key, both in _by_section(told)
    )


def _section(  # noqa: PLR0917 - one section of a card
    standard: Standard, key: str, lines: tuple[Line, ...], scores: Scores | None
) -> Section:
    place = next(at for at, each in enumerate(standard.sections) if each.id == key)
    section = standard.sections[place]
    points = int(scores.section_points[place, 0]) if scores else 0
    out_of = int(scores.section_out_of[place, 0]) if scores else 0
    return Section(
        code=key,
        title=section.title,
        points=words.spell(points),
        out_of=words.spell(out_of),
        lines=lines,
        weight=None if section.weight == WHOLE else section.weight,
        share=max(points, 0) * 100 // out_of if out_of else 0,
    )


def _by_section(
    told: Sequence[tuple[explanation.Line, Line]],
) -> Iterator[tuple[str, list[tuple[explanation.Line, Line]]]]:
    for key, both in groupby(told, key=lambda pair: pair[0].item.section):
        yield key, list(both)


def _tone(line: explanation.Line) -> str:
    if line.standing is not Standing.MEASURED:
        return "grey"
    if not line.lost:
        return "green"
    return "amber" if line.points * 100 >= line.out_of * PASS else "red"


def _state(line: explanation.Line) -> str:
    if line.standing is Standing.NOT_YET:
        return "unmeasured"
    if line.standing is Standing.WAITING:
        return "waiting"
    if line.standing is Standing.NOT_APPLICABLE:
        return "na"
    if line.lost:
        return "short"
    return "pending" if any(each.state is State.DUE for each in line.occasions) else "full"


def _tabs(branch: Organization, year: int, purpose: str) -> tuple[Tab, ...]:
    """Return the standards that score a branch side by side; nothing where there is but one."""
    found = engine.standards_for(branch.uid, year)
    if len(found) < TWO:
        return ()
    return tuple(
        Tab(one.purpose, f"{Purpose(one.purpose).label} · {one.title}", one.purpose == purpose)
        for one in found
    )


def _is_over(found: Reckoning) -> bool:
    """Say whether the year has ended: nobody has a result before that."""
    return found.as_of >= date(found.year, 12, 31)


def _result(scores: Scores, in_class: str) -> str:
    known = in_class in scores.standard.classes
    result = scores.result(0, in_class) if known else None
    return str(words.RESULTS[result]) if result else ""


def _trend(found: Reckoning) -> tuple[TrendPoint, ...]:
    """Return where the branch stood at each month's end, by what is recorded today."""
    told = []
    for month in Month(found.year, 1).until(Month(found.year, 12)):
        if month.first_day > found.as_of:
            break
        scores = engine.judge(found.standard, found.sums, min(month.last_day, found.as_of))
        if scores.total_out_of[0]:
            told.append(TrendPoint(month.month, int(scores.percent[0]) // 10))
    return tuple(told)


def _cents(spelled: str) -> int:
    return int(spelled.replace(".", ""))
