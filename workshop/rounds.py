"""The rounds of a test run: SQLite, then PostgreSQL; counts added up, exit code honest."""

import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from workshop import browser, postgres
from workshop.console import run, say
from workshop.environment import PYTHON, ROOT, packages

NOTHING_SELECTED = 5  # pytest's exit code
ORDER = ("failed", "error", "passed", "skipped", "xfailed", "deselected")


@dataclass
class Rounds:
    """What is to be run on which databases, and how it went."""

    words: Sequence[str] = ()
    databases: Sequence[str] = ("SQLite", "PostgreSQL")
    with_browser: bool = True
    counts: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)

    def run(self) -> int:
        """Run every round, then say in one sentence and one closing line how it went."""
        began = time.monotonic()
        env = dict(os.environ)
        self.choose_browser(env)
        for database in self.databases:
            with ExitStack() as stack:
                self.stand_on(database, env, stack)
                self.play(database, env)
        return self.close(time.monotonic() - began)

    def choose_browser(self, env: dict[str, str]) -> None:
        if not self.with_browser:
            env["ZHIBU_WITHOUT_BROWSER"] = "1"
            return
        env["ZHIBU_BROWSER"] = str(browser.found())
        say(f"Browser: {env['ZHIBU_BROWSER']}")

    def stand_on(self, database: str, env: dict[str, str], stack: ExitStack) -> None:
        env.pop("ZHIBU_TEST_PG", None)
        if database == "PostgreSQL":
            env["ZHIBU_TEST_PG"] = stack.enter_context(postgres.running(packages()))

    def play(self, database: str, env: dict[str, str]) -> None:
        say(f"\nTests on {database}:")
        with tempfile.TemporaryDirectory(prefix="zhibu-round-") as place:
            counts = Path(place) / "counts.json"
            env = {**env, "ZHIBU_TEST_COUNTS": str(counts)}
            code = run(PYTHON, "-m", "pytest", *self.words, cwd=ROOT, env=env)
            if counts.exists():
                self.counts.update(json.loads(counts.read_text("ascii")))
        if code not in (0, NOTHING_SELECTED):
            self.bad.append(database)

    def close(self, seconds: float) -> int:
        where = " and ".join(self.databases)
        if self.bad:
            say(f"\nTests FAILED on {' and '.join(self.bad)}; see above.")
        elif not self.counts["passed"]:
            say(f"\nNo test was run on {where}: nothing was selected.")
        else:
            say(f"\nAll tests passed on {where}.")
        told = [f"{self.counts[word]} {word}" for word in ORDER if self.counts[word]]
        say(f"===== {', '.join(told) or 'no tests ran'} in {seconds:.2f}s =====")
        return 1 if self.bad or not self.counts["passed"] else 0


def postgres_is_there() -> None:
    """Refuse at once, before twenty minutes are spent, when there will be no server."""
    if not os.environ.get("ZHIBU_PG_URL"):
        postgres.found(packages())
