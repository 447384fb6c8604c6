"""One value, one spelling: RFC 8785 JSON, restricted (journal specification 2.1).

Objects, arrays, strings in NFC, booleans and whole numbers within 2**53 - 1; no floats, no null,
no doubled keys, keys of ``[a-z0-9_]+``, at most eight levels.
"""

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any, NoReturn

from zhibu.core.strict import Fault

DEEPEST = 8
LARGEST = 2**53 - 1
_KEY = re.compile(r"[a-z0-9_]+")
_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_quoted = json.encoder.encode_basestring  # what _json writes of a text


class NotCanonicalError(Fault):
    """The value or the bytes have another spelling, or none."""


def encode(value: Any) -> bytes:
    """Return the canonical bytes of a value.

    Raises NotCanonicalError for floats, null, strange keys, text that is not NFC, great numbers
    and deep nesting.
    """
    if type(value) is list and all(type(item) is str for item in value):
        text = f"[{','.join(map(_quoted, value))}]"  # most parts of a record: a name and a text
    else:
        _check(value, DEEPEST)
        text = _json(value)
    # All at once is quicker, and refuses nothing too little: what escapes part composes with
    # nothing. It may refuse too much: a newline's ``\\n`` and an accent after it make one letter.
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        _check_texts(value)
    try:
        return text.encode()
    except UnicodeEncodeError as fault:
        raise NotCanonicalError("a lone surrogate") from fault


def decode(data: bytes) -> Any:
    """Return the value that the bytes spell.

    Raises NotCanonicalError unless encoding the value gives the very same bytes: a parser that
    tolerates more than one spelling would let two readers see two records.
    """
    value = read(data)
    check_spelling(data, encode(value))
    return value


def read(data: bytes) -> Any:
    """Return the value of strict JSON in any spelling: no doubled keys, no floats, no null.

    Raises NotCanonicalError for anything else. Who reads so must compare spellings afterwards.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_without_doubles,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    except UnicodeDecodeError as fault:
        raise NotCanonicalError("not UTF-8", fault.start) from fault
    except json.JSONDecodeError as fault:
        place = len(fault.doc[: fault.pos].encode())
        raise NotCanonicalError(f"not JSON: {fault.msg}", place) from fault
    except (ValueError, RecursionError) as fault:
        raise NotCanonicalError(str(fault)) from fault


def check_spelling(data: bytes, canonical: bytes) -> None:
    """Refuse bytes that are not the canonical ones, naming the first that differs.

    Raises NotCanonicalError.
    """
    if data != canonical:
        pairs = zip(data, canonical, strict=False)
        same = next((i for i, (one, other) in enumerate(pairs) if one != other), None)
        place = min(len(data), len(canonical)) if same is None else same
        raise NotCanonicalError("not the one spelling of what it says", place)


def spell(value: Any) -> bytes:
    """Return a value as JSON with sorted keys and without spaces; nothing but depth is checked.

    Raises NotCanonicalError for a depth that cannot be written.
    """
    try:
        return _json(value).encode("utf-8", "surrogatepass")
    except RecursionError as fault:
        raise NotCanonicalError("nested without measure") from fault


def _check_texts(value: Any) -> None:
    if isinstance(value, str) and not unicodedata.is_normalized("NFC", value):
        raise NotCanonicalError("text that is not in normal form C")
    if isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            _check_texts(item)


def _check(value: Any, levels: int) -> None:
    if isinstance(value, str):
        return
    if isinstance(value, int):
        _check_number(value)
    elif isinstance(value, list | tuple):
        below = _below(levels)
        for item in value:
            if not isinstance(item, str):
                _check(item, below)
    elif isinstance(value, dict):
        _check_object(value, levels)
    else:
        raise NotCanonicalError(f"a value of type {type(value).__name__}")


def _below(levels: int) -> int:
    if levels == 0:
        raise NotCanonicalError(f"nested deeper than {DEEPEST} levels")
    return levels - 1


def _check_number(value: int) -> None:
    if abs(value) > LARGEST:
        raise NotCanonicalError("a number beyond 2**53 - 1")


def _check_object(value: dict[Any, Any], levels: int) -> None:
    below = _below(levels)
    for key, item in value.items():
        if not isinstance(key, str) or not _is_key(key):
            raise NotCanonicalError(f"the key {key!r}")
        if not isinstance(item, str):  # most are: spared a call each
            _check(item, below)


@lru_cache(maxsize=4096)
def _is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonicalError("a doubled key")
    return found


def _no_float(text: str) -> NoReturn:
    raise NotCanonicalError(f"the number {text}")
