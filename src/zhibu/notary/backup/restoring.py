"""Putting an installation back from a backup, and finding out whether it is the one that was.

The backup's own checkpoint proves nothing: whoever forged the rows forged that too. So a
checkpoint held outside is asked for: from a witness, a superior, a member's browser, or paper.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from zhibu.core import strict
from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.notes import Note
from zhibu.core.refusal import Refusal
from zhibu.journal import tree
from zhibu.journal.leaves import Hand
from zhibu.notary import keys, mirror, verify
from zhibu.notary.backup import making, manifest, places, rows
from zhibu.notary.backup.manifest import BackupDamaged, Manifest, Member
from zhibu.notary.backup.progress import Bar, Silent
from zhibu.notary.guard import NAME as GUARD
from zhibu.notary.guard import Guard
from zhibu.notary.verify import Findings, Level, What

LEVELS = (Level.LEAVES, Level.CONTENTS, Level.TABLES)
_PIECE = 1024 * 1024
Open = Callable[[str], AbstractContextManager[BinaryIO]]


class CannotRestore(Refusal):
    """The backup is not put back, or was taken out again."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A checkpoint that was held outside: the head, and its note where it is signed."""

    head: Head
    note: Note | None

    @classmethod
    def parse(cls, data: bytes) -> "Outside":
        """Return the checkpoint in a file: a signed note, or three lines copied from paper."""
        try:
            if b"\n\n" in data:
                note = Note.parse(data)
                return cls(Head.parse(note.text), note)
            return cls(Head.parse(data.decode().strip() + "\n"), None)
        except (strict.Fault, UnicodeDecodeError) as fault:
            raise CannotRestore(
                _("--check 给的不是账本头：%(why)s。要公布的签名原文，或打印件页脚的三行。")
                % {"why": fault}
            ) from fault


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: the backup, how many entries, and how many are known to be lost."""

    told: Manifest
    mark: str
    size: int
    lost: int
    findings: tuple[Findings, ...]


def restore(place: str, *, outside: Outside | None, hand: Hand, bar: Bar | None = None) -> Restored:
    """Put a backup into this empty installation and verify it; take it out again if it is wrong.

    ``outside`` is the checkpoint that it is held against; None is for who said loudly that there
    is none. Raises NotEmpty, BackupDamaged, OtherVersion, CannotReach, and CannotRestore where
    the journal in it is not the one of the checkpoint.
    """
    with closing(places.source_at(place)) as source:
        return _restored(source, outside, hand, bar=bar or Silent())


def _restored(source: places.Source, outside: Outside | None, hand: Hand, *, bar: Bar) -> Restored:
    told, mark = _manifest(source)
    rows.insist_on_empty()
    _verify_members(source, told, bar)
    placed: list[Path] = []
    try:
        _put_keys_back(source, told, placed)
        rows.load(told, _opened(source, bar))
        _put_files_back(source, told, placed)
        findings = _verified(hand, bar)
        _insist_on_outside(outside, hand.at)
    except (Refusal, DatabaseError):
        rows.empty()
        for path in placed:
            path.unlink(missing_ok=True)
        raise
    return Restored(told, mark, tree.size(), lost(outside), findings)


def _manifest(source: places.Source) -> tuple[Manifest, str]:
    with source.opened(manifest.NAME) as file:
        data = file.read(manifest.LARGEST)
    return Manifest.parse(data), hashlib.sha256(data).hexdigest()


def _verify_members(source: places.Source, told: Manifest, bar: Bar) -> None:
    """Read every member once, before anything is put anywhere."""
    known = {one.name for one in told.members}
    if strange := sorted(source.names() - known - {manifest.NAME}):
        raise BackupDamaged(
            _("备份里多出清单上没有的 %(name)s。请换一份备份。") % {"name": strange[0]}
        )
    if missing := {one.member for one in told.tables} - known:
        raise BackupDamaged(_("备份里缺 %(name)s。请换一份备份。") % {"name": min(missing)})
    bar.begin(_("核对备份"), sum(one.size for one in told.members))
    for member in told.members:
        with source.opened(member.name) as file:
            _verify_member(file, member, bar)


def _verify_member(file: BinaryIO, member: Member, bar: Bar) -> None:
    digest, size = hashlib.sha256(), 0
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        bar.advance(len(piece))
    if size != member.size or digest.hexdigest() != member.sha256:
        raise BackupDamaged(
            _("备份里的 %(name)s 被改动或损坏，没有恢复任何东西。请换一份备份。")
            % {"name": member.name}
        )


def _opened(source: places.Source, bar: Bar) -> Open:
    def open_(name: str) -> AbstractContextManager[BinaryIO]:
        bar.begin(name)
        return source.opened(name)

    return open_


def _put_keys_back(source: places.Source, told: Manifest, placed: list[Path]) -> None:
    """Put keys where there are none; one that is there stays.

    Raises CannotRestore where the key that opens what is sealed is neither here nor there.
    """
    if told.with_keys:
        placed += _put_back(source, told, making.KEYS, folder=keys.folder())
    if told.vault and told.vault != making.vault_mark():
        raise CannotRestore(
            _(
                "密钥文件夹里没有打开这份备份的 vault.key。"
                "请先从保险柜取回 vault.key 和签名密钥，放进密钥文件夹，再恢复。"
            )
        )


def _put_files_back(source: places.Source, told: Manifest, placed: list[Path]) -> None:
    for label, folder in (
        (making.ATTACHMENTS, Path(settings.ATTACHMENTS)),
        (making.MIRROR, Path(settings.MIRROR)),
        ("guard", keys.folder()),
    ):
        placed += _put_back(source, told, label, folder=folder)


def _put_back(source: places.Source, told: Manifest, label: str, *, folder: Path) -> Iterator[Path]:
    """Write members into their folder and yield each. What is there already is newer: it stays."""
    for member in told.members:
        head, _slash, name = member.name.partition("/")
        path = folder / name
        if head != label or (path.exists() and path.stat().st_size):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        yield path
        with source.opened(member.name) as file:
            _write(file, path)


def _write(file: BinaryIO, path: Path) -> None:
    half = path.with_name(path.name + places.HALF)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as kept:
        while piece := file.read(_PIECE):
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    half.replace(path)


def _verified(hand: Hand, bar: Bar) -> tuple[Findings, ...]:
    """Verify leaves, contents and tables. Raises CannotRestore with the first thing wrong."""
    found = []
    for level in LEVELS:
        bar.begin(_("核验 %(level)s") % {"level": level})
        findings = verify.run(level, hand=hand)
        wrong = [one for one in findings.faults if not _is_lost_tail(one)]
        if wrong:
            raise CannotRestore(
                _("备份里的账本不对，已经撤回，没有启用。第一处：%(what)s")
                % {"what": wrong[0].words}
            )
        found.append(findings)
    return tuple(found)


def _is_lost_tail(fault: verify.Fault) -> bool:
    """Say whether all that is wrong is that a guard knows of entries after the backup."""
    begin = f"seq={tree.size()}.."
    return fault.what is What.MISSING and fault.key.startswith(begin)


def _insist_on_outside(outside: Outside | None, at: datetime) -> None:
    if outside is None:
        return
    head = outside.head
    if head.origin != keys.origin():
        raise CannotRestore(
            _("--check 给的账本头是 %(theirs)s 的，备份里的账本是 %(ours)s。")
            % {"theirs": head.origin, "ours": keys.origin()}
        )
    if outside.note and not _is_ours(outside.note, at):
        raise CannotRestore(_("--check 给的账本头没有这本账的有效签名。"))
    if head.size <= tree.size() and tree.root(head.size) != head.root:
        raise CannotRestore(
            _(
                "备份里的前 %(size)d 条与外面保存的账本头不符：备份里的账本被改动过，"
                "或者是另一本。已经撤回，没有启用。"
            )
            % {"size": head.size}
        )


def _is_ours(note: Note, at: datetime) -> bool:
    try:
        return any(note.is_signed_by(verifier) for verifier in keys.verifiers(at, ever=True))
    except strict.Fault:
        return False


def lost(outside: Outside | None) -> int:
    """Return how many entries are known to be lost: by guard, mirror, or checkpoint outside."""
    guard = Guard.within(keys.folder())
    last = guard.last() if (keys.folder() / GUARD).exists() else None
    known = ([outside.head] if outside else []) + ([last.checkpoint] if last else [])
    ours = [head.size for head in known if head.origin == keys.origin()]
    mirrored = sum(1 for _ in mirror.current().leaves())
    return max(0, max([*ours, mirrored]) - tree.size())
