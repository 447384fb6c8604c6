"""Who and what there is: organizations and members, of the system and of the files at hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from zhibu.core.periods import Month
from zhibu.intake.checking.rows import MemberRow, UnitRow
from zhibu.intake.reading.texts import unit_key
from zhibu.party.sets import COMMITTEE_POSTS, BranchForm, Level

_COMMITTEE = frozenset(post.value for post in COMMITTEE_POSTS)


def holds(day: date, since: date | None, until: date | None) -> bool:
    """Say whether something that holds from a day until another held that day."""
    return (since is None or since <= day) and (until is None or day < until)


@dataclass(slots=True)
class Person:
    """Somebody on a roll: since when, until when, in which posts; ``row`` if from a file."""

    uid: str
    name: str
    since: date | None
    until: date | None = None
    posts: list[tuple[str, date | None, date | None]] = field(default_factory=list)
    full_on: date | None = None
    row: MemberRow | None = None

    def there_on(self, day: date) -> bool:
        """Say whether the person was on the roll that day."""
        return holds(day, self.since, self.until)

    def in_committee_on(self, day: date) -> bool:
        """Say whether the person held a post of the committee that day."""
        return any(
            post in _COMMITTEE and holds(day, since, until) for post, since, until in self.posts
        )

    @property
    def enters(self) -> bool:
        """Say whether records may name the person: registered, or in a row that goes in."""
        line = self.row.line if self.row else None
        return line is None or not (line.faulty or line.index in line.table.settled)


@dataclass(slots=True)
class Unit:
    """An organization of the system or of a file, with the people known on its roll."""

    uid: str
    name: str
    level: str
    founded_on: date | None
    term_from: date | None = None
    row: UnitRow | None = None
    people: dict[str, list[Person]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    live_on: date | None = None
    has_term: bool = False
    rolled: bool = False
    form: str = BranchForm.REGULAR.value

    def add(self, person: Person) -> None:
        """Put a person on the roll."""
        self.people.setdefault(person.name, []).append(person)

    def everybody(self) -> Iterator[Person]:
        """Return all people of the roll, of whatever time."""
        return (person for people in self.people.values() for person in people)

    def named(self, name: str, day: date | None) -> list[Person]:
        """Return who is called so, those on the roll that day if there are any."""
        people = self.people.get(name, [])
        there = [person for person in people if day and person.there_on(day)]
        return there or people


class Holding(Protocol):
    """What the system holds already, asked as it is needed."""

    def units(self) -> Iterable[Unit]:
        """Return every organization that stands."""

    def fill(self, unit: Unit) -> None:
        """Put the people who ever belonged to a branch on its roll."""

    def holders(self, id_numbers: Iterable[str]) -> dict[str, tuple[str, str, str]]:
        """Return number → (member, branch, branch's name) of those registered already."""

    def meetings(self, unit: Unit) -> set[tuple[str, date]]:
        """Return form and day of the meetings that are recorded for a branch."""

    def collected(self, unit: Unit, year: int) -> set[tuple[str, Month]]:
        """Return member and month of the dues that are recorded for a branch and year."""

    def commended(self, unit: Unit) -> set[tuple[str, str, date]]:
        """Return member, title and day of the commendations that are recorded for a branch."""

    def applying(self, id_numbers: Iterable[str]) -> dict[str, str]:
        """Return number → branch of those whose admission runs, wherever that is."""

    def applicants(self, unit: Unit) -> set[tuple[str, date]]:
        """Return name and day of birth of those whose admission runs in a branch."""

    def variant(self, unit: Unit, on: date) -> str:
        """Return by which variant a branch admitted on a day."""


class World:
    """The organizations by name; of the system's, the rolls are loaded when first asked for."""

    def __init__(self, system: Holding) -> None:
        self.system = system
        self._units: dict[str, list[Unit]] = {}
        for unit in system.units():
            self.add(unit)

    def roll(self, unit: Unit) -> Unit:
        """Return a branch with everybody on its roll, the system's people among them."""
        if not unit.rolled:
            unit.rolled = True
            fresh = {person.uid for person in unit.everybody()}
            held = Unit(unit.uid, unit.name, unit.level, unit.founded_on)
            self.system.fill(held)
            unit.groups = held.groups | unit.groups
            for person in held.everybody():
                if person.uid not in fresh:
                    unit.add(person)
        return unit

    def add(self, unit: Unit) -> None:
        """Make an organization known by its name."""
        self._units.setdefault(unit_key(unit.name), []).append(unit)

    def __iter__(self) -> Iterator[Unit]:
        return (unit for units in self._units.values() for unit in units)

    def named(self, name: str) -> list[Unit]:
        """Return the organizations of that name, compared by what matters of it."""
        return self._units.get(unit_key(name), [])

    def branch_within(self, texts: Iterable[str]) -> Unit | None:
        """Return the branch that the first fitting text names, whole or inside a longer one."""
        tried = [text for text in texts if text]
        for text in tried:
            exact = [unit for unit in self.named(text) if unit.level == Level.BRANCH]
            if len(exact) == 1:
                return exact[0]
        for text in tried:
            key = unit_key(text)
            inside = [u for u in self if u.level == Level.BRANCH and unit_key(u.name) in key]
            if inside:
                return max(inside, key=lambda unit: len(unit.name))
        return None
