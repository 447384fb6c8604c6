"""What keeps personal data unreadable at rest. The key lies outside the database.

AES-256-GCM-SIV (RFC 8452): a nonce used twice by accident reveals only that two texts are equal.
"""

import hmac
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings

from zhibu.journal.durable import make_secret

_NONCE = 12
_KEY = 32


class VaultClosedError(RuntimeError):
    """The key file is missing or not of its shape: sealed data cannot be read."""


def seal(plain: bytes, *, about: bytes) -> bytes:
    """Return the sealed bytes; only the same ``about`` opens them again.

    The nonce is derived from both, so that telling a room again gives the same bytes.
    """
    told = len(about).to_bytes(4, "big") + about + plain
    nonce = hmac.digest(_subkey(b"nonce"), told, "sha256")[:_NONCE]
    return nonce + _cipher().encrypt(nonce, plain, about)


def unseal(sealed: bytes, *, about: bytes) -> bytes:
    """Return what was sealed about the same thing.

    Raises cryptography's InvalidTag where the bytes or ``about`` are not those that were sealed.
    """
    data = bytes(sealed)
    return _cipher().decrypt(data[:_NONCE], data[_NONCE:], about)


def blind_index(text: str) -> bytes:
    """Return a keyed digest by which equal texts are found without being readable."""
    return hmac.digest(_subkey(b"index"), text.encode(), "sha256")


@cache
def _cipher() -> AESGCMSIV:
    return AESGCMSIV(_subkey(b"seal"))


@cache
def _subkey(use: bytes) -> bytes:
    return hmac.digest(_master(Path(settings.KEYS) / "vault.key"), b"zhibu-vault/1\n" + use, sha256)


@cache
def _master(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != _KEY:
        raise VaultClosedError(f"{path.name} is not a key of {_KEY} bytes")
    return key


def _make(path: Path) -> None:
    with suppress(FileExistsError):  # another process made it a moment ago
        make_secret(path, _KEY)
