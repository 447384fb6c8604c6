"""What goes over to a witness, as bytes: a head with its proof, and leaves with theirs.

The forms are the witness's own: C2SP tlog-witness, and ``zhibu.witness.mirror`` for the leaves.
"""

import base64
import struct
from collections.abc import Sequence

from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.notes import Note
from zhibu.journal import tree
from zhibu.journal.models import Entry

MOST = 256


def request(old: int, head: Note) -> bytes:
    """Return the request to cosign a head, with the proof that it continues the old size."""
    path = tree.consistency_path(old, Head.parse(head.text).size)
    return _told(f"old {old}", path) + head.data


def batch(first: int, size: int) -> bytes:
    """Return the next leaves from a number on, with the proof that leads to a cosigned size."""
    last = min(first + MOST, size)
    rows = Entry.objects.filter(seq__gte=first, seq__lt=last).order_by("seq")
    leaves = [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]
    head = _told(f"leaves {first} {len(leaves)} {size}", tree.consistency_path(last, size))
    return head + b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves)


def _told(first: str, path: Sequence[bytes]) -> bytes:
    hashes = (base64.b64encode(one).decode() for one in path)
    return "\n".join([first, *hashes, "", ""]).encode()
