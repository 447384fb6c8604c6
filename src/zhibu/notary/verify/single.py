"""V5: one record, checked as a stranger would check its file."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.core import policy as trust
from zhibu.core import record_file, strict
from zhibu.core.refusal import Refusal
from zhibu.journal.models import Entry, LeafRow
from zhibu.notary import export_record, policy
from zhibu.notary.export_record import NotProvenYet
from zhibu.notary.verify.faults import Findings, Level

_MOST_VERSIONS = 1_000


class NoSuchRecord(Refusal):
    """The journal holds no record with that identity."""


def verify_record(rec: str, *, at: datetime) -> Findings:
    """Make the file of each version of a record and check it (V5).

    ``counted`` tells each version's number, head and witnesses. What is not covered by a signed
    head yet is told as waiting, not as wrong. Raises NoSuchRecord.
    """
    hashes = list(
        LeafRow.objects.filter(rec=rec).order_by("id").values_list("payload_id", flat=True)
    )[:_MOST_VERSIONS]
    if not hashes:
        raise NoSuchRecord(_("账本里没有标识为 %(rec)s 的记录。") % {"rec": rec})
    findings = Findings(Level.RECORD, size=len(hashes))
    trusted = replace(policy.parsed(at, ever=True), quorum=trust.NONE)
    findings.counted["versions"] = [
        _verify_one(findings, bytes(lh), trusted, at=at) for lh in hashes
    ]
    return findings


def _verify_one(
    findings: Findings, lh: bytes, trusted: trust.Policy, *, at: datetime
) -> dict[str, Any]:
    told: dict[str, Any] = {"lh": lh.hex(), "waiting": False}
    try:
        checked = record_file.check(export_record.file_of(lh, at=at), trusted)
    except NotProvenYet:
        return told | {"waiting": True}
    except strict.Fault as fault:
        _name(findings, lh, fault.reason)
        return told
    except Exception as fault:  # noqa: BLE001 - whatever forged bytes make of it is a finding
        _name(findings, lh, f"{fault!r}"[:200])
        return told
    witnesses = dict(checked.witnesses)
    return told | {"number": checked.index, "size": checked.size, "witnesses": witnesses}


def _name(findings: Findings, lh: bytes, why: str) -> None:
    entry = Entry.objects.filter(lh=lh).first()
    key = f"seq={entry.seq} lh={lh.hex()}" if entry else f"lh={lh.hex()}"
    findings.broken("journal_entry", key, "leaf", why=why)
