"""Static files: gathered, compressed and named by their content, only when one has changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command


def gather() -> bool:
    """Gather the static files unless they stand as they should; say whether it was done."""
    root = Path(settings.STATIC_ROOT)
    mark, digest = root / "gathered.sha256", digest_of_sources()
    if mark.exists() and mark.read_text("ascii") == digest:
        return False
    call_command("collectstatic", interactive=False, clear=root.exists(), verbosity=0)
    mark.write_text(digest, encoding="ascii")
    return True


def digest_of_sources() -> str:
    """Return one digest of every static file's name, size and time of change."""
    return hashlib.sha256("\n".join(sorted(sources())).encode()).hexdigest()


def sources() -> Iterator[str]:
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            yield f"{name} {stat.st_size} {stat.st_mtime_ns}"
