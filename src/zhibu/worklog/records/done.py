"""Work that happened on a day or is counted for a period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.core.periods import Month
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.worklog.declared import Shape, facts_of, known
from zhibu.worklog.records.rows import project


@kinds.register(
    "worklog.work_done",
    version=1,
    title=_("工作纪实"),
    book=Book.WORK,
    emits=facts_of(Shape.ACTIVITY, Shape.PER_MEMBER),
    project=project,
    retell=project,
    people=("participants",),
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class WorkDone:
    """A branch did something on a day; where it matters, who took part and how long each."""

    branch: str
    work: str
    on: date
    words: str | None = None
    each_minutes: int | None = None
    participants: tuple[str, ...] = ()

    def facts(self) -> Iterator[Fact]:
        declared = known().types[self.work]
        worth = self.each_minutes or 1
        times = len(self.participants) * worth if declared.shape is Shape.PER_MEMBER else 1
        for name in declared.states:
            yield Fact(name, self.on, times)
        for name in declared.each:
            for member in self.participants:
                yield Fact(name, self.on, worth, member)

    def columns(self) -> dict[str, Any]:
        return {"people": len(self.participants)}


@kinds.register(
    "worklog.document_made",
    version=1,
    title=_("工作材料"),
    book=Book.BOX,
    emits=facts_of(Shape.DOCUMENT),
    project=project,
    retell=project,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class DocumentMade:
    """A branch made a document; ``parts`` are those of its parts that are there."""

    branch: str
    work: str
    on: date
    words: str | None = None
    parts: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Say whether every part is there that the document is to have."""
        return set(known().types[self.work].parts) <= set(self.parts)

    def facts(self) -> Iterator[Fact]:
        declared = known().types[self.work]
        for name in declared.states:
            yield Fact(name, self.on, 1)
        for name in declared.complete if self.complete else ():
            yield Fact(name, self.on, 1)

    def columns(self) -> dict[str, Any]:
        return {"complete": self.complete if known().types[self.work].parts else None}


@kinds.register(
    "worklog.counted",
    version=1,
    title=_("工作统计"),
    book=Book.WORK,
    emits=facts_of(Shape.COUNT),
    project=project,
    retell=project,
    sealed=("words",),
    ahead=True,  # a period's count is dated on its last day
)
@dataclass(frozen=True, slots=True)
class Counted:
    """A branch counted something for a period that begins with a month."""

    branch: str
    work: str
    month: Month
    numbers: tuple[int, ...]
    words: str | None = None

    @property
    def on(self) -> date:
        return self.month.shift(known().types[self.work].months - 1).last_day

    def facts(self) -> Iterator[Fact]:
        declared = known().types[self.work]
        for name in declared.states:
            yield Fact(name, self.on, 1)
        for asked, number in zip(declared.numbers, self.numbers, strict=True):
            yield Fact(asked.fact, self.on, number)

    def columns(self) -> dict[str, Any]:
        return {"figures": list(self.numbers), "until_on": self.on}


@kinds.register(
    "worklog.incident_happened",
    version=1,
    title=_("问题和事故"),
    emits=facts_of(Shape.INCIDENT),
    project=project,
    retell=project,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class IncidentHappened:
    """Something happened that costs points."""

    branch: str
    work: str
    on: date
    words: str | None = None

    def facts(self) -> Iterator[Fact]:
        for name in known().types[self.work].states:
            yield Fact(name, self.on, 1)

    def columns(self) -> dict[str, Any]:
        return {}
