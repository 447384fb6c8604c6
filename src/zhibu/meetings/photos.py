"""Photographs say where they were taken; what is kept does not."""

import struct

_APP1 = 0xE1  # Exif and XMP
_SCAN = 0xDA
_PNG_HEAD = 8
_PNG_TRACES = {b"eXIf", b"tEXt", b"iTXt", b"zTXt"}


def without_traces(content: bytes, media: str) -> bytes:
    """Return a JPEG or PNG without Exif, XMP and texts; any other file as it is.

    A file that breaks off is returned as it is: it holds nothing a reader would find.
    """
    try:
        if media == "image/jpeg":
            return _jpeg(content)
        return _png(content) if media == "image/png" else content
    except (struct.error, IndexError):
        return content


def _jpeg(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != _SCAN:  # noqa: PLR2004 - the marker
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        if content[at + 1] != _APP1:
            kept.append(segment)
        at += 2 + length
    return b"".join(kept) + content[at:]


def _png(content: bytes) -> bytes:
    kept, at = [content[:_PNG_HEAD]], _PNG_HEAD
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        if name not in _PNG_TRACES:
            kept.append(content[at : at + 12 + length])
        at += 12 + length
    return b"".join(kept)
