"""Reading what has one spelling only: every other one is refused with the place it was found at."""

import base64
import binascii
import re

_WHOLE = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST = 2**63 - 1


class Fault(ValueError):
    """Bytes that are not what they claim to be: why, and where (a byte's number, if known)."""

    def __init__(self, reason: str, offset: int | None = None) -> None:
        super().__init__(reason if offset is None else f"{reason} (byte {offset})")
        self.reason = reason
        self.offset = offset


def text_of(data: bytes, most: int) -> str:
    """Return UTF-8 text without control characters other than newlines.

    Raises Fault beyond ``most`` bytes, for other bytes and for control characters.
    """
    if len(data) > most:
        raise Fault(f"{len(data)} bytes, at most {most}")
    for place, byte in enumerate(data):
        if byte < ord(" ") and byte != ord("\n"):
            raise Fault(f"the control character {byte:#04x}", place)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Fault("not UTF-8", fault.start) from fault


def whole(text: str, offset: int | None = None) -> int:
    """Return a number from 0 to 2**63 - 1 in decimal digits without leading zeroes."""
    if not _WHOLE.fullmatch(text) or int(text) > LARGEST:
        raise Fault("not a whole number below 2**63 in plain digits", offset)
    return int(text)


def base64_of(text: str, offset: int | None = None) -> bytes:
    """Return the bytes that standard base64 spells, with padding and without stray bits."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        data = b""
    if not data or base64.b64encode(data).decode() != text:
        raise Fault("not base64 in its one spelling", offset)
    return data


def hash_of(text: str, offset: int | None = None) -> bytes:
    """Return the 32 bytes of a hash from standard base64."""
    return _of_length(base64_of(text, offset), 32, offset)


def url_bytes_of(text: str, length: int, offset: int | None = None) -> bytes:
    """Return so many bytes from base64url without padding and without stray bits."""
    if re.fullmatch(r"[A-Za-z0-9_-]+", text):
        plain = text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4)
        return _of_length(base64_of(plain, offset), length, offset)
    raise Fault("not base64url without padding", offset)


def _of_length(data: bytes, length: int, offset: int | None) -> bytes:
    if len(data) != length:
        raise Fault(f"{len(data)} bytes where {length} belong", offset)
    return data
