"""Cases as their pages show them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core import case as machine
from zhibu.core.case import Gap, Standing, StepState
from zhibu.core.procedure_parts import Exit, Kind, Procedure, Step, Value
from zhibu.journal import facts
from zhibu.party.models import Member
from zhibu.party.permits import Ability, Permits
from zhibu.procedures import conditions, conduct, defined, filing, queries
from zhibu.procedures.conditions import Condition
from zhibu.procedures.models import Case, CaseException
from zhibu.procedures.queries import Entered, File
from zhibu.procedures.strangers import strangers

TONES = {
    machine.DONE: "green", machine.OPEN: "red", machine.OVERDUE: "red", machine.AHEAD: "",
    machine.LEFT_OUT: "",
}  # fmt: skip
STATES = {
    machine.DONE: gettext_lazy("已办"), machine.OPEN: gettext_lazy("待办"),
    machine.OVERDUE: gettext_lazy("逾期"), machine.AHEAD: gettext_lazy("未到"),
    machine.LEFT_OUT: gettext_lazy("不办"),
}  # fmt: skip
ENDED = {
    machine.COMPLETED: gettext_lazy("已办结"), "withdrawn": gettext_lazy("本人撤回"),
    "moved": gettext_lazy("转出"), "stopped": gettext_lazy("经组织研究终止"),
}  # fmt: skip
CENTS = 100
CLOSED_BY_HAND = ("withdrawn", "moved", "stopped")


@dataclass(frozen=True, slots=True)
class StageShown:
    """A stage across the top: how much of it is done, and whether the case stands in it."""

    title: str
    done: int
    of: int
    now: bool

    @property
    def over(self) -> bool:
        return self.done == self.of


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """What was entered in a field, as it is read."""

    title: str
    words: str
    rec: str = ""


@dataclass(frozen=True, slots=True)
class EnteredShown:
    """A step as it was entered: its record, its day, what it says."""

    entered: Entered
    outcome: str
    answers: Sequence[AnswerShown]
    materials: Sequence[filing.PaperShown]
    lacking: Sequence[str]
    takes: bool
    basis: str
    last: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step down the page."""

    number: int
    step: Step
    state: StepState
    tone: str
    words: str
    entered: Sequence[EnteredShown]
    open: bool
    may: bool
    body: str
    overdue: int
    papers: int
    untold: bool = False

    @property
    def provisional(self) -> bool:
        """Say whether its ground waits to be confirmed and does not say so itself."""
        return conditions.is_provisional(self.step.basis, self.step.confidence)

    @property
    def is_done(self) -> bool:
        return self.state.state == machine.DONE

    @property
    def is_left_out(self) -> bool:
        return self.state.state == machine.LEFT_OUT


@dataclass(frozen=True, slots=True)
class ExitShown:
    """An exception that may still be granted, and by whom."""

    step: Step
    exit: Exit
    body: str
    may: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A case's page."""

    file: File
    case: Case
    procedure: Procedure
    standing: Standing
    stages: Sequence[StageShown]
    steps: Sequence[StepShown]
    now: Sequence[StepShown]
    following: Sequence[tuple[Step, Sequence[Condition]]]
    exits: Sequence[ExitShown]
    granted: Sequence[tuple[CaseException, str]]
    versions: Sequence[Procedure]
    ended: str
    may_act: bool
    keeps: bool

    @property
    def done_count(self) -> int:
        return sum(one.done for one in self.stages)

    @property
    def count(self) -> int:
        return sum(one.of for one in self.stages)

    @property
    def has_papers(self) -> bool:
        """Say whether anything was filed so far, or lacks."""
        every = (each for one in self.steps for each in one.entered)
        return any(each.materials or each.lacking for each in every)

    @property
    def definition(self) -> str:
        """Return how an address names the definition."""
        return definition_name(self.procedure)

    @property
    def closed_by_hand(self) -> bool:
        return self.case.closed_as in CLOSED_BY_HAND

    @property
    def waiting(self) -> bool:
        """Say whether everything open is somebody else's turn."""
        return bool(self.now) and not any(one.may for one in self.now)


def definition_name(procedure: Procedure) -> str:
    """Return how an address names a definition."""
    return procedure.key.replace("/", "~")


