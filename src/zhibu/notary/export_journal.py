"""The whole journal as a folder that any verifier of these formats can check.

``entries.jsonl`` has a leaf in each line; ``cp-N`` every published head with its cosignatures,
``cons-M-N`` the proof that one continues the other, ``entry-N.tlog-proof`` and ``leaf-N.json``
that an entry is there, ``record-N.json`` what it says, ``attachments`` its files. ``policy.txt``
is the journal's own word on whom to trust, to be compared with the one that came by another way.
"""

import base64
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhibu.core.policy import Policy
from zhibu.core.refusal import Refusal
from zhibu.journal import log, tree
from zhibu.journal.leaves import Hand, Op
from zhibu.journal.models import Entry, LeafRow
from zhibu.notary import checkpoints, export_record, policy, receipts
from zhibu.notary.checkpoints import Published
from zhibu.notary.records import Exported, ExportMade

AT_ONCE = 1_000
BOUND = 10_000  # proofs of all entries are made without being asked for up to so many
Progress = Callable[[str, int, int], None]
Files = Callable[[bytes], Iterable[tuple[str, bytes]]]


class CannotExport(Refusal):
    """The journal cannot be written there, or not so."""


def no_files(_lh: bytes) -> tuple[()]:
    """Give no attachments."""
    return ()


def silent(_what: str, _done: int, _total: int) -> None:
    """Show nobody how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: proofs of which numbers (None: all up to a bound), which records' content.

    ``files`` gives the attachments of a leaf, named as they lie beside its record's file.
    """

    proofs: Sequence[int] | range | None = None
    records: Sequence[str] | None = ()
    files: Files = no_files
    progress: Progress = silent


@dataclass(slots=True)
class Written:
    """How much was written."""

    entries: int = 0
    checkpoints: int = 0
    proofs: int = 0
    records: int = 0
    files: int = 0
    unsigned: int = 0
    kept: set[str] = field(default_factory=set)


def export(folder: Path, *, wanted: Wanted, hand: Hand) -> Written:
    """Write the journal into an empty folder and enter that it was done; return how much.

    Memory stays bounded whatever the journal's size. Raises CannotExport for a folder with
    something in it, NoKey before the journal names keys.
    """
    size = tree.size()
    numbers, rows = _proven(wanted.proofs, size), _leaves(wanted.records)
    _make(folder)
    heads = [one for one in checkpoints.published() if one.size <= size]
    done = Written(entries=size, unsigned=size - max((one.size for one in heads), default=0))
    put(folder / "policy.txt", policy.text(hand.at, ever=True).encode())
    _write_entries(folder, size, wanted.progress)
    _write_heads(folder, heads, done)
    trusted = policy.parsed(hand.at)
    done.proofs = _write_proofs(folder, trusted, numbers, progress=wanted.progress)
    for number, lh in _numbered(rows):
        _write_record(folder, number, lh, at=hand.at, done=done)
        _write_files(folder / "attachments", wanted.files(lh), done)
        wanted.progress("record.json", done.records, 0)
    _note(done, hand)
    return done


