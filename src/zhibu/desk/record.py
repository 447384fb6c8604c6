"""One record as its page shows it: what it says now, what it said before, and by whose hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse

from zhibu.desk import telling, words
from zhibu.desk.telling import Field
from zhibu.journal import kinds, log
from zhibu.journal.log import Leaf, Op
from zhibu.meetings import regulation
from zhibu.meetings.records import Attachment
from zhibu.party.models import Account, Organization
from zhibu.party.permits import Ability, Permits
from zhibu.party.sets import Role
from zhibu.procedures import naming
from zhibu.worklog.actions import ability_of

HELD = "meetings.held"
# Declared work: what has a beginning is corrected, its end only withdrawn.
_WORK = ("work_done", "document_made", "counted", "incident_happened", "task_set", "state_began")
_WORK_ENDS = ("task_done", "state_ended")
CORRECTED_AT = {HELD: "meetings:correct", "dues.collected": "dues:correct"} | {
    f"worklog.{name}": "worklog:correct" for name in _WORK
}
WITHDRAWN_AT = {HELD: "meetings:withdraw", "dues.collected": "dues:withdraw"} | {
    f"worklog.{name}": "worklog:withdraw" for name in (*_WORK, *_WORK_ENDS)
}


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its place in the journal, whose hand, why, and what it said."""

    leaf: Leaf
    by: str
    role: str
    fields: tuple[Field, ...]

    @property
    def withdrawal(self) -> bool:
        return self.leaf.op is Op.WITHDRAW


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What the page receives. ``fields`` is empty for who may only know that it was held."""

    rec: str
    title: str
    organization: Organization | None
    on: date
    first: Leaf
    latest: Leaf
    lag: int
    fields: tuple[Field, ...]
    files: tuple[Attachment, ...]
    case: str
    versions: tuple[Version, ...]
    open_to_reader: bool
    may_correct: bool
    correct_at: str
    withdraw_at: str

    @property
    def withdrawn(self) -> bool:
        return self.latest.op is Op.WITHDRAW

    @property
    def reason(self) -> str | None:
        """Return why it was corrected or withdrawn; a reason may name people, so not to all."""
        return self.latest.reason if self.open_to_reader else None

    @property
    def corrected(self) -> bool:
        return any(version.leaf.op is Op.CORRECT for version in self.versions)


def page_of(rec: str, permits: Permits) -> RecordPage:
    """Return a record as the reader may see it.

    Raises Http404 where it is unknown, or not the reader's to know of.
    """
    leaves = log.versions_of(rec)
    if not leaves:
        raise Http404
    organization = Organization.objects.filter(pk=leaves[-1].unit).first()
    seen = organization is not None and permits.may(Ability.SEE_BRANCH_PRIVATE, organization)
    if not seen and (leaves[-1].kind != HELD or not permits.is_open(Ability.SEE_SCORES)):
        raise Http404
    bare = organization is not None and permits.may(Ability.SEE_SENSITIVE, organization)
    if not bare and _is_about_a_sanction(leaves[0]):
        raise Http404
    return _page(leaves, organization, seen=seen, permits=permits)


def _is_about_a_sanction(first: Leaf) -> bool:
    """Say whether even that there is such a record is for those who may see what is sensitive."""
    return first.kind in {name.rpartition(".")[0] for name in words.SANCTIONS}


def _page(
    leaves: list[Leaf], organization: Organization | None, *, seen: bool, permits: Permits
) -> RecordPage:
    latest = leaves[-1]
    standing_leaf = next(leaf for leaf in reversed(leaves) if leaf.op is not Op.WITHDRAW)
    records = log.records_of([leaf for leaf in leaves if leaf.op is not Op.WITHDRAW])
    bare = organization is not None and permits.may(Ability.SEE_SENSITIVE, organization)
    masked = words.masked_for(sensitive=bare)
    versions = _versions(leaves, records, masked) if seen else ()
    standing = [version for version in versions if not version.withdrawal]
    may = organization is not None and permits.may(Ability.RECORD_WORK, organization)
    mends = organization is not None and permits.may(_ability(leaves[0]), organization)
    return RecordPage(
        rec=latest.rec,
        title=_title(latest, records[-1], seen=seen),
        organization=organization,
        on=latest.on,
        first=leaves[0],
        latest=latest,
        lag=standing_leaf.lag,
        fields=standing[-1].fields if standing else (),
        files=getattr(records[-1], "attachments", ()) if seen else (),
        case=getattr(records[-1], "case", ""),
        versions=tuple(reversed(versions)),
        open_to_reader=seen,
        may_correct=may and latest.kind == HELD and latest.op is not Op.WITHDRAW,
        correct_at=_page_for(CORRECTED_AT, latest) if mends else "",
        withdraw_at=_page_for(WITHDRAWN_AT, latest) if mends else "",
    )


def _ability(first: Leaf) -> Ability:
    """Return what mending a record takes: declared work is mended by the side that told it."""
    return ability_of(first) if first.kind.startswith("worklog.") else Ability.RECORD_WORK


def _page_for(pages: Mapping[str, str], latest: Leaf) -> str:
    """Return where a record of this kind is mended; empty where it no longer can be."""
    page = pages.get(latest.kind)
    return reverse(page, args=[latest.rec]) if page and latest.op is not Op.WITHDRAW else ""


def _title(leaf: Leaf, record: Any, *, seen: bool) -> str:
    form = getattr(record, "form", None) if leaf.kind == HELD else None
    known = regulation.forms().get(form or "")
    if known and (seen or not regulation.is_private(known)):
        return str(known.label)
    called = naming.called([leaf]).get(leaf.rec) if seen else None
    return called.title if called else str(kinds.latest(leaf.kind).title)


def _versions(
    leaves: list[Leaf], records: list[Any], masked: frozenset[str]
) -> tuple[Version, ...]:
    names = telling.names_in(records)
    actors = Account.objects.filter(pk__in={leaf.actor for leaf in leaves})
    hands = dict(actors.values_list("uid", "display_name"))
    told = iter([telling.say(record, names, masked=masked) for record in records])
    former, versions = None, []
    gone = log.gone_of(leaves)
    for leaf in leaves:
        fields: tuple[Field, ...] = ()
        if leaf.op is not Op.WITHDRAW:
            latest = next(told)
            fields, former = telling.compare(former, latest), latest
        fields += telling.lacking(fields, gone.get(leaf.lh, ()), leaf.kind)
        versions.append(Version(leaf, hands.get(leaf.actor, ""), _role(leaf.role), fields))
    return tuple(versions)


def _role(role: str) -> str:
    return words.word_of("role", role) if role in Role.values else role
