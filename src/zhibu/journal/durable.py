"""Files that must be there after a power cut: written, flushed, and their folder with them."""

import os
import secrets
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Put a whole file in its place: whoever looks sees all of it or nothing, also afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{secrets.token_hex(4)}")
    with half.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    sync_folder(path.parent)


def make_secret(path: Path, size: int) -> None:
    """Write so many random bytes into a new file that its owner alone can read.

    Raises FileExistsError where there is one already: a key is never written over.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(size))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until what was made or renamed in a folder is on the disk."""
    if os.name == "nt":  # a folder cannot be opened there; the files themselves were synced
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
