"""Where the bytes of attachments lie, and how they go."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from zhibu.meetings.models import StoredFile


def path_of(digest: bytes) -> Path:
    """Return the path of the file whose bytes have a SHA-256."""
    return Path(settings.ATTACHMENTS) / digest.hex()[:2] / digest.hex()


def forget(files: Iterable[Mapping[str, Any]]) -> None:
    """Let go of files that no record lists any more; bytes that another upload shares stay."""
    for file in StoredFile.objects.filter(uid__in=[one["id"] for one in files]):
        digest = bytes(file.sha256)
        file.delete()
        if not StoredFile.objects.filter(sha256=digest).exists():
            transaction.on_commit(partial(path_of(digest).unlink, missing_ok=True))
