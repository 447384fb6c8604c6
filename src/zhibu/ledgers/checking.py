"""What verification asks of this room: is every frozen file the one that its record named?"""

from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag

from zhibu.core.leaf import spell_bytes
from zhibu.core.record_file import file_hash
from zhibu.ledgers import keeping
from zhibu.ledgers.models import KeptFile
from zhibu.notary.verify import Findings

_TABLE = KeptFile._meta.db_table


def check_files(findings: Findings, listed: Sequence[dict[str, Any]]) -> None:
    """Hold frozen files that records list against their rows and their bytes."""
    rows = KeptFile.objects.in_bulk([one["id"] for one in listed])
    for row, key, expected in findings.held(_TABLE, rows, listed):
        if (mark := _mark_of(row)) != expected:
            findings.changed(_TABLE, key, "sealed", found=mark, expected=expected)


def _mark_of(row: KeptFile) -> str:
    """Return the digest of what a row holds; nothing where it cannot be opened any more."""
    try:
        content = keeping.content_of(row)
    except InvalidTag:
        return ""
    return spell_bytes(file_hash(bytes(row.salt), content))
