"""The signed list that makes a folder of tallies believable at a superior's.

``manifest`` is a signed note: ``zhibu-tallies/1``, the journal's origin, and one line of canonical
JSON naming every file with its SHA-256. ``checkpoint`` is a head of the journal that the sums were
taken from. No file holds a person: units are branches, facts are those of the catalogue.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhibu.bulk import faults
from zhibu.bulk.faults import TallyFault
from zhibu.core import canonical, notes, strict
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, Signer, Verifier

HEAD = "zhibu-tallies/1"
MANIFEST, CHECKPOINT = "manifest", "checkpoint"
_LINES = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the folder; ``rows`` is 0 for what is no table."""

    name: str
    sha256: str
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder of tallies is: whose, of which year as of which day, and its files.

    ``stated`` are the facts that the origin's rooms state: an item that needs others was not
    measured there. ``entries`` is the size of the journal under the checkpoint.
    """

    origin: str
    year: int
    as_of: date
    entries: int
    stated: frozenset[str]
    files: tuple[Listed, ...]

    @property
    def period(self) -> str:
        """The year and the month until which it was told, ``2026-10``."""
        last = self.as_of.month if self.as_of.year == self.year else 12
        return f"{self.year:04d}-{last:02d}"

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        told = {
            "as_of": self.as_of.isoformat(),
            "entries": self.entries,
            "files": [
                {"name": one.name, "rows": one.rows, "sha256": one.sha256, "size": one.size}
                for one in self.files
            ],
            "stated": sorted(self.stated),
            "year": self.year,
        }
        return f"{HEAD}\n{self.origin}\n{canonical.encode(told).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Manifest":
        """Return the manifest that a note's text spells. Raises TallyFault for any other text."""
        lines = text.split("\n")
        if len(lines) != _LINES + 1 or lines[0] != HEAD:
            raise TallyFault(faults.BAD_MANIFEST, why=HEAD)
        try:
            found = _parsed(lines[1], canonical.decode(lines[2].encode()))
        except (strict.Fault, KeyError, TypeError, ValueError) as fault:
            raise TallyFault(faults.BAD_MANIFEST, why=str(fault)[:120]) from fault
        if found.text != text:
            raise TallyFault(faults.BAD_MANIFEST, why="spelling")
        return found

    def signed_by(self, signer: Signer) -> Note:
        """Return the manifest as a note that a key signed."""
        return Note(self.text, (signer.sign(self.text),))


def _parsed(origin: str, told: dict[str, Any]) -> Manifest:
    files = (
        Listed(str(one["name"]), str(one["sha256"]), int(one["size"]), int(one["rows"]))
        for one in told["files"]
    )
    return Manifest(
        origin=origin,
        year=int(told["year"]),
        as_of=date.fromisoformat(told["as_of"]),
        entries=int(told["entries"]),
        stated=frozenset(map(str, told["stated"])),
        files=tuple(files),
    )


def manifest_in(folder: Path) -> Manifest | None:
    """Return what a folder says of itself, without asking whether it is true; None without one."""
    path = folder / MANIFEST
    return Manifest.parse(_note_of(path).text) if path.is_file() else None


def signed_manifest(folder: Path, verifier: Verifier) -> Manifest:
    """Return a folder's manifest as a key signed it.

    Raises TallyFault where there is none, it is damaged, or that key did not sign it.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise TallyFault(faults.NO_MANIFEST, file=folder)
    note = _note_of(path)
    if not _signed(note, verifier):
        raise TallyFault(faults.WRONG_KEY, key=f"{verifier.name}+{verifier.key_id.hex()}")
    found = Manifest.parse(note.text)
    if found.origin != verifier.name:
        raise TallyFault(faults.WRONG_KEY, key=f"{verifier.name}+{verifier.key_id.hex()}")
    return found


def head_in(folder: Path, manifest: Manifest, verifier: Verifier) -> Checkpoint:
    """Return the head of the journal that came along.

    Raises TallyFault unless it is signed by the same key, over as many entries as the manifest
    says.
    """
    try:
        note = Note.parse((folder / CHECKPOINT).read_bytes())
        head = Checkpoint.parse(note.text)
        if not note.is_signed_by(verifier):
            raise TallyFault(faults.BAD_CHECKPOINT, why=verifier.name)
    except (notes.NoteFault, OSError) as fault:
        raise TallyFault(faults.BAD_CHECKPOINT, why=str(fault)[:120]) from fault
    if head.origin != manifest.origin or head.size != manifest.entries:
        raise TallyFault(faults.BAD_CHECKPOINT, why=f"{head.origin} {head.size}")
    return head


def _note_of(path: Path) -> Note:
    try:
        with path.open("rb") as file:
            return Note.parse(file.read(notes.LONGEST + 1))
    except (notes.NoteFault, OSError) as fault:
        raise TallyFault(faults.BAD_MANIFEST, why=str(fault)[:120]) from fault


def _signed(note: Note, verifier: Verifier) -> bool:
    """Say whether the key signed, and nobody else: a line more is a change as well."""
    try:
        return len(note.lines) == 1 and note.is_signed_by(verifier)
    except notes.NoteFault as fault:
        raise TallyFault(faults.BAD_MANIFEST, why=fault.reason) from fault
