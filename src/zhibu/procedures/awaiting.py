"""What running cases wait for, reckoned anew: by each act for its case, by night for all."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from django.db import transaction

from zhibu.core import case as machine
from zhibu.journal import facts
from zhibu.procedures import queries
from zhibu.procedures.models import Awaited, Case
from zhibu.procedures.queries import File

AT_ONCE = 200


def refresh(cases: Sequence[Case], today: date) -> None:
    """Reckon what some cases wait for. Seven queries for all."""
    Awaited.objects.filter(case__in=[one.rec for one in cases]).delete()
    running = [one for one in cases if not one.ended]
    files = queries.files_of(running)
    Awaited.objects.bulk_create([row for file in files for row in rows_of(file, today)])


def refresh_some(recs: Iterable[str], today: date) -> None:
    """Reckon it for the cases of some records, a few at a time."""
    left = iter(recs)
    while some := list(islice(left, AT_ONCE)):
        refresh(list(Case.objects.filter(rec__in=some)), today)


def refresh_all(today: date) -> int:
    """Reckon it for every running case; return how many there are."""
    found: Iterable[Case] = Case.objects.filter(closed_on=None).order_by("rec")
    waiting = iter(list(found))
    count = 0
    while some := list(islice(waiting, AT_ONCE)):
        refresh(some, today)
        count += len(some)
    return count


@transaction.atomic
def reckon(today: date) -> None:
    """Forget all that was reckoned and reckon it from the cases that stand: after a replay."""
    Awaited.objects.all().delete()
    refresh_all(today)


def rows_of(file: File, today: date) -> Iterator[Awaited]:
    """Yield the steps that a case waits for."""
    standing = machine.stand(file.core, today=today, calendar=facts.calendar())
    for state in standing.open:
        step = file.procedure.steps[state.step]
        yield Awaited(
            case_id=file.case.rec,
            step=step.id,
            title=step.title,
            stage=step.stage,
            ability=file.procedure.bodies[step.body].ability,
            since=state.earliest,
            by=state.latest,
            provisional=state.provisional,
        )
