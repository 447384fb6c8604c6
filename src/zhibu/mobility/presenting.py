"""Letters as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhibu.mobility import queries, rules
from zhibu.mobility.models import Letter, State

TONES = {
    State.ISSUED: "gold", State.RECEIVED: "green", State.REFUSED: "red", State.LAPSED: "",
    State.WITHDRAWN: "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A letter in a list; ``left`` days are left, fewer than none where it ran out."""

    letter: Letter
    number: str
    state: str
    tone: str
    waits: bool
    left: int
    soon: bool

    @property
    def overdue(self) -> bool:
        return self.waits and self.left < 0

    @property
    def beyond(self) -> int:
        """Return by how many days it ran out."""
        return -self.left


def row_of(letter: Letter, today: date) -> Row:
    """Return one letter as a list shows it."""
    left = (letter.valid_until - today).days
    waits = letter.state == State.ISSUED
    return Row(
        letter,
        queries.number_of(letter),
        str(State(letter.state).label),
        TONES[State(letter.state)],
        waits,
        left,
        waits and 0 <= left <= rules.in_force().warning.number,
    )


def rows_of(letters: Iterable[Letter], today: date) -> list[Row]:
    """Return letters as a list shows them."""
    return [row_of(letter, today) for letter in letters]


def may_be_printed(letter: Letter) -> bool:
    """Say whether a letter is worth printing: it waits, or its stub is kept."""
    return letter.state in (State.ISSUED, State.RECEIVED)
