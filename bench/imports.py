"""Importing a roster of 100,000 rows while somebody else goes on recording meetings."""

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from bench import committee, installation
from bench.result import Result

ROWS = 100_000
BRANCHES = 2_000
LIMIT_S, LIMIT_MIB, LIMIT_BLOCK_S = 90.0, 1024.0, 5.0
HEADERS = ("序号", "姓名", "性别", "民族", "出生日期", "公民身份号码", "入党日期", "转正日期",
           "学历", "工作岗位", "手机号码", "所在党支部")  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    rows, branches = (ROWS // 100, BRANCHES // 100) if asked.small else (ROWS, BRANCHES)
    installation.opened()
    names = found_branches(branches)
    other = committee.branch(committee.committee("临港开发公司党委"), 1, members=20)
    roster = installation.place() / "党员花名册.xlsx"
    write(roster, names, rows)
    blocks: list[float] = []
    with Writer(lambda: committee.hold(other, installation.now().date()), blocks):
        ran = run(roster)
    tell(rows, ran, blocks)


def found_branches(count: int) -> list[str]:
    from zhibu.party import actions  # noqa: PLC0415 - app ready

    top = committee.committee()
    names = [f"第{number + 1}作业区党支部" for number in range(count)]
    for name in names:
        actions.found_organization(
            name=name, level="branch", superior=top, founded_on=date(2015, 7, 1),
            branch_class="production", hand=installation.hand(),
        )  # fmt: skip
    return names


def write(path: Path, branches: list[str], rows: int) -> None:
    """Write a roster as an office would keep it, everybody in one sheet."""
    from openpyxl import Workbook  # noqa: PLC0415 - optional: only to make the file

    book = Workbook(write_only=True)
    sheet = book.create_sheet("党员花名册")
    sheet.append(["党员花名册"])
    sheet.append(HEADERS)
    for i in range(rows):
        born = date(1960, 1, 1) + timedelta(days=i % 14_000)
        joined = date(born.year + 22, 7, 1)
        sheet.append([
            i + 1, committee.name_of(i % 8000), "男" if i % 2 else "女", "汉族",
            born.isoformat(), number_of(born, i), joined.isoformat(),
            joined.replace(year=joined.year + 1).isoformat(), "大学本科", "操作工",
            f"138{i:08}", branches[i * len(branches) // rows],
        ])  # fmt: skip
    book.save(path)


def number_of(born: date, i: int) -> str:
    """Return an ID number that adds up, of nobody."""
    body = f"{440900 + i // 14_000 % 80:06}{born:%Y%m%d}{(i % 500) * 2 + i % 2:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def run(roster: Path) -> tuple[float, "subprocess.CompletedProcess[str]"]:
    began = time.perf_counter()
    answer = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "zhibu", "import", str(roster), "--json"],
        env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return time.perf_counter() - began, answer


class Writer:
    """Somebody else who records a meeting ten times a second, and how long each took."""

    def __init__(self, act: Callable[[], object], taken: list[float]) -> None:
        self._act, self._taken = act, taken
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _write(self) -> None:
        while not self._over.wait(0.1):
            began = time.perf_counter()
            self._act()
            self._taken.append(time.perf_counter() - began)


def tell(
    rows: int, ran: tuple[float, "subprocess.CompletedProcess[str]"], blocks: list[float]
) -> None:
    seconds, answer = ran
    told = (answer.stdout.splitlines() or ["(nothing)"])[-1][:160]
    Result("imports", "the command's last word", f"`{told}` (exit {answer.returncode})").tell()
    if answer.returncode:
        sys.stderr.write(answer.stderr[-2000:])
    ok = answer.returncode == 0
    Result("imports", f"importing {rows:,} rows", f"{seconds:.0f} s", f"≤ {LIMIT_S:g} s",
           met=ok and seconds <= LIMIT_S).tell()  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    Result("imports", "most memory held", f"{peak:,.0f} MiB", f"≤ {LIMIT_MIB:g} MiB",
           met=ok and peak <= LIMIT_MIB).tell()  # fmt: skip
    longest = max(blocks, default=0.0)
    Result(
        "imports", f"longest act of another writer ({len(blocks)} meanwhile)", f"{longest:.2f} s",
        f"≤ {LIMIT_BLOCK_S:g} s", met=ok and longest <= LIMIT_BLOCK_S,
    ).tell()  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
