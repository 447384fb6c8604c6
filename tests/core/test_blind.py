"""Blind signatures: any library verifies them, and a voter trusts nobody."""

from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from zhibu.core import blind
from zhibu.core.blind import BlindFault

E = 65_537


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(E, 2048)  # an odd size of message for the encoding's mask


def test_any_library_verifies_what_was_signed_blindly(key):
    prepared = blind.prepare(b"token")
    blinded, inverse = blind.blind(key.public_key(), prepared)
    signature = blind.finalize(
        key.public_key(), prepared, blind.blind_sign(key, blinded), inverse=inverse
    )

    stock = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=48)
    key.public_key().verify(signature, prepared, stock, hashes.SHA384())
    assert blind.verify(key.public_key(), prepared, signature)


def test_what_any_library_signed_verifies_here(key):
    stock = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=48)
    assert blind.verify(key.public_key(), b"x", key.sign(b"x", stock, hashes.SHA384()))
    shorter = padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=32)
    assert not blind.verify(key.public_key(), b"x", key.sign(b"x", shorter, hashes.SHA384()))


def test_another_message_key_or_bit_does_not_verify(key):
    prepared = blind.prepare(b"token")
    blinded, inverse = blind.blind(key.public_key(), prepared)
    signature = blind.finalize(
        key.public_key(), prepared, blind.blind_sign(key, blinded), inverse=inverse
    )
    other = rsa.generate_private_key(E, 2048).public_key()

    assert not blind.verify(key.public_key(), prepared + b"x", signature)
    assert not blind.verify(other, prepared, signature)
    assert not blind.verify(key.public_key(), prepared, signature[:-1])
    assert not blind.verify(key.public_key(), prepared, signature[:-1] + b"\x00")


def test_the_same_token_looks_different_each_time_it_is_blinded(key):
    prepared = blind.prepare(b"token")
    assert len({blind.blind(key.public_key(), prepared)[0] for _n in range(4)}) == 4
    assert blind.prepare(b"token") != blind.prepare(b"token")


def test_every_token_could_be_behind_every_blinded_message(key):
    """The signer sees one blinded message; a factor exists for each token there might be."""
    n = key.public_key().public_numbers().n
    seen, _inverse = blind.blind(key.public_key(), blind.prepare(b"mine"))
    salt, prepared = bytes(48), blind.prepare(b"another's")
    bare, _one = blind.blind(key.public_key(), prepared, salt=salt, factor=1)
    signed = int.from_bytes(blind.blind_sign(key, seen), "big")
    plain = int.from_bytes(blind.blind_sign(key, bare), "big")
    factor = signed * pow(plain, -1, n) % n

    again, _inverse = blind.blind(key.public_key(), prepared, salt=salt, factor=factor)
    assert again == seen


def test_signing_the_same_twice_gives_the_same(key):
    blinded, _inverse = blind.blind(key.public_key(), blind.prepare(b"token"))
    assert blind.blind_sign(key, blinded) == blind.blind_sign(key, blinded)


def test_a_factor_without_an_inverse_is_refused(key):
    for factor in (0, key.private_numbers().p):
        with pytest.raises(BlindFault, match="no inverse"):
            blind.blind(key.public_key(), b"x", factor=factor)


def test_only_numbers_below_the_modulus_are_signed(key):
    n = key.public_key().public_numbers().n
    for wrong in (b"", bytes(255), bytes(256), n.to_bytes(256, "big"), b"\xff" * 256, bytes(257)):
        with pytest.raises(BlindFault, match="out of range"):
            blind.blind_sign(key, wrong)


def test_a_faulty_signature_never_leaves(key, monkeypatch):
    """One wrong half would tell the key's factors to who has it (Boneh, DeMillo, Lipton)."""
    blinded, _inverse = blind.blind(key.public_key(), blind.prepare(b"token"))
    true = key.private_numbers()

    @dataclass
    class Faulty:
        def private_numbers(self):
            return rsa.RSAPrivateNumbers(
                true.p, true.q, true.d, true.dmp1 ^ 2, true.dmq1, true.iqmp, true.public_numbers
            )

    with pytest.raises(BlindFault, match="reckoned wrong"):
        blind.blind_sign(Faulty(), blinded)


def test_a_voter_refuses_what_the_server_did_not_sign(key):
    prepared = blind.prepare(b"token")
    blinded, inverse = blind.blind(key.public_key(), prepared)
    signed = blind.blind_sign(key, blinded)
    with pytest.raises(BlindFault, match="not a signature"):
        blind.finalize(key.public_key(), prepared, blinded, inverse=inverse)
    with pytest.raises(BlindFault, match="not a signature"):
        blind.finalize(key.public_key(), blind.prepare(b"token"), signed, inverse=inverse)
    with pytest.raises(BlindFault, match="another length"):
        blind.finalize(key.public_key(), prepared, signed[1:], inverse=inverse)


def test_keys_are_spelled_and_read(key):
    assert blind.read_private(blind.spell_private(key)).private_numbers() == key.private_numbers()
    public = key.public_key()
    assert blind.read_public(blind.spell_public(public)).public_numbers() == public.public_numbers()


def test_a_new_key_is_as_long_as_the_specification_says():
    assert blind.new_key().public_key().public_numbers().n.bit_length() == 3072


def test_keys_of_another_kind_are_not_taken():
    other = ed25519.Ed25519PrivateKey.generate()
    with pytest.raises(TypeError):
        blind.read_private(other.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(TypeError):
        blind.read_public(
            other.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        )
