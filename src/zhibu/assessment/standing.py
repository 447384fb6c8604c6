"""Writing and reading the one row that is kept of a unit's year."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhibu.assessment.models import LiveScore
from zhibu.assessment.states import Letters, State
from zhibu.assessment.values import StandardNote
from zhibu.core.scoring import Scores
from zhibu.core.standard import Standard

BATCH = 500
WEIGHED = ("percent", "final", "waiting", "vetoed")


@dataclass(frozen=True, slots=True)
class Counted:
    """What one item came to. Points are hundredths."""

    points: int
    out_of: int
    owed: int
    done: int
    missed: int
    due: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's year as it was stored."""

    unit: str
    as_of: date
    points: int
    out_of: int
    percent: int
    final: int
    waiting: int
    vetoed: bool
    items: Mapping[str, Counted]
    states: Mapping[str, str]

    @property
    def per_mille(self) -> int | None:
        """Thousandths of what is measured, half up; None where nothing is."""
        return per_mille_of(self.percent) if self.out_of else None

    @property
    def ready(self) -> bool:
        """Whether something is measured and nothing waits for people's ratings."""
        return bool(self.out_of) and not self.waiting

    def states_in(self, key: str) -> list[State]:
        """Return how each period of a demand stands."""
        return [State(letter) for letter in self.states.get(key, "")]

    def state_in(self, key: str, place: int) -> State:
        """Return how one period of a demand stands."""
        letters = self.states.get(key, "")
        return State(letters[place]) if place < len(letters) else State.NA


def per_mille_of(percent: int) -> int:
    """Return hundredths of a percent as thousandths of the whole, half up."""
    return (percent + 5) // 10


def named(standard: Standard) -> str:
    """Return the standard and its version as they stand in a row."""
    return f"{standard.id}/{standard.version}"


def note_of(standard: Standard) -> StandardNote:
    """Return what a page says of the standard it was scored by."""
    return StandardNote(standard.id, standard.version, standard.title, len(standard.items))


def store(rows: Sequence[LiveScore]) -> None:
    """Write a row for each unit, over the one that was there."""
    LiveScore.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["unit", "standard", "year"],
        update_fields=["as_of", "points", "out_of", *WEIGHED, "items", "states"],
    )


def drop_others(kept: Mapping[str, Collection[str]], *, year: int) -> None:
    """Drop rows of units in a year, but for those of each unit's standards in force."""
    units = list(kept)
    for some in (units[at : at + BATCH] for at in range(0, len(units), BATCH)):
        rows = LiveScore.objects.filter(unit__in=some, year=year).values_list("unit", "standard")
        for unit, standard in list(rows):
            if standard not in kept[unit]:
                LiveScore.objects.filter(unit=unit, standard=standard, year=year).delete()


def rows_of(
    units: Sequence[str], scores: Scores, states: Mapping[str, Letters], *, year: int, as_of: date
) -> list[LiveScore]:
    """Return the row of each unit, not stored yet."""
    version = named(scores.standard)
    columns = (
        scores.total, scores.total_out_of, scores.percent, scores.final, scores.waiting,
        scores.vetoed,
    )  # fmt: skip
    told = zip(*(column.tolist() for column in columns), strict=True)
    return [
        LiveScore(
            unit=unit, standard=version, year=year, as_of=as_of, points=points, out_of=out_of,
            percent=percent, final=final, waiting=waiting, vetoed=vetoed, items=items,
            states=letters,
        )
        for unit, (points, out_of, percent, final, waiting, vetoed), items, letters in zip(
            units, told, _items(scores), _told(states, len(units)), strict=True
        )
    ]  # fmt: skip


def standings_of(units: Sequence[str] | Any, *, standard: str, year: int) -> dict[str, Standing]:
    """Return what is stored of units (uids or a query of them), by unit. One query."""
    rows = LiveScore.objects.filter(unit__in=units, standard=standard, year=year)
    return {row.unit: _standing(row) for row in rows}


def _standing(row: LiveScore) -> Standing:
    items = {code: Counted(*told) for code, told in row.items.items()}
    return Standing(
        row.unit, row.as_of, row.points, row.out_of, row.percent, row.final, row.waiting,
        row.vetoed, items, row.states,
    )  # fmt: skip


def _items(scores: Scores) -> list[dict[str, list[int]]]:
    """Return, for each unit, the numbers of the items that are measured and concern it."""
    tables = (scores.points, scores.out_of, scores.owed, scores.done, scores.missed, scores.due)
    found: list[dict[str, list[int]]] = [{} for _ in range(scores.points.shape[1])]
    for place, item in enumerate(scores.standard.items):
        if item.measured:
            columns = (table[place].tolist() for table in tables)
            applicable = scores.applicable[place].tolist()
            for at, (applies, told) in enumerate(
                zip(applicable, zip(*columns, strict=True), strict=True)
            ):
                if applies:
                    found[at][item.id] = list(told)
    return found


def _told(states: Mapping[str, Letters], units: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = [{} for _ in range(units)]
    for key, letters in states.items():
        length = len(letters)
        flat = letters.T.tobytes().decode("ascii")
        for at, told in enumerate(found):
            told[key] = flat[at * length : (at + 1) * length]
    return found
