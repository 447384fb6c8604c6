"""A member's own year by the members' standard: a mirror, beside nobody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhibu.assessment import asking, engine, scorecard, standing, values, words
from zhibu.assessment.evidence import Proof
from zhibu.assessment.models import Purpose
from zhibu.core import explanation, sums
from zhibu.core.cases import FROM_THE_START
from zhibu.core.explanation import Standing
from zhibu.journal import facts
from zhibu.journal.sums import rows_of_subject
from zhibu.party.models import Affiliation, Member


@dataclass(frozen=True, slots=True)
class OwnYear:
    """What one member did of what the standard asks, and what else there is to do."""

    year: int
    as_of: date
    standard: values.StandardNote
    points: str
    out_of: str
    lines: tuple[values.Line, ...]
    asked: tuple[tuple[str, str], ...]


def year_of(member: Member, *, year: int, as_of: date) -> OwnYear:
    """Return a member's year from the facts that name them. Reads nobody else's numbers.

    A constant number of queries. Raises NoStandard where there is no standard for members.
    """
    standard = engine.standard_for(member.uid, year, Purpose.MEMBERS)
    told = [*_base(member.uid, year), *rows_of(member, year, as_of)]
    rows = sums.rows_of(told, standard, (member.uid,))
    found = sums.fold(rows, standard, year=year, units=1)
    lines = explanation.explain(standard, found, unit=0, as_of=as_of, calendar=facts.calendar())
    scores = engine.judge(standard, found, as_of)
    nothing = Proof(0, 0)
    return OwnYear(
        year=year,
        as_of=as_of,
        standard=standing.note_of(standard),
        points=words.spell(int(scores.total[0])),
        out_of=words.spell(int(scores.total_out_of[0])),
        lines=tuple(
            scorecard.line_of(line, nothing, None)
            for line in lines
            if line.standing is Standing.MEASURED
        ),
        asked=tuple(
            (line.item.title, asking.required(line.item))
            for line in lines
            if line.standing is not Standing.MEASURED
        ),
    )


def _base(uid: str, year: int) -> Iterator[tuple[str, str, int, int, int]]:
    for name, given in FROM_THE_START.items():
        yield uid, name, year * 100 + given.month, given.lag, given.value


def rows_of(member: Member, year: int, as_of: date) -> Iterator[tuple[str, str, int, int, int]]:
    """Yield the sums of what names the member, in the branches they belonged to. Two queries."""
    branches = list(
        Affiliation.objects.filter(member=member).values_list("organization", flat=True)
    )
    yield from rows_of_subject(member.uid, branches, year, until=as_of)
