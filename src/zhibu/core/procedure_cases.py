"""Worked cases: runs of steps written into a definition, with what must come of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhibu.core.case_acts import check_grant, check_move, move
from zhibu.core.case_audit import audit
from zhibu.core.case_check import check, remarks
from zhibu.core.case_facts import DUE, due_facts, stated_facts
from zhibu.core.case_parts import Case, Done, Granted, Obstacle
from zhibu.core.case_stand import stand
from zhibu.core.procedure_parts import Ask, Procedure, Value
from zhibu.core.procedure_samples import fill, spell
from zhibu.core.standard_text import Node, parse
from zhibu.core.workdays import Calendar

Told = Mapping[str, Node]
_KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "step": (("on",), ("outcome", "values", "materials", "entered", "refused", "marked", "counts")),
    "grant": (("exception", "on"), ("refused",)),
    "stand": (("on",), ("state", "earliest", "latest", "provisional")),
    "move": (("on",), ("refused",)),
    "ended": ((), ("on",)),
    "gaps": (("on",), ()),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a run: what is done or looked at, and what is said of it."""

    act: str
    told: Told
    line: int


@dataclass(frozen=True, slots=True)
class Worked:
    """A worked case."""

    say: str
    opened: date
    today: date | None
    context: Mapping[str, date | int | str]
    run: tuple[Line, ...]


def read_cases(text: str, procedure: Procedure, *, filename: str) -> tuple[Worked, ...]:
    """Return the worked cases of a definition. Raises StandardFault for what cannot be read."""
    root = parse(text, filename).entries()
    return tuple(_case(one, procedure) for one in root["cases"].listed()) if "cases" in root else ()


def _case(node: Node, procedure: Procedure) -> Worked:
    told = node.fields(required=("say", "opened", "run"), optional=("today", "context"))
    context: dict[str, date | int | str] = {}
    for name, each in told["context"].entries().items() if "context" in told else ():
        if name not in procedure.context:
            raise each.fault("field_unknown", among=procedure.context, value=name)
        value = _value(each, procedure.context[name])
        if not isinstance(value, tuple):
            context[name] = value
    return Worked(
        say=told["say"].text(),
        opened=told["opened"].day(),
        today=told["today"].day() if "today" in told else None,
        context=context,
        run=tuple(_line(one) for one in told["run"].listed()),
    )


def _line(node: Node) -> Line:
    acts = [key for key in _KEYS if key in node.entries()]
    if len(acts) != 1:
        raise node.fault("act_unclear", words="、".join(_KEYS))
    required, optional = _KEYS[acts[0]]
    return Line(acts[0], node.fields(required=(acts[0], *required), optional=optional), node.line)


def _value(node: Node, ask: Ask | None) -> Value:
    try:
        if isinstance(node.held, list):
            return tuple(each.text() for each in node.held)
        return spell(ask, node.text())
    except ValueError as fault:
        raise node.fault("not_a_value", value=node.text()[:40]) from fault


def run(
    worked: Worked, procedure: Procedure, *, calendar: Calendar, procedures: Sequence[Procedure]
) -> tuple[str, ...]:
    """Walk a worked case and return what came out otherwise than it says, with the line."""
    start = Case(procedure, worked.opened, worked.context)
    runner = _Runner(start, worked.today, calendar=calendar, known=procedures)
    return tuple(
        f"{procedure.file}:{line.line} {worked.say}: {said}"
        for line in worked.run
        for said in runner.take(line)
    )


