"""When records came in: D1 sitting burst, D2 lateness against the class, D9 deadline heaping."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from zhibu.scrutiny.detectors.chances import at_least, discoveries
from zhibu.scrutiny.detectors.thresholds import Burst, Heaping, Lateness
from zhibu.scrutiny.detectors.told import CHINA, Branch, Finding, Held, Population


def bursts(branch: Branch, rule: Burst) -> Iterator[Finding]:
    """Find sittings in which many late records of far apart days came in one after another."""
    for sitting in _sittings(branch, timedelta(minutes=rule.gap_minutes)):
        late = [held for held in sitting if held.late and not held.from_history]
        if len(late) < rule.least_records:
            continue
        days = sorted(held.held_on for held in late)
        if (days[-1] - days[0]).days < rule.span_days:
            continue
        yield Finding(
            "D1", branch.uid, tuple(held.rec for held in late),
            {
                "late": len(late), "days": (days[-1] - days[0]).days,
                "first": days[0].isoformat(), "last": days[-1].isoformat(),
                "began": _instant(sitting[0]), "ended": _instant(sitting[-1]),
            },
        )  # fmt: skip


def _instant(held: Held) -> str:
    return held.entered_at.astimezone(CHINA).isoformat(timespec="minutes")


def _sittings(branch: Branch, gap: timedelta) -> Iterator[list[Held]]:
    entered = sorted(branch.held, key=lambda held: (held.entered_at, held.rec))
    sitting = entered[:1]
    for before, after in pairwise(entered):
        if after.entered_at - before.entered_at >= gap:
            yield sitting
            sitting = []
        sitting.append(after)
    if sitting:
        yield sitting


def lateness(population: Population, rule: Lateness) -> Iterator[Finding]:
    """Find branches later than their class: a fact about entering, not about meeting."""
    counted = {branch.uid: _counted(branch) for branch in population.branches}
    shares: dict[str, list[float]] = defaultdict(list)
    for branch in population.branches:
        late, of = counted[branch.uid]
        if of >= rule.least_records:
            shares[branch.branch_class].append(late / of)
    usual = {
        name: max(median(found), rule.floor_percent / 100)
        for name, found in shares.items()
        if len(found) >= rule.least_branches
    }
    tested = {
        branch.uid: at_least(*counted[branch.uid], usual[branch.branch_class])
        for branch in population.branches
        if branch.branch_class in usual and counted[branch.uid][1] >= rule.least_records
    }
    found = discoveries(tested, rule.q_percent / 100)
    for branch in population.branches:
        if branch.uid in found:
            yield _later(branch, usual[branch.branch_class])


def _counted(branch: Branch) -> tuple[int, int]:
    entered = [held for held in branch.held if not held.from_history]
    return sum(held.late for held in entered), len(entered)


def _later(branch: Branch, usual: float) -> Finding:
    late, of = _counted(branch)
    records = tuple(held.rec for held in branch.held if held.late and not held.from_history)
    figures = {"late": late, "of": of, "usual": round(usual * 100)}
    return Finding("D2", branch.uid, records, figures)


def heaping(branch: Branch, rule: Heaping) -> Iterator[Finding]:
    """Tell of quarters most of whose records came in at the very end: a number, no question."""
    quarters: dict[tuple[int, int], list[Held]] = defaultdict(list)
    for held in branch.held:
        if not held.from_history:
            quarters[held.held_on.year, (held.held_on.month - 1) // 3].append(held)
    for (year, quarter), those in sorted(quarters.items()):
        closes = _close(year, quarter)
        opens = closes - timedelta(hours=rule.last_hours)
        last = [held for held in those if opens <= held.entered_at < closes]
        enough = len(those) >= rule.least_records
        if enough and len(last) * 100 >= rule.share_percent * len(those):
            figures = {"year": year, "quarter": quarter + 1, "last": len(last), "of": len(those)}
            yield Finding("D9", branch.uid, tuple(held.rec for held in last), figures)


def _close(year: int, quarter: int) -> datetime:
    years, month = divmod(quarter * 3 + 3, 12)
    return datetime(year + years, month + 1, 1, tzinfo=CHINA)
