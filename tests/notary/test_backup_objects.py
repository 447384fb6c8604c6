"""Backups into object storage, held against a small S3 of the tests' own."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest

from tests.notary import test_backup
from tests.notary.test_backup import journal, put_back  # noqa: F401
from zhibu.notary.backup import making
from zhibu.notary.backup.manifest import BackupDamaged, CannotReach

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("places"),
]
PLACE = "s3://archive/zhibu/monday"


class Bucket(BaseHTTPRequestHandler):
    """One bucket: put, get, list, delete; whole objects and objects in parts."""

    protocol_version = "HTTP/1.1"

    @property
    def store(self):
        return self.server.store

    @property
    def key(self):
        return unquote(urlsplit(self.path).path).removeprefix("/archive/")

    @property
    def query(self):
        return parse_qs(urlsplit(self.path).query, keep_blank_values=True)

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code):
        self.answer(
            status,
            f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode(),
            Content_Type="application/xml",
        )

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("x-amz-content-sha256", "").startswith("STREAMING"):
            body = plain(body)
        if self.server.denies or not self.headers.get("Authorization"):
            self.refuse(403, "AccessDenied")
            return
        self.store[self.key] = body
        self.answer(200, ETag=f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')

    def do_GET(self):
        if "location" in self.query:
            self.answer(
                200, b"<LocationConstraint></LocationConstraint>", Content_Type="application/xml"
            )
        elif "list-type" in self.query:
            prefix = self.query["prefix"][0]
            found = "".join(
                f"<Contents><Key>{escape(key)}</Key><LastModified>2026-03-09T04:00:00.000Z</LastModified><ETag>x</ETag><Size>{len(body)}</Size></Contents>"
                for key, body in sorted(self.store.items())
                if key.startswith(prefix)
            )
            told = f"<ListBucketResult><Name>archive</Name><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
            self.answer(200, told.encode(), Content_Type="application/xml")
        elif self.key in self.store:
            self.answer(
                200, self.store[self.key], Last_Modified="Mon, 09 Mar 2026 04:00:00 GMT", ETag='"x"'
            )
        else:
            self.refuse(404, "NoSuchKey")

    def do_DELETE(self):
        self.store.pop(self.key, None)
        self.answer(204)

    def log_message(self, *_):
        pass


def plain(body):
    """Return the data of a body sent in signed chunks."""
    data = b""
    while body:
        head, _, body = body.partition(b"\r\n")
        size = int(head.split(b";")[0], 16)
        data, body = data + body[:size], body[size + 2 :]
    return data


@pytest.fixture
def bucket(monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        server.store, server.denies = {}, False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        monkeypatch.setenv("ZHIBU_S3_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("ZHIBU_S3_ACCESS_KEY", "reader")
        monkeypatch.setenv("ZHIBU_S3_SECRET_KEY", "not a secret")
        yield server
        server.shutdown()
        thread.join()


def test_a_backup_goes_into_object_storage_and_comes_back(bucket, journal, elsewhere_empty):  # noqa: F811
    told = making.make(PLACE, at=test_backup.NOON)
    assert set(bucket.store) == {
        f"zhibu/monday/{name}" for name in ("manifest.json", *(one.name for one in told.members))
    }
    with elsewhere_empty():
        assert put_back(PLACE, journal).lost == 0


def test_an_object_that_was_changed_or_lost_is_named(bucket, journal, elsewhere_empty):  # noqa: F811
    making.make(PLACE, at=test_backup.NOON)
    with elsewhere_empty():
        whole = bucket.store["zhibu/monday/policy.txt"]
        bucket.store["zhibu/monday/policy.txt"] = whole[:-1] + b"x"
        with pytest.raises(BackupDamaged, match=r"policy\.txt"):
            put_back(PLACE, journal)
        del bucket.store["zhibu/monday/policy.txt"]
        with pytest.raises(BackupDamaged, match=r"policy\.txt"):
            put_back(PLACE, journal)


def test_a_prefix_that_is_taken_is_not_written_over(bucket, journal):  # noqa: F811
    bucket.store["zhibu/monday/else"] = b""
    with pytest.raises(CannotReach, match="前缀"):
        making.make(PLACE, at=test_backup.NOON)


def test_a_backup_that_is_cut_short_leaves_no_manifest(bucket, journal, monkeypatch):  # noqa: F811
    def fail(*_, **__):
        raise OSError("cut")

    monkeypatch.setattr(making, "_told", fail)
    with pytest.raises(OSError, match="cut"):
        making.make(PLACE, at=test_backup.NOON)
    assert bucket.store == {}


def test_a_storage_that_refuses_or_is_not_there_is_said(bucket, journal, monkeypatch):  # noqa: F811
    bucket.denies = True
    with pytest.raises(CannotReach, match="AccessDenied"):
        making.make(PLACE, at=test_backup.NOON)
    for place in ("s3://archive", "s3:///zhibu"):
        with pytest.raises(CannotReach, match="s3://bucket/prefix"):
            making.make(place, at=test_backup.NOON)
    monkeypatch.delenv("ZHIBU_S3_SECRET_KEY")
    with pytest.raises(CannotReach, match="ZHIBU_S3_SECRET_KEY"):
        making.make(PLACE, at=test_backup.NOON)
