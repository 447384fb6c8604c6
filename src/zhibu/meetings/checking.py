"""What verification asks of this room: is every attachment the one that its record committed to?"""

from collections.abc import Iterator
from contextlib import suppress

from zhibu.core.leaf import spell_bytes
from zhibu.journal import kinds, log
from zhibu.meetings import attachments
from zhibu.meetings.models import StoredFile
from zhibu.meetings.parts import Attachment
from zhibu.notary.verify import Findings

_TABLE = StoredFile._meta.db_table
_COLUMNS = ("name", "size", "type")


def check_attachments(findings: Findings) -> None:
    """Hold each attachment that a record lists against the record: its row, and its bytes."""
    for listed in _listed():
        key = f"uid={listed.id}"
        row = StoredFile.objects.filter(uid=listed.id).first()
        if row is None:
            findings.missing(_TABLE, key)
            continue
        for column in _COLUMNS:
            told = {"found": getattr(row, column), "expected": getattr(listed, column)}
            if told["found"] != told["expected"]:
                findings.changed(_TABLE, key, column, **told)
        _check_bytes(findings, row, listed)


def _check_bytes(findings: Findings, row: StoredFile, listed: Attachment) -> None:
    key = f"uid={row.uid}"
    try:
        found = spell_bytes(attachments.commitment_of(row))
    except OSError:
        findings.missing("attachments", f"{key} sha256={bytes(row.sha256).hex()}")
        return
    if found != listed.h:
        findings.changed("attachments", key, "h", found=found, expected=listed.h)


def _listed() -> Iterator[Attachment]:
    """Yield every attachment that stands in a record, each once."""
    fields = {kind.name: kind.files for kind in kinds.all_kinds() if kind.files}
    seen: set[Attachment] = set()
    for leaf in log.leaves_named(fields):
        listed: tuple[object, ...] = ()
        with suppress(Exception):  # a record that cannot be read is named by its own payload
            listed = getattr(log.record_of(leaf), str(fields[leaf.kind]))
        found = {one for one in listed if isinstance(one, Attachment)} - seen
        seen |= found
        yield from found
