"""Signed heads: V0 looks at the last one, V1 holds every one against the entries."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhibu.core import strict
from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.notes import Note, Verifier
from zhibu.core.refusal import Refusal
from zhibu.notary import keys
from zhibu.notary.guard import Guard, RootOf
from zhibu.notary.models import Checkpoint, Cosignature
from zhibu.notary.verify.entries import ENTRY, Pass
from zhibu.notary.verify.faults import Findings

HEADS, LINES, GUARD = "notary_checkpoint", "notary_cosignature", "signed-heads"
_MANY = 500
_LOOKS, _MOMENT = 3, 0.5

_SHORT = _("已签名的账本头有 %(size)d 条，账本只有 %(found)d 条：尾部被截断或换成了旧的。")
_FORK = _("这个账本头的根与签名记录 signed-heads 里同一大小的不同：账本分叉。")
_UNKNOWN = _("签名记录 signed-heads 里没有这个账本头。")
_DROPPED = _("签名记录 signed-heads 里最后签名的账本头不在数据库里：被删除了。")
_UNSIGNED = _("没有账本密钥的有效签名。")
_MISMATCH = _("前 %(size)d 条与已签名的账本头不符：其间有记录被改、被换、被插入或被删。")


@dataclass(frozen=True, slots=True)
class Signed:
    """A head that the log signed: where it is kept, and what it says."""

    table: str
    key: str
    head: Head


def sizes() -> set[int]:
    """Return every size at which a head was signed and is still kept."""
    found = set(Checkpoint.objects.values_list("size", flat=True))
    return found | {one.head.size for one in _guarded()}


def check(findings: Findings, entries: Pass) -> None:
    """Hold every signed head and every cosignature against what the entries come to."""
    known = _keys(findings)
    guarded = _roots_in_guard(findings)
    signed = [
        one
        for row in Checkpoint.objects.order_by("size").iterator(chunk_size=_MANY)
        if (one := read(findings, row, known))
    ]
    for one in signed:
        _compare_with_guard(findings, one, guarded)
    _insist_on_last(findings)
    _compare_with_entries(findings, entries, sorted([*signed, *_guarded()], key=_by_size))
    _check_cosignatures(findings)


def read(findings: Findings, row: Checkpoint, known: tuple[Verifier, ...]) -> Signed | None:
    """Return the head that a row keeps, or None and a fault where it is not the log's."""
    key = f"size={row.size}"
    try:
        note = Note.parse(row.note.encode())
        head = Head.parse(note.text)
        ours = [one for one in known if one.name == head.origin]
        signed = sum(note.is_signed_by(one) for one in ours)  # all: one bad line condemns
    except strict.Fault as fault:
        findings.broken(HEADS, key, "note", why=str(fault))
        return None
    if not signed:
        findings.broken(HEADS, key, "note", why=_UNSIGNED)
        return None
    if head.size != row.size:
        findings.changed(HEADS, key, "size", found=row.size, expected=head.size)
    return Signed(HEADS, key, head)


def last(findings: Findings) -> Signed | None:
    """Return the newest head that a row keeps, if it is the log's."""
    row = Checkpoint.objects.order_by("-size").first()
    return read(findings, row, _keys(findings)) if row else None


def insist_on_guard(findings: Findings, entries_size: int, root_of: RootOf) -> None:
    """Compare the guard's last head with the journal, by a function that gives roots."""
    for one in _guarded():
        size = one.head.size
        if size > entries_size:
            findings.missing(ENTRY, f"seq={entries_size}..{size - 1}", short(size, entries_size))
        elif root_of(size) != one.head.root:
            findings.broken(GUARD, one.key, "root", why=_MISMATCH % {"size": size})


def _by_size(one: Signed) -> int:
    return one.head.size


def short(size: int, found: int) -> str:
    """Return the sentence that a head is over more entries than there are."""
    return str(_SHORT % {"size": size, "found": found})


