"""What somebody tells of a piece of work, before it is checked."""

from dataclasses import dataclass
from datetime import date

from zhibu.core.periods import Month


@dataclass(frozen=True, slots=True)
class WorkTold:
    """A piece of work as typed; each shape takes what it needs and leaves the rest.

    ``on`` is the day it happened, was made, set or began. ``month`` is the first month of the
    period that was counted.
    """

    work: str
    on: date
    words: str = ""
    participants: tuple[str, ...] = ()
    minutes: int | None = None
    parts: tuple[str, ...] = ()
    month: Month | None = None
    numbers: tuple[int, ...] = ()
    number: int = 1
    due_on: date | None = None
