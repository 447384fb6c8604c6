"""The same scoring on a Spark cluster that stands already (extra ``spark``; Spark 4.1, Java 17).

    from zhibu.bulk.spark import score
    score(session, "hdfs:///tallies", recipe).write.parquet("hdfs:///scores")

Each partition of tallies is one task, read whole and in its order; ``mapInArrow`` hands its rows to
the evaluator of the live score. Units without a row are scored too, as by ``Crew``.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema

from zhibu.bulk.evaluating import Evaluator, Recipe
from zhibu.bulk.outcome import Writer, schema_of
from zhibu.bulk.partition import UNITS
from zhibu.bulk.roster import Roster, roster_of
from zhibu.bulk.rows import COLUMNS, Reader

# A file is never cut, and never read after another: a unit's rows stay together, in order.
ONE_FILE_EACH = 1 << 40
SETTINGS = ("spark.sql.files.maxPartitionBytes", "spark.sql.files.openCostInBytes")
Mapped = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def score(session: SparkSession, folder: str, recipe: Recipe) -> DataFrame:
    """Return the scores of a folder of tallies, a row for each unit, as ``Crew`` has them.

    Raises TallyFault for units listed twice or classes unknown; Spark's own error, with a
    TallyFault's words in it, for what is wrong in a partition.
    """
    recipe = recipe.portable
    for setting in SETTINGS:
        session.conf.set(setting, ONE_FILE_EACH)
    listed = session.read.parquet(f"{folder}/{UNITS}").select("unit", "class")
    roster = roster_of(listed.toArrow(), recipe.standard)
    told = session.read.option("pathGlobFilter", "part-*.parquet").parquet(folder)
    columns = from_arrow_schema(_plain(recipe))
    found = told.select(*COLUMNS).mapInArrow(_scoring(recipe, roster), columns)
    silent = listed.join(told.select("unit").distinct(), "unit", "left_anti")
    return found.unionAll(silent.mapInArrow(_silence(recipe, roster), columns)).orderBy(
        f.col("unit")
    )


def _plain(recipe: Recipe) -> pa.Schema:
    """Return the columns without dictionaries, of which Spark knows nothing."""
    fields = (
        field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field
        for field in schema_of(recipe.standard)
    )
    return pa.schema(fields)


def _scoring(recipe: Recipe, roster: Roster) -> Mapped:
    def score_partition(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        evaluator = Evaluator(recipe)
        writer = Writer(recipe.standard, roster)
        reader = Reader(evaluator.plan, "part")
        for scored in evaluator.score(reader.whole_units(batches)):
            places = roster.places_of(scored.units, "part")
            yield writer.table(scored, places).cast(_plain(recipe))

    return score_partition


def _silence(recipe: Recipe, roster: Roster) -> Mapped:
    def score_nothing(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        evaluator, writer = Evaluator(recipe), Writer(recipe.standard, roster)
        for batch in batches:
            units = np.sort(batch.column("unit").to_numpy())
            for scored in evaluator.nothing_told(units):
                places = roster.places_of(scored.units, UNITS)
                yield writer.table(scored, places).cast(_plain(recipe))

    return score_nothing
