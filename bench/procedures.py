"""A procedure's pages with 1,000 running cases: how long, how many queries."""

import statistics
import time
from datetime import timedelta
from typing import Any

from bench import committee, installation, pages
from bench.result import Result

CASES, ROUNDS = 1_000, 40
LIMIT_MS, LIMIT_QUERIES = 100.0, 12


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    installation.opened()
    pages.gather()
    top = committee.committee()
    client, account = pages.sign_in(top)
    branch = committee.branch(top, 1, members=30)
    count = CASES // 20 if asked.small else CASES
    case = open_cases(branch.organization, count)
    Result("procedures", f"{count:,} running cases", f"signed in as {account.username}").tell()
    for name, address in addresses(top, branch.organization, case).items():
        tell(name, client, address)


def open_cases(organization: Any, count: int) -> Any:
    """Open cases of admission, each with its first step done; return the last."""
    from zhibu.journal.leaves import Hand, Via  # noqa: PLC0415 - app ready
    from zhibu.procedures import actions  # noqa: PLC0415 - app ready
    from zhibu.procedures.papers import Held  # noqa: PLC0415 - app ready

    now = installation.now()
    hand = Hand("a_" + "b" * 26, "secretary", Via.WEB, now)
    on = now.date() - timedelta(days=10)
    for number in range(count):
        case = actions.open_case(
            family="admission", variant="25", organization=organization, subject="",
            subject_name=f"申请人{number}", opened_on=on, context={}, hand=hand,
        )  # fmt: skip
        letter = Held("letter", where="支部资料盒")
        actions.complete(
            case=case, step="application", on=on, values={}, papers=(letter,), hand=hand
        )
    return case


def addresses(top: Any, branch: Any, case: Any) -> dict[str, str]:
    """Return the pages that are measured."""
    return {
        "a case": f"/procedures/{case.rec}/",
        "a step": f"/procedures/{case.rec}/steps/first_talk/",
        "the audit": f"/procedures/{case.rec}/audit/",
        "a branch's list": f"/branches/{branch.uid}/procedures/",
        "the committee's list": f"/organizations/{top.uid}/procedures/?overdue",
    }


def tell(name: str, client: Any, address: str) -> None:
    """Measure a page and print it."""
    from django.db import connection  # noqa: PLC0415 - app ready
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - app ready

    client.get(address)  # what is read once for a process is not the page's
    with CaptureQueriesContext(connection) as asked:
        if client.get(address).status_code != 200:  # noqa: PLR2004 - the page's answer
            raise SystemExit(f"{address} is not there")
    queries = len(asked)  # now: the next request begins a new list
    taken = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        client.get(address)
        taken.append((time.perf_counter() - start) * 1_000)
    p95 = statistics.quantiles(taken, n=20)[-1]
    limit = f"≤ {LIMIT_MS:.0f} ms, ≤ {LIMIT_QUERIES} queries"
    Result("procedures", f"{name}: p95", f"{p95:.0f} ms, {queries} queries", limit,
           met=p95 <= LIMIT_MS and queries <= LIMIT_QUERIES).tell()  # fmt: skip


if __name__ == "__main__":
    main()
