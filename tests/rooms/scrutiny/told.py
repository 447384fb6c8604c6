"""Meetings as the detectors are told them, made up for one test."""

from datetime import date, datetime, timedelta

from tests.people import CHINA
from zhibu import standards
from zhibu.scrutiny.detectors import documents, thresholds
from zhibu.scrutiny.detectors.sweep import Grounds
from zhibu.scrutiny.detectors.told import Branch, Held, Population

RULES = thresholds.load(standards.text("detectors.yaml"))
CATALOGUE = documents.load(standards.text("documents.yaml"))
GROUNDS = Grounds(RULES, CATALOGUE)
HERE = "o_" + "h" * 26
THERE = "o_" + "t" * 26
DAY = date(2026, 3, 2)
EVENING = datetime(2026, 6, 1, 20, 0, tzinfo=CHINA)


def held(number: int = 0, **told: object) -> Held:
    """Return a meeting on 2 March 2026, entered that evening, with changes."""
    usual: dict[str, object] = {
        "rec": f"r_{number:026}",
        "held_on": DAY,
        "entered_at": datetime(2026, 3, 2, 20, 0, tzinfo=CHINA),
    }
    return Held(**{**usual, **told})


def branch(*meetings: Held, uid: str = HERE, **told: object) -> Branch:
    return Branch(**{"uid": uid, "branch_class": "production", "held": meetings, **told})


def population(*branches: Branch) -> Population:
    return Population(branches)


def sitting(count: int, *, span: int, gap: int = 10) -> list[Held]:
    """Return late records entered one after another, their days spread over a span."""
    days = [span * number // max(count - 1, 1) for number in range(count)]
    return [
        held(
            number, held_on=DAY + timedelta(days=day), late=True,
            entered_at=EVENING + timedelta(minutes=gap * number),
        )
        for number, day in enumerate(days)
    ]  # fmt: skip
