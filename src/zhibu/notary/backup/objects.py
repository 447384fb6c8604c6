"""Backups in object storage (S3): one object for each member, the manifest last.

``ZHIBU_S3_ENDPOINT`` (``https://…``), ``ZHIBU_S3_ACCESS_KEY``, ``ZHIBU_S3_SECRET_KEY`` and, where
the storage wants one, ``ZHIBU_S3_REGION`` say where and as whom.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import urllib3
from django.utils.translation import gettext as _
from minio import Minio
from minio.error import MinioException, S3Error

from zhibu.notary.backup import manifest
from zhibu.notary.backup.manifest import BackupDamaged, CannotReach

PART = 16 * 1024 * 1024
_MISSING = {"NoSuchKey", "NoSuchObject"}


class _Place:
    def __init__(self, place: str) -> None:
        parts = urlsplit(place)
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        if not self._bucket or not self._prefix:
            raise CannotReach(_("对象存储的位置应形如 s3://bucket/prefix。"))
        self._client = _client()

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}"


class ObjectTarget(_Place):
    """A prefix that a backup is written under; without its manifest it is none."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        with _told():
            listed = self._client.list_objects(self._bucket, prefix=f"{self._prefix}/")
            if next(iter(listed), None) is not None:
                raise CannotReach(_("%(place)s 下面已有东西，请换一个前缀。") % {"place": place})
        self._added: list[str] = []

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        with _told():
            self._client.put_object(self._bucket, self._key(name), file, size, part_size=PART)
        self._added.append(name)

    def finish(self, data: bytes) -> None:
        self.add(manifest.NAME, io.BytesIO(data), len(data))

    def give_up(self) -> None:
        with _told():
            for name in self._added:
                self._client.remove_object(self._bucket, self._key(name))


class ObjectSource(_Place):
    """A prefix that holds a backup. Objects that its manifest does not name are passed over."""

    def names(self) -> set[str]:
        return set()

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        with _told(name):
            answer: Any = self._client.get_object(self._bucket, self._key(name))
        try:
            yield answer
        except urllib3.exceptions.HTTPError as fault:
            raise CannotReach(_("连不上对象存储：%(why)s。") % {"why": fault}) from fault
        finally:
            answer.close()
            answer.release_conn()

    def close(self) -> None:
        """Nothing is held open."""


@contextmanager
def _told(name: str = "") -> Iterator[None]:
    """Say what the storage refuses in a sentence."""
    try:
        yield
    except S3Error as fault:
        if name and fault.code in _MISSING:
            words = _("备份里缺 %(name)s。请换一份备份。") % {"name": name}
            raise BackupDamaged(words) from fault
        raise CannotReach(_("对象存储拒绝了：%(why)s。") % {"why": fault.message}) from fault
    except (MinioException, urllib3.exceptions.HTTPError, ValueError) as fault:
        raise CannotReach(_("连不上对象存储：%(why)s。") % {"why": fault}) from fault


def _client() -> Minio:
    named = ("ZHIBU_S3_ENDPOINT", "ZHIBU_S3_ACCESS_KEY", "ZHIBU_S3_SECRET_KEY")
    endpoint, access, secret = (os.environ.get(name, "") for name in named)
    parts = urlsplit(endpoint)
    if not (parts.scheme in {"http", "https"} and parts.netloc and access and secret):
        raise CannotReach(_("请先设置 %(names)s。") % {"names": "、".join(named)})
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=10, read=60), retries=urllib3.Retry(total=3, redirect=0)
    )
    with _told():
        return Minio(
            parts.netloc,
            access_key=access,
            secret_key=secret,
            secure=parts.scheme == "https",
            region=os.environ.get("ZHIBU_S3_REGION") or None,
            http_client=pool,
        )
