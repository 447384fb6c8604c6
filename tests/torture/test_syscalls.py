"""Whatever system call of a submit fails: it is refused or kept, never lost and never halved."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.torture
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace injects the faults")
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_no_failing_system_call_loses_what_was_acknowledged(database: str, record_property):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ZHIBU_")}

    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.syscalls", "--on", database],
        cwd=ROOT, env=kept | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.stdout, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    record_property("figures", figures)
    assert figures["ended"]["kept"] > 0
    assert figures["ended"]["refused"] > 0
    assert figures["ended"]["died"] > 0
    faults = {name: figures[name] for name in ("lost", "gaps", "halves", "renumbered")}
    assert not any(faults.values()), figures
