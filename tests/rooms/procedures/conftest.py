"""A small committee in which 林晓晨 applies, by a procedure known to these tests alone."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.papers import BOX
from tests.people import SmallCommittee, at, hand
from tests.rooms.procedures.definition import FIRST, OPENED, SECOND
from zhibu.journal.log import Hand, Leaf
from zhibu.procedures import actions, defined
from zhibu.procedures.models import Case
from zhibu.procedures.papers import Held

NAME = "林晓晨"


@pytest.fixture
def here(db: None, founded: SmallCommittee) -> Iterator[SmallCommittee]:
    with defined.lent(FIRST, SECOND):
        yield founded


def keeper(here: SmallCommittee, on: date = date(2026, 2, 10)) -> Hand:
    told = at(on.year, on.month, on.day, 10)
    return hand(here.accounts.secretary, role="secretary", at=told)


def officer(here: SmallCommittee, on: date) -> Hand:
    return hand(here.accounts.officer, at=at(on.year, on.month, on.day, 11))


def opened(here: SmallCommittee, name: str = NAME, **told: object) -> Case:
    usual = {
        "family": "trial", "variant": "", "organization": here.refining, "subject": "",
        "subject_name": name, "opened_on": OPENED, "context": {}, "hand": keeper(here, OPENED),
    }  # fmt: skip
    return actions.open_case(**{**usual, **told})


def do(here: SmallCommittee, case: Case, step: str, on: date, **told: object) -> Leaf:
    """Enter a step on its day; what is not told is as it should be."""
    by = officer if step == "approval" else keeper
    values = {
        "talk": {"by": here.member("王立新").uid, "opinion": "态度端正"},
        "meeting": {
            "whole": 7, "present": 6, "votes": 5, "counters": (here.member("赵兰").uid,),
        },
    }  # fmt: skip
    usual = {
        "case": case, "step": step, "on": on, "values": values.get(step, {}),
        "papers": (Held("letter", where=BOX),) if step == "application" else (),
        "outcome": {"meeting": "passed", "approval": "agreed"}.get(step, ""),
        "hand": by(here, on),
    }  # fmt: skip
    return actions.complete(**{**usual, **told})


WAY = (
    ("application", date(2026, 2, 9)),
    ("talk", date(2026, 2, 12)),
    ("meeting", date(2026, 3, 20)),
    ("approval", date(2026, 4, 8)),
    ("archive", date(2026, 4, 10)),
)


def walked(here: SmallCommittee, until: str, case: Case | None = None) -> Case:
    """Return a case in which everything was done up to and including a step."""
    found = case or opened(here)
    for step, on in WAY:
        do(here, found, step, on)
        if step == until:
            break
    found.refresh_from_db()
    return found
