"""Heads of the tree, signed: internal ones as the journal grows, published ones that stand.

A head is signed from committed leaves only, and only after the guard agreed that it continues
every head before it (journal specification 2.6). The key lies with the worker; web processes read.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhibu.core import merkle
from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.notes import Note
from zhibu.core.refusal import Refusal
from zhibu.journal import tree
from zhibu.journal.backends import store
from zhibu.notary import keys
from zhibu.notary.guard import Guard, GuardDamaged, HeadsDisagree
from zhibu.notary.models import Checkpoint, Cosignature

EVERY = timedelta(seconds=1)
KEPT = 8  # internal heads that stay until later ones come


class Why(StrEnum):
    """What a head was published for."""

    DAILY = "daily"
    SEAL = "period-seal"
    BEFORE = "before-assessment"
    AFTER = "after-assessment"
    ASKED = "asked"
    EPOCH = "epoch"


class NothingToSign(Refusal):
    """A journal without a record has no head worth signing."""


class InsideTransactionError(RuntimeError):
    """A head was to be signed over leaves that may still be undone."""


class Published(NamedTuple):
    """A published head: its size, note with cosignatures, when and what for."""

    size: int
    note: Note
    at: datetime
    why: str


def writer() -> str:
    """Return the connection that may store heads: the sequencer's where there is one."""
    return "sequencer" if store.is_staged() else "default"


def sign_head(at: datetime) -> Note | None:
    """Sign and store the head over what is committed, if the journal has grown; return it.

    Returns None where it has not, or a head was signed within the last second.
    Raises HeadsDisagree and GuardDamaged where the guard refuses, NoKey without a key.
    """
    with _signing() as using:
        size, latest = tree.size(using=using), _rows(using).first()
        if latest and latest.size == size:
            return None
        if latest and timedelta() <= at - latest.at < EVERY and latest.size < size:
            return None
        return _kept(_signed(size, at, using), at, using) if size else None


def publish(at: datetime, why: str) -> Note:
    """Sign the head over what is committed and publish it; one published before is returned.

    Raises as ``sign_head``, and NothingToSign for an empty journal.
    """
    with _signing() as using:
        size = tree.size(using=using)
        if not size:
            raise NothingToSign(_("账本还没有记录，没有可以签名的账本头。"))
        note = _signed(size, at, using)
        row = _rows(using).filter(size=size).first()
        if row and row.why:
            return note_of(row)
        return _kept(note, at, using, why=why)


def check_guard() -> None:
    """Compare the journal with the heads that were signed before.

    Raises HeadsDisagree, GuardDamaged, or NoKey.
    """
    using = writer()
    _insist(Guard.within(keys.folder()), tree.size(using=using), using)


def latest() -> Note | None:
    """Return the newest head, published or not, with its cosignatures."""
    row = _rows().first()
    return note_of(row) if row else None


def latest_size() -> int:
    """Return how many leaves the newest head covers; 0 while there is none."""
    return _rows().values_list("size", flat=True).first() or 0


def latest_published() -> Published | None:
    """Return the newest head that was published."""
    row = _rows().exclude(why="").first()
    return _published([row])[0] if row else None


def published(*, limit: int | None = None) -> list[Published]:
    """Return the published heads, the smallest first; the newest ``limit`` of them."""
    rows = _rows().exclude(why="")
    return _published(reversed(rows[:limit] if limit else rows))


def published_at(size: int) -> Published | None:
    """Return the head that was published at a size, or None."""
    row = _rows().filter(size=size).exclude(why="").first()
    return _published([row])[0] if row else None


def first_published_over(number: int) -> Published | None:
    """Return the first head that was published over the leaf of a number, or None so far."""
    row = _rows().filter(size__gt=number).exclude(why="").order_by("size").first()
    return _published([row])[0] if row else None


def covering(number: int) -> Note | None:
    """Return a head over the leaf of a number: the newest published, else the newest there is.

    None while no head covers it.
    """
    over = _rows().filter(size__gt=number)
    row = over.exclude(why="").first() or over.first()
    return note_of(row) if row else None


def second_at(size: int) -> str:
    """Return the note over the SM3 tree published beside a head; empty where there is none."""
    row = _rows().filter(size=size).first()
    return row.second if row else ""


def note_of(row: Checkpoint) -> Note:
    """Return a stored head's note with the cosignatures it has."""
    return _published([row])[0].note


