"""Leaves by their usual spelling: a pattern that only canonical bytes can match.

A leaf that matches is canonical: its keys are in their order, its values hold no letter that could
be spelled in two ways. Whatever does not match is read letter by letter (``core.leaf.decode``).
"""

import re

from zhibu.core import leaf

_ID = r"[a-z]_[a-z2-7]{26}"
_WORD = r"[a-z_]{1,20}"
_AT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
_HASH = r"[A-Za-z0-9_-]{43}"
_USUAL = re.compile(
    rf'\{{(?:"actor":"{_ID}",)?"at":"{_AT}","kind":"[a-z_]+(?:\.[a-z_]+)?"'
    rf'(?:,"on":"\d{{4}}-\d\d-\d\d")?,"op":"{_WORD}"(?:,"org":"{_ID}")?(?:,"pc":"({_HASH})")?'
    rf'(?:,"prev":"{_HASH}")?,"rec":"{_ID}"(?:,"role":"{_WORD}")?,"v":1(?:,"via":"{_WORD}")?\}}'.encode()
)
_COMMITMENT = re.compile(rf'"pc":"({_HASH})"'.encode())
_KIND = re.compile(rb'"kind":"([a-z_.]+)"')


def is_canonical(data: bytes) -> bool:
    """Say whether bytes are the one spelling of a leaf."""
    if len(data) <= leaf.LONGEST and _USUAL.fullmatch(data):
        return True
    try:
        leaf.decode(data)
    except ValueError:
        return False
    return True


def kind_in(data: bytes) -> str:
    """Return the kind that a canonical leaf names; nothing where the bytes name none."""
    found = _KIND.search(data)
    return found[1].decode() if found else ""


def commitment_in(data: bytes) -> bytes | None:
    """Return the payload commitment that a canonical leaf carries, or None if it has none.

    No value can hold the letters that are looked for: a quotation mark within one is escaped.
    """
    found = _COMMITMENT.search(data)
    return leaf.read_bytes(found[1].decode()) if found else None
