"""The keys that sign heads and promises: seeds in files, announced by records of the journal.

A key signs only after the journal named it (kind ``key.rotate``), so whoever reads the journal
knows every key that ever could. For 30 days after a change the old key signs beside the new one
(journal specification 2.6).
"""

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhibu.core.notes import Signer, Verifier
from zhibu.core.promise import name_of
from zhibu.core.refusal import Refusal
from zhibu.journal import log, reading
from zhibu.journal.backends.queue import alone
from zhibu.journal.durable import make_secret
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.models import LeafRow
from zhibu.notary.guard import Guard
from zhibu.notary.records import ROTATED, KeyRotated

OVERLAP = timedelta(days=30)
LOG, PROMISE = "log", "promise"
SEED = 32
_GENESIS = "genesis"
_NONE_YET = _("账本还没有签名密钥。请启动后台进程，或运行 zhibu checkpoint。")


class NoKey(Refusal):
    """A key that the journal names is not in the folder of keys, or the journal names none."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A pair of keys as the journal announced it, and when."""

    epoch: int
    origin: str
    vkey: str
    promise_vkey: str
    stolen: bool
    at: datetime


def announced() -> list[Announced]:
    """Return every pair of keys that the journal names, the latest first."""
    rows = LeafRow.objects.filter(kind=ROTATED).order_by("-id")
    told = rows.values_list("payload_id", "at")
    return [_announced(bytes(lh), at) for lh, at in told]


def is_established() -> bool:
    """Say whether the journal names keys."""
    return LeafRow.objects.filter(kind=ROTATED).exists()


def current() -> Announced:
    """Return the keys that sign now. Raises NoKey before the journal names any."""
    row = LeafRow.objects.filter(kind=ROTATED).order_by("-id").first()
    if row is None:
        raise NoKey(_NONE_YET)
    return _announced(bytes(row.payload_id), row.at)


def origin() -> str:
    """Return the name of this journal in this epoch. Raises NoKey before there are keys."""
    return current().origin


def log_signer() -> Signer:
    """Return the key that signs heads. Raises NoKey."""
    now = current()
    return _signer(LOG, now.epoch, now.vkey)


def log_signers(at: datetime) -> list[Signer]:
    """Return the keys that sign heads at an instant: the current one first, then replaced ones.

    A key replaced less than 30 days ago signs too, where its file is still there.
    Raises NoKey where the current one is missing.
    """
    first, *older = _valid(at)
    signers = [_signer(LOG, first.epoch, first.vkey)]
    for one in older:
        found = _found(LOG, one.epoch, one.vkey)
        signers += [found] if found else []
    return signers


def promise_signer() -> Signer:
    """Return the key that signs promises; web processes need no other. Raises NoKey."""
    now = current()
    return _signer(PROMISE, now.epoch, now.promise_vkey)


def verifiers(at: datetime, *, ever: bool = False) -> tuple[Verifier, ...]:
    """Return who may sign heads at an instant, or whoever ``ever`` might; empty without keys."""
    chosen = announced() if ever else _valid(at)
    return tuple(Verifier.parse(one.vkey) for one in chosen)


def promise_verifiers() -> tuple[Verifier, ...]:
    """Return every key that ever signed promises, the latest first."""
    return tuple(Verifier.parse(one.promise_vkey) for one in announced())


def establish(at: datetime, hand: Hand) -> Leaf | None:
    """Make the first keys and have the journal name them; return its leaf.

    Returns None where the journal names keys already, or is not open yet.
    Raises HeadsDisagree where the guard remembers heads of this journal: it lost its beginning.
    """
    if is_established() or not LeafRow.objects.filter(kind=_GENESIS).exists():
        return None
    with _alone(), log.act():
        if is_established():  # by somebody who was quicker
            return None
        guard, name = Guard.within(folder()), new_origin(1)
        guard.begin()
        guard.check(name, 0, lambda _: b"")
        return announce(name, 1, hand=hand, at=at, fresh=False)


def rotate(at: datetime, hand: Hand, *, stolen: bool = False) -> Leaf:
    """Replace both keys by new ones under the same origin; the old sign beside for 30 days.

    A ``stolen`` key stops at once. Raises NoKey before there are keys.
    """
    with _alone(), log.act():
        now = current()
        return announce(now.origin, now.epoch, hand=hand, at=at, fresh=True, stolen=stolen)


