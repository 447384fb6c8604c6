"""One sweep of all rules over the installation: what to ask, and what merely to note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhibu.core.ids import new_id
from zhibu.core.workdays import Calendar
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.scrutiny import actions, gathering, queries, rules
from zhibu.scrutiny.detectors import sweep
from zhibu.scrutiny.detectors.sweep import Question
from zhibu.scrutiny.detectors.told import Finding
from zhibu.scrutiny.models import Noticed

# Whoever sits at the machine itself; a rule asks by nobody's hand.
MACHINE = new_id("a", bytes(16))


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep saw: questions not asked before, and what remains a fact or a single signal."""

    branches: int
    questions: tuple[Question, ...]
    noticed: tuple[Finding, ...]


def look(today: date) -> Sweep:
    """Run every rule over the records of the window. Writes nothing."""
    in_force = rules.in_force()
    found = gathering.population(gathering.window(today, in_force), in_force)
    findings = sweep.find(found, rules.grounds(), spent=queries.spent())
    asked = sweep.questions(findings, in_force)
    noticed = sweep.left_over(findings, asked)
    return Sweep(len(found.branches), tuple(asked), tuple(noticed))


def carry_out(seen: Sweep, *, calendar: Calendar, hand: Hand) -> list[Leaf]:
    """Ask what is to be asked and replace what was noticed before; return the new flags."""
    told = [
        actions.flag(question, rules=rules.in_force(), calendar=calendar, hand=hand)
        for question in seen.questions
    ]
    _note(seen.noticed, log.civil(hand.at))
    return [leaf for leaf in told if leaf]


@transaction.atomic
def _note(findings: Sequence[Finding], today: date) -> None:
    Noticed.objects.all().delete()
    Noticed.objects.bulk_create(
        [
            Noticed(
                branch_id=one.unit, rule=one.rule, case=one.case, figures=dict(one.figures),
                records=len(one.records), noticed_on=today,
            )
            for one in findings
        ],
        batch_size=500,
    )  # fmt: skip