def page_of(file: File, permits: Permits, today: date) -> Page:
    """Return a case's page for a reader. One query: the names of members that are named."""
    standing = machine.stand(file.core, today=today, calendar=facts.calendar())
    shown = _Shown(file, standing, permits=permits, today=today)
    steps = tuple(shown.step(n, one) for n, one in enumerate(standing.steps, start=1))
    now = tuple(one for one in steps if one.open)
    return Page(
        file=file,
        case=file.case,
        procedure=file.procedure,
        standing=standing,
        stages=tuple(shown.stages()),
        steps=steps,
        now=now,
        following=tuple(_following(file.procedure, now)),
        exits=tuple(shown.exits()),
        granted=tuple(_granted(file)),
        versions=tuple(newer_versions(file, today)),
        ended=ended_words(file.procedure, standing.ended),
        may_act=any(may_act(file, one, permits) for one in file.procedure.bodies),
        keeps=permits.may(Ability.RECORD_WORK, file.case.organization),
    )


def may_act(file: File, body: str, permits: Permits) -> bool:
    """Say whether somebody acts for a body of a case."""
    told = file.procedure.bodies[body]
    where = file.case.organization
    if told.at != "branch" and where.superior is not None:
        where = where.superior
    return permits.may(Ability(told.ability), where)


def newer_versions(file: File, today: date) -> Iterator[Procedure]:
    """Yield the versions to which a running case could move."""
    if file.case.ended:
        return
    for one in defined.versions_of(file.case.family, file.case.variant):
        if file.procedure.valid_from < one.valid_from <= today:
            yield one


def ended_words(procedure: Procedure, ended: str) -> str:
    """Return how a case ended, in words; nothing while it runs."""
    if not ended:
        return ""
    for step in procedure.steps.values():
        if outcome := step.outcomes.get(ended):
            return outcome.title
    return str(ENDED.get(ended, ended))


def gaps_of(file: File, today: date, *, room: bool = True) -> list[tuple[Step | None, Gap]]:
    """Return every gap of a case's file, with its step: by the definition, the room, the papers.

    The room asks the books about each step: ``room`` leaves that out, where a page must be cheap.
    """
    found = machine.audit(
        file.core, today=today, calendar=facts.calendar(), procedures=defined.known()
    )
    ticked = (gap for entered in file.entered for gap in filing.ticked_in(file, entered))
    gaps = (*found, *(_gaps_of_room(file) if room else ()), *ticked)
    return [(file.procedure.steps.get(one.step), one) for one in gaps]


def _gaps_of_room(file: File) -> Iterator[Gap]:
    """Yield what the room that conducts a case would say against its steps, as they now stand.

    A step of an older ledger proves its day only: the machine says already what it does not show.
    """
    told = conduct.of(file.case.family)
    for place, one in enumerate(file.entered if told.audits else ()):
        if one.taken_over:
            continue
        then = queries.file_until(file, place)
        for obstacle in (*strangers(then, one.done), *told.checks(then, one.done)):
            yield Gap(
                one.done.step, obstacle.words, obstacle.basis, obstacle.rule,
                confidence=obstacle.confidence, way_out=obstacle.way_out,
            )  # fmt: skip


