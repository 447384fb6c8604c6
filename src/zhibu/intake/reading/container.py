"""The zip around a workbook: opened by our own count, and packed again clean.

Nothing a container declares is believed: every member is unpacked against a budget, and the reader
is given a fresh container that holds only what was looked at.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhibu.intake.reading import limits
from zhibu.intake.reading.sheets import CannotReadFile

_KEPT = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_KEPT_UNDER = ("xl/worksheets/", "xl/sharedStrings", "xl/styles")
_NESTED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def members_of(content: bytes) -> dict[str, bytes]:
    """Unpack what of a workbook is read: name → bytes.

    Raises CannotReadFile for bombs, nested containers, odd compression and lying sizes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = packed.infolist()
            _check_directory(infos)
            return dict(_unpacked(content, infos))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, IndexError) as fault:
        raise CannotReadFile(
            _("文件已损坏，打不开。请用 Excel 打开后另存为 .xlsx 再导入。")
        ) from fault


def packed(members: dict[str, bytes]) -> bytes:
    """Pack members into a container of our own making, without compression."""
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return clean.getvalue()


def _check_directory(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > limits.MEMBERS:
        raise CannotReadFile(_("文件内部成员过多，不像是一张表格，未读取。"))
    if len({info.filename for info in infos}) != len(infos):
        raise CannotReadFile(_("文件内部有重名成员，可能被改动过，未读取。"))
    if any(info.flag_bits & 0x1 for info in infos):
        raise CannotReadFile(_("文件有密码。请在 Excel 中取消密码后再导入。"))
    if sum(info.file_size for info in infos) > limits.UNPACKED_BYTES:
        raise CannotReadFile(_("文件展开后过大，未读取。请删去无关的工作表和行后再导入。"))
    for info in infos:
        _check_member(info)


def _check_member(info: zipfile.ZipInfo) -> None:
    large = info.file_size > limits.RATIO_FROM_BYTES
    if large and info.file_size > limits.RATIO * max(info.compress_size, 1):
        raise CannotReadFile(_("文件压缩比异常，像是压缩炸弹，未读取。"))
    name = info.filename.lower()
    if "vbaproject" in name or "macrosheets/" in name or "dialogsheets/" in name:
        raise CannotReadFile(_("文件带有宏，未读取。请另存为不含宏的 .xlsx 再导入。"))
    if "externallinks/" in name or "embeddings/" in name or "activex/" in name:
        raise CannotReadFile(
            _("文件引用或嵌入了别的文件，未读取。请只复制数值到新表格，存为 .xlsx 再导入。")
        )


def _unpacked(content: bytes, infos: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    for info in infos:
        name = info.filename.lstrip("/").replace("\\", "/")
        if ".." in name.split("/"):
            continue
        if name.startswith(_KEPT_UNDER) or name in _KEPT:
            plain = _inflated(content, info)
            if plain.startswith(_NESTED):
                raise CannotReadFile(_("文件里面还有压缩文件，未读取。"))
            yield name, plain


def _inflated(content: bytes, info: zipfile.ZipInfo) -> bytes:
    head = content[info.header_offset : info.header_offset + 30]
    start = info.header_offset + 30 + int.from_bytes(head[26:28], "little")
    start += int.from_bytes(head[28:30], "little")
    raw = content[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        plain = raw
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        plain = zlib.decompressobj(-15).decompress(raw, info.file_size + 1)
    else:
        raise zipfile.BadZipFile(info.filename)
    if len(plain) != info.file_size or zlib.crc32(plain) != info.CRC:
        raise zipfile.BadZipFile(info.filename)
    return plain
