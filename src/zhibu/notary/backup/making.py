"""Making a backup: one state of the database, and everything beside it that it needs.

The database comes first. What lies beside it only grows, so what is copied later holds all that
the state refers to; of heads only those that the state knows are taken along.
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from zhibu.core import leaf as spelling
from zhibu.core.refusal import Refusal
from zhibu.notary import checkpoints, keys, mirror, policy
from zhibu.notary.backup import manifest, rows
from zhibu.notary.backup.manifest import Manifest, Member
from zhibu.notary.backup.places import Target, target_at
from zhibu.notary.backup.progress import Bar, Silent
from zhibu.notary.guard import NAME as GUARD
from zhibu.notary.guard import Guard

ATTACHMENTS, MIRROR, KEYS = "attachments", "mirror", "keys"
_MARK = b"zhibu-vault-mark/1\n"
_TRANSIENT = {".lock", ".half", ".queue"}


def make(place: str, *, at: datetime, with_keys: bool = False, bar: Bar | None = None) -> Manifest:
    """Make a backup at a place and return its manifest.

    Raises CannotReach where the place is taken or out of reach; nothing half made is left there.
    """
    target = target_at(place)
    try:
        with rows.snapshot() as state:
            return _written(_Writer(target, bar or Silent()), state, at, with_keys=with_keys)
    except BaseException:
        target.give_up()
        raise


def vault_mark() -> str:
    """Return what tells one vault key from another, or nothing where there is none."""
    path = keys.folder() / "vault.key"
    return hashlib.sha256(_MARK + path.read_bytes()).hexdigest() if path.exists() else ""


class _Writer:
    """Hands members over and remembers their digests."""

    def __init__(self, target: Target, bar: Bar) -> None:
        self._target, self._bar = target, bar
        self.members: list[Member] = []

    def add(self, name: str, file: BinaryIO, size: int | None = None) -> None:
        size = file.seek(0, io.SEEK_END) if size is None else size
        file.seek(0)
        self._bar.begin(name, size)
        counted: Any = _Counted(file, size, self._bar)
        self._target.add(name, counted, size)
        self.members.append(Member(name, size, counted.hexdigest()))

    def add_bytes(self, name: str, data: bytes) -> None:
        self.add(name, io.BytesIO(data))

    def finish(self, told: Manifest) -> None:
        self._target.finish(told.data)


class _Counted:
    """A file read to the length it had at first, hashed and counted on the way."""

    def __init__(self, file: BinaryIO, size: int, bar: Bar) -> None:
        self._file, self._left, self._bar = file, size, bar
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        piece = self._file.read(wanted) if wanted else b""
        self._left -= len(piece)
        self._digest.update(piece)
        self._bar.advance(len(piece))
        return piece

    def hexdigest(self) -> str:
        if self._left:
            raise Refusal(_("有文件在备份时变短了，备份没有完成。请再试一次。"))
        return self._digest.hexdigest()


def _written(writer: _Writer, state: rows.Snapshot, at: datetime, *, with_keys: bool) -> Manifest:
    size = state.size()
    state.write(writer.add)
    for name, path in _files(with_keys=with_keys):
        with ExitStack() as opened:
            try:
                file = opened.enter_context(path.open("rb"))
            except FileNotFoundError:  # erased a moment ago, by an act
                continue
            writer.add(name, file, _length(name, file, size))
    for name, data in _told(size):
        writer.add_bytes(name, data)
    told = Manifest(
        made_at=spelling.spell_instant(at),
        engine=rows.engine(),
        size=size,
        checkpoint=state.checkpoint(),
        with_keys=with_keys,
        vault=vault_mark(),
        migrations=rows.applied(rows.owner()),
        tables=state.tables,
        members=tuple(writer.members),
    )
    writer.finish(told)
    return told


def _files(*, with_keys: bool) -> Iterator[tuple[str, Path]]:
    folders = [(ATTACHMENTS, Path(settings.ATTACHMENTS)), (MIRROR, Path(settings.MIRROR))]
    if with_keys:
        folders.append((KEYS, keys.folder()))
    for label, folder in folders:
        for path in sorted(folder.rglob("*")):
            name = f"{label}/{path.relative_to(folder).as_posix()}"
            if path.is_file() and _is_lasting(path) and manifest.is_plain(name):
                yield name, path


def _length(name: str, file: BinaryIO, size: int) -> int | None:
    """Return how much of a file belongs to the state: of the mirror, its leaves and no later."""
    if not keys.is_established() or name != f"{MIRROR}/{mirror.current().path.name}":
        return None
    return sum(map(len, islice(file, size)))


def _is_lasting(path: Path) -> bool:
    return path.suffix not in _TRANSIENT and path.name != GUARD


def _told(size: int) -> Iterator[tuple[str, bytes]]:
    """Yield what is spelled out beside the database, as verifiers read it."""
    for one in checkpoints.published():
        if one.size <= size:
            yield f"checkpoints/cp-{one.size}", one.note.data
    if keys.is_established():
        yield "policy.txt", policy.text(ever=True).encode()
        yield f"guard/{GUARD}", _guard(size)


def _guard(size: int) -> bytes:
    """Return the heads signed up to a size, so that a guard never knows more than its database."""
    origin = keys.origin()
    kept = []
    for head in Guard.within(keys.folder()).heads():
        if head.checkpoint.origin == origin and head.checkpoint.size > size:
            break
        kept.append(head.line)
    return "".join(kept).encode()
