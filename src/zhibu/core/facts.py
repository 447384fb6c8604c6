"""A fact: one number that a record states about a unit on a day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Fact:
    """A stated number, in the whole units its measure declares (persons, times, fen, minutes).

    ``subject`` is the pseudonymous identity of the group or member it is about; it never leaves
    the installation.
    """

    name: str
    on: date
    value: int
    subject: str | None = None

    def __neg__(self) -> "Fact":
        return Fact(self.name, self.on, -self.value, self.subject)
