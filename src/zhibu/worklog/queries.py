"""What the worklog knows: a year's work, what is open, and when each kind was last entered."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Max, Q, QuerySet

from zhibu.party.models import Organization
from zhibu.worklog import declared
from zhibu.worklog.declared import Shape
from zhibu.worklog.models import Work

LASTING = (Shape.TASK, Shape.STATE)
AT_MOST = 300


def work(rec: str) -> Work | None:
    """Return a piece of work that stands, or None."""
    return Work.objects.filter(rec=rec).first()


def work_of(branch: Organization, year: int, kind: str = "") -> list[Work]:
    """Return a year's work, the latest first, at most 300 pieces. One query."""
    found = Work.objects.filter(branch=branch, on__range=(date(year, 1, 1), date(year, 12, 31)))
    found = found.filter(work=kind) if kind else found
    return list(found.order_by("-on", "-rec")[:AT_MOST])


def open_tasks(branch: Organization) -> list[Work]:
    """Return the tasks not done yet, the first due first. One query."""
    return list(_open(Shape.TASK).filter(branch=branch).order_by("until_on", "rec")[:AT_MOST])


def standing_states(branch: Organization) -> list[Work]:
    """Return the states that have not ended, the oldest first. One query."""
    return list(_open(Shape.STATE).filter(branch=branch).order_by("on", "rec")[:AT_MOST])


def open_tasks_under(branches: QuerySet[Organization]) -> list[Work]:
    """Return the tasks not done yet in some branches, the first due first. One query."""
    found = _open(Shape.TASK).filter(branch__in=branches).select_related("branch")
    return list(found.order_by("until_on", "branch__path", "rec")[:AT_MOST])


def latest_days(branch: Organization, since: date) -> dict[str, date]:
    """Return the last day on which each kind of work was done since a day. One query."""
    found = Work.objects.filter(branch=branch, on__gte=since)
    return dict(found.values("work").annotate(last=Max("on")).values_list("work", "last"))


def counted_on(branch: str, kind: str, on: date, *, but_not: str = "") -> bool:
    """Say whether a period that ends on a day was counted."""
    found = Work.objects.filter(branch_id=branch, work=kind, on=on)
    return found.exclude(rec=but_not).exists()


def standing(branch: str, kind: str, *, but_not: str = "") -> bool:
    """Say whether a state stands."""
    found = Work.objects.filter(branch_id=branch, work=kind, ended_on=None)
    return found.exclude(rec=but_not).exists()


def _open(shape: Shape) -> QuerySet[Work]:
    return Work.objects.filter(_of_shapes((shape,)), ended_on=None)


def _of_shapes(shapes: Collection[Shape]) -> Q:
    return Q(work__in=list(keys_of(shapes)))


def keys_of(shapes: Iterable[Shape]) -> tuple[str, ...]:
    """Return the kinds of work of some shapes."""
    wanted = frozenset(shapes)
    return tuple(key for key, one in declared.known().types.items() if one.shape in wanted)
