"""The static checks, in the order in which their faults are cheapest to mend."""

import os
import tempfile
import time
from pathlib import Path

from workshop.console import run, say
from workshop.environment import ROOT

HOUSE = ("tests/house", "-p", "no:randomly")


def orders(python: Path) -> list[tuple[str, list[str | Path]]]:
    """Return each check's name and the order that runs it."""
    here: list[str | Path] = [python, "-m"]
    return [
        ("form", [*here, "ruff", "format", "--check", "."]),
        ("rules of Python", [*here, "ruff", "check", "."]),
        ("types", [*here, "mypy", "src"]),
        ("storeys", [python.with_name(f"lint-imports{python.suffix}")]),
        ("templates", [*here, "djlint", "src", "--lint", "--quiet"]),
        ("migrations", [*here, "zhibu", "makemigrations", "--check", "--dry-run"]),
        ("rules of the house", [*here, "pytest", *HOUSE]),
    ]


def run_all(python: Path) -> int:
    """Run every check, also after one failed, and end in a sentence."""
    bad = []
    # Afresh each time: a database of the run before may lack what has been changed since.
    with tempfile.TemporaryDirectory(prefix="zhibu-check-") as place:
        for name, order in orders(python):
            began = time.monotonic()
            say(f"— {name}")
            if run(*order, cwd=ROOT, env={**os.environ, "ZHIBU_DATA": place}) != 0:
                bad.append(name)
            say(f"  {time.monotonic() - began:.1f} s")
    say(f"Checks FAILED: {', '.join(bad)}." if bad else "All checks passed.")
    return 1 if bad else 0