def _keys(findings: Findings) -> tuple[Verifier, ...]:
    try:
        return tuple(Verifier.parse(one.vkey) for one in keys.announced())
    except Exception as fault:  # noqa: BLE001 - whatever forged rows make of it is a finding
        findings.broken("journal_payload", "kind=key.rotate", "parts", why=f"{fault!r}"[:200])
        return ()


def _guarded() -> Iterator[Signed]:
    """Yield the last head that the guard remembers of this epoch."""
    try:
        found = Guard.within(keys.folder()).last()
    except Refusal:
        return
    if found and found.checkpoint.origin == origin():
        yield Signed(GUARD, f"size={found.checkpoint.size}", found.checkpoint)


def origin() -> str:
    """Return the origin of this epoch; empty where the keys cannot be read."""
    try:
        return keys.origin()
    except Exception:  # noqa: BLE001 - named where the keys are read
        return ""


def _insist_on_last(findings: Findings) -> None:
    """Name the head that was signed last where the database does not keep it.

    The guard remembers a head a moment before the database does, so one look is not enough.
    """
    for _look in range(_LOOKS):
        guarded = [one.head.size for one in _guarded()]
        if not guarded or Checkpoint.objects.filter(size=guarded[0]).exists():
            return
        time.sleep(_MOMENT)
    findings.missing(HEADS, f"size={guarded[0]}", _DROPPED)


def _roots_in_guard(findings: Findings) -> dict[tuple[str, int], bytes]:
    """Return the guarded roots of the sizes that are kept in the database."""
    kept = set(Checkpoint.objects.values_list("size", flat=True))
    if not kept:
        return {}
    try:
        heads = (one.checkpoint for one in Guard.within(keys.folder()).heads())
        return {(one.origin, one.size): one.root for one in heads if one.size in kept}
    except Refusal as refusal:
        findings.broken(GUARD, "–", "line", why=refusal.words)
        return {}


def _compare_with_guard(
    findings: Findings, one: Signed, guarded: dict[tuple[str, int], bytes]
) -> None:
    root = guarded.get((one.head.origin, one.head.size))
    if root is None:
        findings.broken(one.table, one.key, "note", why=_UNKNOWN)
    elif root != one.head.root:
        findings.changed(one.table, one.key, "note", found=one.head.root, expected=root, why=_FORK)


def _compare_with_entries(findings: Findings, entries: Pass, signed: list[Signed]) -> None:
    """Name what entries and heads disagree on, the first range that no entry was named in.

    Every later head disagrees too then: it is over the same entries and says nothing new.
    """
    sound, cut, told = 0, False, False
    for one in signed:
        size, root = one.head.size, one.head.root
        if one.head.origin != origin():
            continue
        if size > findings.size:
            if not cut:
                why = short(size, findings.size)
                findings.missing(ENTRY, f"seq={findings.size}..{size - 1}", why)
            cut = True
        elif root == entries.roots.get(size):
            sound = size
        elif root != entries.repaired.get(size) and not told and not entries.lost:
            told = True
            if not entries.localise(sound, size):
                why = _MISMATCH % {"size": size}
                findings.broken(ENTRY, f"seq={sound}..{size - 1}", "lh", why=why)


def _check_cosignatures(findings: Findings) -> None:
    notes = {row.size: row.note for row in Checkpoint.objects.exclude(why="")}
    for row in Cosignature.objects.order_by("size", "id").iterator(chunk_size=_MANY):
        key = f"size={row.size} id={row.id}"
        if row.size not in notes:
            findings.surplus(LINES, key)
            continue
        try:
            note = Note.parse(notes[row.size].encode()).adding(row.line)
            if note.cosigned_at(Verifier.parse(row.key)) is None:
                findings.broken(LINES, key, "line")
        except strict.Fault as fault:
            findings.broken(LINES, key, "line", why=str(fault))
