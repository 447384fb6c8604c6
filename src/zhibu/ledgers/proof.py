"""What a page says at its foot, so that whoever holds it can hold it against the journal."""

import base64
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.core.checkpoint import Checkpoint
from zhibu.journal.log import Leaf
from zhibu.notary import checkpoints

_KEY_ID = 4  # bytes before a signature that say which key made it


@dataclass(frozen=True, slots=True)
class Head:
    """The journal's newest signed head: its size, root and who signed; size 0 without one."""

    size: int
    root: str
    signer: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the running lines of a page."""
        if not self.size:
            return (_("账本头尚未签署，本件暂不能与账本核对。"),)
        told = {"size": self.size, "root": self.root}
        return (
            _("账本头 %(size)d 条　根 %(root)s") % told,
            _("签署公钥 %(signer)s") % {"signer": self.signer},
        )


def newest() -> Head:
    """Return the newest head there is. One query."""
    note = checkpoints.latest()
    if note is None:
        return Head(0, "", "")
    head = Checkpoint.parse(note.text)
    _dash, name, signature = note.lines[0].split(" ", 2)
    key = base64.b64decode(signature)[:_KEY_ID].hex()
    return Head(head.size, base64.b64encode(head.root).decode(), f"{name}+{key}")


def mark_of(leaf: Leaf, head: Head) -> str:
    """Return a record's number and fingerprint, and whether the head at the foot covers it."""
    if leaf.number is None:
        return _("记录 %(rec)s　指纹 %(mark)s　尚未编号") % {
            "rec": leaf.rec, "mark": leaf.fingerprint,
        }  # fmt: skip
    told = {"number": leaf.number, "mark": leaf.fingerprint}
    words = _("账本第 %(number)d 条　指纹 %(mark)s") % told
    return words if leaf.number < head.size else words + _("　尚未签入账本头")
