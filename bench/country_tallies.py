"""A country's tallies, made up: 5,430,000 branches, a year, every fact that 41 items read.

What a branch does follows from the standard: what each item asks, nearly always done by diligent
branches and often missed by lax ones, mostly entered in time. The same seed makes the same rows.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhibu import standards
from zhibu.core import catalogue
from zhibu.core.catalogue import Catalogue, Nature
from zhibu.core.compiler import compile_standard
from zhibu.core.rules import Documented, Periodic, Ratio, Sound, Timely, Valid
from zhibu.core.standard import COUNTED, LIVE, Standard

BRANCHES = 5_430_000
IN_A_FILE = 80_000
AT_ONCE = 2_000
BATCHES = 4  # in a row group
YOUNG = 0.05  # branches that went live during the year
TWICE = 6  # of 256: told with two lags in one month
SEED = 41
YEAR = 2026
SURE, OFTEN, AT_TIMES, RARELY, HARDLY = 255, 200, 16, 2, 1  # of 256
CLASSES = {"production": 0.35, "auxiliary": 0.25, "support": 0.25, "office": 0.15}
# How often a diligent, a usual, a lax and a failing branch does what it usually would, of 256.
DILIGENCE = {0.35: 252, 0.45: 235, 0.15: 190, 0.05: 120}
LAGS = (0,) * 130 + (1,) * 60 + (2,) * 25 + (3,) * 20 + (4,) * 12 + (5,) * 9
HISTORY = 6
SCHEMA = pa.schema(
    [
        pa.field("unit", pa.int64(), nullable=False),
        pa.field("fact", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("month", pa.int8(), nullable=False),
        pa.field("lag", pa.int8(), nullable=False),
        pa.field("value", pa.float64(), nullable=False),
    ]
)


@dataclass(frozen=True)
class Habit:
    """How likely a fact is told in each month (0: the opening), of 256, and how much it says."""

    months: tuple[int, ...]
    each: int
    of_members: bool = False
    waits: bool = True  # for diligence; what befalls a branch does not


def known() -> Catalogue:
    return catalogue.load(standards.text("facts.yaml"))


def standard() -> Standard:
    """Return ZB-41 with all of its items measured."""
    told = known()
    stated = {*told.measures, *(f"{name}.*" for name in told.families)}
    return compile_standard(standards.text("zb41.yaml"), catalogue=told, known_facts=stated)


def habits(of: Standard) -> dict[str, Habit]:
    """Return what branches usually tell of each fact that a standard reads."""
    found = {COUNTED: level(1), LIVE: level(1)}
    for veto in of.vetoes:
        found[veto.fact] = Habit(yearly(6, HARDLY), 1, waits=False)
    for place, item in enumerate(of.items):
        if item.applies:
            found.setdefault(item.applies.fact, level(1, OFTEN))
        for fact, habit in HABITS[type(item.rule)](item.rule, place):
            found.setdefault(fact, habit)
    told = known()
    return {
        fact: Habit(level(1).months, each.each, each.of_members, waits=False)
        if told[fact].nature is Nature.LEVEL and not each.months[0]
        else each
        for fact, each in found.items()
    }


def level(each: int, sure: int = SURE, *, of_members: bool = False) -> Habit:
    return Habit((sure, *[RARELY] * 12), each, of_members, waits=False)


def every(months: int, turn: int, likely: int = SURE) -> tuple[int, ...]:
    """Return a likelihood in one month of each period, and a small one in the others."""
    due = turn % months
    return (0, *(likely if place % months == due else RARELY for place in range(12)))


def yearly(month: int, likely: int) -> tuple[int, ...]:
    return tuple(likely if place == month else 0 for place in range(13))


def _periodic(rule: Periodic, turn: int) -> Iterator[tuple[str, Habit]]:
    for demand in rule.demands:
        each = demand.at_least
        yield demand.fact, Habit(every(demand.months, turn), each, demand.per is not None)
        if demand.per:
            yield demand.per, level(2)


def _ratio(rule: Ratio, turn: int) -> Iterator[tuple[str, Habit]]:
    for share in rule.shares:
        for gauge in (share.denominator, share.numerator):
            each = share.times if gauge is share.numerator else 1
            if gauge.level:
                yield gauge.fact, level(each, of_members=True)
            else:
                yield gauge.fact, Habit(every(share.months, turn), each, of_members=True)


def _timely(rule: Timely, _turn: int) -> Iterator[tuple[str, Habit]]:
    yield rule.due, Habit(every(1, 0, AT_TIMES), 2, waits=False)
    yield rule.in_time, Habit(every(1, 0, AT_TIMES), 2)
    yield rule.late, Habit(every(1, 0, RARELY), 1, waits=False)


def _documented(rule: Documented, _turn: int) -> Iterator[tuple[str, Habit]]:
    for each in rule.documents:
        yield each.made, Habit(yearly(each.until, SURE), 1)
        yield each.complete, Habit(yearly(each.until, OFTEN), 1)


def _sound(rule: Sound, _turn: int) -> Iterator[tuple[str, Habit]]:
    for fact in (rule.standing, rule.breach):
        if fact:
            yield fact, Habit(yearly(5, RARELY), 1, waits=False)


def _valid(rule: Valid, _turn: int) -> Iterator[tuple[str, Habit]]:
    yield rule.fact, Habit(every(1, 0, HARDLY), 1, waits=False)


HABITS: dict[type, Callable[[Any, int], Iterator[tuple[str, Habit]]]] = {
    Periodic: _periodic,
    Ratio: _ratio,
    Timely: _timely,
    Documented: _documented,
    Sound: _sound,
    Valid: _valid,
}


class Country:
    """Makes rows of branches: a table of likelihoods by diligence, and chance."""

    def __init__(self) -> None:
        found = habits(standard())
        self.facts = sorted(found)
        told = [found[fact] for fact in self.facts]
        usual = np.array([habit.months for habit in told], dtype=np.int64)
        waits = np.array([habit.waits for habit in told])
        share = np.array(list(DILIGENCE.values()))[:, None, None]
        likely = np.where(waits[None, :, None], usual * share // 256, usual)
        self.likely = likely.reshape(len(DILIGENCE), -1).astype(np.uint8)
        self.each = np.array([habit.each for habit in told], dtype=np.int64)
        self.of_members = np.array([habit.of_members for habit in told])
        self.often = usual.max(axis=1) > RARELY
        self.counted = [self.facts.index(name) for name in (COUNTED, LIVE)]
        self.lag = np.array(LAGS, dtype=np.int8)

    def rows(self, first: int, last: int) -> tuple[np.ndarray[Any, Any], ...]:
        """Return unit, fact, month, lag and value of some branches, by unit, fact and month."""
        chance = np.random.Generator(np.random.SFC64((SEED, first)))
        count, cells = last - first, len(self.facts) * 13
        diligence = chance.choice(len(DILIGENCE), count, p=list(DILIGENCE))
        members = chance.integers(5, 41, count)
        begins = np.where(chance.random(count) < YOUNG, chance.integers(2, 12, count), 0)
        told = chance.integers(0, 256, (count, cells), np.uint8) < self.likely[diligence]
        for place in self.counted:
            told[:, place * 13 : place * 13 + 13] = False
            told[:, place * 13] = True
        at = np.flatnonzero(told)
        at = np.repeat(at, 1 + (chance.integers(0, 256, len(at), np.uint8) < TWICE))
        unit, cell = np.divmod(at.astype(np.int32), np.int32(cells))
        fact, month = np.divmod(cell, np.int32(13))
        live = fact == self.counted[1]
        month = np.where(live, begins[unit], month).astype(np.int8)
        lag = self.lag[chance.integers(0, 256, len(at), np.uint8)]
        lag[(month < begins[unit]) & ~live] = HISTORY
        lag[month == 0] = 0
        fraction = 205 + chance.integers(0, 52, len(at), np.uint8).astype(np.int64)
        many = np.maximum(self.each[fact] * members[unit] * fraction // 256, 1)
        value = np.where(self.of_members[fact], many, self.each[fact])
        return unit + np.int64(first + 1), fact, month, lag, value.astype(np.float64)


def make(folder: Path, branches: int, *, workers: int = 2) -> int:
    """Write a country's tallies into a folder; return how many rows. Memory stays bounded."""
    folder.mkdir(parents=True, exist_ok=True)
    _make_units(folder, branches)
    parts = [
        (folder, first, min(first + IN_A_FILE, branches)) for first in range(0, branches, IN_A_FILE)
    ]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return sum(pool.map(_make_part, parts))


