"""Which standards are and were in force for an organization, and what each asks of a branch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhibu.assessment import declared, in_force, standing
from zhibu.assessment.declared import StandardShown
from zhibu.assessment.in_force import Pin, Register
from zhibu.assessment.models import Adopted, Profile, Purpose, Sealed
from zhibu.assessment.worded import in_words_of_reader
from zhibu.core import burden
from zhibu.core.standard import Standard
from zhibu.journal.days import civil
from zhibu.party import queries as party
from zhibu.party.models import Account, Affiliation, Organization
from zhibu.party.permits import Permits

IN_FORCE, AHEAD, BEFORE, WITHDRAWN = "in_force", "ahead", "before", "withdrawn"
_STATES = {
    IN_FORCE: _("现行"), AHEAD: _("将生效"), BEFORE: _("以前"), WITHDRAWN: _("已撤回"),
}  # fmt: skip
MINUTES = 60


@dataclass(frozen=True, slots=True)
class Version:
    """One version for the list: whose it is, since when, how it was checked, what it asks.

    ``rec`` is empty for what comes with the program.
    """

    name: str
    title: str
    version: str
    purpose: str
    committee: str
    rec: str
    by: str
    effective_from: date | None
    adopted_on: date | None
    state: str
    state_words: str
    profile: str
    literal: bool
    reasons: str
    sha256: str
    warnings: tuple[str, ...]
    entries: int
    hours: int
    machine_share: int


def versions_for(organization: Organization, *, today: date) -> tuple[Version, ...]:
    """Return what is, will be and was in force for an organization, what is in force first.

    Its own committee's adoptions and those of all above. Four queries.
    """
    holding = {pin.purpose: pin for pin in _pins(organization, today.year)}
    above = [one.path for one in party.superiors_of(organization)]
    rows = list(
        Adopted.objects.filter(committee__path__in=[*above, organization.path])
        .select_related("committee")
        .defer("text")
        .order_by("-effective_from", "-adopted_at")
    )
    names = dict(
        Account.objects.filter(pk__in={row.adopted_by for row in rows}).values_list(
            "uid", "display_name"
        )
    )
    told = [_of_row(row, state_of(row, holding, today), names) for row in rows]
    shipped = [_of_shipped(pin) for pin in holding.values() if not pin.adoption]
    order = (IN_FORCE, AHEAD, BEFORE, WITHDRAWN)
    return tuple(sorted([*shipped, *told], key=lambda one: order.index(one.state)))


def state_of(row: Adopted, holding: Mapping[str, Pin], today: date) -> str:
    """Return whether an adoption is in force, will be, was, or was withdrawn."""
    if row.withdrawn_at is not None:
        return WITHDRAWN
    pin = holding.get(row.purpose)
    if pin is not None and pin.adoption == row.rec:
        return IN_FORCE
    return AHEAD if row.effective_from.year > today.year else BEFORE


def standard_named(name: str) -> StandardShown:
    """Return a version as its page shows it, by its name such as ``zb-41/2026.1``.

    Raises LookupError where nobody adopted it and none such comes with the program.
    """
    for purpose in filter(in_force.is_shipped, in_force.SHIPPED):
        if standing.named(in_force.shipped(purpose)) == name:
            return declared.standard_shown(in_words_of_reader(in_force.shipped(purpose)))
    standard, _slash, version = name.partition("/")
    row = Adopted.objects.filter(standard=standard, version=version).order_by("adopted_at").first()
    if row is None:
        raise LookupError(name)
    return declared.standard_shown(in_force.compiled(row.rec), adopted=row)


def standard_at(place: Organization | None, purpose: str) -> StandardShown:
    """Return what scores where the reader stands, this year. Raises LookupError without any."""
    if place is None:
        if not in_force.is_shipped(purpose):
            raise LookupError(purpose)
        return declared.standard_shown(in_words_of_reader(in_force.shipped(purpose)))
    year = timezone.localdate().year
    pins = Register().pins(place.path, year, [purpose])
    pin = next(iter(pins), None)
    if pin is None:
        raise LookupError(purpose)
    row = Adopted.objects.filter(rec=pin.adoption).first() if pin.adoption else None
    return declared.standard_shown(in_words_of_reader(pin.standard), adopted=row)


def place_of(account: Account, permits: Permits) -> Organization | None:
    """Return where a reader stands: the first organization they act for, or their own branch."""
    held = next(iter(permits.held), None)
    if held is not None:
        return Organization.objects.filter(pk=held.organization).first()
    found = Affiliation.objects.filter(member_id=account.member_id).order_by("-from_on")
    latest = found.select_related("organization").first() if account.member_id else None
    return latest.organization if latest else None


def seals_for(organization: Organization) -> list[Sealed]:
    """Return the years that this organization or one above it closed, the latest first."""
    above = [one.path for one in party.superiors_of(organization)]
    rows = Sealed.objects.filter(committee__path__in=[*above, organization.path])
    return list(rows.select_related("committee").order_by("-year", "purpose", "rec")[:60])


def _of_row(row: Adopted, state: str, names: Mapping[str, str]) -> Version:
    standard = in_words_of_reader(in_force.compiled(row.rec))
    return _version(
        standard,
        committee=row.committee.name,
        rec=row.rec,
        by=names.get(row.adopted_by, ""),
        effective_from=row.effective_from,
        adopted_on=civil(row.adopted_at),
        state=state,
        state_words=_STATES[state],
        profile=row.get_profile_display(),
        literal=row.profile == Profile.LITERAL,
        reasons=row.reasons,
        sha256=row.sha256,
    )


def _of_shipped(pin: Pin) -> Version:
    return _version(
        in_words_of_reader(pin.standard),
        committee="",
        rec="",
        by="",
        effective_from=None,
        adopted_on=None,
        state=IN_FORCE,
        state_words=_STATES[IN_FORCE],
        profile=Profile.RELIEF.label,
        literal=False,
        reasons="",
        sha256=sha256(in_force.shipped_text(pin.purpose)).hexdigest(),
    )


def _version(standard: Standard, **told: Any) -> Version:
    asked = burden.burden_of(standard)
    return Version(
        name=standing.named(standard),
        title=standard.title,
        version=standard.version,
        purpose=str(Purpose(standard.purpose).label),
        warnings=declared.warnings_of(standard),
        entries=asked.entries,
        hours=(asked.minutes + MINUTES // 2) // MINUTES,
        machine_share=asked.machine_share,
        **told,
    )


def _pins(organization: Organization, year: int) -> Iterator[Pin]:
    return Register().pins(organization.path, year, list(Purpose))
