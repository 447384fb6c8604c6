"""Scores a folder of tallies and says how long that took and how much memory was held at most.

A process of its own, so that its memory is nobody else's: python -m bench.country_scoring IN OUT 2
"""

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

from bench import country_tallies
from zhibu import standards
from zhibu.bulk.crew import Crew
from zhibu.bulk.evaluating import Recipe
from zhibu.bulk.writing import written
from zhibu.core import workdays

AS_OF = date(2027, 3, 1)


def recipe() -> Recipe:
    calendar = workdays.load(standards.text("calendars/cn.yaml"))
    return Recipe(country_tallies.standard(), country_tallies.YEAR, AS_OF, calendar)


def main() -> None:
    folder, out, processes = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    began = time.perf_counter()
    crew = Crew(folder, recipe(), processes=processes)
    with written(out, crew.schema) as file:
        for batch in crew.score():
            file.add(batch)
    told = {
        "cpu": _busy(resource.RUSAGE_SELF) + _busy(resource.RUSAGE_CHILDREN),
        "seconds": time.perf_counter() - began,
        "mib": _peak(resource.RUSAGE_SELF) + processes * _peak(resource.RUSAGE_CHILDREN),
        "units": crew.tally.units,
        "rows": crew.tally.rows,
    }
    sys.stdout.write(json.dumps(told) + "\n")


def _busy(who: int) -> float:
    """Return the processor's seconds of this process, or of all its children."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _peak(who: int) -> float:
    """Return the most memory of this process, or of its greatest child, in MiB."""
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    main()
