"""Text on slips: split over several QR codes to be carried over by hand, and joined again.

A slip is one line, ``zhibu-slip/1 K/N DIGEST SHARE``: the digest (eight bytes of SHA-256 in hex)
is that of the whole, so slips of two texts are never mixed; the share is base64url, so no scanner
changes a letter of it.
"""

import base64
import hashlib
import re

from zhibu.core import strict

SHARE = 400  # bytes: a code of that much is read by any telephone from paper
MOST = 99
_MARK = b"zhibu-slip/1 "
_SLIP = re.compile(rb"zhibu-slip/1 ([1-9][0-9]?)/([1-9][0-9]?) ([0-9a-f]{16}) ([A-Za-z0-9_=-]+)")


def split(data: bytes, share: int = SHARE) -> list[str]:
    """Return the slips of a text; a text that fits on one is its own slip.

    Raises ValueError for a text that would need more than 99.
    """
    if len(data) <= share:
        return [data.decode()]
    shares = [data[i : i + share] for i in range(0, len(data), share)]
    if len(shares) > MOST:
        raise ValueError(f"{len(shares)} slips, at most {MOST}")
    head = f"/{len(shares)} {_digest(data)} "
    spelled = [base64.urlsafe_b64encode(one).decode() for one in shares]
    return [f"{_MARK.decode()}{k}{head}{one}" for k, one in enumerate(spelled, start=1)]


def joined(data: bytes) -> bytes:
    """Return what slips in any order hold, or the bytes as they are if they are no slips.

    Raises Fault where a slip is missing, is of another text, or was read wrongly.
    """
    if not data.lstrip().startswith(_MARK):
        return data
    found = _SLIP.findall(data)
    wholes = {(int(count), digest) for _, count, digest, _ in found}
    if len(wholes) != 1:
        raise strict.Fault("slips of different texts, or none that can be read")
    ((count, digest),) = wholes
    shares = {int(k): share for k, _, _, share in found}
    if missing := [k for k in range(1, count + 1) if k not in shares]:
        raise strict.Fault(f"of {count} slips these are missing: {missing}")
    whole = b"".join(_read(shares[k]) for k in range(1, count + 1))
    if _digest(whole) != digest.decode():
        raise strict.Fault("a slip was read wrongly: the digest is another")
    return whole


def _read(share: bytes) -> bytes:
    try:
        return base64.urlsafe_b64decode(share)
    except ValueError as fault:
        raise strict.Fault("a slip was cut short") from fault


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
