"""Blind tokens: signed once for each person without being read, cast later without a name."""

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from zhibu.core import blind
from zhibu.core.blind import BlindFault
from zhibu.core.leaf import read_bytes
from zhibu.journal import log
from zhibu.polls.actions import boxes, keys
from zhibu.polls.actions.polling import CannotAnswer, insist_on_open
from zhibu.polls.models import Level, Participation, Poll, Token
from zhibu.polls.queries import polls

_SPELLED = re.compile(
    r"(r_[a-z2-7]{26})\.([\w-]{43})\.([\w-]{43})\.([\w-]{512})(?![\w-])", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Credential:
    """What a voter's browser keeps: a token, what precedes it when signed, and the signature."""

    poll: str
    token: bytes
    prefix: bytes
    signature: bytes


def read(text: str) -> Credential | None:
    """Return the credential in a text that was kept, printed or typed; None where there is none."""
    found = _SPELLED.search("".join(text.split()))
    if found is None:
        return None
    poll, *parts = found.groups()
    return Credential(poll, *(read_bytes(part) for part in parts))


def sign(poll: Poll, *, member: str | None, blinded: bytes, today: date) -> bytes:
    """Sign a member's blinded token, once; kept is that it was done, and nothing is journaled.

    The same blinded token again gives the same signature, since an answer may get lost on its way.
    Raises CannotAnswer for who is not on the roll, for a second token, for what is no token.
    """
    with log.act(poll.organization_id):
        now = Poll.objects.get(rec=poll.rec)
        if now.level != Level.BLIND:
            raise CannotAnswer(_("这次测评不发凭证。"))
        if not now.is_open or today > now.closes_on:
            raise CannotAnswer(_("这次测评已经结束，不能再领凭证。"))
        if member is None or not polls.was_there(now, member):
            raise CannotAnswer(_("您不在这次测评的参加人员中。"))
        _register(now, member, sha256(blinded).digest())
        try:
            return blind.blind_sign(keys.secret_of(now.rec), blinded)
        except BlindFault as fault:
            raise CannotAnswer(_("送来的不是凭证。请刷新页面再领一次。")) from fault


def _register(poll: Poll, member: str, blinded: bytes) -> None:
    fresh = {"blinded": blinded}
    kept, _new = Participation.objects.get_or_create(poll=poll.rec, person=member, defaults=fresh)
    if kept.blinded != blinded:
        words = _("您已经领过凭证，一人一次。请用当时保存的凭证填写；凭证丢了也不能补领。")
        raise CannotAnswer(words)


def poll_for(credential: Credential | None) -> Poll | None:
    """Return the open poll whose key signed a credential that was not cast yet."""
    if credential is None:
        return None
    rows = Poll.objects.filter(rec=credential.poll, level=Level.BLIND, closed_at=None)
    poll = rows.first()
    if poll is None or Token.objects.filter(poll=poll.rec, token=credential.token).exists():
        return None
    prepared = blind.prepare(credential.token, prefix=credential.prefix)
    return poll if blind.verify(keys.public_of(poll), prepared, credential.signature) else None


def cast(credential: Credential | None, *, answers: tuple[int, ...], today: date) -> None:
    """Take a ballot against a token. Nobody is asked for, nothing is journaled, no time is kept.

    Raises CannotAnswer for a signature that is not this poll's, for a token that was cast, for
    answers that do not fit, and once the poll ended.
    """
    poll = poll_for(credential)
    if poll is None or credential is None:
        raise CannotAnswer(_("凭证不对，或者已经用过，或者测评已经结束。"), field="credential")
    with log.act(poll.organization_id):
        now = Poll.objects.get(rec=poll.rec)
        insist_on_open(now, answers, today)
        _row, fresh = Token.objects.get_or_create(poll=now.rec, token=credential.token)
        if not fresh:
            raise CannotAnswer(_("这个凭证已经用过，不能再填。"), field="credential")
        boxes.put(now.rec, polls.MEMBERS, answers)
