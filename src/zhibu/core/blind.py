"""Blind signatures: RSABSSA-SHA384-PSS-Randomized of RFC 9474, for tokens that tell no name.

A voter's browser blinds a message, the server signs what it cannot read, the browser unblinds. The
signature is an ordinary one of RSA-PSS (SHA-384, a salt of 48 bytes), which any library verifies.
The voter's half, ``prepare``, ``blind`` and ``finalize``, runs in the browser (``blind.js``); here
it is what tests and auditors hold that against.
"""

import math
import secrets
from hashlib import sha384

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

BITS, EXPONENT = 3072, 65_537
PREFIX, SALT = 32, 48
_HASH = 48
_PSS = padding.PSS(padding.MGF1(hashes.SHA384()), SALT)


class BlindFault(ValueError):
    """What was given is no blinded message, or no signature of it."""


def new_key() -> RSAPrivateKey:
    """Return a fresh key of 3,072 bits. Takes up to a second or two."""
    return rsa.generate_private_key(EXPONENT, BITS)


def spell_private(key: RSAPrivateKey) -> bytes:
    """Return a secret key's bytes (PKCS #8, not encrypted: whoever keeps them seals them)."""
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def spell_public(key: RSAPublicKey) -> bytes:
    """Return a public key's bytes (SubjectPublicKeyInfo)."""
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def read_private(data: bytes) -> RSAPrivateKey:
    """Return the secret key that ``spell_private`` spelled."""
    key = serialization.load_der_private_key(data, None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


def read_public(data: bytes) -> RSAPublicKey:
    """Return the public key that ``spell_public`` spelled."""
    key = serialization.load_der_public_key(data)
    if not isinstance(key, RSAPublicKey):
        raise TypeError("not an RSA key")
    return key


def prepare(message: bytes, *, prefix: bytes | None = None) -> bytes:
    """Return what is signed: 32 random bytes, then the message (RFC 9474, 4.1)."""
    return (secrets.token_bytes(PREFIX) if prefix is None else prefix) + message


def blind(
    key: RSAPublicKey, prepared: bytes, *, salt: bytes | None = None, factor: int | None = None
) -> tuple[bytes, int]:
    """Return a prepared message blinded, and what unblinds its signature (RFC 9474, 4.2).

    ``salt`` and ``factor`` are random unless told. Raises BlindFault for a factor or an encoded
    message that has no inverse.
    """
    told = key.public_numbers()
    encoded = _encode(prepared, secrets.token_bytes(SALT) if salt is None else salt, told.n)
    chosen = 1 + secrets.randbelow(told.n - 1) if factor is None else factor
    if math.gcd(encoded * chosen, told.n) != 1:
        raise BlindFault("no inverse")
    blinded = encoded * pow(chosen, told.e, told.n) % told.n
    return blinded.to_bytes(_size(told.n), "big"), pow(chosen, -1, told.n)


def blind_sign(key: RSAPrivateKey, blinded: bytes) -> bytes:
    """Return the signature of a blinded message (RFC 9474, 4.3), verified before it leaves.

    What is raised to the secret exponent is blinded once more, so that the time it takes says
    nothing of the key. Raises BlindFault for another length or a number that is not below the
    modulus, and where the machine reckoned wrong: a faulty signature would tell the key.
    """
    told = key.private_numbers()
    n, e = told.public_numbers.n, told.public_numbers.e
    message = int.from_bytes(blinded, "big")
    if len(blinded) != _size(n) or not 0 < message < n:
        raise BlindFault("out of range")
    guard = 1 + secrets.randbelow(n - 1)
    signature = _power(told, message * pow(guard, e, n) % n) * pow(guard, -1, n) % n
    if pow(signature, e, n) != message:
        raise BlindFault("reckoned wrong")
    return signature.to_bytes(_size(n), "big")


def finalize(key: RSAPublicKey, prepared: bytes, signature: bytes, *, inverse: int) -> bytes:
    """Return the signature of a prepared message, unblinded and verified (RFC 9474, 4.4).

    Raises BlindFault where the server signed something else.
    """
    n = key.public_numbers().n
    if len(signature) != _size(n):
        raise BlindFault("another length")
    found = (int.from_bytes(signature, "big") * inverse % n).to_bytes(_size(n), "big")
    if not verify(key, prepared, found):
        raise BlindFault("not a signature of this")
    return found


def verify(key: RSAPublicKey, prepared: bytes, signature: bytes) -> bool:
    """Say whether a signature is the key's, of this prepared message: plain RSA-PSS."""
    try:
        key.verify(signature, prepared, _PSS, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def _power(told: rsa.RSAPrivateNumbers, base: int) -> int:
    """Raise to the secret exponent, by the Chinese remainder theorem (RFC 8017, 5.1.2)."""
    one, other = pow(base, told.dmp1, told.p), pow(base, told.dmq1, told.q)
    return other + told.q * ((one - other) * told.iqmp % told.p)


def _size(n: int) -> int:
    return (n.bit_length() + 7) // 8


def _encode(prepared: bytes, salt: bytes, n: int) -> int:
    """Spell a message for signing: EMSA-PSS of RFC 8017, 9.1.1, one bit below the modulus."""
    bits = n.bit_length() - 1
    size = (bits + 7) // 8
    digest = sha384(bytes(8) + sha384(prepared).digest() + salt).digest()
    block = bytes(size - len(salt) - _HASH - 2) + b"\x01" + salt
    mask = int.from_bytes(_mask(digest, len(block)), "big")
    kept = (1 << bits - 8 * (_HASH + 1)) - 1
    masked = (int.from_bytes(block, "big") ^ mask) & kept
    return int.from_bytes(masked.to_bytes(len(block), "big") + digest + b"\xbc", "big")


def _mask(seed: bytes, length: int) -> bytes:
    """Stretch a digest: MGF1 of RFC 8017, B.2.1."""
    parts = (sha384(seed + n.to_bytes(4, "big")).digest() for n in range(-(-length // _HASH)))
    return b"".join(parts)[:length]
