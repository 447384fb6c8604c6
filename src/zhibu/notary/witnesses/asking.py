"""One request to a witness over the network: short, bounded, never led elsewhere."""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 10.0  # seconds for each step
LONGEST_WAIT = 30.0  # seconds for the whole answer
LONGEST = 64 * 1024  # bytes of an answer
_PIECE = 8 * 1024


class NoAnswerError(OSError):
    """The witness could not be asked, or what it said is no answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness said."""

    status: int
    kind: str
    body: bytes


Ask = Callable[[str, bytes], Answer]


def ask(url: str, body: bytes) -> Answer:
    """Post to an address and return the answer.

    A redirect is an answer like any other: whoever answers at the address that was configured
    does not choose whom we speak to. Proxies of the surroundings are passed over likewise.
    Raises NoAnswerError.
    """
    until = time.monotonic() + LONGEST_WAIT
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.request("POST", parts.path, body, {"Content-Type": "application/octet-stream"})
        answer = connection.getresponse()
        told = answer.getheader("Content-Type", "")
        return Answer(answer.status, told.split(";")[0].strip(), _body(answer, until))
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise NoAnswerError(f"{type(fault).__name__}: {fault}") from fault
    finally:
        connection.close()


def _body(answer: http.client.HTTPResponse, until: float) -> bytes:
    """Return the body; one that is too long or drips in too slowly is none."""
    body = b""
    while piece := answer.read1(_PIECE):
        body += piece
        if len(body) > LONGEST or time.monotonic() > until:
            raise NoAnswerError("an answer too long or too slow")
    return body