def cosign(size: int, key: str, line: str, *, at: datetime) -> None:
    """Store a witness's line under a published head. The caller has verified it.

    Raises Checkpoint.DoesNotExist where no head was published at that size.
    """
    using = writer()
    Checkpoint.objects.using(using).exclude(why="").get(size=size)
    Cosignature.objects.using(using).get_or_create(
        size=size, key=key, at=at, defaults={"line": line}
    )


class _signing:  # noqa: N801 - reads as a word in ``with``
    """One signer at a time, outside any transaction; gives the connection to work on."""

    def __enter__(self) -> str:
        using = writer()
        if connections[using].in_atomic_block or connections["default"].in_atomic_block:
            raise InsideTransactionError("a head is signed from committed state only")
        self._alone = Guard.within(keys.folder()).alone()
        self._alone.__enter__()
        return using

    def __exit__(self, *told: object) -> None:
        self._alone.__exit__(None, None, None)


def _rows(using: str = "default") -> QuerySet[Checkpoint]:
    return Checkpoint.objects.using(using).order_by("-size")


def _signed(size: int, at: datetime, using: str) -> Note:
    """Return the signed head over the first leaves, remembered by the guard before it is one."""
    guard = Guard.within(keys.folder())
    signers = keys.log_signers(at)
    _insist(guard, size, using)
    head = Head(keys.origin(), size, tree.root(size, using=using))
    _insist_on_consistency(guard, head, using)
    guard.append(head, at)
    return Note(head.text, tuple(signer.sign(head.text) for signer in signers))


def _insist(guard: Guard, size: int, using: str) -> None:
    """Raise unless the journal continues what was signed, by the guard and by its own heads."""
    origin = keys.origin()
    guard.check(origin, size, partial(tree.root, using=using))
    row = _rows(using).first()
    own = Head.parse(Note.parse(row.note.encode()).text) if row else None
    if own is None or own.origin != origin:
        return
    last = guard.last()
    if last is None or last.checkpoint.origin != origin or last.checkpoint.size < own.size:
        words = _("签名记录 signed-heads 比账本里已签名的账本头还旧：文件被换成了旧的，拒绝签名。")
        raise GuardDamaged(words)


def _insist_on_consistency(guard: Guard, head: Head, using: str) -> None:
    """Raise unless the new head is proved to continue the last one: belt and braces."""
    last = guard.last()
    if last is None or last.checkpoint.origin != head.origin or not last.checkpoint.size:
        return
    kept = last.checkpoint
    path = tree.consistency_path(kept.size, head.size, using=using)
    if not merkle.is_consistent(kept.size, head.size, kept.root, head.root, path):
        words = _("新的账本头接不上已签名的第 %(kept)d 条，拒绝签名。请运行 zhibu verify。")
        raise HeadsDisagree(words % {"kept": kept.size}, kept=kept.size, size=head.size)


def _kept(note: Note, at: datetime, using: str, *, why: str = "") -> Note:
    """Store a head; a published one takes the place of the internal one at its size."""
    size = Head.parse(note.text).size
    second = _second(size, using) if why else ""
    told = note.data.decode()
    with transaction.atomic(using=using):
        _rows(using).filter(size=size, why="").delete()
        Checkpoint.objects.using(using).create(size=size, note=told, at=at, why=why, second=second)
        former = _rows(using).filter(why="").values_list("size", flat=True)[KEPT:]
        _rows(using).filter(why="", size__in=list(former)).delete()
    return note


def _second(size: int, using: str) -> str:
    """Return the note over the SM3 tree where the installation keeps one, or nothing."""
    if not settings.SM:
        return ""
    from zhibu.notary import sm2  # noqa: PLC0415 - optional

    return sm2.second_checkpoint(size, using=using).data.decode()


def _published(rows: Iterable[Checkpoint]) -> list[Published]:
    """Return rows with the cosignatures under them: of each witness the latest. One query."""
    found = list(rows)
    sizes = [row.size for row in found] or [0]
    lines: defaultdict[int, dict[str, str]] = defaultdict(dict)
    under = Cosignature.objects.filter(size__gte=min(sizes), size__lte=max(sizes))
    for one in under.order_by("at", "id"):
        lines[one.size][one.key] = one.line
    return [_told(row, lines[row.size].values()) for row in found]


def _told(row: Checkpoint, lines: Iterable[str]) -> Published:
    note = Note.parse(row.note.encode())
    for line in lines:
        note = note.adding(line)
    return Published(row.size, note, row.at, row.why)
