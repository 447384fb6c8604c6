"""A record as parts, and parts as rows: committed one by one, personal ones sealed."""

import json
import secrets
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.core import canonical, commitment
from zhibu.core.facts import Fact
from zhibu.core.lag import Lag
from zhibu.journal import codec, vault
from zhibu.journal.kinds import Kind, Record

Part = list[Any]
_NARROW = 12  # bits: a window of 4 KiB
ERASED, WITHHELD = b"-", b"*"  # no part begins with either: a part is a list
_SIGNS = (ERASED, WITHHELD)
DELETED, PUT_AWAY = "〔已删除〕", "〔已封存〕"  # kept in tables, so the same in every language


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as the record carries it: with its lag, and whether it takes an earlier one back."""

    fact: Fact
    lag: Lag
    undoes: bool = False

    def plain(self) -> dict[str, Any]:
        told = {"f": self.fact.name, "on": self.fact.on.isoformat(), "v": self.fact.value}
        told["l"] = int(self.lag)
        if self.fact.subject:
            told["s"] = self.fact.subject
        return told | ({"u": True} if self.undoes else {})

    @classmethod
    def read(cls, told: dict[str, Any]) -> "Stated":
        """Return the stated fact that a part's entry spells."""
        fact = Fact(told["f"], date.fromisoformat(told["on"]), told["v"], told.get("s"))
        return cls(fact, Lag(told["l"]), told.get("u", False))


@dataclass(frozen=True, slots=True)
class Gone:
    """A part that can be read no more: its place and name; erased for good, or withheld."""

    place: int
    name: str
    erased: bool


@dataclass(frozen=True, slots=True)
class Sealed:
    """A payload ready to be stored: commitment, open parts and those that name people."""

    commitment: bytes
    secret: bytes
    parts: bytes
    sealed: bytes | None

    def sealed_about(self, lh: bytes) -> bytes | None:
        """Return the sealed parts bound to their leaf, or None where nobody is named."""
        return None if self.sealed is None else vault.seal(self.sealed, about=lh)

    def secret_about(self, lh: bytes) -> bytes:
        """Return the secret as it is stored: sealed where anything is.

        It gives the salts, so whoever had it could try guesses of a sealed part, a phone number
        or an income, against the commitment in the leaf until one fits.
        """
        return self.secret if self.sealed is None else vault.seal(self.secret, about=key_of(lh))


def parts_of(
    record: Record, kind: Kind, *, stated: Sequence[Stated], extra: Sequence[Part] = ()
) -> list[Part]:
    """Return a record's parts in their order: kind, facts, what is extra, then its fields."""
    parts = opening(kind, stated, extra)
    for name, value in codec.told(record).items():
        if name == kind.files:
            parts += [["file", item] for item in value]
        elif name in kind.listed:
            parts += [[name, item] for item in value]
        else:
            parts.append([name, value])
    return parts


def opening(kind: Kind, stated: Sequence[Stated], extra: Sequence[Part] = ()) -> list[Part]:
    """Return the parts every payload begins with: kind and facts, never erased; then extras."""
    return [["kind", kind.tag], ["facts", [one.plain() for one in stated]], *extra]


def seal(parts: Sequence[Part], kind: Kind, *, restricted: bool) -> Sealed:
    """Commit to the parts and part the open ones from those that name people.

    Of a restricted record nothing lies open, not even its kind.
    """
    encoded = commitment.encode_parts(parts)
    secret = secrets.token_bytes(commitment.SECRET_BYTES)
    names = hidden_names(kind)
    hidden = {i for i, part in enumerate(parts) if restricted or part[0] in names}
    return Sealed(
        commitment.commit(secret, encoded),
        secret,
        pack([b"" if i in hidden else one for i, one in enumerate(encoded)]),
        pack([encoded[i] for i in sorted(hidden)]) if hidden else None,
    )


def hidden_names(kind: Kind) -> frozenset[str]:
    """Return the names of the parts that a kind keeps encrypted.

    Why something was corrected is among them: it is free text, and often about somebody.
    """
    return kind.people | kind.sealed | {"reason"}


def unpack(parts: bytes, sealed: bytes, lh: bytes) -> list[Part]:
    """Return a payload's parts that stand, in the order they were committed to."""
    return [canonical.decode(one) for one in bytes_in(parts, sealed, lh) if one is not None]


def bytes_in(parts: bytes, sealed: bytes, lh: bytes) -> Iterator[bytes | None]:
    """Yield the bytes of each part of a payload, None for those that are gone."""
    hidden = iter(_unpack(vault.unseal(sealed, about=lh)) if sealed else [])
    for one in _unpack(parts):
        yield None if one[:1] in _SIGNS else one or next(hidden)


def gone_in(parts: bytes) -> tuple[Gone, ...]:
    """Return what a payload's open parts say of those that are gone."""
    return tuple(
        Gone(place, one[1:].decode(), one[:1] == ERASED)
        for place, one in enumerate(_unpack(parts))
        if one[:1] in _SIGNS
    )


def stated_in(parts: Sequence[Part]) -> list[Stated]:
    """Return the facts that a payload carries."""
    return [Stated.read(told) for told in parts[1][1]]


def reason_in(parts: Sequence[Part]) -> str | None:
    """Return the reason that a correction or withdrawal gave."""
    return next((part[1] for part in parts[2:] if part[0] == "reason"), None)


def revive(parts: Sequence[Part], kind: Kind, gone: Sequence[Gone] = ()) -> Any:
    """Return the record that the parts tell; words stand where a text is gone that it must have."""
    lists: dict[str, list[Any]] = {name: [] for name in kind.listed}
    if kind.files:
        lists[kind.files] = []
    found: dict[str, Any] = {}
    for name, value in parts[2:]:
        field = kind.files if name == "file" and kind.files else name
        if field in lists:
            lists[field].append(value)
        elif field in codec.names_of(kind.record):
            found[field] = value
    for one in gone:
        if one.name in codec.required(kind.record):
            found[one.name] = DELETED if one.erased else PUT_AWAY
    return codec.revive(kind.record, found | lists)


def key_of(lh: bytes) -> bytes:
    """Return what a payload's sealed secret is bound to."""
    return b"zhibu-secret/1\n" + lh


def salts_of(lh: bytes) -> bytes:
    """Return what a payload's sealed salts are bound to."""
    return b"zhibu-salts/1\n" + lh


def withheld_of(lh: bytes) -> bytes:
    """Return what a payload's withheld parts are bound to."""
    return b"zhibu-withheld/1\n" + lh


def pack(items: Sequence[bytes]) -> bytes:
    """Return texts as one compressed column."""
    data = json.dumps([item.decode() for item in items]).encode()
    # Level 1: the parts are short, and a record is written while somebody waits. A window no
    # larger than what it looks back on: clearing the usual one takes longer than compressing.
    return zlib.compress(data, 1, _NARROW if len(data) <= 1 << _NARROW else zlib.MAX_WBITS)


def _unpack(data: bytes) -> list[bytes]:
    return [item.encode() for item in json.loads(zlib.decompress(bytes(data)))]
