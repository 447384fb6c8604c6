"""Keeping invoices where the files beside the minutes lie."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from zhibu.funds.invoices import Handed, Invoice, Kept
from zhibu.meetings import attachments, shelf
from zhibu.meetings.models import StoredFile


class Shelf:
    """The shelf of attachments, as the room of funds asks for it."""

    def keep(self, *, branch: str, name: str, content: bytes, at: datetime) -> Kept:
        """Keep a file. Raises CannotAttach for one that cannot be kept."""
        stored = attachments.store(branch=branch, name=name, content=content, at=at)
        one = attachments.attachments_of([stored])[0]
        return Kept(Invoice(one.id, one.name, one.size, one.type, one.h), stored.sha256.hex())

    def hand_out(self, *, branch: str, file: str) -> Handed | None:
        """Return a file of an organization, or None where it is not kept."""
        stored = StoredFile.objects.filter(uid=file, branch_id=branch).first()
        if stored is None:
            return None
        return Handed(stored.name, stored.type, attachments.content_of(stored))

    def forget(self, files: Iterable[Mapping[str, Any]]) -> None:
        """Let go of files that no record lists any more."""
        shelf.forget(files)
