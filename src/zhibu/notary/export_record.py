"""One record as a file that a stranger can check offline (journal specification 2.7).

What the reader may not see, what was erased and what is withheld is there as its digest. Once a
single part is missing each part that is shown brings its own salt: the secret would give the salts
of the others too, and with a salt whoever likes to guess can try until a digest fits.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.core import canonical, record_file
from zhibu.core.notes import Note, NoteFault
from zhibu.core.policy import Policy
from zhibu.core.refusal import Refusal
from zhibu.core.tlog_proof import TlogProof
from zhibu.journal import log, opened
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.models import Entry, Payload
from zhibu.journal.opened import Opened
from zhibu.notary import checkpoints, policy, receipts
from zhibu.notary.models import Checkpoint
from zhibu.notary.records import Exported, ExportMade

MOST_HEADS = 64  # published heads that are tried for one that the policy is content with
Shows = Callable[[str, Any], bool]


class NotProvenYet(Refusal):
    """No head covers the record yet, so there is nothing to prove it with."""


def everything(_name: str, _value: Any) -> bool:
    """Show every part."""
    return True


def file_of(lh: bytes, *, at: datetime, shows: Shows = everything) -> bytes:
    """Return a leaf's ``record.json`` with the parts that may be shown, as of an instant.

    Raises NotProvenYet while the leaf has no number, or no head covers it.
    """
    entry = Entry.objects.filter(lh=lh).first()
    proof = proof_of(entry.seq, policy.parsed(at)) if entry else None
    if entry is None or proof is None:
        words = _("已入账，编号或签名待定，还不能导出凭证。请稍等片刻再下载。")
        raise NotProvenYet(words)
    payload = opened_of(lh)
    told = list(parts_of(payload, shows)) if payload else []
    whole = payload is not None and all("value" in part for part in told)
    secret = payload.secret if payload and whole else None
    bare = [{"value": part["value"]} for part in told] if secret else told
    return record_file.spell(bytes(entry.leaf), proof.data, bare, secret=secret)


def opened_of(lh: bytes) -> Opened | None:
    """Return a leaf's payload as it lies; None where nothing of it is left."""
    row = Payload.objects.filter(lh=lh).first()
    return opened.open_row(row) if row else None


def parts_of(payload: Opened, shows: Shows) -> Iterator[dict[str, Any]]:
    """Yield each part as the file has it: with its salt, or as its digest."""
    for part, salt, digest in zip(payload.parts, payload.salts, payload.digests, strict=True):
        name, value = canonical.decode(part) if part is not None else ("", None)
        if part is None or salt is None or not shows(name, value):
            yield record_file.hidden(digest)
        else:
            yield record_file.shown([name, value], salt)


def proof_of(number: int, trusted: Policy) -> TlogProof | None:
    """Return the proof under the earliest published head that the policy is content with.

    The earliest says most about when the record was there. Without such a one, the proof is under
    the newest head there is, and None while no head covers the number.
    """
    note = next((one for one in heads_over(number) if is_met(one, trusted)), None)
    note = note or checkpoints.covering(number)
    return None if note is None else receipts.proof_under(note, number)


def heads_over(number: int) -> Iterator[Note]:
    """Yield published heads over a number, the earliest first; then the newest of very many."""
    rows = Checkpoint.objects.filter(size__gt=number).exclude(why="").order_by("size")
    early = list(rows[:MOST_HEADS])
    late = reversed(rows.reverse()[:MOST_HEADS]) if len(early) == MOST_HEADS else ()
    yield from map(checkpoints.note_of, chain(early, late))


def is_met(note: Note, trusted: Policy) -> bool:
    """Say whether a policy is content with a head; one with a false signature never is."""
    try:
        return trusted.judge(note).met
    except NoteFault:
        return False


def note_record(leaf: Leaf, *, files: int, hand: Hand) -> Leaf:
    """Enter that somebody took a record out of the journal, with so many attachments."""
    record = ExportMade(log.civil(hand.at), Exported.RECORD, 1, 1, files, leaf.rec)
    with log.act():
        return log.append(record, unit=None, op=Op.SYSTEM, **hand.told)