def announce(
    name: str, epoch: int, *, hand: Hand, at: datetime, fresh: bool, stolen: bool = False
) -> Leaf:
    """Have the journal name keys of an origin, made anew or taken from the folder.

    Runs inside the transaction of its act.
    """
    older = announced()
    log_key = _make(LOG, epoch, name, fresh=fresh).verifier.spelled
    promise = _make(PROMISE, epoch, name_of(name), fresh=fresh).verifier.spelled
    previous = older[0].vkey if older else ""
    record = KeyRotated(epoch, name, log_key, promise, log.civil(at), previous, stolen)
    return log.append(record, unit=None, op=Op.SYSTEM, **hand.told)


def print_of(verifier: Verifier) -> str:
    """Return a key's short fingerprint, to be compared by eye: ``3b57-2b53``."""
    text = verifier.key_id.hex()
    return f"{text[:4]}-{text[4:]}"


def epochs_kept() -> set[int]:
    """Return the epochs of which the folder holds seeds: none of them may be opened again."""
    names = [path.name for path in folder().glob("*.seed")]
    found = [re.fullmatch(r"(?:log|promise)-(\d+)(?:-\d+)?\.seed", name) for name in names]
    return {int(match[1]) for match in found if match}


def folder() -> Path:
    """Return the folder of keys."""
    return Path(settings.KEYS)


def _valid(at: datetime) -> list[Announced]:
    """Return the pairs valid at an instant: the current, and those of its epoch just replaced."""
    every = announced()
    if not every:
        raise NoKey(_NONE_YET)
    chosen = every[:1]
    for newer, older in pairwise(every):
        if older.origin != newer.origin or newer.stolen or at - newer.at >= OVERLAP:
            break
        chosen.append(older)
    return chosen


@lru_cache(maxsize=64)
def _announced(lh: bytes, at: datetime) -> Announced:
    record: KeyRotated = reading.record_of(reading.leaf_of(lh))
    return Announced(
        record.epoch, record.origin, record.vkey, record.promise_vkey, record.stolen, at
    )


def new_origin(epoch: int) -> str:
    """Return what this installation's journal is called in an epoch."""
    domain = settings.DOMAIN
    if not domain:
        row = LeafRow.objects.filter(kind=_GENESIS).order_by("id")[0]
        genesis = reading.record_of(reading.leaf_of(bytes(row.payload_id)))
        domain = f"{genesis.installation.replace('_', '-')}.zhibu.invalid"
    return f"{domain}/journal/{epoch}"


def _signer(use: str, epoch: int, vkey: str) -> Signer:
    found = _found(use, epoch, vkey)
    if found is None:
        words = _("密钥文件夹里没有账本公布的密钥 %(key)s。请从保险柜的备份取回，或更换密钥。")
        raise NoKey(words % {"key": print_of(Verifier.parse(vkey))})
    return found


def _found(use: str, epoch: int, vkey: str) -> Signer | None:
    """Return the signer of the seed that makes a public key; a file alone is no key of ours."""
    name = Verifier.parse(vkey).name
    signers = (Signer.of_seed(name, seed_in(path)) for path in _seeds(use, epoch))
    return next((one for one in signers if one.verifier.spelled == vkey), None)


def _seeds(use: str, epoch: int) -> list[Path]:
    """Return the seed files of an epoch, the latest made first."""
    first = folder() / f"{use}-{epoch}.seed"
    later = sorted(folder().glob(f"{use}-{epoch}-*.seed"), key=_turn, reverse=True)
    return [*later, *([first] if first.exists() else [])]


def _turn(path: Path) -> int:
    return int(path.stem.rsplit("-", 1)[1])


def _make(use: str, epoch: int, name: str, *, fresh: bool) -> Signer:
    """Return the signer of a new seed, or of one that is there already and not to be ``fresh``.

    One may be there although no record names it: the process died between the two.
    """
    seeds = _seeds(use, epoch)
    if seeds and not fresh:
        return Signer.of_seed(name, seed_in(seeds[0]))
    suffix = f"-{len(seeds) + 1}" if seeds else ""
    path = folder() / f"{use}-{epoch}{suffix}.seed"
    make_secret(path, SEED)
    return Signer.of_seed(name, seed_in(path))


def seed_in(path: Path) -> bytes:
    """Return the seed that a file of the folder holds. Raises NoKey for one of another length."""
    seed = path.read_bytes()
    if len(seed) != SEED:
        words = _("密钥文件 %(name)s 不是 32 字节，已损坏。请从保险柜的备份取回。")
        raise NoKey(words % {"name": path.name})
    return seed


def _alone() -> AbstractContextManager[None]:
    """Let nobody else make keys in this folder meanwhile."""
    folder().mkdir(parents=True, exist_ok=True)
    return alone(folder() / "keys.lock")
