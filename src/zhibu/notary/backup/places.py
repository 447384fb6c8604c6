"""Where backups lie: a tar file, a folder, or object storage (``objects``).

A backup has its final name only when it is whole: what was cut short is never taken for one.
"""

import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.utils.translation import gettext as _

from zhibu.notary.backup import manifest
from zhibu.notary.backup.manifest import BackupDamaged, CannotReach

HALF = ".half"


class Target(Protocol):
    """A place that takes members one by one and becomes a backup at the end."""

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        """Take one member of so many bytes."""

    def finish(self, data: bytes) -> None:
        """Take the manifest and let the backup have its name."""

    def give_up(self) -> None:
        """Leave nothing behind of a backup that is not whole."""


class Source(Protocol):
    """A place that a backup is read from."""

    def names(self) -> set[str]:
        """Return what lies there, as far as the place can tell."""

    def opened(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Open a member to be read once. Raises BackupDamaged where it is missing."""

    def close(self) -> None:
        """Let the place go."""


class TarTarget:
    """A file in tar's form; one without compression can be read in any order."""

    def __init__(self, path: Path) -> None:
        if path.exists():
            raise CannotReach(_("%(path)s 已经存在，请换一个文件名。") % {"path": path})
        self._path, self._half = path, path.with_name(path.name + HALF)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as fault:
            raise _unreachable(path, fault) from fault
        self._file = os.fdopen(handle, "w+b")
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        told = tarfile.TarInfo(name)
        told.size, told.mode = size, 0o600
        self._tar.addfile(told, file)

    def finish(self, data: bytes) -> None:
        self.add(manifest.NAME, io.BytesIO(data), len(data))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._half.replace(self._path)

    def give_up(self) -> None:
        self._file.close()
        self._half.unlink(missing_ok=True)


class TarSource:
    """A tar file. Nothing is ever unpacked by tar's own rules: members are read, by name."""

    def __init__(self, path: Path) -> None:
        try:
            self._tar = tarfile.open(path, mode="r:")  # noqa: SIM115 - stays open while it is read
        except OSError as fault:
            raise _unreachable(path, fault) from fault
        except tarfile.TarError as fault:
            raise BackupDamaged(_("%(path)s 不是完整的备份文件。") % {"path": path}) from fault

    def names(self) -> set[str]:
        try:
            return set(self._tar.getnames())
        except tarfile.TarError as fault:
            raise BackupDamaged(_("备份文件残缺，后半段读不出来。")) from fault

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        try:
            file = self._tar.extractfile(name)
        except KeyError:
            file = None
        except tarfile.TarError as fault:
            raise BackupDamaged(_("备份文件残缺，后半段读不出来。")) from fault
        if file is None:
            raise _missing(name)
        with file:
            yield cast("BinaryIO", file)

    def close(self) -> None:
        self._tar.close()


class FolderTarget:
    """A folder of plain files."""

    def __init__(self, path: Path) -> None:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise CannotReach(_("%(path)s 已经存在且不是空文件夹，请换一个。") % {"path": path})
        self._path, self._half = path, path.with_name(path.name + HALF)
        try:
            shutil.rmtree(self._half, ignore_errors=True)
            self._half.mkdir(parents=True, mode=0o700)
        except OSError as fault:
            raise _unreachable(path, fault) from fault

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        path = self._half / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as kept:
            shutil.copyfileobj(file, kept)
            kept.flush()
            os.fsync(kept.fileno())
            if kept.tell() != size:
                raise CannotReach(_("%(name)s 在备份时变了长度，请再备份一次。") % {"name": name})

    def finish(self, data: bytes) -> None:
        self.add(manifest.NAME, io.BytesIO(data), len(data))
        if self._path.exists():
            self._path.rmdir()
        self._half.replace(self._path)

    def give_up(self) -> None:
        shutil.rmtree(self._half, ignore_errors=True)


class FolderSource:
    """A folder that holds a backup."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> set[str]:
        files = (path for path in self._path.rglob("*") if path.is_file())
        return {path.relative_to(self._path).as_posix() for path in files}

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        path = self._path / name
        if not path.is_file() or path.is_symlink():
            raise _missing(name)
        with path.open("rb") as file:
            yield file

    def close(self) -> None:
        """Nothing is held open."""


def target_at(place: str) -> Target:
    """Return where a backup is to go: ``s3://bucket/prefix``, a ``.tar`` file, or a folder.

    Raises CannotReach where something is there already, or the place cannot be written to.
    """
    if place.startswith("s3://"):
        from zhibu.notary.backup import objects  # noqa: PLC0415 - optional

        return objects.ObjectTarget(place)
    path = Path(place)
    return TarTarget(path) if path.suffix == ".tar" else FolderTarget(path)


def source_at(place: str) -> Source:
    """Return the backup at a place. Raises CannotReach where there is none."""
    if place.startswith("s3://"):
        from zhibu.notary.backup import objects  # noqa: PLC0415 - optional

        return objects.ObjectSource(place)
    path = Path(place)
    if not path.exists():
        raise CannotReach(_("%(path)s 不存在。") % {"path": path})
    return FolderSource(path) if path.is_dir() else TarSource(path)


def _missing(name: str) -> BackupDamaged:
    return BackupDamaged(_("备份里缺 %(name)s。请换一份备份。") % {"name": name})


def _unreachable(path: Path, fault: OSError) -> CannotReach:
    return CannotReach(
        _("%(path)s 读写不了：%(why)s。") % {"path": path, "why": fault.strerror or fault}
    )
