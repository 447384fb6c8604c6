"""One record with all its versions, as its page shows it."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from zhibu.desk.api.fields import RecordId, Shown
from zhibu.desk.record import RecordPage, Version, page_of
from zhibu.party import access

router = Router(tags=["records"])


class LineShown(Shown):
    """A line of a field; ``mark`` is ``ins`` or ``del`` where a version changed it."""

    text: str
    mark: str


class FieldShown(Shown):
    label: str
    lines: list[LineShown]


class VersionShown(Shown):
    fingerprint: str
    number: int | None
    op: str
    at: datetime
    by: str
    role: str
    via: str
    lag: str
    reason: str | None
    fields: list[FieldShown]


class RecordShown(Shown):
    """A record: the latest version first. Who may only know that it was held sees no version."""

    rec: str
    title: str
    kind: str
    organization: str | None
    on: date
    corrected: bool
    withdrawn: bool
    may_correct: bool
    versions: list[VersionShown]


@router.get("/records/{rec}", response=RecordShown)
def record(request: HttpRequest, rec: RecordId) -> dict[str, Any]:
    """Show a record, what each version said and by whose hand."""
    return _shown(page_of(rec, access.sign(request).permits))


def _shown(page: RecordPage) -> dict[str, Any]:
    return {
        "rec": page.rec,
        "title": page.title,
        "kind": page.latest.kind,
        "organization": page.organization.uid if page.organization else None,
        "on": page.on,
        "corrected": page.corrected or page.latest.op == "correct",
        "withdrawn": page.withdrawn,
        "may_correct": page.may_correct,
        "versions": [_version(one) for one in page.versions],
    }


def _version(one: Version) -> dict[str, Any]:
    leaf = one.leaf
    return {
        "fingerprint": leaf.fingerprint,
        "number": leaf.number,
        "op": leaf.op.value,
        "at": leaf.at,
        "by": one.by,
        "role": one.role,
        "via": leaf.via.value,
        "lag": leaf.lag.spelled,
        "reason": leaf.reason,
        "fields": one.fields,
    }
