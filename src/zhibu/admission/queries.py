"""What the admission room knows: who stands where, on which day. Bounded, whatever the number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from zhibu.admission import sealing
from zhibu.admission.models import Applicant, Quota, Reached, Stage, VariantChoice
from zhibu.party import queries as party
from zhibu.party.models import Member, Organization
from zhibu.procedures.models import Case

AT_ONCE = 400
FAMILY = "admission"
DEFAULT_VARIANT = "25"


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on a roster: since when at this stage, and their case."""

    applicant: Applicant
    stage: Stage
    since: date
    case: Case | None


def applicant_of(case: Case) -> Applicant | None:
    """Return whom a case is about, or None."""
    return Applicant.objects.filter(uid=case.subject).select_related("branch").first()


def roster_of(branch: Organization | str, on: date) -> list[Line]:
    """Return everybody who applied in a branch with their stage on a day. Three queries."""
    uid = branch if isinstance(branch, str) else branch.uid
    rows = Reached.objects.filter(on__lte=on).order_by("on", "entered_at", "rec")
    people = Applicant.objects.filter(branch_id=uid, received_on__lte=on).prefetch_related(
        Prefetch("reached", queryset=rows, to_attr="so_far")
    )
    found = list(people.order_by("name_key", "uid"))
    about = Case.objects.filter(organization_id=uid, family=FAMILY)
    cases = {one.subject: one for one in about.order_by("opened_on", "rec")}
    return [_line(one, cases.get(one.uid)) for one in found]


def _line(applicant: Applicant, case: Case | None) -> Line:
    steps: list[Reached] = applicant.so_far  # type: ignore[attr-defined]
    last = steps[-1]
    return Line(applicant, Stage(last.stage), last.on, case)


def at_stage(branch: Organization | str, on: date, stage: Stage) -> list[Line]:
    """Return who stood at one stage on a day, in the order of names. Three queries."""
    return [line for line in roster_of(branch, on) if line.stage is stage]


def applicants_of(branch: Organization | str, on: date) -> list[Line]:
    """Return who had applied and was not an activist yet: the roster of applicants."""
    return at_stage(branch, on, Stage.APPLICANT)


def activists_of(branch: Organization | str, on: date) -> list[Line]:
    """Return the roster of activists of a day."""
    return at_stage(branch, on, Stage.ACTIVIST)


def candidates_of(branch: Organization | str, on: date) -> list[Line]:
    """Return the roster of those listed for admission on a day (发展对象)."""
    return at_stage(branch, on, Stage.CANDIDATE)


def probationers_of(branch: Organization | str, on: date) -> list[Line]:
    """Return the roster of probationers admitted by a case of this branch, on a day."""
    return at_stage(branch, on, Stage.PROBATIONER)


def stage_of(applicant: str) -> Stage:
    """Return the stage somebody stands at by what is recorded now."""
    rows = Reached.objects.filter(applicant_id=applicant).order_by("on", "entered_at", "rec")
    last = rows.last()
    return Stage(last.stage) if last else Stage.OVER


def why_not_dated(member: str, item: str, day: date) -> str:
    """Return what an admission says against a day on a card; nothing where it says nothing."""
    stage = {"joined_on": Stage.PROBATIONER, "converted_on": Stage.FULL}[item]
    days = Reached.objects.filter(applicant_id=member, stage=stage).order_by("on", "entered_at")
    found = days.values_list("on", flat=True).last()
    if found is None or found == day:
        return ""
    words = _("发展党员流程里记的是 %(day)s。日期错在流程里的，请先在流程里更正。")
    return words % {"day": found.isoformat()}


def applying_with(id_number: str) -> Applicant | None:
    """Return whose application with this number runs, in whichever branch."""
    found = Applicant.objects.filter(id_number_index=sealing.index_of(id_number), ended=False)
    return found.select_related("branch").first()


def applying_in(branch: str) -> set[tuple[str, date]]:
    """Return name and day of birth of those whose admission runs in a branch. One query."""
    running = Applicant.objects.filter(branch_id=branch, ended=False)
    return set(running.values_list("name", "birth_on"))


def applying_holders(id_numbers: Iterable[str]) -> dict[str, str]:
    """Return number → branch of those whose application runs, wherever that is."""
    wanted = {sealing.index_of(number): number for number in id_numbers if number}
    found: dict[str, str] = {}
    indexes = list(wanted)
    for start in range(0, len(indexes), AT_ONCE):
        rows = Applicant.objects.filter(
            id_number_index__in=indexes[start : start + AT_ONCE], ended=False
        )
        for index, branch in rows.values_list("id_number_index", "branch_id"):
            found[wanted[bytes(index)]] = branch
    return found


def number_of(applicant: Applicant) -> str:
    """Return an applicant's identity number, opened: for the card, never for a page."""
    return sealing.open_number(applicant.uid, applicant.id_number_sealed)


def variant_of(branch: Organization, on: date) -> str:
    """Return by which variant a branch admits on a day: the nearest committee's choice, or 25."""
    above = [*party.superiors_of(branch), branch]
    rows = VariantChoice.objects.filter(organization__in=above, from_on__lte=on)
    chosen = {one.organization_id: one.variant for one in rows.order_by("from_on", "rec")}
    return next((chosen[one.uid] for one in reversed(above) if one.uid in chosen), DEFAULT_VARIANT)


def quotas_of(organization: Organization, year: int) -> list[Quota]:
    """Return a committee's plan of a year: classes first, then branches. One query."""
    found = Quota.objects.filter(organization=organization, year=year).select_related("branch")
    return sorted(found, key=lambda one: (one.branch_id is not None, one.branch_class, one.rec))


def admitted_in(units: Iterable[str], year: int) -> dict[str, int]:
    """Return how many each of some branches admitted in a year, by the meeting's day. One query."""
    rows = Reached.objects.filter(
        stage=Stage.PROBATIONER, on__year=year, applicant__branch__in=list(units)
    )
    told = rows.values("applicant__branch").annotate(count=Count("rec"))
    return {row["applicant__branch"]: row["count"] for row in told}


def is_member(id_number: str) -> Member | None:
    """Return who is registered as a member with this number, whatever their standing."""
    return party.members_holding([id_number]).get(id_number)


def names_of(members: Iterable[str]) -> dict[str, str]:
    """Return members' names by their identities. One query."""
    found = Member.objects.filter(Q(uid__in=list(members)))
    return dict(found.values_list("uid", "name"))
