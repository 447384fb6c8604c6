"""Cases from older ledgers: how a case stood before it was kept here, judged as history.

Like the meetings and dues of an old book (``from_history``), what is taken over enters the journal
with ``history=True``, so that none of it was ever recorded in time. It goes further: a meeting of
an old book states that it was held, but a step of an older ledger states nothing at all, neither
that it was done nor that it was done in time, since no paper of it was seen here. Only obligations
that stand open when the case is taken over are stated, so that the steps that follow settle them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhibu.core import case as machine
from zhibu.core.case import Done, Taken
from zhibu.core.procedure import NotInForce, Procedure
from zhibu.core.procedure_parts import Value
from zhibu.journal import facts
from zhibu.procedures import defined, values
from zhibu.procedures.obligations import told_at_first
from zhibu.procedures.records import Answer, TakenAnswer, TakenOver, TakenStep


@dataclass(frozen=True, slots=True)
class StepKnown:
    """What an older ledger knows of a step: its day, how it came out, who is named."""

    step: str
    on: date
    values: Mapping[str, Value] = field(default_factory=dict)
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class CaseKnown:
    """What an older ledger knows of a case; ``note`` is what it says besides."""

    subject: str
    subject_name: str
    opened_on: date
    steps: Sequence[StepKnown]
    context: Mapping[str, Value] = field(default_factory=dict)
    note: str = ""


def definition_for(family: str, variant: str, on: date) -> Procedure:
    """Return the version by which a case begun on a day goes on.

    That is the one in force that day, as for a case opened here; of a case begun before the first
    version, the first. Steps done meanwhile keep to it: another is moved to by a recorded act.
    Raises NotInForce where the variant is unknown.
    """
    try:
        return defined.in_force(family, variant, on)
    except NotInForce:
        known = defined.versions_of(family, variant)
        if not known:
            raise
        return known[0]


def judged(procedure: Procedure, known: CaseKnown, today: date) -> Taken:
    """Return the case with what cannot have been, and what broke a rule at the time."""
    context: dict[str, Any] = dict(known.context)
    begun = machine.Case(procedure, known.opened_on, context)
    steps = [
        Done(one.step, one.on, today, procedure.version, one.values, outcome=one.outcome)
        for one in known.steps
    ]
    return machine.take_over(begun, steps, calendar=facts.calendar())


def from_history(organization: str, known: CaseKnown, taken: Taken, *, today: date) -> TakenOver:
    """Return the record of a case taken over. Append it with ``history=True``.

    ``taken`` is what ``judged`` returned; nothing of it may be refused.
    """
    procedure, done = taken.case.procedure, taken.case.done
    answers, personal = _answers(procedure, done)
    return TakenOver(
        organization=organization,
        family=procedure.family,
        variant=procedure.variant,
        version=procedure.version,
        subject=known.subject,
        subject_name=known.subject_name,
        opened_on=known.opened_on,
        taken_on=today,
        steps=tuple(TakenStep(one.step, one.on, one.outcome) for one in done),
        context=tuple(Answer(name, values.spell(one)) for name, one in known.context.items()),
        answers=answers,
        personal=personal,
        note=known.note,
        told=told_at_first(taken.case),
    )


def _answers(
    procedure: Procedure, done: Iterable[Done]
) -> tuple[tuple[TakenAnswer, ...], tuple[TakenAnswer, ...]]:
    plain: list[TakenAnswer] = []
    personal: list[TakenAnswer] = []
    for place, one in enumerate(done):
        parts = values.parted(procedure.steps[one.step].asks, one.values)
        for kept, part in zip((plain, personal), parts, strict=True):
            kept += [TakenAnswer(place, each.field, each.value) for each in part]
    return tuple(plain), tuple(personal)
