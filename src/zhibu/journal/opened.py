"""A payload as it lies: the parts that stand, those withheld, and what is left of those erased.

``journal_payload`` keeps the parts as a packed list of texts: a part's own spelling, nothing where
it lies encrypted in ``sealed``, ``-name`` where it was erased, ``*name`` where it is withheld and
lies in ``withheld``. Salts follow from ``secret`` until something is erased; from then on they
stand in ``salts``, sixteen bytes for each part and noughts where it is gone, and the digests of
erased parts in ``erased`` (journal specification 2.3).
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from zhibu.core import canonical, commitment
from zhibu.core.leaf import read_bytes, spell_bytes
from zhibu.journal import payloads, vault
from zhibu.journal.models import Payload

SALT = 16
_GONE = bytes(SALT)


@dataclass(frozen=True)
class Opened:
    """A payload opened. ``parts`` are canonical bytes, None where erased or withheld.

    ``withheld`` has the bytes of withheld parts by their place: to verify by and to give back,
    never to show. ``secret`` is None once something is erased.
    """

    lh: bytes
    parts: tuple[bytes | None, ...]
    names: Mapping[int, str]
    secret: bytes | None
    kept_salts: tuple[bytes, ...]
    erased: Mapping[int, bytes]
    withheld: Mapping[int, bytes]

    @cached_property
    def salts(self) -> tuple[bytes | None, ...]:
        """Return each part's salt, None where it was erased."""
        if self.secret is not None:
            return tuple(commitment.salt(self.secret, i) for i in range(len(self.parts)))
        return tuple(None if i in self.erased else one for i, one in enumerate(self.kept_salts))

    @cached_property
    def digests(self) -> tuple[bytes, ...]:
        """Return each part's digest: computed while its bytes are here, kept where erased."""
        return tuple(self._digest(i) for i in range(len(self.parts)))

    @property
    def commitment(self) -> bytes:
        """Return what the leaf must commit to."""
        return commitment.root_of(self.digests)

    def _digest(self, place: int) -> bytes:
        salt, part = self.salts[place], self.parts[place] or self.withheld.get(place)
        if salt is None or part is None:
            return self.erased[place]
        return commitment.digest(salt, part)

    def without(self, places: Collection[int]) -> "Opened":
        """Return the payload with some parts erased: their digests stay, value and salt go."""
        return replace(
            self,
            parts=tuple(None if i in places else one for i, one in enumerate(self.parts)),
            names={**self.names, **{i: self._name(i) for i in places}},
            secret=None,
            kept_salts=tuple(
                _GONE if one is None or i in places else one for i, one in enumerate(self.salts)
            ),
            erased={**self.erased, **{i: self.digests[i] for i in places}},
            withheld={i: one for i, one in self.withheld.items() if i not in places},
        )

    def withholding(self, places: Collection[int]) -> "Opened":
        """Return the payload with some parts withheld from all reading."""
        taken = {i: part for i in places if (part := self.parts[i]) is not None}
        return replace(
            self,
            parts=tuple(None if i in taken else one for i, one in enumerate(self.parts)),
            names={**self.names, **{i: self._name(i) for i in taken}},
            withheld={**self.withheld, **taken},
        )

    def giving_back(self, places: Collection[int]) -> "Opened":
        """Return the payload with some withheld parts readable again."""
        back = {i: one for i, one in self.withheld.items() if i in places}
        return replace(
            self,
            parts=tuple(back.get(i, one) for i, one in enumerate(self.parts)),
            withheld={i: one for i, one in self.withheld.items() if i not in back},
        )

    def _name(self, place: int) -> str:
        part = self.parts[place]
        return self.names[place] if part is None else str(canonical.decode(part)[0])

    def row(self, hidden_names: Collection[str], *, restricted: bool) -> Payload:
        """Return the payload as it is to lie; parts of those names, or all, encrypted."""
        told: list[bytes] = []
        hidden: list[bytes] = []
        for place, part in enumerate(self.parts):
            sign = payloads.ERASED if place in self.erased else payloads.WITHHELD
            if part is None:
                told.append(sign + self.names[place].encode())
            elif restricted or self._name(place) in hidden_names:
                told.append(b"")
                hidden.append(part)
            else:
                told.append(part)
        row = Payload(lh=self.lh, parts=payloads.pack(told), secret=b"")
        row.sealed = vault.seal(payloads.pack(hidden), about=self.lh) if hidden else None
        row.withheld = self._withheld_sealed()
        guarded = bool(hidden or self.withheld)
        if self.secret is None:
            row.salts = _guard(b"".join(self.kept_salts), payloads.salts_of(self.lh), guarded)
        else:
            row.secret = _guard(self.secret, payloads.key_of(self.lh), guarded)
        row.erased = _spell_erased(self.erased) if self.erased else None
        return row

    def _withheld_sealed(self) -> bytes | None:
        if not self.withheld:
            return None
        told = json.dumps({str(i): one.decode() for i, one in sorted(self.withheld.items())})
        return vault.seal(told.encode(), about=payloads.withheld_of(self.lh))


def open_row(row: Payload) -> Opened:
    """Return a stored payload opened."""
    lh, sealed = bytes(row.lh), bytes(row.sealed or b"")
    guarded = bool(sealed or row.withheld)
    gone = payloads.gone_in(bytes(row.parts))
    salts = b"" if row.salts is None else _open(bytes(row.salts), payloads.salts_of(lh), guarded)
    return Opened(
        lh=lh,
        parts=tuple(payloads.bytes_in(bytes(row.parts), sealed, lh)),
        names={one.place: one.name for one in gone},
        secret=_open(bytes(row.secret), payloads.key_of(lh), guarded) if not salts else None,
        kept_salts=tuple(salts[i : i + SALT] for i in range(0, len(salts), SALT)),
        erased=_read_erased(bytes(row.erased) if row.erased else None),
        withheld=_read_withheld(row),
    )


def _spell_erased(erased: Mapping[int, bytes]) -> bytes:
    return canonical.encode({str(i): spell_bytes(one) for i, one in erased.items()})


def _read_erased(told: bytes | None) -> dict[int, bytes]:
    found = json.loads(told) if told else {}
    return {int(place): read_bytes(one) for place, one in found.items()}


def _read_withheld(row: Payload) -> dict[int, bytes]:
    if row.withheld is None:
        return {}
    told = vault.unseal(bytes(row.withheld), about=payloads.withheld_of(bytes(row.lh)))
    return {int(place): one.encode() for place, one in json.loads(told).items()}


def _guard(plain: bytes, about: bytes, guarded: bool) -> bytes:
    return vault.seal(plain, about=about) if guarded else plain


def _open(stored: bytes, about: bytes, guarded: bool) -> bytes:
    return vault.unseal(stored, about=about) if guarded else stored
