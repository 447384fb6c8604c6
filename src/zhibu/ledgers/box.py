"""The box's eight sections, and what each still lacks: named, with the page to enter it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.journal.kinds import Book
from zhibu.ledgers import sections
from zhibu.ledgers.gathering import Told, books_of
from zhibu.ledgers.sections import Need, Section
from zhibu.ledgers.spans import Span
from zhibu.worklog import declared


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a section must hold and does not: what, for when, and where it is entered."""

    title: str
    when: str
    url: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A section as it stands: what it holds, and what it lacks so far."""

    key: str
    title: str
    told: tuple[Told, ...]
    missing: tuple[Missing, ...]

    @property
    def held(self) -> int:
        return sum(not one.withdrawn for one in self.told)

    @property
    def complete(self) -> bool:
        """Say whether something is there, and nothing lacks that was due."""
        return not self.missing and self.held > 0


@dataclass(frozen=True, slots=True)
class Checked:
    """For which branch and span a box is looked through, and as of which day."""

    branch: str
    span: Span
    today: date


def sections_of(told: Sequence[Told], check: Checked) -> list[Held]:
    """Return the box's sections for a span, checked as of a day. No query."""
    rules = sections.in_force()
    boxed: dict[str, list[Told]] = {one.key: [] for one in rules.box}
    for one in told:
        if Book.BOX in books_of(one):
            boxed[rules.section_of(one.leaf.kind, one.work).key].append(one)
    standing = [one for one in told if not one.withdrawn]
    return [
        Held(one.key, _(one.title), tuple(boxed[one.key]), tuple(_missing(one, standing, check)))
        for one in rules.box
    ]


def _missing(section: Section, standing: Sequence[Told], check: Checked) -> Iterator[Missing]:
    for need in section.needs:
        days = [one.leaf.on for one in standing if _answers(one, need)]
        for each in _spans(need, check.span):
            due = each.first if need.at_begin else each.last
            there = any(each.first <= day <= each.last for day in days)
            if due < check.today and not there:
                yield Missing(_title(need), each.title, _url(need, check.branch), need.kind)


def _spans(need: Need, span: Span) -> Iterator[Span]:
    """Yield the spans in which something is needed; a book shorter than they are asks for none."""
    for each in span.months(need.months):
        if each.last <= span.last:
            yield _named(each, need.months)


def _named(each: Span, months: int) -> Span:
    year = f"{each.first.year:04d}"
    key = {12: year, 6: f"{year}-H{each.first.month // 6 + 1}"}.get(months)
    return Span(key or f"{year}-{each.first.month:02d}", each.first, each.last)


def _answers(told: Told, need: Need) -> bool:
    return told.work == need.work if need.work else told.leaf.kind == need.kind


def _title(need: Need) -> str:
    return declared.types()[need.work].title if need.work else _(need.title)


def _url(need: Need, branch: str) -> str:
    if need.work:
        return f"{reverse('worklog:record', args=[branch])}?type={need.work}"
    return reverse(need.enter, args=[branch])
