"""The product's detectors on honest habits and planted cheats: 3 populations of 2,000 branches."""

import sys
import time
from collections import Counter, defaultdict

from bench import installation, machine
from bench.population import CHEATS, DEVOTED, HONEST, MILD, planted
from bench.result import Result
from zhibu import standards
from zhibu.scrutiny.detectors import documents, sweep, thresholds
from zhibu.scrutiny.detectors.chances import interval

BRANCHES = 2_000
SEEDS = (1, 2, 3)
DETECTORS = ("D1", "D3", "D4")  # those that accuse, in the specification's table
RECORDS = 36
MOST_HONEST = 1 / 1_000
LEAST_FOUND = 0.9
PART = "detectors"
Seen = dict[str, Counter[str]]


def main() -> None:
    asked = installation.arguments(__doc__).parse_args()
    branches = BRANCHES // 20 if asked.small else BRANCHES
    grounds = sweep.Grounds(
        thresholds.load(standards.text("detectors.yaml")),
        documents.load(standards.text("documents.yaml")),
    )
    seen: Seen = defaultdict(Counter)
    those: Counter[str] = Counter()
    took = 0.0
    for seed in SEEDS:
        found = planted(branches, seed)
        began = time.perf_counter()
        findings = sweep.find(found.population, grounds)
        took += time.perf_counter() - began
        those.update(found.habits.values())
        for rule in sweep.RULES:
            count(seen[rule], found.habits, {one.unit for one in findings if one.rule == rule})
        accused = {one.unit for one in findings if one.rule in DETECTORS}
        count(seen["any"], found.habits, accused)
        questions = sweep.questions(findings, grounds.thresholds)
        count(seen["asked"], found.habits, {one.unit for one in questions})
    tell(seen, those)
    each = took / len(SEEDS)
    what = f"one sweep of all rules over {branches:,} branches × {RECORDS} records"
    Result(PART, what, f"{each:.1f} s").tell()
    Result(PART, "memory at most", f"{machine.peak_mib():,.0f} MiB").tell()


def count(seen: Counter[str], habits: dict[str, str], units: set[str]) -> None:
    """Add how many branches of each habit were seen."""
    seen.update(habits[unit] for unit in units)


def tell(seen: Seen, those: Counter[str]) -> None:
    for habit in (*HONEST, *CHEATS, *MILD, *DEVOTED):
        shares = [f"{rule} {share(seen[rule][habit], those[habit])}" for rule in DETECTORS]
        value = f"{seen['any'][habit]} of {those[habit]}"
        Result(PART, f"{habit}: {', '.join(shares)}; any of them", value).tell()
    total(seen["any"], those)
    for rule in ("D2", "D9", "D8"):
        names = ", ".join(f"{habit} {seen[rule][habit]}" for habit in those if seen[rule][habit])
        Result(PART, f"{rule} (a fact or one signal of two)", names or "none").tell()
    for name, habits in (
        ("honest", HONEST),
        ("planted", CHEATS),
        ("mild", MILD),
        ("devoted", DEVOTED),
    ):
        asked = sum(seen["asked"][habit] for habit in habits)
        of = sum(those[habit] for habit in habits)
        Result(PART, f"{name} branches that would be asked (hard, or two signals)",
               f"{asked} of {of}").tell()  # fmt: skip


def total(seen: Counter[str], those: Counter[str]) -> None:
    wrong, honest = sums(seen, HONEST), sums(those, HONEST)
    most = interval(wrong, honest)[1]
    Result(
        PART, f"honest branches seen by D1, D3 or D4 (95 % at most {most:.2%})",
        f"{wrong} of {honest}", "< 1 in 1,000", met=wrong < MOST_HONEST * honest or not wrong,
    ).tell()  # fmt: skip
    right, cheating = sums(seen, CHEATS), sums(those, CHEATS)
    Result(
        PART, "planted cheats seen by D1, D3 or D4",
        f"{right} of {cheating} ({share(right, cheating)})", "≥ 90 %",
        met=right >= LEAST_FOUND * cheating,
    ).tell()  # fmt: skip
    mild, of = sums(seen, MILD), sums(those, MILD)
    Result(PART, "of these mild ones (one record in five), apart", f"{mild} of {of}").tell()


def sums(counts: Counter[str], habits: tuple[str, ...]) -> int:
    return sum(counts[habit] for habit in habits)


def share(part: int, of: int) -> str:
    return f"{part / of:.0%}" if of else "–"


if __name__ == "__main__":
    sys.exit(main())
