"""A small log of its own and a witness that knows it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from zhibu.core import merkle
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import COSIGNATURE, Note, Signer
from zhibu.witness import judging
from zhibu.witness.answers import Answer
from zhibu.witness.ledger import Ledger

ORIGIN = "maoyuan.example/journal/1"
NOON = 1_773_460_800


def leaf(number: int, tale: str = "") -> bytes:
    return f'{{"rec":"r_{tale}{number}","v":1}}'.encode()


@dataclass
class Log:
    """A log whose keeper may be honest or not: what it signs is up to the test."""

    signer: Signer
    leaves: list[bytes] = field(default_factory=list)

    def grow(self, count: int, tale: str = "") -> "Log":
        self.leaves += [leaf(len(self.leaves) + i, tale) for i in range(count)]
        return self

    def span(self, first: int, last: int) -> bytes:
        return merkle.root([merkle.leaf_hash(one) for one in self.leaves[first:last]])

    def note(self, size: int | None = None) -> Note:
        count = len(self.leaves) if size is None else size
        text = Checkpoint(self.signer.verifier.name, count, self.span(0, count)).text
        return Note(text, (self.signer.sign(text),))

    def path(self, old: int, size: int | None = None) -> list[bytes]:
        count = len(self.leaves) if size is None else size
        return [self.span(*span) for span in merkle.consistency_spans(old, count)]

    def request(self, old: int, size: int | None = None) -> bytes:
        return request(old, self.path(old, size), self.note(size))


def request(old: int, path: Sequence[bytes], note: Note) -> bytes:
    hashes = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
    return f"old {old}\n{hashes}\n".encode() + note.data


@dataclass
class Witness:
    """A witness and its answers, without a network."""

    folder: Path
    ledger: Ledger
    signer: Signer

    def asked(self, data: bytes, at: int = NOON) -> Answer:
        return judging.add_checkpoint(self.ledger, self.signer, data, at=at)

    def trust(self, log: Log) -> None:
        with self.ledger.writing() as pages:
            pages.trust(log.signer.verifier, NOON)

    def latest(self) -> int:
        with self.ledger.reading() as pages:
            head = pages.latest(ORIGIN)
        return head.size if head else 0


@pytest.fixture
def log() -> Log:
    return Log(Signer.of_seed(ORIGIN, b"L" * 32)).grow(5)


@pytest.fixture
def superior(tmp_path: Path, log: Log) -> Witness:
    signer = Signer.of_seed("committee.example/witness", b"W" * 32, COSIGNATURE)
    here = Witness(tmp_path / "witness", Ledger(tmp_path / "witness"), signer)
    here.trust(log)
    return here
