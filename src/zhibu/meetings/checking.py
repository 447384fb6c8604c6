"""What verification asks of this room: is every attachment the one that its record committed to?"""

from collections.abc import Sequence
from typing import Any

from zhibu.core.leaf import spell_bytes
from zhibu.meetings import attachments
from zhibu.meetings.models import StoredFile
from zhibu.notary.verify import Findings

_TABLE = StoredFile._meta.db_table


def check_attachments(findings: Findings, listed: Sequence[dict[str, Any]]) -> None:
    """Hold attachments that records list against their rows and their bytes."""
    rows = StoredFile.objects.in_bulk([one["id"] for one in listed])
    for row, _key, expected in findings.held(_TABLE, rows, listed):
        _check_bytes(findings, row, expected)


def _check_bytes(findings: Findings, row: StoredFile, expected: str) -> None:
    key = f"uid={row.uid}"
    try:
        found = spell_bytes(attachments.commitment_of(row))
    except OSError:
        findings.missing("attachments", f"{key} sha256={bytes(row.sha256).hex()}")
        return
    if found != expected:
        findings.changed("attachments", key, "h", found=found, expected=expected)
