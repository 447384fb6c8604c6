"""Taking a case over from an older ledger: its steps one after another, as history alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from zhibu.core.case_check import check, remarks
from zhibu.core.case_parts import Case, Done, Obstacle
from zhibu.core.procedure_parts import Procedure
from zhibu.core.workdays import Calendar

Told = tuple[tuple[Done, Obstacle], ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A case as an older ledger tells it.

    ``refused`` is what cannot have been: with any of it, nothing is taken over. ``told`` is what
    broke a rule at the time; the audit keeps telling it.
    """

    case: Case
    refused: Told
    told: Told


def take_over(opened: Case, steps: Iterable[Done], *, calendar: Calendar) -> Taken:
    """Judge the steps of an older ledger in the order of the definition, each after those before.

    Steps that the ledger leaves out are not asked for; every rule is held against the others.
    """
    now, refused, told = opened, [], []
    for one in in_order(opened.procedure, steps):
        done = replace(one, taken_over=True)
        against = check(now, done, today=done.entered_on, calendar=calendar)
        refused += [(done, each) for each in against]
        if not against:
            told += [(done, each) for each in remarks(now, done, calendar=calendar)]
            now = replace(now, done=(*now.done, done))
    return Taken(now, tuple(refused), tuple(told))


def in_order(procedure: Procedure, steps: Iterable[Done]) -> list[Done]:
    """Return steps as a definition has them; one that was done more than once, by its days."""
    places = {step: place for place, step in enumerate(procedure.steps)}
    return sorted(steps, key=lambda one: (places.get(one.step, len(places)), one.on))
