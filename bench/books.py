"""The three books and the box of one branch-year: read, worded, set as PDF and docx.

A year of a busy branch is entered first, so that nothing is made of an empty journal.
"""

import time
from datetime import date, timedelta

from bench import committee, installation
from bench.committee import Branch
from bench.result import Result, at_most

MEMBERS, MEETINGS = 30, 120
LIMIT_SECONDS = 10.0


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    installation.opened()
    top = committee.committee()
    branch = committee.branch(top, 1, members=MEMBERS)
    year = installation.now().year - 1
    count = MEETINGS // 10 if asked.small else MEETINGS
    hold(branch, year, count)
    measure(branch, year)


def hold(branch: Branch, year: int, count: int) -> None:
    """Enter so many meetings of a year."""
    forms = ("party_day", "lecture", "general_meeting")
    for number in range(count):
        on = date(year, 1, 1) + timedelta(days=number * 360 // count)
        committee.hold(branch, on, forms[number % len(forms)])


def measure(branch: Branch, year: int) -> None:
    """Make everything once and tell each step's seconds."""
    from zhibu.ledgers import packing, spans, volumes  # noqa: PLC0415 - app ready
    from zhibu.ledgers.wording import Sight  # noqa: PLC0415 - app ready

    began = time.perf_counter()
    shelf = volumes.shelf_of(
        branch.organization, spans.year_of(year), today=installation.now().date(),
        sight=Sight(people=True, amounts=True),
    )  # fmt: skip
    read = time.perf_counter() - began
    size = sum(len(content) for _name, content in packing.files_of(shelf))
    whole = time.perf_counter() - began
    words = f"books and box of a branch-year, {len(shelf.told)} records, {size / 1e6:.1f} MB"
    Result("books", f"{words}: reading", f"{read:.2f} s").tell()
    at_most("books", f"{words}: eight files", (whole, LIMIT_SECONDS, "s")).tell()


if __name__ == "__main__":
    main()
