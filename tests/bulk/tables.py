"""Small folders of tallies, told as rows of (unit, fact, month, lag, value)."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from tests.core.tellers import CHINA, KNOWN, YEAR
from zhibu import standards
from zhibu.bulk.crew import Crew
from zhibu.bulk.evaluating import Recipe
from zhibu.core import scoring, sums
from zhibu.core.compiler import compile_standard

STATED = {*KNOWN.measures, *(f"{name}.*" for name in KNOWN.families)}
ENDED = date(2027, 3, 1)
TYPES = {
    "unit": pa.int64(),
    "fact": pa.dictionary(pa.int32(), pa.string()),
    "month": pa.int8(),
    "lag": pa.int8(),
    "value": pa.float64(),
}


def whole(name="zb41.yaml"):
    return compile_standard(
        standards.text(name), catalogue=KNOWN, known_facts=STATED, filename=name
    )


ZB41 = whole()


def table(rows, **types):
    columns = list(zip(*rows, strict=True)) or [()] * len(TYPES)
    told = zip({**TYPES, **types}.items(), columns, strict=True)
    return pa.table({name: pa.array(column, kind) for (name, kind), column in told})


def write(folder, *partitions, units, row_group_size=None, **types):
    """Write partitions of rows, and ``{unit: class}`` beside them."""
    folder.mkdir(exist_ok=True)
    for place, rows in enumerate(partitions):
        path = folder / f"part-{place}.parquet"
        pq.write_table(table(rows, **types), path, row_group_size=row_group_size)
    listed = {"unit": pa.array(list(units), pa.int64()), "class": pa.array(list(units.values()))}
    pq.write_table(pa.table(listed), folder / "units.parquet")
    return folder


def crew_of(folder, *, standard=ZB41, as_of=ENDED, processes=1):
    return Crew(folder, Recipe(standard, YEAR, as_of, CHINA), processes=processes)


def scored(folder, **told):
    """Return each unit's row of scores, by unit."""
    crew = crew_of(folder, **told)
    rows = pa.Table.from_batches(crew.score(), crew.schema).to_pylist()
    return {row["unit"]: row for row in rows}


def live(rows, units, *, standard=ZB41, as_of=ENDED):
    """Return what the live score says of the same rows, in the shape of the bulk's."""
    named = {str(unit): kind for unit, kind in sorted(units.items())}
    told = [(str(unit), fact, YEAR * 100 + m, lag, int(v)) for unit, fact, m, lag, v in rows]
    found = sums.fold(
        sums.rows_of(told, standard, list(named)), standard, year=YEAR, units=len(named)
    )
    scores = scoring.evaluate(standard, found, as_of=as_of, calendar=CHINA)
    return {
        int(unit): row_of(scores, place, kind) for place, (unit, kind) in enumerate(named.items())
    }


def row_of(scores, place, kind):
    result = scores.result(place, kind)
    items = {
        f"item_{item.id}": int(scores.points[n, place]) if scores.applicable[n, place] else None
        for n, item in enumerate(scores.standard.items)
    }
    return {
        "points": int(scores.total[place]),
        "out_of": int(scores.total_out_of[place]),
        "percent": int(scores.percent[place]),
        "final": int(scores.final[place]),
        "class": kind,
        "result": result and result.value,
        **items,
    }


def alike(found):
    """Return rows without the unit, which is their key."""
    return {unit: {k: v for k, v in row.items() if k != "unit"} for unit, row in found.items()}
