"""A measured number beside what was asked for."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

_PREFIX = "RESULT "


@dataclass(frozen=True)
class Result:
    """One line of the table. ``met`` is None where nothing was asked for."""

    part: str
    what: str
    value: str
    asked: str = ""
    met: bool | None = None

    def tell(self) -> None:
        """Print the line for the process that collects them."""
        sys.stdout.write(_PREFIX + json.dumps(asdict(self), ensure_ascii=False) + "\n")
        sys.stdout.flush()

    @classmethod
    def read(cls, line: str) -> "Result | None":
        """Return the result that a printed line spells, or None for any other line."""
        return cls(**json.loads(line.removeprefix(_PREFIX))) if line.startswith(_PREFIX) else None


def table(results: Sequence[Result]) -> str:
    """Return results as a Markdown table."""
    rows = ["| What | Measured | Asked | |", "|---|---:|---:|---|"]
    words = {True: "met", False: "**missed**", None: ""}
    rows += [f"| {one.what} | {one.value} | {one.asked} | {words[one.met]} |" for one in results]
    return "\n".join(rows)


def at_most(part: str, what: str, told: tuple[float, float, str]) -> Result:
    """Return a result that should not exceed a limit; ``told`` is value, limit, unit."""
    value, limit, unit = told
    return Result(part, what, f"{value:,.1f} {unit}", f"≤ {limit:g} {unit}", met=value <= limit)
