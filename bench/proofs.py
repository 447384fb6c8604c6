"""Proofs out of a great journal: made from the stored tree, checked from the proof alone.

Ten million leaves of a usual size are loaded (leaves and tree only), then proofs are asked for at
random places: that a leaf is in the tree, and that an old tree begins the new one.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from bench import installation
from bench.result import Result, at_most

LEAVES, TRIALS = 10_000_000, 1_000
CHUNK = 256 * 256
LIMIT_MS = 3.0

_LEAF = (
    '{{"actor":"a_{0}","at":"2026-03-15T02:11:09.{1:03}Z","kind":"meetings.held",'
    '"on":"2026-03-14","op":"create","org":"o_{0}","pc":"{2:042}A","rec":"r_{3}",'
    '"role":"secretary","v":1,"via":"web"}}'
)
ROW = {
    "lh": b"", "unit": "o_a", "rec": "r_a", "kind": "meetings.held", "op": "create",
    "on": date(2026, 3, 14), "at": datetime(2026, 3, 15, 2, 11, tzinfo=UTC), "actor": "a_a",
    "role": "secretary", "via": "web", "lag": 0,
}  # fmt: skip
_LETTERS = str.maketrans("01234567", "abcdefgh")  # identities are spelled in base32


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    leaves = LEAVES // 100 if asked.small else LEAVES
    installation.opened()
    began = time.perf_counter()
    load(leaves)
    took = time.perf_counter() - began
    Result("proofs", f"for comparison: loading {leaves:,} leaves", f"{took:,.0f} s").tell()
    included(leaves)
    consistent(leaves)


def load(leaves: int, *, whole: bool = False) -> None:
    """Fill the journal's entries and its tree, behind what is there.

    ``whole`` gives each leaf its row and a payload as well; the payloads say nothing.
    """
    from django.db import transaction  # noqa: PLC0415 - app ready

    from bench.fill import load as load_rows  # noqa: PLC0415 - app ready
    from zhibu.journal import tree  # noqa: PLC0415 - app ready

    for first in range(tree.size(), leaves, CHUNK):
        last = min(first + CHUNK, leaves)
        with transaction.atomic():
            rows = list(spelled(first, last))
            load_rows("journal_entry", ("seq", "lh", "leaf"), rows)
            if whole:
                load_rows("journal_payload", ("lh", "secret", "parts"), map(payload, rows))
                load_rows("journal_leaf", tuple(ROW), map(leaf_row, rows))
            tree.grow(first, last)


def spelled(first: int, last: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield numbers, hashes and bytes of leaves of a usual size; no two are the same."""
    from zhibu.core import merkle  # noqa: PLC0415 - app ready

    for number in range(first, last):
        who, rec = identity(number % 5_000), identity(number)
        leaf = _LEAF.format(who, number % 1_000, number, rec).encode()
        yield number, merkle.leaf_hash(leaf), leaf


def payload(row: tuple[int, bytes, bytes]) -> tuple[bytes, bytes, bytes]:
    return row[1], b"", b""


def leaf_row(row: tuple[int, bytes, bytes]) -> tuple[Any, ...]:
    return tuple((ROW | {"lh": row[1]}).values())


def identity(number: int) -> str:
    return f"{number:026o}".translate(_LETTERS)


def included(size: int) -> None:
    """Measure making and checking proofs that leaves are in the tree."""
    from zhibu.core import merkle  # noqa: PLC0415 - app ready
    from zhibu.journal import tree  # noqa: PLC0415 - app ready

    root = tree.root(size)
    chance = random.Random(size)  # noqa: S311 - the same places in every run
    made, checked = [], []
    for _ in range(TRIALS):
        index = chance.randrange(size)
        path = timed(made, partial(tree.inclusion_path, index, size))
        lh = tree.span_hash(index, index + 1)
        if not timed(checked, partial(merkle.is_included, lh, index, size, path, root)):
            raise SystemExit(f"the proof for leaf {index} does not hold")
    tell(f"a proof that a leaf is among {size:,}", made, checked, limit=LIMIT_MS)


def consistent(size: int) -> None:
    """Measure making and checking proofs that an older tree begins this one."""
    from zhibu.core import merkle  # noqa: PLC0415 - app ready
    from zhibu.journal import tree  # noqa: PLC0415 - app ready

    root = tree.root(size)
    chance = random.Random(size)  # noqa: S311 - the same places in every run
    made, checked = [], []
    for _ in range(TRIALS // 5):
        old = chance.randrange(1, size)
        path = timed(made, partial(tree.consistency_path, old, size))
        before = tree.root(old)
        if not timed(checked, partial(merkle.is_consistent, old, size, before, root, path)):
            raise SystemExit(f"the proof from {old} does not hold")
    tell(f"a proof that an old tree begins that of {size:,}", made, checked)


def timed(taken: list[float], work: Callable[[], Any]) -> Any:
    """Do some work, note its milliseconds, return what it gave."""
    began = time.perf_counter()
    given = work()
    taken.append((time.perf_counter() - began) * 1000)
    return given


def tell(what: str, made: list[float], checked: list[float], *, limit: float | None = None) -> None:
    median, p99 = statistics.median(made), statistics.quantiles(made, n=100)[98]
    named = f"{what}: made, median"
    if limit is None:
        Result("proofs", named, f"{median:.2f} ms").tell()
    else:
        at_most("proofs", named, (median, limit, "ms")).tell()
    Result("proofs", "… 99th of 100", f"{p99:.2f} ms").tell()
    Result("proofs", "… checked, median", f"{statistics.median(checked):.3f} ms").tell()


if __name__ == "__main__":
    sys.exit(main())
