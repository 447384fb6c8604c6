"""Letters: who waits for whom, and what is overdue."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from zhibu.journal import log
from zhibu.journal.leaves import Op
from zhibu.mobility import rules
from zhibu.mobility.models import Arrival, Letter, State
from zhibu.mobility.records import LetterRefused
from zhibu.mobility.refusals import CannotTransfer
from zhibu.party.models import Organization
from zhibu.party.queries import organizations_under

SHOWN = 200
REFUSED = "mobility.letter_refused"


def letter(rec: str) -> Letter:
    """Return a letter with its member and both sides. Raises Letter.DoesNotExist."""
    return _whole().get(rec=rec)


def waiting(rec: str) -> Letter:
    """Return a letter that waits to be received. Raises CannotTransfer where it waits no more."""
    found = letter(rec)
    if found.state != State.ISSUED:
        words = _("这封介绍信现在是“%(state)s”，不能再办。")
        raise CannotTransfer(words % {"state": State(found.state).label})
    return found


def open_letter_of(member: str) -> Letter | None:
    """Return a member's letter that waits to be received."""
    return Letter.objects.filter(member_id=member, state=State.ISSUED).first()


def why_ended(one: Letter) -> str:
    """Return why a letter was sent back or taken back; nothing where it was neither.

    Four queries at most.
    """
    if one.state == State.WITHDRAWN:
        return log.versions_of(one.rec)[-1].reason or ""
    if one.state != State.REFUSED:
        return ""
    leaves = log.leaves_of(
        one.branch_id, named=[REFUSED], first=one.ended_on, until=one.ended_on, limit=SHOWN
    )
    records: list[LetterRefused] = log.records_of([leaf for leaf in leaves if leaf.op is Op.CREATE])
    return next((told.reason_told for told in records if told.letter == one.rec), "")


def letter_after(one: Letter) -> Letter | None:
    """Return the letter that stands in for one that ran out."""
    if one.state != State.LAPSED:
        return None
    later = Letter.objects.filter(
        member=one.member_id, branch=one.branch_id, first_due=one.first_due
    )
    later = later.filter(Q(year=one.year, number__gt=one.number) | Q(year__gt=one.year))
    return later.order_by("year", "number").first()


def last_number(branch: str, year: int) -> int:
    """Return the number of a branch's latest letter of a year."""
    found = Letter.objects.filter(branch_id=branch, year=year).aggregate(Max("number"))
    return found["number__max"] or 0


def number_of(one: Letter) -> str:
    """Write a letter's number."""
    return rules.in_force().number_of(one.year, one.number)


def letters_from(branch: Organization) -> QuerySet[Letter]:
    """Return what a branch issued: what waits first, then the latest."""
    waits = Case(When(state=State.ISSUED, then=Value(0)), default=1, output_field=IntegerField())
    return _whole().filter(branch=branch).order_by(waits, "-issued_on", "-number")[:SHOWN]


def letters_to(organization: Organization) -> QuerySet[Letter]:
    """Return what waits for an organization, the earliest end first."""
    found = _whole().filter(to=organization, state=State.ISSUED)
    return found.order_by("valid_until", "rec")[:SHOWN]


def letters_into(branch: Organization) -> QuerySet[Letter]:
    """Return the letters by which a branch took members in, the latest first."""
    return _whole().filter(to_branch=branch).order_by("-ended_on", "rec")[:SHOWN]


def overdue_under(organization: Organization, today: date) -> QuerySet[Letter]:
    """Return letters of all branches below that ran out, or will within the warning's days."""
    soon = today + timedelta(days=rules.in_force().warning.number)
    found = _whole().filter(
        state=State.ISSUED, valid_until__lte=soon, branch__in=organizations_under(organization)
    )
    return found.order_by("valid_until", "rec")[:SHOWN]


def due_at(
    own: Iterable[str], sending: QuerySet[Organization], today: date
) -> list[Letter]:  # fmt: skip
    """Return what waits to be received by some organizations, or ran out on those that issued it.

    One query; what waits first ends first.
    """
    soon = today + timedelta(days=rules.in_force().warning.number)
    mine = Q(to__in=list(own)) | Q(branch__in=sending, valid_until__lte=soon)
    found = _whole().filter(mine, state=State.ISSUED)
    return list(found.order_by("valid_until", "rec")[:SHOWN])


def arrivals_of(branch: Organization) -> QuerySet[Arrival]:
    """Return who came from outside, the latest first."""
    found = Arrival.objects.filter(branch=branch).select_related("member")
    return found.order_by("-received_on", "rec")[:SHOWN]


def _whole() -> QuerySet[Letter]:
    return Letter.objects.select_related("member", "branch", "to", "to_branch")
