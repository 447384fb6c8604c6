"""One payload's row: do its columns open, and do its parts come to what the leaf commits to?"""

from collections import Counter
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext_lazy as _

from zhibu.core import canonical
from zhibu.journal import opened, vault
from zhibu.journal import payloads as spelling
from zhibu.journal.leaves import RESTRICTED
from zhibu.journal.models import Payload
from zhibu.journal.opened import Opened
from zhibu.notary.verify import letters
from zhibu.notary.verify.coverage import Covered
from zhibu.notary.verify.faults import Findings

PAYLOAD = "journal_payload"
WHOLE, PARTLY, GONE = "whole", "partly", "gone"

_MISMATCH = _("内容与记录里的承诺不符：内容、盐或密钥被改过。")
_UNREADABLE = _("读不出来：被改过，或是从别的记录搬来的。")
_LEFT = _("已有删除的内容，这一列应当是空的。")
_ERASED = _("内容被删除，账本里没有批准这次删除的记录。")
_WITHHELD = _("内容被封存，账本里没有批准这次封存的记录。")
_DROPPED = _("整个内容不见了，账本里没有批准这次删除的记录。")
_KIND = _("内容的种类与记录的不同。")


class Judge:
    """Holds payloads against leaves. ``there`` counts, by unit, what is still there."""

    def __init__(self, findings: Findings, covered: Covered) -> None:
        self._findings = findings
        self._covered = covered
        self.there: dict[str, Counter[str]] = {}

    def check(self, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Hold the payloads of some leaves, given as hash and bytes, against them."""
        found = Payload.objects.in_bulk([lh for lh, _leaf in rows])
        for lh, leaf in rows:
            commitment = letters.commitment_in(leaf)
            if (row := found.get(lh)) is not None:
                state = self._state_of(row, leaf, commitment)
            elif commitment is None:
                continue  # a system leaf without a payload
            else:
                state = self._missing(lh)
            self.there.setdefault(_unit_in(leaf), Counter())[state] += 1

    def _state_of(self, row: Payload, leaf: bytes, commitment: bytes | None) -> str:
        key = f"lh={bytes(row.lh).hex()}"
        try:
            payload = open_whole(row)
        except ValueError as fault:
            self._findings.broken(PAYLOAD, key, str(fault), why=_UNREADABLE)
            return PARTLY
        if row.salts is not None and bytes(row.secret):
            self._findings.broken(PAYLOAD, key, "secret", why=_LEFT)
        if not _comes_to(payload, commitment):
            self._findings.broken(PAYLOAD, key, "parts", why=_MISMATCH)
            return PARTLY
        self._check_kind(key, payload, leaf)
        return self._check_gone(key, payload) if payload.names else WHOLE

    def _check_gone(self, key: str, payload: Opened) -> str:
        gone = dict(payload.names)
        erased = {place: name for place, name in gone.items() if place in payload.erased}
        withheld = {place: name for place, name in gone.items() if place not in payload.erased}
        if erased.items() - self._covered.erased(payload.lh).items():
            self._findings.broken(PAYLOAD, key, "erased", why=_ERASED)
        if withheld.items() - self._covered.withheld(payload.lh).items():
            self._findings.broken(PAYLOAD, key, "withheld", why=_WITHHELD)
        return PARTLY

    def _check_kind(self, key: str, payload: Opened, leaf: bytes) -> None:
        """A leaf and its payload name one kind; whoever knows no kinds could not tell."""
        told = letters.kind_in(leaf)
        first = payload.parts[0] if payload.parts else None
        tag = canonical.decode(first)[1] if first else ""
        if told not in {str(tag).partition("/")[0], RESTRICTED}:
            words = {"found": tag, "expected": told, "why": _KIND}
            self._findings.changed(PAYLOAD, key, "parts", **words)

    def _missing(self, lh: bytes) -> str:
        self._findings.missing(PAYLOAD, f"lh={lh.hex()}", _DROPPED)
        return GONE


def open_whole(row: Payload) -> Opened:
    """Return a row opened. Raises ValueError with the column that does not open."""
    try:
        return opened.open_row(row)
    except InvalidTag as fault:
        raise ValueError(_unopened(row)) from fault
    except Exception as fault:
        raise ValueError("erased" if _parts_open(row) else "parts") from fault


def _comes_to(payload: Opened, commitment: bytes | None) -> bool:
    gone = set(payload.erased) | set(payload.withheld)
    try:
        return payload.commitment == commitment and gone == set(payload.names)
    except (KeyError, IndexError):
        return False


def _unopened(row: Payload) -> str:
    """Return which of a row's encrypted columns does not open."""
    lh = bytes(row.lh)
    about = {
        "sealed": lh, "withheld": spelling.withheld_of(lh), "secret": spelling.key_of(lh),
        "salts": spelling.salts_of(lh),
    }  # fmt: skip
    for column, bound in about.items():
        stored = bytes(getattr(row, column) or b"")
        try:
            if stored:
                vault.unseal(stored, about=bound)
        except (InvalidTag, ValueError):
            return column
    return "sealed"


def _parts_open(row: Payload) -> bool:
    try:
        list(spelling.bytes_in(bytes(row.parts), bytes(row.sealed or b""), bytes(row.lh)))
    except Exception:  # noqa: BLE001 - whatever forged bytes make of it
        return False
    return True


def _unit_in(leaf: bytes) -> str:
    """Return the organization that a leaf names; nothing where it names none or is restricted."""
    place = leaf.find(b'"org":"')
    return leaf[place + 7 : place + 35].decode("ascii", "replace") if place >= 0 else ""
