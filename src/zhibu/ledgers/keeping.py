"""Files that were frozen: kept sealed, named in a record by salted digest, checked when given."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag

from zhibu.core.ids import new_id
from zhibu.core.leaf import spell_bytes
from zhibu.core.record_file import file_hash
from zhibu.journal import vault
from zhibu.ledgers.models import KeptFile
from zhibu.meetings.parts import Attachment


@dataclass(frozen=True, slots=True)
class Given:
    """A kept file's bytes, and whether they are those that the record committed to."""

    file: KeptFile
    content: bytes
    sound: bool


def keep(*, branch: str, name: str, media: str, content: bytes, at: datetime) -> KeptFile:
    """Keep bytes sealed and return their row; the record that names them comes after."""
    uid, salt = new_id("f"), secrets.token_bytes(16)
    return KeptFile.objects.create(
        uid=uid, branch_id=branch, name=name, size=len(content), type=media, salt=salt,
        digest=file_hash(salt, content), sealed=vault.seal(content, about=uid.encode()),
        kept_at=at,
    )  # fmt: skip


def listed(file: KeptFile) -> Attachment:
    """Return a kept file as a record lists it (journal specification 2.3)."""
    digest = spell_bytes(bytes(file.digest))
    return Attachment(file.uid, file.name, file.size, file.type, digest)


def give(uid: str, told: Iterable[Attachment]) -> Given | None:
    """Return a file that a record lists, held against what the record says; None once erased."""
    file = KeptFile.objects.filter(uid=uid).first()
    line = next((one for one in told if one.id == uid), None)
    if file is None or line is None:
        return None
    try:
        content = content_of(file)
    except InvalidTag:
        return Given(file, b"", sound=False)
    found = spell_bytes(file_hash(bytes(file.salt), content))
    return Given(file, content, sound=found == line.h)


def content_of(file: KeptFile) -> bytes:
    """Return a kept file's bytes. Raises InvalidTag where what is sealed was tampered with."""
    return vault.unseal(bytes(file.sealed), about=file.uid.encode())


def forget(files: Iterable[Mapping[str, Any]]) -> None:
    """Let go of files that no record lists any more."""
    KeptFile.objects.filter(uid__in=[one["id"] for one in files]).delete()
