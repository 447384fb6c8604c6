"""Whether a witness cosigns a checkpoint (C2SP tlog-witness, ``add-checkpoint``)."""

from dataclasses import dataclass
from typing import Self

from zhibu.core import merkle, strict
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, NoteFault, Signer, Verifier
from zhibu.witness.answers import Answer, conflict, refused
from zhibu.witness.ledger import Doubt, Head, Ledger, Pages
from zhibu.witness.words import _

LONGEST = 64 * 1024
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks: from which size its proof leads to which checkpoint."""

    old: int
    path: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Return the request that bytes spell: ``old N``, hashes, an empty line, a checkpoint.

        Raises Fault, with the place, for anything else.
        """
        head, gap, rest = strict.text_of(data, LONGEST).partition("\n\n")
        if not gap:
            raise strict.Fault("no empty line before the checkpoint")
        first, *hashes = head.split("\n")
        if not first.startswith("old "):
            raise strict.Fault("the first line must be 'old' and a size", 0)
        if len(hashes) > MOST_HASHES:
            raise strict.Fault(f"{len(hashes)} hashes, at most {MOST_HASHES}")
        old = strict.whole(first.removeprefix("old "), 4)
        path = tuple(strict.hash_of(one, len(first) + 1 + 45 * i) for i, one in enumerate(hashes))
        note = Note.parse(rest.encode())
        checkpoint = Checkpoint.parse(note.text)
        if old > checkpoint.size:
            raise strict.Fault(f"the old size {old} is beyond the checkpoint's {checkpoint.size}")
        return cls(old, path, note, checkpoint)


def add_checkpoint(ledger: Ledger, signer: Signer, data: bytes, *, at: int) -> Answer:
    """Check a log's new head, keep it and return our signature line; or say why not.

    ``at`` is the time in seconds since 1970. The check and the store are one step.
    """
    try:
        asked = Request.parse(data)
    except strict.Fault as fault:
        return refused(400, _("看不懂这个请求：%(why)s。") % {"why": fault})
    with ledger.writing() as pages:
        trusted = pages.verifiers(asked.checkpoint.origin)
        if not trusted:
            return refused(
                404, _("本见证机不认识这本账，请先由管理人用 zhibu witness trust 登记。")
            )
        if not _is_signed(asked.note, trusted):
            return refused(403, _("没有这本账的有效签名。"))
        return _judged(pages, signer, asked, at=at)


def _is_signed(note: Note, trusted: tuple[Verifier, ...]) -> bool:
    try:
        return sum(map(note.is_signed_by, trusted)) > 0  # each is asked: a bad line of one refuses
    except NoteFault:
        return False


def _judged(pages: Pages, signer: Signer, asked: Request, *, at: int) -> Answer:
    head = asked.checkpoint
    latest = pages.latest(head.origin)
    known = latest.size if latest else 0
    if _contradicts(pages, head):
        _keep_doubt(pages, asked, at, conflict=True)
    if asked.old != known:
        return conflict(known)
    if latest and head.size == known and head.root != latest.root:
        return conflict(known)
    old_root = latest.root if latest else merkle.SHA256.nothing
    if not merkle.is_consistent(known, head.size, old_root, head.root, asked.path):
        _keep_doubt(pages, asked, at, conflict=False)
        return refused(422, _("一致性证明不成立：新账不是旧账的延续。"))
    return _cosigned(pages, signer, asked, at=max(at, latest.at if latest else 0))


def _contradicts(pages: Pages, head: Checkpoint) -> bool:
    """Say whether another tree of the same size was cosigned: nobody can explain that away."""
    known = pages.head(head.origin, head.size)
    return known is not None and known.root != head.root


def _keep_doubt(pages: Pages, asked: Request, at: int, *, conflict: bool) -> None:
    head = asked.checkpoint
    doubt = Doubt(head.size, head.root, asked.note.data, conflict, at)
    pages.doubt(head.origin, doubt)


def _cosigned(pages: Pages, signer: Signer, asked: Request, *, at: int) -> Answer:
    """Sign and keep. Time never runs back, whatever the clock does: ``at`` is the later one."""
    head = asked.checkpoint
    line = signer.cosign(asked.note.text, at)
    pages.keep(head.origin, Head(head.size, head.root, asked.note.data, line, at, at))
    return Answer(200, line)
