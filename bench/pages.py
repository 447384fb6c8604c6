"""List pages at 100 branches, 3,000 members and 36,000 attendances: how long, how many queries."""

import statistics
import sys
import time
from datetime import date, timedelta
from typing import Any

from bench import committee, installation
from bench.committee import Branch
from bench.result import Result

BRANCHES, MEMBERS, MEETINGS = 100, 30, 12
ROUNDS = 40
LIMIT_MS, LIMIT_QUERIES = 100.0, 12
CLASSES = ("production", "auxiliary", "support", "office")


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    installation.opened()
    gather()
    top = committee.committee()
    small = committee.committee("临港开发公司党委", top)
    lonely = committee.branch(small, 999, members=2)
    committee.hold(lonely, installation.now().date())
    client, account = sign_in(top)
    branches = build(top, BRANCHES // 20 if asked.small else BRANCHES)
    people = sum(len(one.members) for one in branches)
    where = f"{len(branches)} branches, {people:,} members, {people * MEETINGS:,} attendances"
    Result("pages", f"built through actions: {where}", f"signed in as {account.username}").tell()
    for name, many, few in addresses((top, branches[0]), (small, lonely)):
        tell(name, client, many=many, few=few)


def gather() -> None:
    """Gather the static files that pages name by their hashes."""
    from django.core.management import call_command  # noqa: PLC0415 - app ready

    call_command("collectstatic", interactive=False, verbosity=0)


def build(top: Any, count: int) -> list[Branch]:
    """Found branches whose members met once a month."""
    found = []
    today = installation.now().date()
    for number in range(count):
        one = committee.branch(top, number, members=MEMBERS, class_=CLASSES[number % 4])
        for month in range(MEETINGS):
            day = date(today.year, 1, 8) + timedelta(days=30 * month)
            committee.hold(one, min(day, today))
        found.append(one)
    return found


def sign_in(scope: Any) -> tuple[Any, Any]:
    """Return a browser in which an officer of this organization has signed in."""
    from django.test import Client  # noqa: PLC0415 - app ready

    from zhibu.party import actions  # noqa: PLC0415 - app ready

    words = "Bench-2026-officer"
    chief = actions.create_account(username="chief", password=words, display_name="管理员")
    account = actions.create_account(username="officer", password=words, display_name="王敏")
    from zhibu.journal.leaves import Hand, Via  # noqa: PLC0415 - app ready

    for one, role in ((chief, "administrator"), (account, "officer")):
        by = Hand(chief.uid, "administrator", Via.WEB, installation.now())
        actions.grant_role(account=one, role=role, organization=scope, hand=by)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client, account


def addresses(much: tuple[Any, Branch], little: tuple[Any, Branch]) -> list[tuple[str, str, str]]:
    """Return each page's name, its address where there is much and where there is little."""
    from django.urls import reverse  # noqa: PLC0415 - app ready

    def both(name: str, a: str, b: str) -> tuple[str, str, str]:
        return name, reverse(name, args=[a]), reverse(name, args=[b])

    (top, many), (small, few) = much, little
    inside, outside = many.organization.uid, few.organization.uid
    tree = reverse("party:tree")
    return [
        ("party:tree", tree, tree),
        both("desk:overview", top.uid, small.uid),
        *(
            both(name, inside, outside)
            for name in (
                "desk:branch", "party:members", "meetings:list", "dues:list",
                "assessment:scorecard",
            )
        ),
        both("party:member", many.members[0].uid, few.members[0].uid),
        ("assessment:item", reverse("assessment:item", args=[inside, "C3"]),
         reverse("assessment:item", args=[outside, "C3"])),
    ]  # fmt: skip


def tell(name: str, client: Any, *, many: str, few: str) -> None:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = client.get(many)
        taken.append((time.perf_counter() - began) * 1000)
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        Result("pages", name, f"answered {answer.status_code}", "200", met=False).tell()
        return
    p95 = statistics.quantiles(taken[3:], n=20)[-1]
    asked, asked_few = queries(client, many), queries(client, few)
    met = p95 <= LIMIT_MS and asked <= LIMIT_QUERIES and asked == asked_few
    Result(
        "pages",
        f"`{name}`: p95; queries with much and with little; size",
        f"{p95:.0f} ms; {asked} and {asked_few}; {len(answer.content) / 1024:.0f} kB",
        f"≤ {LIMIT_MS:g} ms; ≤ {LIMIT_QUERIES}, the same", met=met,
    ).tell()  # fmt: skip


def queries(client: Any, address: str) -> int:
    from django.db import connection  # noqa: PLC0415 - app ready
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - app ready

    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


if __name__ == "__main__":
    sys.exit(main())
