"""Signed notes (C2SP signed-note) and witnesses' cosignatures (C2SP tlog-cosignature, version 1).

A note is text, an empty line, and one or more lines ``— name base64(key id ‖ signature)``.
"""

import base64
import hashlib
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhibu.core import strict

ED25519 = 0x01
COSIGNATURE = 0x04
OTHER = 0xFF
"""A kind of key without a number of its own; its key begins with a longer name."""

LONGEST = 256 * 1024
MOST_SIGNATURES = 100
_KEY_ID = 4
_KEY_BYTES = 32
_TIME = struct.Struct(">Q")
_DASH = "\u2014 "
_FIELD = 2**255 - 19
# Heights of the points of small order: under such a key everybody can sign everything.
_EIGHTH = int("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16)
_WEAK = frozenset({0, 1, _FIELD - 1, _EIGHTH, _FIELD - _EIGHTH})


class NoteFault(strict.Fault):
    """Not a note, or one that a key known to the reader did not sign."""


@dataclass(frozen=True)
class Verifier:
    """A public key under the name it signs by."""

    name: str
    key_id: bytes
    kind: int
    key: bytes

    @classmethod
    def of(cls, name: str, kind: int, key: bytes) -> Self:
        """Return the verifier of a public key; its id follows from name, kind and key.

        Raises NoteFault for a name that no key may have, or a key of another length.
        """
        _check_name(name, None)
        if kind in {ED25519, COSIGNATURE} and len(key) != _KEY_BYTES:
            raise NoteFault(f"a key of {len(key)} bytes, not {_KEY_BYTES}")
        if kind in {ED25519, COSIGNATURE} and _is_weak(key):
            raise NoteFault("a key under which everybody could sign")
        told = f"{name}\n".encode() + bytes([kind]) + key
        return cls(name, hashlib.sha256(told).digest()[:_KEY_ID], kind, key)

    @classmethod
    def parse(cls, spelled: str) -> Self:
        """Return the verifier that ``name+hash+base64(kind ‖ key)`` spells.

        Raises NoteFault if it is misspelled or the hash is not that of the key.
        """
        name, hashed, encoded = (*spelled.split("+", 2), "", "")[:3]
        try:
            told = strict.base64_of(encoded)
        except strict.Fault as fault:
            raise NoteFault(f"the key {spelled[:80]!r}: {fault.reason}") from fault
        found = cls.of(name, told[0], told[1:])
        if found.key_id.hex() != hashed:
            raise NoteFault(f"the key {spelled[:80]!r} has the hash {found.key_id.hex()}")
        return found

    @property
    def spelled(self) -> str:
        """Return the key as trust files have it, ``name+hash+base64(kind ‖ key)``."""
        encoded = base64.b64encode(bytes([self.kind]) + self.key).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def accepts(self, text: str, signature: bytes) -> bool:
        """Say whether a signature over a note's text is this key's.

        Raises NoteFault for a kind of key that cannot be checked here.
        """
        if self.kind == COSIGNATURE:
            at = cosigned_time(signature)
            return at is not None and self._signed(_cosigned(text, at), signature[_TIME.size :])
        if self.kind == ED25519:
            return self._signed(text.encode(), signature)
        raise NoteFault(f"{self.name} signs in a way that is not known here ({self.kind:#04x})")

    def _signed(self, told: bytes, signature: bytes) -> bool:
        try:
            self._public.verify(signature, told)
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _public(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.key)


class Signer:
    """A private key under the name it signs by."""

    def __init__(self, verifier: Verifier, private: Ed25519PrivateKey) -> None:
        self.verifier = verifier
        self._private = private

    @classmethod
    def of_seed(cls, name: str, seed: bytes, kind: int = ED25519) -> "Signer":
        """Return the signer of a seed of 32 random bytes; ``COSIGNATURE`` makes a witness's."""
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(Verifier.of(name, kind, private.public_key().public_bytes_raw()), private)

    def sign(self, text: str) -> str:
        """Return the signature line for a note's text, ``— name base64`` and a newline.

        Raises ValueError for a witness's key, which signs nothing but cosignatures.
        """
        self._insist(is_witness=False)
        return line(self.verifier, self._private.sign(text.encode()))

    def cosign(self, text: str, at_seconds: int) -> str:
        """Return a witness's line for a checkpoint's text, at a time in seconds since 1970.

        Raises ValueError for a key that is no witness's.
        """
        self._insist(is_witness=True)
        signature = self._private.sign(_cosigned(text, at_seconds))
        return line(self.verifier, _TIME.pack(at_seconds) + signature)

    def _insist(self, *, is_witness: bool) -> None:
        if (self.verifier.kind == COSIGNATURE) is not is_witness:
            raise ValueError(f"{self.verifier.name} does not sign in this way")


def line(verifier: Verifier, signature: bytes) -> str:
    """Return a signature as the line that notes carry, with its newline."""
    encoded = base64.b64encode(verifier.key_id + signature).decode()
    return f"{_DASH}{verifier.name} {encoded}\n"


def cosigned_time(signature: bytes) -> int | None:
    """Return the seconds since 1970 that a cosignature begins with, or None if it has none."""
    if len(signature) < _TIME.size:
        return None
    at: int = _TIME.unpack_from(signature)[0]
    return at if at <= strict.LARGEST else None


@dataclass(frozen=True)
class Note:
    """A text and its signature lines, read but not yet believed."""

    text: str
    lines: tuple[str, ...]

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Return the note that bytes spell.

        Raises NoteFault for anything else: control characters, no signature, a line misspelled,
        more than 100 signatures or 256 KiB.
        """
        try:
            told = strict.text_of(data, LONGEST)
        except strict.Fault as fault:
            raise NoteFault(fault.reason, fault.offset) from fault
        text, gap, signatures = told.rpartition("\n\n")
        if not gap or not signatures.endswith("\n"):
            raise NoteFault("no empty line with whole signature lines after it", len(data))
        note = cls(f"{text}\n", tuple(f"{one}\n" for one in signatures[:-1].split("\n")))
        if len(note.lines) > MOST_SIGNATURES:
            raise NoteFault(f"{len(note.lines)} signatures, at most {MOST_SIGNATURES}")
        note._signatures  # noqa: B018 - reading the lines refuses those misspelled
        return note

    @property
    def data(self) -> bytes:
        """Return the note's bytes."""
        return "".join([self.text, "\n", *self.lines]).encode()

    def adding(self, signature_line: str) -> "Note":
        """Return the note with one more signature line, or as it is if it has that line.

        Raises NoteFault for a line misspelled, or one too many.
        """
        if signature_line in self.lines:
            return self
        if signature_line.count("\n") != 1 or not signature_line.endswith("\n"):
            raise NoteFault("a signature is one line with its newline")
        return Note.parse(Note(self.text, (*self.lines, signature_line)).data)

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Say whether a key signed the note; lines of other keys are passed over.

        Raises NoteFault if a line in the key's name and id is not its signature.
        """
        return bool(self._of(verifier))

    def cosigned_at(self, verifier: Verifier) -> int | None:
        """Return the latest time, in seconds since 1970, at which a witness cosigned the note.

        None if it did not. Raises NoteFault as ``is_signed_by``, or for a key that is no witness's.
        """
        if verifier.kind != COSIGNATURE:
            raise NoteFault(f"{verifier.name} is not a witness's key")
        return max((_TIME.unpack_from(one)[0] for one in self._of(verifier)), default=None)

    def _of(self, verifier: Verifier) -> list[bytes]:
        mine = [
            (place, told[_KEY_ID:])
            for place, name, told in self._signatures
            if name == verifier.name and told[:_KEY_ID] == verifier.key_id
        ]
        for place, signature in mine:
            if not verifier.accepts(self.text, signature):
                raise NoteFault(f"a line of {verifier.name} is not its signature", place)
        return [signature for _, signature in mine]

    @cached_property
    def _signatures(self) -> list[tuple[int, str, bytes]]:
        """Return each line's place in bytes, name, and key id with signature."""
        place = len(self.text.encode()) + 1
        found = []
        for one in self.lines:
            found.append((place, *_read_line(one, place)))
            place += len(one.encode())
        return found


def _read_line(told: str, place: int) -> tuple[str, bytes]:
    dash, name, encoded = told[:2], *(*told[2:-1].split(" ", 1), "")[:2]
    if dash != _DASH:
        raise NoteFault("a signature line must begin with a long dash and a space", place)
    _check_name(name, place)
    try:
        signature = strict.base64_of(encoded)
    except strict.Fault as fault:
        raise NoteFault(f"the signature of {name}: {fault.reason}", place) from fault
    if len(signature) <= _KEY_ID:
        raise NoteFault(f"the signature of {name} is too short", place)
    return name, signature


def _is_weak(key: bytes) -> bool:
    height = int.from_bytes(key, "little") & (2**255 - 1)
    return height >= _FIELD or height in _WEAK


def _check_name(name: str, place: int | None) -> None:
    if not name or "+" in name or any(map(str.isspace, name)):
        raise NoteFault(f"{name[:80]!r} cannot be a key's name", place)


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
