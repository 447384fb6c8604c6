"""Files beside the minutes: checked by content, stored under their hash, committed with a salt."""

import hashlib
import os
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import puremagic
from django.utils.translation import gettext as _

from zhibu.core.ids import new_id
from zhibu.core.leaf import spell_bytes
from zhibu.core.record_file import file_hash
from zhibu.core.refusal import Refusal
from zhibu.journal import durable
from zhibu.meetings import photos
from zhibu.meetings.models import StoredFile
from zhibu.meetings.parts import Attachment
from zhibu.meetings.shelf import path_of
from zhibu.meetings.wording import tidy

LARGEST = 10 * 1024 * 1024
MOST = 10
LONGEST_NAME = 100
_MEMBERS = 2_000
_UNPACKED = 200 * 1024 * 1024


class CannotAttach(Refusal):
    """The file cannot be kept."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that may be attached: its name's ending, what it is served as, what proves it."""

    endings: tuple[str, ...]
    media: str
    member: str = ""


PDF = FileType((".pdf",), "application/pdf")
PNG = FileType((".png",), "image/png")
JPEG = FileType((".jpg", ".jpeg"), "image/jpeg")
_OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = FileType((".docx",), _OFFICE + "wordprocessingml.document", "word/document.xml")
SHEET = FileType((".xlsx",), _OFFICE + "spreadsheetml.sheet", "xl/workbook.xml")
ALLOWED = (PDF, PNG, JPEG, WORD, SHEET)


def store(*, branch: str, name: str, content: bytes, at: datetime) -> StoredFile:
    """Keep an uploaded file and return its row; the place where a photograph was taken is cut out.

    Raises CannotAttach for a file too large, empty, or of a type that its content does not prove.
    """
    shown = _shown(name)
    if not content or len(content) > LARGEST:
        raise CannotAttach(
            _("“%(name)s”不能附：文件须大于 0、不超过 10 MB。可以压缩后再附，也可以不附。")
            % {"name": shown},
            field="files",
        )
    kind = _type_of(shown, content)
    content = photos.without_traces(content, kind.media)
    digest = hashlib.sha256(content).digest()
    _keep(digest, content)
    return StoredFile.objects.create(
        uid=new_id("f"), branch_id=branch, name=shown, size=len(content), type=kind.media,
        sha256=digest, salt=secrets.token_bytes(16), stored_at=at,
    )  # fmt: skip


def attachments_of(files: Iterable[StoredFile]) -> tuple[Attachment, ...]:
    """Return stored files as a record lists them (journal specification 2.3)."""
    return tuple(
        Attachment(one.uid, one.name, one.size, one.type, spell_bytes(commitment_of(one)))
        for one in files
    )


def content_of(file: StoredFile) -> bytes:
    """Return a stored file's bytes."""
    return path_of(bytes(file.sha256)).read_bytes()


def commitment_of(file: StoredFile) -> bytes:
    """Return the digest by which a record commits to a stored file. Raises OSError without it."""
    return file_hash(bytes(file.salt), content_of(file))


def _type_of(name: str, content: bytes) -> FileType:
    for kind in ALLOWED:
        if name.lower().endswith(kind.endings) and _proves(content, kind):
            return kind
    raise CannotAttach(
        _("“%(name)s”不能附：只收 PDF、PNG、JPG、DOCX、XLSX，且内容须与扩展名一致、不含宏。")
        % {"name": name},
        field="files",
    )


def _proves(content: bytes, kind: FileType) -> bool:
    if kind.member:
        return _is_office(content, kind)
    try:
        found = puremagic.magic_string(content[:4096])
    except puremagic.PureError:
        return False
    return any(one.mime_type == kind.media and one.offset == 0 for one in found)


def _is_office(content: bytes, kind: FileType) -> bool:
    """Say whether it is a plain Office file: its own part, no macros, no bomb. Nothing is read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    names = {member.filename for member in members}
    sound = len(members) <= _MEMBERS and sum(one.file_size for one in members) <= _UNPACKED
    macros = any(name.lower().endswith(("vbaproject.bin", ".exe")) for name in names)
    return sound and not macros and {"[Content_Types].xml", kind.member} <= names


def _shown(name: str) -> str:
    bare = tidy(name).replace("\\", "/").rsplit("/", 1)[-1].lstrip(".") or "file"
    stem, ending = os.path.splitext(bare)  # noqa: PTH122 - a shown name, not a path
    return stem[: LONGEST_NAME - len(ending[:8])] + ending[:8]


def _keep(digest: bytes, content: bytes) -> None:
    path = path_of(digest)
    if path.exists():
        return
    durable.write(path, content)  # before the record that will name it is committed