class _Runner:
    def __init__(
        self, case: Case, today: date | None, *, calendar: Calendar, known: Sequence[Procedure]
    ) -> None:
        self.case = case
        self.today = today
        self.calendar = calendar
        self.known = known
        self.on = case.opened_on

    def take(self, line: Line) -> Iterator[str]:
        if "on" in line.told:
            self.on = line.told["on"].day()
        acts = {
            "step": self._step,
            "grant": self._grant,
            "stand": self._stand,
            "move": self._move,
            "ended": self._ended,
            "gaps": self._gaps,
        }
        return acts[line.act](line.told)

    @property
    def now(self) -> date:
        """The day on which a line is looked at."""
        return self.today or self.on

    def _judged(self, told: Told, obstacles: Sequence[Obstacle]) -> Iterator[str]:
        wanted = told["refused"].text() if "refused" in told else ""
        found = [one.rule for one in obstacles]
        if wanted and wanted not in found:
            yield f"{wanted} should refuse it, found {found or 'nothing'}"
        if not wanted and found:
            yield "refused: " + " ".join(f"{one.rule}: {one.words}" for one in obstacles)

    def _step(self, told: Told) -> Iterator[str]:
        name = told["step"]
        if name.text() not in self.case.procedure.steps:
            raise name.fault("step_unknown", among=self.case.procedure.steps, value=name.text())
        attempt = self._attempt(name.text(), told)
        today = max(self.now, attempt.entered_on) if self.today is None else self.now
        obstacles = check(self.case, attempt, today=today, calendar=self.calendar)
        yield from self._judged(told, obstacles)
        if obstacles:
            return
        yield from self._marked(told, attempt)
        after = replace(self.case, done=(*self.case.done, attempt))
        yield from self._counted(told, after)
        self.case = after

    def _attempt(self, step: str, told: Told) -> Done:
        asks = self.case.procedure.steps[step].asks
        given = told["values"].entries() if "values" in told else {}
        values = {key: _value(node, asks.get(key)) for key, node in given.items()}
        materials = told["materials"].listed() if "materials" in told else None
        attempt = fill(
            self.case,
            step,
            self.on,
            calendar=self.calendar,
            outcome=told["outcome"].text() if "outcome" in told else "",
            values=values,
            materials=None if materials is None else tuple(one.text() for one in materials),
        )
        entered = told["entered"].day() if "entered" in told else max(self.on, self._entered())
        return replace(attempt, entered_on=entered)

    def _entered(self) -> date:
        return max((one.entered_on for one in self.case.done), default=date.min)

    def _marked(self, told: Told, attempt: Done) -> Iterator[str]:
        wanted = {told["marked"].text()} if "marked" in told else set()
        found = {one.rule for one in remarks(self.case, attempt, calendar=self.calendar)}
        if wanted != found:
            yield f"marked {sorted(found)}, expected {sorted(wanted)}"

    def _counted(self, told: Told, after: Case) -> Iterator[str]:
        """Hold what a step counts as against what it should: all but that more became due."""
        if "counts" not in told:
            return
        met = due_facts(self.case, after, self.calendar)
        counted = (*met, *stated_facts(self.case, after))
        found = sorted((one.name, one.value) for one in counted if not one.name.endswith(f".{DUE}"))
        wanted = sorted((one.text(), 1) for one in told["counts"].listed())
        if wanted != found:
            yield f"counts as {found}, expected {wanted}"

    def _grant(self, told: Told) -> Iterator[str]:
        step, exception = told["grant"].text(), told["exception"].text()
        known = self.case.procedure.steps.get(step)
        found = known.exceptions.get(exception) if known else None
        granted = Granted(step, exception, self.on, found.by if found else "")
        obstacles = check_grant(self.case, granted, today=self.now)
        yield from self._judged(told, obstacles)
        if not obstacles:
            self.case = replace(self.case, granted=(*self.case.granted, granted))

    def _stand(self, told: Told) -> Iterator[str]:
        name = told["stand"].text()
        if name not in self.case.procedure.steps:
            raise told["stand"].fault("step_unknown", among=self.case.procedure.steps, value=name)
        state = stand(self.case, today=self.on, calendar=self.calendar).of(name)
        found = {
            "state": state.state,
            "earliest": state.earliest.isoformat() if state.earliest else "none",
            "latest": state.latest.isoformat() if state.latest else "none",
            "provisional": "yes" if state.provisional else "no",
        }
        for key, value in found.items():
            if key in told and told[key].text() != value:
                yield f"{key} of {name} is {value}, expected {told[key].text()}"

    def _move(self, told: Told) -> Iterator[str]:
        version, own = told["move"].text(), self.case.procedure
        to = [
            one
            for one in self.known
            if (one.family, one.variant, one.version) == (own.family, own.variant, version)
        ]
        if not to:
            raise told["move"].fault("version_unknown", value=version)
        obstacles = check_move(self.case, to[0], today=self.now)
        yield from self._judged(told, obstacles)
        if not obstacles:
            self.case = move(self.case, to[0])

    def _ended(self, told: Told) -> Iterator[str]:
        found = stand(self.case, today=self.now, calendar=self.calendar).ended or "no"
        if told["ended"].text() != found:
            yield f"ended {found}, expected {told['ended'].text()}"

    def _gaps(self, told: Told) -> Iterator[str]:
        wanted = {one.text() for one in told["gaps"].listed()}
        gaps = audit(self.case, today=self.now, calendar=self.calendar, procedures=self.known)
        found = {f"{one.step}.{one.rule}" for one in gaps}
        if wanted != found:
            yield f"gaps {sorted(found)}, expected {sorted(wanted)}"
