"""Whom we ask to witness: changed by records, from the machine's own command line alone."""

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from zhibu.core.notes import COSIGNATURE, NoteFault, Verifier
from zhibu.core.policy import NONE, Witness
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.notary import policy
from zhibu.notary.records import Post, WitnessChanged

_PETNAME = re.compile(r"[\w.-]{1,20}")
_GROUPS = {NONE, "superiors", "inspectors", "peers", "beside", "enough"}
_LONGEST = 300


class CannotChangeWitness(Refusal):
    """The witness is not taken on, or there is none of that name."""


def configured() -> tuple[Witness, ...]:
    """Return the witnesses that our policy names, from records and from the file beside the keys.

    Raises NoKey before the journal has keys, PolicyFault where the file's lines do not fit.
    """
    return tuple(policy.parsed().witnesses.values())


def add(petname: str, vkey: str, url: str = "", *, post: Post, hand: Hand) -> Leaf:
    """Trust a witness from now on; ``url`` is where it is asked, empty for one that is visited.

    Raises CannotChangeWitness for a name that is taken or none, a key that is no witness's or is
    known already, and an address that is not plain http or https.
    """
    _insist_on_name(petname)
    verifier = _verifier(vkey)
    if any(verifier.key == one.verifier.key for one in configured()):
        raise CannotChangeWitness(_("这把公钥已经登记过，一个见证人只能算一次。"), field="vkey")
    _insist_on_address(url)
    return _record(WitnessChanged(petname, post, verifier.spelled, log.civil(hand.at), url), hand)


def remove(petname: str, *, hand: Hand) -> Leaf:
    """Trust a witness no longer; what it signed stays. Raises CannotChangeWitness if unknown."""
    known = policy.witnesses().get(petname)
    if known is None:
        raise CannotChangeWitness(
            _("没有登记过名叫“%(name)s”的见证人，可用 zhibu witnesses list 查看。")
            % {"name": petname},
            field="petname",
        )
    today = log.civil(hand.at)
    ended = WitnessChanged(petname, known.post, known.vkey, today, known.url, ended=True)
    return _record(ended, hand)


def _record(change: WitnessChanged, hand: Hand) -> Leaf:
    with log.act():
        return log.append(change, unit=None, op=Op.SYSTEM, **hand.told)


def _insist_on_name(petname: str) -> None:
    if not _PETNAME.fullmatch(petname) or petname in _GROUPS:
        raise CannotChangeWitness(
            _("见证人的简称用 1 到 20 个字母、汉字、数字、点或短横，不用 %(taken)s。")
            % {"taken": "、".join(sorted(_GROUPS))},
            field="petname",
        )
    if petname in {one.petname for one in configured()}:
        raise CannotChangeWitness(
            _("已有名叫“%(name)s”的见证人，请先移除，或换一个简称。") % {"name": petname},
            field="petname",
        )


def _verifier(vkey: str) -> Verifier:
    try:
        found = Verifier.parse(vkey.strip())
    except NoteFault as fault:
        raise CannotChangeWitness(
            _("公钥不对：%(why)s。请从见证机上的 zhibu witness keys 重新抄。")
            % {"why": fault.reason},
            field="vkey",
        ) from fault
    if found.kind != COSIGNATURE:
        raise CannotChangeWitness(_("这是账本的公钥，不是见证人的公钥。"), field="vkey")
    return found


def _insist_on_address(url: str) -> None:
    if not url:
        return
    try:
        parts = urlsplit(url)
        sound = bool(parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0)
    except ValueError:
        sound = False
    plain = sound and not (parts.username or parts.query or parts.fragment)
    if not plain or len(url) > _LONGEST or not url.isascii() or re.search(r"\s", url):
        raise CannotChangeWitness(
            _("见证人的网址应形如 https://witness.example/，不带用户名和参数。"), field="url"
        )
