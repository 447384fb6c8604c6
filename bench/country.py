"""A country scored from Parquet tallies; against DuckDB, a rules engine and a loop of queries.

python -m bench country                      5,430,000 branches, about 800 million rows
python -m bench country --units 108600       a fiftieth of them
python -m bench country --folder DIR --keep  tallies made there, or found there, and left there
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import zen

from bench import country_sql, country_tallies, installation, machine
from bench.country_scoring import recipe
from bench.result import Result
from bench.scoring import fill, loop, timed, whole

PART = "country"
LIMIT_SECONDS, LIMIT_GIB, OF_GROUPING, OF_FLOOR, OF_TENTH = 60.0, 4.0, 0.6, 3.0, 10.5
PROCESSES = 2
BY_RULES, BY_ORM = 300, 100


def main() -> None:
    parser = installation.arguments(__doc__)
    parser.add_argument("--units", type=int, help="how many branches (5,430,000)")
    parser.add_argument("--folder", type=Path, help="where to make or find the tallies")
    parser.add_argument("--keep", action="store_true", help="leave the tallies there")
    parser.add_argument("--grouped", type=int, help="let DuckDB group so many files only")
    asked = parser.parse_args()
    units = asked.units or country_tallies.BRANCHES // (100 if asked.small else 1)
    with _place(asked.folder, keep=asked.keep) as folder:
        _measure(folder, units, asked.grouped)


@contextmanager
def _place(folder: Path | None, *, keep: bool) -> Iterator[Path]:
    made = folder or Path(tempfile.mkdtemp(prefix="zhibu-country-"))
    try:
        yield made
    finally:
        if not keep:
            shutil.rmtree(made, ignore_errors=True)


def _measure(folder: Path, units: int, grouped: int | None) -> None:
    tallies = folder / "tallies"
    _make(tallies, units)
    files = sorted(tallies.glob("part-*.parquet"))
    floor = _floor(files)
    ours = _ours(tallies, folder / "scores.parquet")
    _tell_ours(ours, floor)
    tenth = _ours(_tenth(tallies, folder / "tenth"), folder / "tenth.parquet")
    many = ours["units"] / tenth["units"]
    ratio = ours["seconds"] / tenth["seconds"] / many * 10
    what = f"linear: {tenth['units']:,} branches take {tenth['seconds']:.1f} s; ten times the "
    what += "branches take (start included)"
    _tell(what, f"{ratio:.1f} ×", f"≤ {OF_TENTH} ×", met=ratio <= OF_TENTH)
    _against_grouping(files[:grouped] if grouped else files, files, ours["seconds"])
    _against_sql(files[0], folder, ours)
    _against_rules(files[0], ours)
    _against_orm(ours)


def _make(tallies: Path, units: int) -> None:
    if (tallies / "units.parquet").exists():
        _tell("tallies found", f"{pq.read_metadata(tallies / 'units.parquet').num_rows:,} branches")
        return
    began = time.perf_counter()
    rows = country_tallies.make(tallies, units, workers=PROCESSES)
    size = sum(path.stat().st_size for path in tallies.iterdir())
    words = f"made {rows:,} rows of {units:,} branches, {size / 2**30:.1f} GiB, in"
    _tell(words, f"{time.perf_counter() - began:.0f} s")


def _tenth(tallies: Path, folder: Path) -> Path:
    """Return a folder with the first tenth of the partitions and their units."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    files = sorted(tallies.glob("part-*.parquet"))
    for path in files[: max(len(files) // 10, 1)]:
        (folder / path.name).symlink_to(path.resolve())
        last = pq.read_metadata(path)
    place = last.row_group(last.num_row_groups - 1).column(0).statistics.max
    pq.write_table(pq.read_table(tallies / "units.parquet")[:place], folder / "units.parquet")
    return folder


def _ours(tallies: Path, out: Path) -> dict[str, Any]:
    words = [sys.executable, "-m", "bench.country_scoring", str(tallies), str(out), str(PROCESSES)]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ours
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _tell_ours(ours: dict[str, Any], floor: float) -> None:
    seconds, gib = ours["seconds"], ours["mib"] / 1024
    rate = ours["rows"] / seconds / 1e6
    what = f"scoring {ours['units']:,} branches × 41 items from {ours['rows']:,} rows"
    whole = ours["units"] >= country_tallies.BRANCHES
    asked, met = (f"≤ {LIMIT_SECONDS:g} s", seconds <= LIMIT_SECONDS) if whole else ("", None)
    _tell(
        f"{what} ({rate:.1f} million a second), written as Parquet",
        f"{seconds:.1f} s",
        asked,
        met=met,
    )
    _tell(f"… extrapolated to {country_tallies.BRANCHES:,} branches",
          f"{seconds * country_tallies.BRANCHES / ours['units']:.0f} s")  # fmt: skip
    _tell("… seconds of processors", f"{ours['cpu']:.0f} s")
    _tell(
        "… most memory, all processes",
        f"{gib:.2f} GiB",
        f"≤ {LIMIT_GIB:g} GiB",
        met=gib <= LIMIT_GIB,
    )
    _tell(f"floor: DuckDB sums the columns, {PROCESSES} threads", f"{floor:.1f} s")
    ratio = seconds / floor
    _tell("scoring ÷ floor (stretch)", f"{ratio:.1f} ×", f"≤ {OF_FLOOR:g} ×", met=ratio <= OF_FLOOR)


def _connected(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"SET threads = {PROCESSES}")
    connection.execute(f"SET temp_directory = '{folder}'")
    return connection


def _listed(files: list[Path]) -> str:
    return "[" + ", ".join(f"'{path}'" for path in files) + "]"


def _floor(files: list[Path]) -> float:
    asked = "sum(unit), count(fact), sum(month), sum(lag), sum(value)"
    connection = _connected(files[0].parent)
    words = f"SELECT {asked} FROM read_parquet({_listed(files)})"  # noqa: S608 - ours
    return timed(lambda: connection.execute(words).fetchall())[0]


def _against_grouping(some: list[Path], files: list[Path], ours: float) -> None:
    """Let DuckDB group file by file: kinder to it than all at once, which must go to the disk."""
    connection = _connected(files[0].parent.parent)
    began = time.perf_counter()
    for path in some:
        words = f"""SELECT count(*), sum(v) FROM (SELECT unit, fact, month, sum(value) AS v
            FROM read_parquet('{path}') GROUP BY unit, fact, month)"""  # noqa: S608 - ours
        connection.execute(words).fetchall()
    seconds = (time.perf_counter() - began) * len(files) / len(some)
    told = "" if some == files else f" ({len(some)} of {len(files)} files, extrapolated)"
    _tell(f"DuckDB GROUP BY unit, fact, month, file by file{told}", f"{seconds:.0f} s")
    ratio = ours / seconds
    asked = f"≤ {OF_GROUPING:g} ×"
    _tell("scoring ÷ DuckDB's GROUP BY", f"{ratio:.2f} ×", asked, met=ratio <= OF_GROUPING)


def _against_sql(path: Path, folder: Path, ours: dict[str, Any]) -> None:
    """Run the same scoring as SQL on the first row group, check it, and extrapolate."""
    sample = folder / "sample.parquet"
    file = pq.ParquetFile(path)
    pq.write_table(file.read_row_group(0), sample, compression="lz4")
    asked = recipe()
    words = country_sql.query_of(
        asked.standard, [sample], as_of=asked.as_of, calendar=asked.calendar
    )
    connection = _connected(folder)
    began = time.perf_counter()
    connection.execute(f"CREATE TABLE found AS {words}")
    seconds = time.perf_counter() - began
    items = [f"item_{item.id}" for item in asked.standard.items]
    differing = " OR ".join(f"found.{name} IS DISTINCT FROM ours.{name}" for name in items)
    scores = folder / "scores.parquet"
    told = connection.execute(
        f"""SELECT count(*), count(*) FILTER ({differing}) FROM found
        JOIN read_parquet('{scores}') AS ours USING (unit)"""  # noqa: S608 - ours
    ).fetchone()
    count, strange = told or (0, 0)
    what = f"the same scoring as DuckDB SQL: {count:,} branches in {seconds:.1f} s, "
    what += f"{strange} of them scored otherwise; extrapolated, slower by"
    _slower(what, seconds / count, ours)


def _against_rules(path: Path, ours: dict[str, Any]) -> None:
    """Ask a rules engine about one branch after the other: only whether something is missing."""
    standard = country_tallies.standard()
    table = pq.ParquetFile(path).read_row_group(0, columns=["unit", "fact", "month", "value"])
    rows = table.slice(0, BY_RULES * 400).to_pylist()
    rules = [
        zen.compile_expression(
            " + ".join(f"sum(map({_name(fact)}, # >= 1 ? 0 : 1))" for fact in item.facts)
        )
        for item in standard.items
        if item.facts
    ]
    names = {_name(fact) for item in standard.items for fact in item.facts}
    began = time.perf_counter()
    starts = [0, *(n for n in range(1, len(rows)) if rows[n]["unit"] != rows[n - 1]["unit"])]
    starts = starts[: BY_RULES + 1]
    for start, end in pairwise(starts):
        months = {name: [0] * 13 for name in names}
        for row in rows[start:end]:
            if (name := _name(row["fact"])) in months:
                months[name][row["month"]] += int(row["value"])
        for rule in rules:
            rule.evaluate(months)
    seconds = time.perf_counter() - began
    count = len(starts) - 1
    what = f"a rules engine (zen) that only counts what is missing: {count} branches in "
    _slower(f"{what}{seconds:.2f} s; extrapolated, slower by", seconds / count / PROCESSES, ours)


def _name(fact: str) -> str:
    return fact.replace(".", "_")


def _against_orm(ours: dict[str, Any]) -> None:
    installation.opened()
    fill(BY_ORM)
    seconds, _ = timed(lambda: loop(whole(), BY_ORM, by_orm=True))
    what = f"a loop of one Django aggregate query per branch and item, {BY_ORM} branches in "
    _slower(f"{what}{seconds:.2f} s; extrapolated, slower by", seconds / BY_ORM / PROCESSES, ours)


def _slower(what: str, each: float, ours: dict[str, Any]) -> None:
    """Tell how much longer something takes per branch, on as many cores as ours has."""
    whole = each * country_tallies.BRANCHES
    ratio = each * ours["units"] / ours["seconds"]
    _tell(f"{what} ({whole / 3600:,.1f} h for the country)", f"{ratio:,.0f} ×")


def _tell(what: str, value: str, asked: str = "", *, met: bool | None = None) -> None:
    Result(PART, what, value, asked, met).tell()


if __name__ == "__main__":
    sys.stderr.write(f"{machine.load()}\n")
    main()
