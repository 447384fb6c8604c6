"""What cannot be: D6 impossibilities, D7 one picture of two days, D11 who denies being there."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import combinations

from zhibu.scrutiny.detectors.thresholds import Disputed, Impossible, Pictures
from zhibu.scrutiny.detectors.told import (
    CHINA,
    Belonged,
    Branch,
    Figures,
    Finding,
    Held,
    Population,
)


def impossibilities(branch: Branch, rule: Impossible) -> Iterator[Finding]:
    """Find records that cannot be so, one finding for each."""
    yield from _in_two_places(branch, rule.overlap_minutes)
    for held in branch.held:
        yield from _without_branch(branch, held)
        yield from _without_belonging(branch, held, timedelta(days=rule.grace_days))
        yield from _before_the_end(branch, held, timedelta(minutes=rule.early_minutes))


def _in_two_places(branch: Branch, least: int) -> Iterator[Finding]:
    days: dict[object, list[Held]] = defaultdict(list)
    for held in branch.held:
        if held.began and held.ended and held.place:
            days[held.held_on].append(held)
    for those in days.values():
        for first, second in combinations(sorted(those, key=lambda one: one.rec), 2):
            both = tuple(sorted(set(first.present) & set(second.present)))
            minutes = _overlap(first, second)
            if both and minutes >= max(least, 1) and _apart(first.place, second.place):
                figures: Figures = {
                    "held": first.held_on.isoformat(), "minutes": minutes, "people": len(both),
                    "hours": f"{first.began}–{first.ended}",
                    "other_hours": f"{second.began}–{second.ended}",
                }  # fmt: skip
                recs = (first.rec, second.rec)
                yield Finding("D6", branch.uid, recs, figures, case="two_places", people=both)


def _overlap(first: Held, second: Held) -> int:
    began = max(_minute(first.began), _minute(second.began))
    return min(_minute(first.ended), _minute(second.ended)) - began


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _apart(place: str, other: str) -> bool:
    """Say whether two places differ: one that is part of the other's words is taken for it."""
    a, b = ("".join(one.split()) for one in (place, other))
    return a not in b and b not in a


def _without_branch(branch: Branch, held: Held) -> Iterator[Finding]:
    day = held.held_on
    if branch.founded_on and day < branch.founded_on:
        figures = {"held": day.isoformat(), "founded": branch.founded_on.isoformat()}
        yield Finding("D6", branch.uid, (held.rec,), figures, case="not_founded")
    elif branch.dissolved_on and day >= branch.dissolved_on:
        figures = {"held": day.isoformat(), "dissolved": branch.dissolved_on.isoformat()}
        yield Finding("D6", branch.uid, (held.rec,), figures, case="dissolved")


def _without_belonging(branch: Branch, held: Held, grace: timedelta) -> Iterator[Finding]:
    if branch.belonged is None:
        return
    strange = tuple(
        one
        for one in sorted(held.present)
        if not any(_covers(span, held, grace) for span in branch.belonged.get(one, ()))
    )
    if strange:
        figures: Figures = {"held": held.held_on.isoformat(), "people": len(strange)}
        yield Finding("D6", branch.uid, (held.rec,), figures, case="not_belonging", people=strange)


def _covers(span: Belonged, held: Held, grace: timedelta) -> bool:
    if held.held_on < span.from_on - grace:
        return False
    after = timedelta(0) if span.by_death else grace
    return span.until_on is None or held.held_on < span.until_on + after


def _before_the_end(branch: Branch, held: Held, early: timedelta) -> Iterator[Finding]:
    over = held.ended or held.began
    if not over or held.from_history:
        return
    ends = datetime.combine(held.held_on, time.fromisoformat(over), CHINA)
    if held.entered_at < ends - early:
        figures = {
            "held": held.held_on.isoformat(), "over": over,
            "entered": held.entered_at.astimezone(CHINA).isoformat(timespec="minutes"),
        }  # fmt: skip
        case = "not_ended" if held.ended else "not_begun"
        yield Finding("D6", branch.uid, (held.rec,), figures, case=case)


def same_pictures(population: Population, rule: Pictures) -> Iterator[Finding]:
    """Find pictures of the very same bytes beside meetings of different days.

    Within a branch it is found at the branch; between two, at the one that entered it later.
    """
    shown: dict[str, list[tuple[Branch, Held]]] = defaultdict(list)
    for branch, held in population.held():
        for picture in set(held.pictures):
            shown[picture].append((branch, held))
    for picture in sorted(shown):
        those = sorted(shown[picture], key=lambda one: (one[1].entered_at, one[1].rec))
        if len({branch.uid for branch, _ in those}) <= rule.most_branches:
            yield from _again(those, rule.apart_days)


def _again(those: list[tuple[Branch, Held]], apart: int) -> Iterator[Finding]:
    (origin, first), *later = those
    for branch, held in later:
        if abs((held.held_on - first.held_on).days) < apart:
            continue
        figures = {"held": held.held_on.isoformat(), "earlier": first.held_on.isoformat()}
        if branch.uid == origin.uid:
            yield Finding("D7", branch.uid, (first.rec, held.rec), figures, case="own")
        else:
            yield Finding("D7", branch.uid, (held.rec,), figures, case="other", others=(first.rec,))


def disputes(branch: Branch, rule: Disputed) -> Iterator[Finding]:
    """Find records on which people stand as present who say that they were not.

    How many, not who: whoever answers so is not to be held to account here.
    """
    for held in branch.held:
        people = len(held.denied_by)
        if people >= rule.least_people:
            told: Figures = {"held": held.held_on.isoformat(), "people": people}
            yield Finding("D11", branch.uid, (held.rec,), told)
