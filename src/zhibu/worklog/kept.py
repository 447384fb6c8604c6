"""Which declared work another room already keeps for a branch: nothing is stated twice."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.journal import kinds, log
from zhibu.party.models import Organization
from zhibu.procedures import defined
from zhibu.procedures.models import Case
from zhibu.worklog.checks import CannotRecordWork
from zhibu.worklog.declared import WorkType
from zhibu.worklog.told import WorkTold

OURS, OF_CASES = "worklog.", "procedures."
ENDS = ("due", "done_in_time", "done_late")


def insist_on_ours(branch: Organization, kind: WorkType, told: WorkTold) -> None:
    """Refuse work whose facts another room's records, or a running case, state that year.

    Raises CannotRecordWork naming where it is entered instead.
    """
    year = told.month.year if told.month else told.on.year
    if family := _family_stating(branch, kind, year):
        words = _("这项工作由“%(title)s”流程自动计入，请在工作流程里办理，不用再登记。")
        raise CannotRecordWork(words % {"title": family}, field="work")
    if title := _kind_stating(branch, kind, year):
        words = _("本年已有“%(title)s”记录，这项工作随那里自动计入，不用再登记。")
        raise CannotRecordWork(words % {"title": title}, field="work")


def _family_stating(branch: Organization, kind: WorkType, year: int) -> str:
    titles = {
        one.family: one.title
        for one in defined.known()
        if not set(kind.facts).isdisjoint(
            name
            for step in one.steps.values()
            for name in (*step.states, *(f"{duty}.{end}" for duty in step.duties for end in ENDS))
        )
    }
    if not titles:
        return ""
    running = Case.objects.filter(organization=branch, family__in=titles)
    since = running.filter(closed_on=None) | running.filter(closed_on__gte=date(year, 1, 1))
    found = since.filter(opened_on__lte=date(year, 12, 31)).values_list("family", flat=True).first()
    return titles.get(found or "", "")


def _kind_stating(branch: Organization, kind: WorkType, year: int) -> str:
    others = [
        one
        for one in kinds.all_kinds()
        if not one.name.startswith((OURS, OF_CASES))
        and not one.restricted
        and any(one.may_state(fact) for fact in kind.facts)
    ]
    if not others:
        return ""
    leaves = log.leaves_of(
        branch.uid, named={one.name for one in others}, first=date(year, 1, 1),
        until=date(year, 12, 31), limit=1,
    )  # fmt: skip
    titles = {one.name: str(one.title) for one in others}
    return titles[leaves[0].kind] if leaves else ""
