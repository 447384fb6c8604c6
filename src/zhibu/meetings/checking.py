"""What verification asks of this room: is every attachment the one that its record committed to?"""

from collections.abc import Sequence
from typing import Any

from zhibu.core.leaf import spell_bytes
from zhibu.meetings import attachments
from zhibu.meetings.models import StoredFile
from zhibu.notary.verify import Findings

_TABLE = StoredFile._meta.db_table
_COLUMNS = ("name", "size", "type")


def check_attachments(findings: Findings, listed: Sequence[dict[str, Any]]) -> None:
    """Hold attachments that records list against their rows and their bytes."""
    rows = StoredFile.objects.in_bulk([one["id"] for one in listed])
    for one in listed:
        key = f"uid={one['id']}"
        if (row := rows.get(one["id"])) is None:
            findings.missing(_TABLE, key)
            continue
        for column in _COLUMNS:
            found, expected = getattr(row, column), one[column]
            if found != expected:
                findings.changed(_TABLE, key, column, found=found, expected=expected)
        _check_bytes(findings, row, one["h"])


def _check_bytes(findings: Findings, row: StoredFile, expected: str) -> None:
    key = f"uid={row.uid}"
    try:
        found = spell_bytes(attachments.commitment_of(row))
    except OSError:
        findings.missing("attachments", f"{key} sha256={bytes(row.sha256).hex()}")
        return
    if found != expected:
        findings.changed("attachments", key, "h", found=found, expected=expected)
