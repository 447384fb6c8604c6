"""All cores at work: each reads spans of the partitions and gives back rows of scores."""

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhibu.bulk import faults
from zhibu.bulk.evaluating import Evaluator, Recipe
from zhibu.bulk.faults import TallyFault
from zhibu.bulk.outcome import Writer, schema_of
from zhibu.bulk.partition import Span, partitions_in, read, spans_of
from zhibu.bulk.roster import read_roster
from zhibu.bulk.rows import Reader
from zhibu.core.sums import Ints

ROWS_AT_ONCE = 4_000_000
WAITING = 2  # spans in hand for each worker: enough to keep it busy, few enough to fit in memory
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker found in a span."""

    scores: bytes
    places: Ints
    rows: int
    ignored: Counter[str]


@dataclass(slots=True)
class Tally:
    """How much was read, and the rows of facts that no item asks for."""

    units: int = 0
    rows: int = 0
    ignored: Counter[str] = field(default_factory=Counter)


def silent(_done: int, _rows: int) -> None:
    """Show nobody how far it is."""


class Crew:
    """Scores a folder of tallies by a recipe with so many processes; one works here alone."""

    def __init__(self, folder: Path, recipe: Recipe, *, processes: int) -> None:
        self.tally = Tally()
        self._folder = folder
        self._recipe = recipe.portable
        self._processes = processes
        self._roster = read_roster(folder, recipe.standard)
        self._seen: NDArray[np.bool_] = np.zeros(len(self._roster), dtype=bool)
        paths = partitions_in(folder)
        self._spans = [span for path in paths for span in spans_of(path, ROWS_AT_ONCE)]

    @property
    def schema(self) -> pa.Schema:
        return schema_of(self._recipe.standard)

    def score(self, progress: Progress = silent) -> Generator[pa.RecordBatch]:
        """Yield the scores of every unit: in the order of partitions, then those without a row.

        Raises TallyFault for what is wrong in the files, or a unit whose rows lie apart.
        """
        total = sum(span.rows for span in self._spans)
        for span, done in self._worked():
            self._note(span, done)
            progress(self.tally.rows, total)
            yield from pa.ipc.open_stream(done.scores)
        yield from self._silent()

    def _worked(self) -> Iterator[tuple[Span, Done]]:
        if self._processes == 1:
            worker = Worker(self._folder, self._recipe)
            yield from ((span, worker.score(span)) for span in self._spans)
            return
        method = get_context("spawn")
        told = (self._folder, self._recipe)
        pool = ProcessPoolExecutor(self._processes, method, _prepare, told)
        try:
            yield from self._in_order(pool)
        except BrokenProcessPool as fault:
            raise TallyFault(faults.WORKER_LOST) from fault
        finally:
            pool.shutdown(cancel_futures=True)

    def _in_order(self, pool: ProcessPoolExecutor) -> Iterator[tuple[Span, Done]]:
        waiting: deque[tuple[Span, Future[Done]]] = deque()
        for span in self._spans:
            waiting.append((span, pool.submit(_score, span)))
            if len(waiting) > WAITING * self._processes:
                first, told = waiting.popleft()
                yield first, told.result()
        for last, told in waiting:
            yield last, told.result()

    def _note(self, span: Span, done: Done) -> None:
        twice = self._seen[done.places]
        if twice.any():
            value = int(self._roster.units[done.places[int(twice.argmax())]])
            raise TallyFault(faults.UNIT_TWICE, file=span.name, value=value)
        self._seen[done.places] = True
        self.tally.units += len(done.places)
        self.tally.rows += done.rows
        self.tally.ignored.update(done.ignored)

    def _silent(self) -> Iterator[pa.RecordBatch]:
        places = np.flatnonzero(~self._seen)
        writer = Writer(self._recipe.standard, self._roster)
        done = 0
        for scored in Evaluator(self._recipe).nothing_told(self._roster.units[places]):
            here = places[done : done + len(scored.units)]
            done += len(scored.units)
            yield writer.table(scored, here)
        self.tally.units += done


class Worker:
    """Scores spans, one after the other, in one process."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self._roster = read_roster(folder, recipe.standard)
        self._evaluator = Evaluator(recipe)
        self._writer = Writer(recipe.standard, self._roster)

    def score(self, span: Span) -> Done:
        """Return the scores of the units that begin in a span, as an Arrow stream."""
        reader = Reader(self._evaluator.plan, span.name)
        sink = pa.BufferOutputStream()
        places: list[Ints] = [np.empty(0, np.int64)]
        with pa.ipc.new_stream(sink, schema_of(self._writer.standard)) as stream:
            for scored in self._evaluator.score(read(span, reader)):
                places.append(self._roster.places_of(scored.units, span.name))
                stream.write_batch(self._writer.table(scored, places[-1]))
        told = sink.getvalue().to_pybytes()
        return Done(told, np.concatenate(places), span.rows, reader.ignored)


_workers: list[Worker] = []


def _prepare(folder: Path, recipe: Recipe) -> None:
    _workers[:] = [Worker(folder, recipe)]


def _score(span: Span) -> Done:
    return _workers[0].score(span)
