"""A record to take away: its file, its attachments, whom to trust, and how to check it.

A reader takes away what the reader may see: what is read from a card only, and what somebody paid
where it is not the reader's to know, stays behind as its digest.
"""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _

from zhibu.core import canonical, record_file
from zhibu.desk import words
from zhibu.journal import log
from zhibu.journal.leaves import Leaf
from zhibu.ledgers import keeping
from zhibu.ledgers.models import KeptFile
from zhibu.meetings import attachments
from zhibu.meetings.models import StoredFile
from zhibu.notary import export_record, policy
from zhibu.notary.export_record import Shows
from zhibu.party.models import Organization
from zhibu.party.permits import Ability, Permits


def shows_to(permits: Permits, organization: Organization, kind: str) -> Shows:
    """Return which parts of a kind's records somebody may take away who may read them."""
    paid = permits.may(Ability.SEE_SENSITIVE, organization)
    masked = words.masked_for(sensitive=paid)
    kept = masked | {name.removeprefix(f"{kind}.") for name in masked}

    def shows(name: str, value: Any) -> bool:
        # The sums of a record about one person say what that person paid.
        told_apart = name == "facts" and not paid and any("dues." in one["f"] for one in value)
        return name not in kept and not told_apart and not _names(value) & kept

    return shows


def _names(value: Any) -> set[str]:
    """Return every key that a value has at any depth."""
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    if isinstance(value, list):
        return set().union(*map(_names, value))
    return set()


def everything_of(lh: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a leaf's attachments and frozen files, for who takes the whole journal away.

    Frozen cards name sanctions: who takes a single record away opens them one by one.
    """
    yield from files_of(lh)
    for kept in KeptFile.objects.filter(uid__in=_listed_by(lh)).order_by("uid"):
        name = record_file.attachment_name(kept.uid, bytes(kept.salt), kept.name)
        yield name, keeping.content_of(kept)


def _listed_by(lh: bytes) -> list[str]:
    payload = export_record.opened_of(lh)
    parts = [canonical.decode(one) for one in payload.parts if one] if payload else []
    return [part[1]["id"] for part in parts if part[0] == "file"]


def files_of(lh: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a leaf's attachments that are still there, named as they lie beside its file."""
    for stored in StoredFile.objects.filter(uid__in=_listed_by(lh)).order_by("uid"):
        name = record_file.attachment_name(stored.uid, bytes(stored.salt), stored.name)
        try:
            yield name, attachments.content_of(stored)
        except FileNotFoundError:  # erased by an act of its own; the record says so
            continue


def file_of(leaf: Leaf, shows: Shows, *, at: datetime) -> bytes:
    """Return a leaf's ``record.json``. Raises NotProvenYet."""
    return export_record.file_of(leaf.lh, at=at, shows=shows)


def zip_of(leaf: Leaf, shows: Shows, *, at: datetime) -> tuple[IO[bytes], int]:
    """Return everything about a record as one open file, and how many attachments are in it.

    ``record.json`` is the version asked for, ``record-N.json`` the others; raises NotProvenYet.
    """
    versions = [one for one in log.versions_of(leaf.rec) if one.number is not None]
    others = [one for one in versions if one.lh != leaf.lh]
    told = {"record.json": file_of(leaf, shows, at=at)}
    told |= {f"record-{one.number}.json": file_of(one, shows, at=at) for one in others}
    told["policy.txt"] = policy.text(at).encode()
    told[_("怎样核对.txt")] = readme(leaf, at).encode()
    packed = TemporaryFile()  # noqa: SIM115 - whoever answers with it closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in told.items():
            archive.writestr(name, content)
        count = _write_files(archive, versions)
    packed.seek(0)
    return packed, count


def _write_files(archive: zipfile.ZipFile, versions: list[Leaf]) -> int:
    names: set[str] = set()
    for leaf in versions:
        for name, content in files_of(leaf.lh):
            if name not in names:  # an earlier version lists it too
                archive.writestr(f"attachments/{name}", content)
                names.add(name)
    return len(names)


def readme(leaf: Leaf, at: datetime) -> str:
    """Return how the recipient checks the files, for somebody who never heard of a journal."""
    told = {"number": leaf.number, "fingerprint": leaf.fingerprint, "print": _print(at)}
    return "\r\n".join(line % told for line in _lines())


def _lines() -> Iterator[str]:
    yield _("这是账本第 %(number)d 条记录，短指纹 %(fingerprint)s。")
    yield ""
    yield _(
        "record.json 是记录和它的凭证；record-N.json 是同一记录的其他版本；attachments 里是附件。"
    )
    yield ""
    yield _("一、向上级党委或纪检机关要一份信任文件（policy.txt），或照纸面上的抄。")
    yield _("　　本夹里的 policy.txt 是账本自己给的，只用来比对，不能拿它作准。")
    yield _("　　它的 SHA-256 开头应是 %(print)s。")
    yield _("二、打开核对页 verifier.html（向上级要，或从账本页下载），不联网也能用。")
    yield _("　　依次选信任文件、record.json、附件。附件不要改名。")
    yield _("三、懂命令行的，也可以运行：")
    yield "　　verify_record.py record --policy policy.txt record.json --attachments attachments"
    yield ""
    yield _("能证明：入账以后一字未改。不能证明：当时写的就是实情，也不能证明没有更新的一版。")
    yield _("内含党员信息，请妥善保管，用完删除。")


def _print(at: datetime) -> str:
    return sha256(policy.text(at).encode()).hexdigest()[:16]
