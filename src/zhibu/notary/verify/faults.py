"""What a verification finds: which row of which table, what stands there, what should."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

LONGEST = 80
MOST = 1_000
FILE_COLUMNS = ("name", "size", "type")  # of a kept file, beside the digest of its bytes

Progress = Callable[[int, int], None]


def nowhere(_done: int, _total: int) -> None:
    """Show no progress."""


class Level(StrEnum):
    """How deep a verification goes (journal specification 2.10)."""

    HEADS = "V0"
    LEAVES = "V1"
    CONTENTS = "V2"
    TABLES = "V3"
    OUTSIDE = "V4"
    RECORD = "V5"


class What(StrEnum):
    """In what way a row is wrong."""

    CHANGED = "changed"
    MISSING = "missing"
    SURPLUS = "surplus"
    BROKEN = "broken"


_WORDS = {
    What.CHANGED: _(
        "%(level)s：表 %(table)s 主键 %(key)s 的 %(column)s 现为 %(found)s，应为 %(expected)s。"
    ),
    What.MISSING: _("%(level)s：表 %(table)s 缺少主键 %(key)s 的一行。"),
    What.SURPLUS: _("%(level)s：表 %(table)s 多出主键 %(key)s 的一行。"),
    What.BROKEN: _("%(level)s：表 %(table)s 主键 %(key)s 的 %(column)s 不成立。"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong row: where it is, in which column, what stands there and what should."""

    level: Level
    what: What
    table: str
    key: str
    column: str = ""
    found: str = ""
    expected: str = ""
    why: Any = ""

    @property
    def words(self) -> str:
        """Return the fault as a sentence, or two where more can be said."""
        told = {name: getattr(self, name) for name in ("table", "key", "column", "found")}
        told |= {"level": self.level.value, "expected": self.expected}
        return str(_WORDS[self.what] % told) + str(self.why)

    @property
    def plain(self) -> dict[str, str]:
        """Return the fault as JSON has it."""
        names = ("table", "key", "column", "found", "expected")
        told = {name: getattr(self, name) for name in names}
        return {"level": self.level.value, "what": self.what.value, **told, "words": self.words}


@dataclass(slots=True)
class Findings:
    """The result of one level: what it went over, and what was wrong there.

    Only the first ``most`` faults are kept, all are counted, so that a table lost whole does not
    fill the memory. ``counted`` holds what else the level has to tell, by name.
    """

    level: Level
    size: int = 0
    root: bytes = b""
    most: int = MOST
    total: int = 0
    faults: list[Fault] = field(default_factory=list)
    by_table: Counter[str] = field(default_factory=Counter)
    counted: dict[str, Any] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return not self.total

    def add(self, fault: Fault) -> None:
        """Take a fault."""
        self.total += 1
        self.by_table[fault.table] += 1
        if len(self.faults) < self.most:
            self.faults.append(fault)

    def extend(self, faults: Iterable[Fault]) -> None:
        """Take several faults."""
        for one in faults:
            self.add(one)

    def changed(
        self, table: str, key: str, column: str, *, found: Any, expected: Any, why: Any = ""
    ) -> None:
        """Take a fault of a column that says something else than it should."""
        told = (spelled(found), spelled(expected), why)
        self.add(Fault(self.level, What.CHANGED, table, key, column, *told))

    def missing(self, table: str, key: str, why: Any = "") -> None:
        """Take a fault of a row that is not there."""
        self.add(Fault(self.level, What.MISSING, table, key, why=why))

    def held(
        self, table: str, rows: Mapping[str, Any], listed: Iterable[Mapping[str, Any]]
    ) -> Iterator[tuple[Any, str, str]]:
        """Hold rows of files against what records list of them: name, size, type.

        Yields each row that is there with its key and the digest its bytes must have.
        """
        for one in listed:
            key = f"uid={one['id']}"
            if (row := rows.get(one["id"])) is None:
                self.missing(table, key)
                continue
            for column in FILE_COLUMNS:
                found, expected = getattr(row, column), one[column]
                if found != expected:
                    self.changed(table, key, column, found=found, expected=expected)
            yield row, key, one["h"]

    def surplus(self, table: str, key: str, why: Any = "") -> None:
        """Take a fault of a row that should not be there."""
        self.add(Fault(self.level, What.SURPLUS, table, key, why=why))

    def broken(self, table: str, key: str, column: str, *, why: Any = "") -> None:
        """Take a fault of a column whose content does not hold by itself."""
        self.add(Fault(self.level, What.BROKEN, table, key, column, why=why))


def spelled(value: Any) -> str:
    """Return a value as a sentence can hold it."""
    if value is None:
        return "–"
    if isinstance(value, bytes | memoryview):
        value = bytes(value).hex()
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
