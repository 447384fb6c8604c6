"""On Spark the same partitions give the same scores. Needs Java and the extra ``spark``."""

import os
import shutil
import sys
from importlib.util import find_spec

import pytest

from tests.bulk.tables import ENDED, ZB41, scored, write
from tests.core.tellers import CHINA, YEAR
from zhibu.bulk.evaluating import Recipe
from zhibu.core import sums

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.skipif(find_spec("pyspark") is None, reason="the extra `spark` is not installed"),
    pytest.mark.filterwarnings("ignore"),  # Spark's own, on its way through pandas
]


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    # Spark's workers are processes of their own, which must find us.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    found = (
        SparkSession.builder.master("local[2]").appName("zhibu")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
        .getOrCreate()
    )  # fmt: skip
    yield found
    found.stop()


def test_spark_says_what_one_process_says(session, tmp_path):
    from zhibu.bulk import spark

    facts = sums.facts(ZB41)
    told = [
        (unit, facts[(unit * 7 + n) % len(facts)], n % 13, n % 7, float(n % 5))
        for unit in range(1, 60)
        for n in range(30)
    ]
    told = [(unit, fact, 0, 0, 1.0) for unit in range(1, 60) for fact in facts[:2]] + told
    told.sort(key=lambda row: row[0])
    cut = next(n for n, row in enumerate(told) if row[0] == 33)
    units = {unit: tuple(ZB41.classes)[unit % 4] for unit in range(1, 64)}
    write(tmp_path, told[:cut], told[cut:], units=units, row_group_size=50)

    found = spark.score(session, str(tmp_path), Recipe(ZB41, YEAR, ENDED, CHINA)).toArrow()

    assert {row["unit"]: row for row in found.to_pylist()} == scored(tmp_path)
