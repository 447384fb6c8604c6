"""Setting a roll of 100,000 members beside a list of 100,000 lines: reading, then matching."""

import random
import time
from dataclasses import replace
from datetime import date, timedelta

from bench import installation
from bench.result import at_most

ROWS = 100_000
LIMIT_S = 10.0
GONE, MOST = 0.01, 0.9
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    rows = ROWS // 100 if asked.small else ROWS
    installation.opened()
    from zhibu.core.matching import compare  # noqa: PLC0415 - app ready
    from zhibu.mobility import reconciling, sheets  # noqa: PLC0415 - app ready

    text = "\n".join(lines(rows))
    began = time.perf_counter()
    listed = sheets.read_list(text=text)
    theirs = [reconciling._indexed(one) for one in listed.entries]
    read = time.perf_counter() - began
    ours = changed(theirs)
    began = time.perf_counter()
    found = compare(ours, theirs, fields=("branch",))
    matched = time.perf_counter() - began
    told = f"{rows:,} lines against as many"
    at_most("reconcile", f"{told}: read and index", (read, LIMIT_S, "s")).tell()
    at_most("reconcile", f"{told}: match", (matched, LIMIT_S, "s")).tell()
    at_most("reconcile", f"{told}: all together", (read + matched, LIMIT_S, "s")).tell()
    if found.same + len(found.differing) < rows * MOST:
        raise RuntimeError("most people are on both lists, and were not found")


def lines(rows: int) -> list[str]:
    """Write a list: every third line without a number, names from a few hundred."""
    told = ["姓名\t公民身份号码\t出生日期\t入党日期\t所在支部"]
    for i in range(rows):
        born = date(1955, 1, 1) + timedelta(days=i % 18_000)
        joined = date(1985, 1, 1) + timedelta(days=i % 14_321)
        number = "" if i % 3 == 0 else numbered(born, i)
        name = f"{'赵钱孙李周吴郑王'[i % 8]}{chr(0x4E00 + i % 97)}{chr(0x5E00 + i // 500)}"
        told.append(f"{name}\t{number}\t{born}\t{joined}\t第{i % 2_000}党支部")
    return told


def numbered(born: date, i: int) -> str:
    head = f"4409{i % 90 + 10:02d}{born:%Y%m%d}{i // 18_000 * 100 + i % 90:03d}"
    check = "10X98765432"[sum(int(a) * b for a, b in zip(head, _WEIGHTS, strict=True)) % 11]
    return head + check


def changed(entries: list) -> list:  # type: ignore[type-arg] # the apps are ready only now
    """Return a list in another order that lacks some, has others, and says some days otherwise."""
    chance = random.Random(20)  # noqa: S311 - the same list each time, no secret
    kept = [one for one in entries if chance.random() > GONE]
    chance.shuffle(kept)
    return [
        replace(one, joined_on=one.joined_on + timedelta(1)) if i % 97 == 0 else one
        for i, one in enumerate(kept)
    ]


if __name__ == "__main__":
    main()
