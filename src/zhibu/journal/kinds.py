"""The register of record kinds. Rooms write in it; the journal reads it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from zhibu.core.catalogue import is_stated
from zhibu.core.facts import Fact
from zhibu.core.periods import Month
from zhibu.journal import facts

if TYPE_CHECKING:
    from zhibu.journal.leaves import Leaf

_T = TypeVar("_T")


class Record(Protocol):
    """What a record says: a frozen dataclass of plain values."""

    @property
    def on(self) -> date:
        """Return the civil day it happened (Asia/Shanghai)."""

    def facts(self) -> Iterable[Fact]:
        """Yield the numbers this record states."""


class Book(StrEnum):
    """Where a kind is printed: 工作手册, 党小组活动记录, 学习笔记, 资料盒; or nowhere."""

    WORK = "work"
    GROUP = "group"
    LEARNING = "learning"
    BOX = "box"
    NONE = "none"


Project = Callable[[Any, "Leaf"], None]
ProjectMany = Callable[[Sequence[tuple[Any, "Leaf"]]], None]
Forget = Callable[[Sequence[Any]], None]

# What the door itself puts into a payload; a field of that name could not be told apart from it.
OF_THE_DOOR = frozenset({"facts", "captured", "lag", "leaf"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered kind: how it is called, kept, printed and told to its room.

    ``people`` are tuple fields whose every element names a person: each is a part of its own,
    encrypted at rest. ``long`` are tuple fields whose every element is a part of its own and lies
    open: a text longer than one part may be. ``sealed`` are other fields kept encrypted. ``files``
    is the tuple field that lists attachments. ``restricted`` kinds keep even unit and day out of
    the leaf. ``ahead`` kinds may speak of a day to come; of any other kind such a day is refused.
    ``needed`` are sealed fields that hold codes: they cannot be erased, since no words can stand
    in their place. ``retell`` writes a record over what its room holds of it; without it the whole
    room is replayed once something of a record is erased. ``forget`` is given the entries of
    ``files`` whose bytes no record holds any more.
    """

    name: str
    version: int
    title: Any
    record: type[Any]
    book: Book
    emits: frozenset[str]
    project: Project
    project_many: ProjectMany | None
    people: frozenset[str]
    sealed: frozenset[str]
    files: str | None
    restricted: bool
    ahead: bool
    needed: frozenset[str]
    retell: Project | None
    forget: Forget | None
    long: frozenset[str]

    @property
    def listed(self) -> frozenset[str]:
        """Return the fields, but for attachments, whose every element is a part of its own."""
        return self.people | self.long

    @property
    def tag(self) -> str:
        """Return name and version as the payload's first part spells them."""
        return f"{self.name}/{self.version}"

    def may_state(self, fact: str) -> bool:
        """Tell whether records of this kind may state a fact: by its name, or by its family's."""
        return fact in self.emits or (is_stated(fact, self.emits) and fact in facts.known())


_by_tag: dict[str, Kind] = {}
_by_record: dict[type[Any], Kind] = {}


def register(
    name: str,
    *,
    version: int,
    title: Any,
    project: Project,
    emits: Iterable[str] = (),
    book: Book = Book.NONE,
    project_many: ProjectMany | None = None,
    people: Iterable[str] = (),
    sealed: Iterable[str] = (),
    files: str | None = None,
    restricted: bool = False,
    ahead: bool = False,
    needed: Iterable[str] = (),
    retell: Project | None = None,
    forget: Forget | None = None,
    long: Iterable[str] = (),
) -> Callable[[type[_T]], type[_T]]:
    """Register the decorated frozen dataclass as what records of a kind say.

    What each choice means, ``Kind`` says. A kind's shape never changes: a new shape is a new
    version. Raises RuntimeError where name and version are taken, or a named field does not exist
    or is called as something of the door's.
    """

    def decorate(record: type[_T]) -> type[_T]:
        kind = Kind(
            name, version, title, record, book, frozenset(emits), project, project_many,
            frozenset(people), frozenset(sealed), files, restricted, ahead, frozenset(needed),
            retell, forget, frozenset(long),
        )  # fmt: skip
        _insist_on_sense(kind)
        _by_tag[kind.tag] = kind
        _by_record[record] = kind
        return record

    return decorate


def of(record: Record) -> Kind:
    """Return the kind of a record."""
    return _by_record[type(record)]


def tagged(tag: str) -> Kind:
    """Return the kind with that name and version, such as ``meetings.held/1``."""
    return _by_tag[tag]


def latest(name: str) -> Kind:
    """Return a kind's newest version."""
    return max((kind for kind in _by_tag.values() if kind.name == name), key=lambda k: k.version)


def all_kinds() -> Iterator[Kind]:
    """Yield every registered kind in the order of its name."""
    for tag in sorted(_by_tag):
        yield _by_tag[tag]


def fact_names() -> frozenset[str]:
    """Return every fact that some registered kind emits; a family stands as ``rated.*``."""
    return frozenset(fact for kind in _by_tag.values() for fact in kind.emits)


def _insist_on_sense(kind: Kind) -> None:
    if kind.tag in _by_tag:
        raise RuntimeError(f"record kind {kind.tag!r} is registered twice")
    known = {field.name for field in fields(kind.record)}
    named = kind.listed | kind.sealed | kind.needed | ({kind.files} if kind.files else set())
    if not named <= known:
        raise RuntimeError(f"{kind.tag} has no field {sorted(named - known)}")
    if taken := known & OF_THE_DOOR:
        raise RuntimeError(f"{kind.tag} may not call a field {sorted(taken)}")


def insist_on_count(kind: Kind, fact: Fact) -> None:
    """Let a restricted kind's fact be no more than one in its unit's month: no day, no person.

    Raises RuntimeError otherwise: a number in the sums would say what the leaf keeps to itself.
    """
    if fact.subject or abs(fact.value) != 1 or fact.on != Month.of(fact.on).last_day:
        raise RuntimeError(f"{kind.tag} is restricted: {fact.name!r} may only count its month")
