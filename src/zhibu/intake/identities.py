"""Identities that follow from others, so that a batch need not list its records."""

import hashlib

from zhibu.core.ids import new_id


def record_of(batch: str, place: int) -> str:
    """Return the identity of the record at a place of a batch."""
    spelled = f"zhibu-batch/1\n{batch}\n{place}".encode()
    return new_id("r", hashlib.sha256(spelled).digest()[:16])


# Whoever sits at the machine itself: the account of acts done there without naming anybody.
CONSOLE = new_id("a", bytes(16))
