"""What a witness answers: a status, a body, and what kind of body it is."""

from dataclasses import dataclass

PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, to a request over the network or in a file."""

    status: int
    body: str | bytes
    kind: str = PLAIN

    @property
    def data(self) -> bytes:
        """Return the body's bytes."""
        return self.body.encode() if isinstance(self.body, str) else self.body


def refused(status: int, words: str) -> Answer:
    """Return a refusal in a sentence."""
    return Answer(status, f"{words}\n")


def conflict(size: int) -> Answer:
    """Return the size that is known here, which is not the one that was told."""
    return Answer(409, f"{size}\n", SIZE)
