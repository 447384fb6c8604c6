"""Amounts at rest: sealed about one record and one member."""

import json
from decimal import Decimal

from zhibu.dues.lines import Line
from zhibu.journal import vault


def seal(line: Line, rec: str) -> bytes:
    """Return a line's amounts, unreadable without the key."""
    told = [line.owed, line.paid, line.before, line.base]
    plain = json.dumps([None if one is None else str(one) for one in told])
    return vault.seal(plain.encode(), about=_about(rec, line.member))


def unseal(sealed: bytes, *, rec: str, member: str) -> Line:
    """Return the line that was sealed about that record and member."""
    plain = json.loads(vault.unseal(bytes(sealed), about=_about(rec, member)))
    owed, paid, before, base = (None if one is None else Decimal(one) for one in plain)
    return Line(member, owed or Decimal(0), paid or Decimal(0), base, None, before or Decimal(0))


def _about(rec: str, member: str) -> bytes:
    return f"dues.collected/{rec}/{member}".encode()


def seal_told(told: dict[str, str], *, rec: str, member: str) -> bytes:
    """Return what a record tells of a member's money, unreadable without the key."""
    return vault.seal(json.dumps(told).encode(), about=_about(rec, member))


def unseal_told(sealed: bytes | memoryview, *, rec: str, member: str) -> dict[str, str]:
    """Return what was sealed about that record and member."""
    told: dict[str, str] = json.loads(vault.unseal(bytes(sealed), about=_about(rec, member)))
    return told
