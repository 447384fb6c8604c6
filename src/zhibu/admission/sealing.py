"""An applicant's identity number: sealed about that person; found by the members' own index."""

import hashlib

from zhibu.journal import vault
from zhibu.party import sealing as party


def seal(applicant: str, id_number: str) -> bytes:
    """Return the number as it is kept."""
    return vault.seal(id_number.encode(), about=_about(applicant))


def open_number(applicant: str, sealed: bytes | memoryview) -> str:
    """Return the number that was sealed about an applicant."""
    return vault.unseal(bytes(sealed), about=_about(applicant)).decode()


def index_of(id_number: str) -> bytes:
    """Return what finds a number, an applicant's as a member's, without anybody reading it."""
    found = party.index_of(id_number)
    return found if found is not None else b""


def index_of_none(applicant: str) -> bytes:
    """Return what stands where an older ledger knows no number: the same as no other person's."""
    return hashlib.sha256(b"zhibu-no-number/1\n" + applicant.encode()).digest()


def _about(applicant: str) -> bytes:
    return f"admission.applicant/{applicant}".encode()
