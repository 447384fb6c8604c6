"""What a backup holds: every member with its digest, and the head of the journal in it."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhibu.core import canonical
from zhibu.core.refusal import Refusal

NAME = "manifest.json"
FORMAT = "zhibu-backup/1"
LARGEST = 256 * 1024 * 1024
_MEMBER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*){0,4}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class BackupDamaged(Refusal):
    """The backup is not as it was made: a member is missing, another, or too much."""


class CannotReach(Refusal):
    """The place for a backup is not there, is taken, or does not let us in."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup: its name, length in bytes, and SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows as PostgreSQL copies them out: which columns, and the sequence's value."""

    name: str
    columns: tuple[str, ...]
    sequence: int | None

    @property
    def member(self) -> str:
        """Return the name of the member that holds its rows."""
        return f"database/{self.name}.copy"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    ``size`` and ``checkpoint`` are the journal's in it; ``vault`` marks the key that opens what is
    sealed in it, without giving it away.
    """

    made_at: str
    engine: str
    size: int
    checkpoint: str
    with_keys: bool
    vault: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    members: tuple[Member, ...]

    @property
    def data(self) -> bytes:
        """Return the manifest's canonical bytes."""
        return canonical.encode(
            {
                "format": FORMAT,
                "made_at": self.made_at,
                "engine": self.engine,
                "size": self.size,
                "checkpoint": self.checkpoint,
                "with_keys": self.with_keys,
                "vault": self.vault,
                "migrations": [list(one) for one in self.migrations],
                "tables": [_told_table(one) for one in self.tables],
                "members": [[one.name, one.size, one.sha256] for one in self.members],
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> "Manifest":
        """Return the manifest that bytes spell. Raises BackupDamaged for anything else."""
        try:
            return _read(canonical.decode(data))
        except (canonical.NotCanonicalError, KeyError, TypeError, ValueError) as fault:
            raise BackupDamaged(
                _("备份的清单 %(name)s 损坏或不是本系统的：%(why)s。请换一份备份。")
                % {"name": NAME, "why": fault}
            ) from fault


def is_plain(name: str) -> bool:
    """Say whether a member's name leads nowhere but into its own folder."""
    return _MEMBER.fullmatch(name) is not None


def _told_table(table: Table) -> dict[str, Any]:
    told: dict[str, Any] = {"name": table.name, "columns": list(table.columns)}
    return told if table.sequence is None else {**told, "sequence": table.sequence}


def _read(told: dict[str, Any]) -> Manifest:
    if told["format"] != FORMAT:
        raise ValueError(f"format {told['format']!r}")
    if told["engine"] not in {"sqlite", "postgresql"}:
        raise ValueError(f"engine {told['engine']!r}")
    members = tuple(_member(*one) for one in told["members"])
    if len({one.name for one in members}) != len(members):
        raise ValueError("a doubled member")
    return Manifest(
        made_at=str(told["made_at"]),
        engine=told["engine"],
        size=int(told["size"]),
        checkpoint=str(told["checkpoint"]),
        with_keys=bool(told["with_keys"]),
        vault=str(told["vault"]),
        migrations=tuple((str(app), str(name)) for app, name in told["migrations"]),
        tables=tuple(
            Table(str(one["name"]), tuple(map(str, one["columns"])), one.get("sequence"))
            for one in told["tables"]
        ),
        members=members,
    )


def _member(name: str, size: int, sha256: str) -> Member:
    if not is_plain(name) or not _DIGEST.fullmatch(sha256) or size < 0 or name == NAME:
        raise ValueError(f"the member {name[:80]!r}")
    return Member(name, size, sha256)
