"""Work that has a beginning and an end: tasks that are set and done, states that begin and end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.core.facts import Fact
from zhibu.core.works import DUE, IN_TIME, LATE
from zhibu.journal import kinds
from zhibu.journal.kinds import Book
from zhibu.journal.leaves import Leaf
from zhibu.worklog.declared import Shape, facts_of, known
from zhibu.worklog.records.rows import end, project


@kinds.register(
    "worklog.task_set",
    version=1,
    title=_("任务登记"),
    book=Book.WORK,
    emits=facts_of(Shape.TASK),
    project=project,
    retell=project,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class TaskSet:
    """A branch was given something to do until a day, by a superior or by what came in."""

    branch: str
    work: str
    on: date
    due_on: date
    words: str | None = None

    def facts(self) -> Iterator[Fact]:
        for base in known().types[self.work].of:
            yield Fact(f"{base}.{DUE}", self.due_on, 1)

    def columns(self) -> dict[str, Any]:
        return {"until_on": self.due_on}


def _project_done(done: "TaskDone", leaf: Leaf) -> None:
    end(done.task, leaf, done.on)


@kinds.register(
    "worklog.task_done",
    version=1,
    title=_("任务办结"),
    book=Book.WORK,
    emits=facts_of(Shape.TASK),
    project=_project_done,
    retell=_project_done,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class TaskDone:
    """A branch did what a task asked. It counts on the task's last day, in time or late."""

    branch: str
    work: str
    task: str
    due_on: date
    on: date
    words: str | None = None

    def facts(self) -> Iterator[Fact]:
        ending = IN_TIME if self.on <= self.due_on else LATE
        for base in known().types[self.work].of:
            yield Fact(f"{base}.{ending}", self.due_on, 1)


@kinds.register(
    "worklog.state_began",
    version=1,
    title=_("情形开始"),
    emits=facts_of(Shape.STATE),
    project=project,
    retell=project,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class StateBegan:
    """From a day on something stands: a gap, or so many who are on a register."""

    branch: str
    work: str
    on: date
    number: int = 1
    words: str | None = None

    def facts(self) -> Iterator[Fact]:
        for name in known().types[self.work].states:
            yield Fact(name, self.on, self.number)

    def columns(self) -> dict[str, Any]:
        return {"figures": [self.number]}


def _project_ended(ended: "StateEnded", leaf: Leaf) -> None:
    end(ended.beginning, leaf, ended.on)


@kinds.register(
    "worklog.state_ended",
    version=1,
    title=_("情形结束"),
    emits=facts_of(Shape.STATE),
    project=_project_ended,
    retell=_project_ended,
    sealed=("words",),
)
@dataclass(frozen=True, slots=True)
class StateEnded:
    """From a day on something stands no longer. A breach lasted until the day before."""

    branch: str
    work: str
    beginning: str
    on: date
    number: int = 1
    words: str | None = None

    def facts(self) -> Iterator[Fact]:
        declared = known().types[self.work]
        for name in declared.states:
            yield Fact(name, self.on, -self.number)
        for name in declared.breach:
            yield Fact(name, self.on - timedelta(days=1), 1)