def put(path: Path, data: bytes) -> None:
    """Write a new file that its owner alone can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            words = _("文件夹 %(name)s 里已有内容。请换一个空文件夹，以免新旧混在一起。")
            raise CannotExport(words % {"name": folder})
    except OSError as fault:
        words = _("不能写入 %(name)s：%(why)s。请换一个文件夹。")
        raise CannotExport(words % {"name": folder, "why": fault.strerror}) from fault


def _write_entries(folder: Path, size: int, progress: Progress) -> None:
    handle = os.open(folder / "entries.jsonl", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for first in range(0, size, AT_ONCE):
            rows = Entry.objects.filter(seq__gte=first, seq__lt=min(first + AT_ONCE, size))
            found = rows.order_by("seq").values_list("leaf", flat=True)
            file.writelines(bytes(leaf) + b"\n" for leaf in found)
            progress("entries.jsonl", min(first + AT_ONCE, size), size)


def _write_heads(folder: Path, heads: Sequence[Published], done: Written) -> None:
    for one in heads:
        put(folder / f"cp-{one.size}", one.note.data)
        done.checkpoints += 1
    for old, new in pairwise(heads):
        if _origin(old) == _origin(new):
            lines = map(base64.b64encode, tree.consistency_path(old.size, new.size))
            put(folder / f"cons-{old.size}-{new.size}", b"".join(one + b"\n" for one in lines))


def _origin(head: Published) -> str:
    return head.note.text.partition("\n")[0]


def _proven(asked: Sequence[int] | range | None, size: int) -> Sequence[int]:
    """Return the numbers of entries whose proofs are wanted. Raises CannotExport beyond the end."""
    if asked is None:
        return range(size if size <= BOUND else 0)
    numbers = asked if isinstance(asked, range) else sorted(set(asked))
    if numbers and not 0 <= numbers[0] <= numbers[-1] < size:
        words = _("账本只有 %(size)d 条（从 0 起编号），没有第 %(number)d 条。")
        raise CannotExport(words % {"size": size, "number": numbers[-1]})
    return numbers


def _write_proofs(
    folder: Path, trusted: Policy, numbers: Sequence[int], *, progress: Progress
) -> int:
    """Write the proofs of entries under one head; return how many it covers."""
    head = _best(trusted)
    if head is None:
        return 0
    covered = [number for number in numbers if number < head.size]
    for turn, number in enumerate(covered, start=1):
        put(folder / f"entry-{number}.tlog-proof", receipts.proof_under(head.note, number).data)
        put(folder / f"leaf-{number}.json", bytes(Entry.objects.get(seq=number).leaf))
        progress("tlog-proof", turn, len(covered))
    return len(covered)


def _best(trusted: Policy) -> Published | None:
    """Return the newest published head that the policy is content with, or the newest."""
    heads = checkpoints.published(limit=export_record.MOST_HEADS)
    met = [one for one in heads if export_record.is_met(one.note, trusted)]
    return next(reversed(met or heads), None)


def _write_record(folder: Path, number: int, lh: bytes, *, at: datetime, done: Written) -> None:
    try:
        told = export_record.file_of(lh, at=at)
    except export_record.NotProvenYet:  # entered a moment ago: the entry is there, unproven
        return
    put(folder / f"record-{number}.json", told)
    done.records += 1


def _leaves(records: Sequence[str] | None) -> QuerySet[LeafRow]:
    rows = LeafRow.objects.all()
    if records is None:
        return rows
    known = set(rows.filter(rec__in=records).values_list("rec", flat=True))
    if missing := sorted(set(records) - known):
        words = _("账本里没有这条记录：%(rec)s。请核对记录编号（r_ 开头）。")
        raise CannotExport(words % {"rec": missing[0]})
    return rows.filter(rec__in=records)


def _numbered(rows: QuerySet[LeafRow]) -> Iterator[tuple[int, bytes]]:
    hashes = rows.order_by("id").values_list("payload_id", flat=True)
    for lh in hashes.iterator(chunk_size=AT_ONCE):
        number = Entry.objects.filter(lh=lh).values_list("seq", flat=True).first()
        if number is not None:
            yield number, bytes(lh)


def _write_files(folder: Path, files: Iterable[tuple[str, bytes]], done: Written) -> None:
    for name, content in files:
        if name not in done.kept:  # another version of the record lists it too
            folder.mkdir(mode=0o700, exist_ok=True)
            put(folder / name, content)
            done.kept.add(name)
            done.files += 1


def _note(done: Written, hand: Hand) -> None:
    day = log.civil(hand.at)
    record = ExportMade(day, Exported.JOURNAL, done.entries, done.records, done.files)
    with log.act():
        log.append(record, unit=None, op=Op.SYSTEM, **hand.told)
