"""What is printed under a page: the journal's head. Stamped paper in a box is a witness too."""

from typing import NamedTuple

import segno

from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.notes import Note
from zhibu.notary.models import Checkpoint


class PrintedHead(NamedTuple):
    """The newest published head as paper shows it; ``code`` is its three lines as a QR image."""

    origin: str
    size: int
    root: str
    code: str


def printed_head() -> PrintedHead | None:
    """Return the newest published head for the foot of a printed page; None while there is none."""
    notes = Checkpoint.objects.exclude(why="").order_by("-size").values_list("note", flat=True)
    told = notes.first()
    if told is None:
        return None
    text = Note.parse(told.encode()).text
    head = Head.parse(text)
    code = segno.make(text, error="m", micro=False).svg_data_uri(scale=3, border=2, light="#fff")
    return PrintedHead(head.origin, head.size, text.split("\n")[2], code)
