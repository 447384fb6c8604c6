"""The optional second head: an SM3 tree over the same leaves, signed with SM2 (spec. 2.11).

SM2 (GB/T 32918) signs over SM3 with the standard's own user id ``1234567812345678``. The library
is slow, some 10 ms a signature, and leaves checks to its caller; both do for a head a day.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress

from gmssl import sm2 as curve

from zhibu.core import notes, sm
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.merkle import Frontier
from zhibu.core.notes import Note, NoteFault, Verifier
from zhibu.journal.durable import make_secret
from zhibu.journal.models import Entry
from zhibu.notary import keys

_ORDER = int(curve.default_ecc_table["n"], 16)
_FIELD = int(curve.default_ecc_table["p"], 16)
_A = int(curve.default_ecc_table["a"], 16)
_B = int(curve.default_ecc_table["b"], 16)
_HALF = 32
_POINT = b"\x04"
_BATCH = 10_000


class Sm2Verifier(Verifier):
    """A public SM2 key under the name it signs by: kind 0xff, ``zhibu-sm2``, 04, x, y."""

    def accepts(self, text: str, signature: bytes) -> bool:
        """Say whether a signature over a note's text, r and s of 32 bytes each, is this key's.

        Raises NoteFault if the key is no point of the curve.
        """
        point = self._point()
        parts = (signature[:_HALF], signature[_HALF:])
        in_range = all(0 < int.from_bytes(part, "big") < _ORDER for part in parts)
        if len(signature) != 2 * _HALF or not in_range:
            return False
        return bool(_curve("", point).verify_with_sm3(signature.hex(), text.encode()))

    def _point(self) -> bytes:
        prefix = sm.SM2 + _POINT
        point = self.key.removeprefix(prefix)
        if self.kind != notes.OTHER or len(self.key) != len(prefix) + len(point):
            raise NoteFault(f"{self.name} is not an SM2 key")
        x, y = int.from_bytes(point[:_HALF], "big"), int.from_bytes(point[_HALF:], "big")
        on_curve = (x**3 + _A * x + _B - y * y) % _FIELD == 0
        if len(point) != 2 * _HALF or max(x, y) >= _FIELD or not on_curve:
            raise NoteFault(f"the key of {self.name} is no point of the curve SM2")
        return point


class Sm2Signer:
    """A private SM2 key, made from a seed of 32 random bytes, under the name it signs by."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._private = 1 + int.from_bytes(seed, "big") % (_ORDER - 2)
        base = curve.default_ecc_table["g"]
        self._point = bytes.fromhex(_curve("", b"")._kg(self._private, base))
        self.verifier = Sm2Verifier.of(name, notes.OTHER, sm.SM2 + _POINT + self._point)

    def sign(self, text: str) -> str:
        """Return the signature line for a note's text."""
        signing = _curve(f"{self._private:064x}", self._point)
        signature = None
        while signature is None:  # none comes of one number in 2**256
            # The library would draw it from a generator that can be foretold.
            once = 1 + secrets.randbelow(_ORDER - 1)
            signature = signing.sign_with_sm3(text.encode(), f"{once:064x}")
        return notes.line(self.verifier, bytes.fromhex(signature))


def head_of(origin: str, leaves: Iterable[bytes]) -> Checkpoint:
    """Return the head of the SM3 tree over leaves' bytes; its origin is ``<origin>/sm3``."""
    frontier = Frontier(sm.SM3)
    frontier.extend(map(sm.SM3.leaf, leaves))
    return Checkpoint(origin + sm.SUFFIX, frontier.size, frontier.root())


def signed(origin: str, leaves: Iterable[bytes], seed: bytes) -> Note:
    """Return the note over the SM3 tree of leaves, signed with the SM2 key of a seed."""
    text = head_of(origin, leaves).text
    return Note(text, (Sm2Signer(origin + sm.SUFFIX, seed).sign(text),))


def check(note: Note, verifier: Verifier, leaves: Iterable[bytes]) -> Checkpoint:
    """Return the head that a second note states over leaves.

    Raises NoteFault unless the key named by its origin signed it and the leaves lead to it.
    """
    told = Checkpoint.parse(note.text)
    if told.origin != verifier.name or not note.is_signed_by(verifier):
        raise NoteFault(f"{verifier.name} did not sign this head")
    if head_of(told.origin.removesuffix(sm.SUFFIX), leaves) != told:
        raise NoteFault("the leaves do not lead to the head of the SM3 tree")
    return told


def second_checkpoint(size: int, *, using: str = "default") -> Note:
    """Return the signed note over the SM3 tree of the first ``size`` leaves.

    A seed of the epoch is made when there is none. Raises NoKey before the journal names keys.
    """
    return signed(keys.origin(), _leaves(size, using), _seed())


def verifier() -> Sm2Verifier:
    """Return the public key of the second tree, to be published beside its notes."""
    return Sm2Signer(keys.origin() + sm.SUFFIX, _seed()).verifier


def check_second(note: Note, *, using: str = "default") -> Checkpoint:
    """Return the head that a stored second note states, having compared it with the journal.

    Raises NoteFault as ``check``.
    """
    return check(note, verifier(), _leaves(Checkpoint.parse(note.text).size, using))


def _leaves(size: int, using: str) -> Iterator[bytes]:
    rows = Entry.objects.using(using).filter(seq__lt=size).order_by("seq")
    for leaf in rows.values_list("leaf", flat=True).iterator(chunk_size=_BATCH):
        yield bytes(leaf)


def _seed() -> bytes:
    """Return the seed of the epoch's SM2 key, making it the first time.

    Raises NoKey for a file of another length: of an empty one anybody could make the key.
    """
    path = keys.folder() / f"sm2-{keys.current().epoch}.seed"
    if not path.exists():
        with suppress(FileExistsError):  # another process made it a moment ago
            make_secret(path, keys.SEED)
    return keys.seed_in(path)


def _curve(private: str, point: bytes) -> curve.CryptSM2:
    """Return the library's object; it would strip zeroes and fours from a key given at once."""
    made = curve.CryptSM2(private, "")
    made.public_key = point.hex()
    return made
