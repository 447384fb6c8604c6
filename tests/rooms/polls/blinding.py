"""Voters with blind tokens, as their browsers would act: blind, have it signed, unblind, cast."""

import secrets
from datetime import date
from functools import cache
from itertools import cycle

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from zhibu.core import blind
from zhibu.core.leaf import spell_bytes
from zhibu.polls.actions import keys, tokens
from zhibu.polls.actions.tokens import Credential
from zhibu.polls.models import Poll

TODAY = date(2026, 11, 3)


@cache
def two_keys() -> tuple[RSAPrivateKey, RSAPrivateKey]:
    """Make two keys, once: each takes a second."""
    return blind.new_key(), blind.new_key()


def known_keys(monkeypatch) -> None:
    """Have polls open with one of the two keys and then with the other."""
    made = cycle(two_keys())
    monkeypatch.setattr(blind, "new_key", lambda: next(made))


class Voter:
    """A member's browser: it alone knows the token."""

    def __init__(self, poll: Poll) -> None:
        self.poll, self.key = poll, keys.public_of(poll)
        self.token, self.prefix = secrets.token_bytes(32), secrets.token_bytes(32)
        self.prepared = blind.prepare(self.token, prefix=self.prefix)
        self.blinded, self.inverse = blind.blind(self.key, self.prepared)

    def ask(self, member: str | None, today: date = TODAY) -> bytes:
        """Have the blinded token signed."""
        return tokens.sign(self.poll, member=member, blinded=self.blinded, today=today)

    def unblind(self, signature: bytes) -> Credential:
        """Return the credential that a signature of the blinded token makes."""
        found = blind.finalize(self.key, self.prepared, signature, inverse=self.inverse)
        return Credential(self.poll.rec, self.token, self.prefix, found)


def credential_for(poll: Poll, member: str, today: date = TODAY) -> Credential:
    """Return a credential, signed for a member."""
    voter = Voter(poll)
    return voter.unblind(voter.ask(member, today))


def spelled(credential: Credential) -> str:
    """Return a credential as a browser keeps it."""
    parts = (credential.token, credential.prefix, credential.signature)
    return ".".join([credential.poll, *map(spell_bytes, parts)])