class _Shown:
    """A case being shown to a reader on a day."""

    def __init__(self, file: File, standing: Standing, *, permits: Permits, today: date) -> None:
        self.file, self.standing, self.permits, self.today = file, standing, permits, today
        self.open = {one.step for one in standing.open}
        self.names = names_in(file)
        self.documents = conduct.of(file.case.family).documents

    def stages(self) -> Iterator[StageShown]:
        """Yield the stages; the first that is not over is where the case stands."""
        found = False
        for one in self.standing.stages:
            now = not found and not self.standing.ended and one.done < one.of
            found = found or now
            title = self.file.procedure.stages[one.stage].title
            yield StageShown(title, one.done, one.of, now)

    def step(self, number: int, state: StepState) -> StepShown:
        """Return a step with all that was entered of it."""
        step = self.file.procedure.steps[state.step]
        is_open = step.id in self.open
        return StepShown(
            number=number,
            step=step,
            state=state,
            tone=TONES[state.state],
            words=str(STATES[state.state]),
            entered=tuple(self._entered(step)),
            open=is_open,
            may=is_open and may_act(self.file, step.body, self.permits),
            body=self.file.procedure.bodies[step.body].title,
            overdue=self._overdue(state) if is_open else 0,
            papers=sum(len(one.materials) for one in state.done),
            untold=state.state == machine.LEFT_OUT and self._went_past(step),
        )

    def exits(self) -> Iterator[ExitShown]:
        """Yield the exceptions of what is still to be done that were not granted."""
        granted = {(one.step, one.exception) for one in self.file.core.granted}
        for state in self.standing.steps:
            step = self.file.procedure.steps[state.step]
            if state.state in (machine.DONE, machine.LEFT_OUT):
                continue
            for exit_ in step.exceptions.values():
                if (step.id, exit_.id) not in granted:
                    may = may_act(self.file, exit_.by, self.permits)
                    yield ExitShown(step, exit_, self.file.procedure.bodies[exit_.by].title, may)

    def _went_past(self, step: Step) -> bool:
        """Say whether an older ledger, from which the case was taken over, went past a step."""
        later = self.file.procedure.beyond[step.id]
        return any(one.taken_over and one.step in later for one in self.file.core.done)

    def _overdue(self, state: StepState) -> int:
        return max((self.today - state.latest).days, 0) if state.latest else 0

    def _entered(self, step: Step) -> Iterator[EnteredShown]:
        for one in self.file.entered:
            if one.done.step != step.id:
                continue
            outcome = step.outcomes.get(one.done.outcome)
            yield EnteredShown(
                entered=one,
                outcome=outcome.title if outcome else "",
                answers=tuple(answers_of(step, one.done.values, self.names)),
                materials=tuple(filing.papers_of(self.file, one)),
                lacking=tuple(filing.missing_in(self.file, one)),
                takes=bool(step.materials) and may_act(self.file, step.body, self.permits),
                basis=step.basis,
                last=one is self.file.last,
            )  # fmt: skip


def names_in(file: File) -> dict[str, str]:
    """Return the names of all members whom a case's steps name. At most one query."""
    uids = {
        uid
        for one in file.entered
        if one.done.step in file.procedure.steps
        for name, value in one.done.values.items()
        for uid in _members(file.procedure.steps[one.done.step], name, value)
    }
    found = Member.objects.filter(uid__in=uids) if uids else Member.objects.none()
    return dict(found.values_list("uid", "name"))


def answers_of(
    step: Step, values: Mapping[str, Value], names: Mapping[str, str]
) -> Iterator[AnswerShown]:
    """Yield what was entered in a step's fields."""
    for name, value in values.items():
        ask = step.asks.get(name)
        if ask is None:
            continue
        if ask.kind is Kind.MEETING:
            yield AnswerShown(ask.title, _("打开会议记录"), str(value))
        else:
            yield AnswerShown(ask.title, words_of(ask, value, names))


def words_of(ask: Any, value: Value, names: Mapping[str, str]) -> str:
    """Return an answer as it is read: choices by title, members by name."""
    if ask.kind is Kind.CHOICE:
        return str(ask.options.get(value, value))
    if ask.kind is Kind.YES:
        return _("是") if value else _("否")
    if ask.kind is Kind.AMOUNT and isinstance(value, int):
        return _("%s 元") % f"{value / CENTS:.2f}"
    if isinstance(value, tuple):
        return _("、").join(names.get(one, one) for one in value)
    if ask.kind is Kind.MEMBER:
        return names.get(str(value), str(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _members(step: Step, name: str, value: Value) -> Iterable[str]:
    ask = step.asks.get(name)
    if ask is None or ask.kind not in (Kind.MEMBER, Kind.MEMBERS):
        return ()
    return value if isinstance(value, tuple) else (str(value),)


def _following(
    procedure: Procedure, now: Sequence[StepShown]
) -> Iterator[tuple[Step, Sequence[Condition]]]:
    """Yield the steps after those that are open now, with their conditions."""
    open_now = {one.step.id for one in now}
    for step in procedure.steps.values():
        if open_now & set(step.after) and step.id not in open_now:
            found = conditions.conditions_of(procedure, step)
            if found:
                yield step, found


def _granted(file: File) -> Iterator[tuple[CaseException, str]]:
    for one in file.exceptions:
        step = file.procedure.steps.get(one.step)
        exit_ = step.exceptions.get(one.exception) if step else None
        yield one, exit_.title if exit_ else one.exception
