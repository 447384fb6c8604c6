"""The key of a poll with blind tokens: made when it opens, sealed while it lasts, then gone."""

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from zhibu.core import blind
from zhibu.core.leaf import read_bytes, spell_bytes
from zhibu.journal import vault
from zhibu.polls.models import Poll, PollKey


def keep(poll: str, key: RSAPrivateKey) -> None:
    """Keep the secret key of a poll that opens, sealed; ``boxes.forget`` destroys it."""
    content = vault.seal(blind.spell_private(key), about=_about(poll))
    PollKey.objects.create(poll=poll, content=content)


def secret_of(poll: str) -> RSAPrivateKey:
    """Return the secret key of a poll that is open."""
    kept = PollKey.objects.get(poll=poll)
    return blind.read_private(vault.unseal(bytes(kept.content), about=_about(poll)))


def spelled(key: RSAPrivateKey) -> str:
    """Return the public half as the record of the opening keeps it."""
    return spell_bytes(blind.spell_public(key.public_key()))


def public_of(poll: Poll) -> RSAPublicKey:
    """Return the public key that a poll's opening put in the journal."""
    return blind.read_public(read_bytes(poll.public_key))


def _about(poll: str) -> bytes:
    return f"poll-key/{poll}".encode()
