"""The witness as a web application: plain WSGI, no framework, nothing but its ledger."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from zhibu.core.notes import Signer
from zhibu.witness import judging, mirror, page
from zhibu.witness.answers import PLAIN, Answer, refused
from zhibu.witness.ledger import Ledger
from zhibu.witness.words import _, language_of, spoken

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]
_DIGITS = 12  # of a length; more, noughts before it too, are not read at all
_HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)


@dataclass(frozen=True, slots=True)
class Door:
    """What answers requests for one witness."""

    ledger: Ledger
    signer: Signer
    clock: Callable[[], float] = time.time

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request, as WSGI wants it."""
        spoken.set(language_of(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
        answer = self.answer(environ)
        status = HTTPStatus(answer.status)
        length = ("Content-Length", str(len(answer.data)))
        start(f"{status.value} {status.phrase}", [("Content-Type", answer.kind), length, *_HEADERS])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.data]

    def answer(self, environ: Environ) -> Answer:
        """Return the answer to a request."""
        method, path = environ["REQUEST_METHOD"], path_of(environ)
        if path == "/add-checkpoint" or (path.startswith("/mirror/") and method == "POST"):
            return self.take(environ, method, path)
        if method not in {"GET", "HEAD"}:
            return refused(405, _("这个地址只能读。"))
        return self.show(environ, path)

    def take(self, environ: Environ, method: str, path: str) -> Answer:
        """Take in a checkpoint or a batch of leaves."""
        if method != "POST":
            return refused(405, _("请用 POST 送来账本头。"))
        most = judging.LONGEST if path == "/add-checkpoint" else mirror.LONGEST
        body = body_of(environ, most)
        if body is None:
            return refused(413, _("请求没有说明长度，或者太长（最多 %d 字节）。") % most)
        at = int(self.clock())
        if path == "/add-checkpoint":
            return judging.add_checkpoint(self.ledger, self.signer, body, at=at)
        return mirror.take(self.ledger, path.removeprefix("/mirror/"), body, at=at)

    def show(self, environ: Environ, path: str) -> Answer:
        """Show what is kept: to people, to programs, and leaf by leaf."""
        if path == "/":
            return page.of(self.ledger, self.signer, environ.get("HTTP_ACCEPT", ""))
        if path == "/page.css":
            style = Path(__file__).with_name("page.css")
            return Answer(200, style.read_text("utf-8"), "text/css; charset=utf-8")
        origin, _slash, first = path.removeprefix("/mirror/").rpartition("/")
        if path.startswith("/mirror/") and first.isascii() and first.isdigit() and len(first) < 19:  # noqa: PLR2004
            return mirror.give(self.ledger, origin, int(first))
        return Answer(404, _("没有这个地址。") + "\n", PLAIN)


def path_of(environ: Environ) -> str:
    """Return the path that was asked for, as text."""
    told = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
    return unquote(told)


def body_of(environ: Environ, most: int) -> bytes | None:
    """Return the request's body, or None if it has no length or one beyond ``most`` bytes."""
    told = environ.get("CONTENT_LENGTH") or ""
    if not (told.isascii() and told.isdigit() and len(told) <= _DIGITS and int(told) <= most):
        return None
    body: bytes = environ["wsgi.input"].read(int(told))
    return body if len(body) == int(told) else None
