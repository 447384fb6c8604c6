"""Whom a step is told to: what was done lately, on the page of the body that its step names.

Nothing is sent: what is told stands in the records, and everybody reads it where they work.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from zhibu.core.procedure_parts import Procedure, Step
from zhibu.party.models import Organization
from zhibu.party.permits import Ability
from zhibu.party.queries import below
from zhibu.procedures import defined
from zhibu.procedures.models import Case, CaseStep

LATELY, MOST = timedelta(days=14), 10


@dataclass(frozen=True, slots=True)
class Told:
    """A step that was done, as those it is told to read it."""

    case: Case
    procedure: str
    step: str
    outcome: str
    done: CaseStep


def told_to(
    organization: Organization, abilities: Collection[Ability], *, now: datetime
) -> list[Told]:
    """Return the latest steps, below an organization, told to bodies that act by these abilities.

    Of the last fortnight by the time they were entered, ten at most. One query.
    """
    steps = Q()
    for family, names in _telling(abilities).items():
        steps |= Q(case__family=family, step__in=names)
    if not steps:
        return []
    under = Organization.objects.filter(below(organization.path))
    found = CaseStep.objects.filter(
        steps, entered_at__gt=now - LATELY, case__organization__in=under
    )  # fmt: skip
    latest = found.select_related("case__organization").order_by("-entered_at", "rec")[:MOST]
    return [one for done in latest if (one := _told(done, abilities))]


def _telling(abilities: Collection[Ability]) -> dict[str, set[str]]:
    """Return, by family, the steps that some version tells such a body."""
    named: dict[str, set[str]] = defaultdict(set)
    for definition in defined.known():
        for step in definition.steps.values():
            if _tells(definition, step, abilities):
                named[definition.family].add(step.id)
    return named


def _tells(definition: Procedure, step: Step, abilities: Collection[Ability]) -> bool:
    return any(definition.bodies[body].ability in abilities for body in step.tells)


def _told(done: CaseStep, abilities: Collection[Ability]) -> Told | None:
    """Return a step by the version it was done under, or None where that one tells others."""
    case = done.case
    definition = defined.found(case.family, case.variant, done.version)
    step = definition.steps.get(done.step) if definition else None
    if definition is None or step is None or not _tells(definition, step, abilities):
        return None
    outcome = step.outcomes[done.outcome].title if done.outcome in step.outcomes else ""
    return Told(case, definition.title, step.title, outcome, done)
