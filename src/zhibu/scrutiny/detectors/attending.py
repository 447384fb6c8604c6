"""Who was present: D4 attendance that never changes."""

from collections.abc import Iterator

from zhibu.scrutiny.detectors.chances import at_most
from zhibu.scrutiny.detectors.thresholds import Attendance
from zhibu.scrutiny.detectors.told import Branch, Finding


def cloned(branch: Branch, rule: Attendance) -> Iterator[Finding]:
    """Find branches in which fewer stayed away than chance gives once in so many branches.

    Nobody's own attendance matters: what is counted is how often anybody at all was absent.
    """
    told = [held for held in branch.held if held.present or held.absent]
    people = {one for held in told for one in (*held.present, *held.absent)}
    if len(told) < rule.least_meetings or len(people) < rule.least_people:
        return
    absent = sum(len(held.absent) for held in told)
    places = absent + sum(len(held.present) for held in told)
    if at_most(absent, places, rule.absent_percent / 100) * rule.once_in >= 1:
        return
    figures = {
        "meetings": len(told), "people": len(people), "places": places, "absent": absent,
        "usual": round(places * rule.absent_percent / 100),
    }  # fmt: skip
    yield Finding("D4", branch.uid, tuple(held.rec for held in told), figures)