def _make_units(folder: Path, branches: int) -> None:
    chance = np.random.Generator(np.random.SFC64(SEED))
    chosen = chance.choice(len(CLASSES), branches, p=list(CLASSES.values())).astype(np.int8)
    kinds = pa.DictionaryArray.from_arrays(chosen, list(CLASSES))
    units = np.arange(1, branches + 1, dtype=np.int64)
    pq.write_table(pa.table({"unit": units, "class": kinds}), folder / "units.parquet")


def _make_part(told: tuple[Path, int, int]) -> int:
    folder, first, last = told
    country = Country()
    path = folder / f"part-{first // IN_A_FILE:04d}.parquet"
    rows, held = 0, []
    with pq.ParquetWriter(path, SCHEMA, compression="lz4") as writer:
        for start in range(first, last, AT_ONCE):
            held.append(_batch(country, start, min(start + AT_ONCE, last)))
            rows += len(held[-1])
            if len(held) == BATCHES or start + AT_ONCE >= last:
                writer.write_table(pa.Table.from_batches(held), row_group_size=1 << 21)
                held = []
    return rows


def _batch(country: Country, first: int, last: int) -> pa.RecordBatch:
    unit, fact, month, lag, value = country.rows(first, last)
    named = pa.DictionaryArray.from_arrays(fact.astype(np.int32), country.facts)
    return pa.RecordBatch.from_arrays(
        [pa.array(unit), named, *map(pa.array, (month, lag, value))], schema=SCHEMA
    )
