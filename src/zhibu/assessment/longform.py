"""Long texts as parts of a record: exact bytes in pieces that each fit one part."""

import base64
import zlib
from collections.abc import Sequence

PIECE = 9_000  # bytes; 12,000 letters, of the 16 KiB that a part may have


def pieces_of(content: bytes) -> tuple[str, ...]:
    """Return bytes as texts, in their order."""
    starts = range(0, len(content), PIECE)
    return tuple(base64.b64encode(content[at : at + PIECE]).decode() for at in starts)


def joined(pieces: Sequence[str]) -> bytes:
    """Return the bytes that were told in pieces."""
    return b"".join(base64.b64decode(piece, validate=True) for piece in pieces)


def packed(content: bytes) -> tuple[str, ...]:
    """Return bytes, compressed, as texts."""
    return pieces_of(zlib.compress(content))


def unpacked(pieces: Sequence[str]) -> bytes:
    """Return the bytes that were compressed and told in pieces."""
    return zlib.decompress(joined(pieces))
