"""Who is killed in the middle of an act leaves no half of it, and nothing acknowledged is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = {"sqlite": 600, "postgresql": 500}


@pytest.mark.torture
@pytest.mark.parametrize("database", KILLS)
def test_the_books_are_whole_after_hundreds_of_kills(database: str, record_property):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ZHIBU_")}
    order = [
        sys.executable, "-m", "tests.torture.kills", "--on", database,
        "--kills", str(KILLS[database]),
    ]  # fmt: skip

    done = subprocess.run(
        order, cwd=ROOT, env=kept | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.stdout, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    record_property("figures", figures)
    assert sum(figures["kills"].values()) >= KILLS[database]
    assert figures["acknowledged"] > KILLS[database]
    faults = {name: figures[name] for name in ("lost", "gaps", "halves", "renumbered")}
    assert not any(faults.values()), figures
