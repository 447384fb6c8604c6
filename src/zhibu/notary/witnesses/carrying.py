"""Witnesses without a network: the request is carried there, the signature lines back."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from zhibu.core import slips, strict
from zhibu.core.notes import Note
from zhibu.core.policy import Witness
from zhibu.core.refusal import Refusal
from zhibu.notary import checkpoints
from zhibu.notary.checkpoints import Published
from zhibu.notary.witnesses import roster, wire
from zhibu.notary.witnesses.lines import AHEAD, cosigned, keep, known_size

_LONGEST = 64 * 1024
_HEADS = 400  # published ones that a line is looked for under: more than a year of days
_DASH = "— "


class CannotRequest(Refusal):
    """There is nothing to carry to a witness."""


class CannotAccept(Refusal):
    """What was carried back is not a signature we wait for."""


class Accepted(NamedTuple):
    """A line that was taken in: whose, under the head of which size, signed when."""

    petname: str
    size: int
    at: datetime


def request(petname: str = "", *, old: int | None = None) -> bytes:
    """Return the request to carry to a witness: the newest published head and its proof.

    The proof begins where the witness last signed, or at ``old`` if the witness said so.
    Raises CannotRequest where nothing is published, the witness is not known, or ``old`` is
    beyond the head.
    """
    latest = checkpoints.latest_published()
    if latest is None:
        raise CannotRequest(_("还没有公布过账本头，请先运行 zhibu checkpoint。"))
    begin = known_size(_named(petname).verifier) if old is None else old
    if not 0 <= begin <= latest.size:
        raise CannotRequest(
            _("账本公布到第 %(size)d 条，见证人却已会签到 %(old)d 条：账本被截短或换成了旧的。")
            % {"size": latest.size, "old": begin}
        )
    return wire.request(begin, latest.note)


def accept(data: bytes, *, at: datetime) -> list[Accepted]:
    """Take in signature lines as they came back: text, or slips scanned from codes.

    Raises CannotAccept where none is a configured witness's signature under a published head, or
    one is dated more than a day ahead.
    """
    lines = list(_lines(data))
    heads = checkpoints.published(limit=_HEADS)[::-1]
    found = [one for line in lines for one in _accepted(line, heads, at)]
    if not found:
        raise CannotAccept(
            _(
                "没有一行是已登记的见证人对已公布账本头的签名。请核对见证人的公钥，"
                "以及带去的是不是本账本的请求。"
            )
        )
    return found


def _named(petname: str) -> Witness:
    known = {one.petname: one for one in roster.configured()}
    if not petname and len(known) == 1:
        return next(iter(known.values()))
    if not known:
        raise CannotRequest(_("还没有登记见证人：在服务器上用 zhibu witnesses add 登记。"))
    if petname not in known:
        raise CannotRequest(
            _("请用 --witness 说明给哪个见证人，已登记的有：%(known)s。")
            % {"known": _("、").join(known)}
        )
    return known[petname]


def _lines(data: bytes) -> Iterator[str]:
    try:
        text = strict.text_of(slips.joined(data).replace(b"\r\n", b"\n"), _LONGEST)
    except strict.Fault as fault:
        raise CannotAccept(_("看不懂带回来的内容：%(why)s。") % {"why": fault}) from fault
    for line in text.split("\n"):
        if line.strip().startswith(_DASH):
            yield f"{line.strip()}\n"


def _accepted(line: str, heads: Sequence[Published], at: datetime) -> Iterator[Accepted]:
    for witness in roster.configured():
        for head in heads:
            seconds = cosigned(witness.verifier, Note(head.note.text, ()), line)
            if seconds is None:
                continue
            signed_at = _sensible(seconds, at)
            keep(witness.verifier, head.note, line, size=head.size)
            yield Accepted(witness.petname, head.size, signed_at)
            return


def _sensible(seconds: int, at: datetime) -> datetime:
    if seconds > (at + AHEAD).timestamp():
        raise CannotAccept(_("这个签名的时间在一天以后，见证机的时钟不对，请校准后重新签名。"))
    return datetime.fromtimestamp(seconds, UTC)
