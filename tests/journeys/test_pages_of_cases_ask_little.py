"""A page of a running case asks the database at most twelve times, early and late in its course.

And no more often where twenty cases run in the branch than where one does.
"""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import SmallCommittee, at, hand
from tests.rooms.admission.walking import Walk
from tests.rooms.appraisal import test_appraisal as appraisal
from tests.rooms.elections.conftest import begin
from tests.rooms.elections.test_whole import FOUR, confirm
from tests.rooms.mobility.conftest import issued
from zhibu.elections.models import PaperBallot
from zhibu.procedures import actions as procedures

pytestmark = pytest.mark.django_db
MOST, MANY = 12, 20
OK = 200
BACKEND = "django.contrib.auth.backends.ModelBackend"
# What still asks more often: bounds that may be lowered and never raised.
BEYOND = {
    ("called", "elections:meeting"): 14,
    ("called", "elections:sheet"): 17,
    ("approved", "elections:meeting"): 13,
    ("counted", "elections:meeting"): 16,
    ("counted", "procedures:case"): 20,
    ("confirmed", "elections:meeting"): 19,
    ("confirmed", "procedures:case"): 16,
    ("admission_form", "procedures:case"): 14,
    ("untested", "appraisal:grades"): 13,
    ("tested", "appraisal:grades"): 13,
    # The audit asks the room about each step as it stood then: more with steps, not with cases.
    ("approved", "procedures:audit"): 14,
    ("called", "procedures:audit"): 14,
    ("counted", "procedures:audit"): 17,
    ("confirmed", "procedures:audit"): 21,
    ("admission_form", "procedures:audit"): 21,
    ("admission_meeting", "procedures:audit"): 32,
    ("oath", "procedures:audit"): 32,
    ("untested", "procedures:audit"): 13,
    ("tested", "procedures:audit"): 13,
}
READERS = ("secretary", "officer")
ROOMS = ("procedures", "admission", "elections", "appraisal", "mobility")


def of_election(here: SmallCommittee, until: str) -> dict[str, str]:
    election = begin(here)
    election.prepare("陈可", "李明远", "王立新", "赵兰")
    if until != "approved":
        election.call(7)
    if until in {"counted", "confirmed"}:
        election.count_twice(**FOUR)
    if until == "confirmed":
        confirm(election, secretary="李明远", organization="陈可")
    ballots = PaperBallot.objects.filter(case=election.case.rec).values_list("rec", flat=True)
    ballot = {"ballot": ballots[0]} if ballots else {}
    return {"case": election.case.rec, "step": "voting"} | ballot


def of_admission(here: SmallCommittee, until: str) -> dict[str, str]:
    walk = Walk(here)
    walk.apply()
    walk.until(until)
    return {"case": walk.case.rec, "step": "admission_meeting"}


def of_appraisal(here: SmallCommittee, until: str) -> dict[str, str]:
    case = appraisal.begun(here)
    appraisal.until_test(here, case)
    if until == "tested":
        appraisal.with_test(here, case)
    return {"case": case.rec, "step": "test", "member": here.member("赵兰").uid}


def of_letter(here: SmallCommittee, _until: str) -> dict[str, str]:
    return {"letter": issued(here).rec}


LATE = [
    (of_election, "approved"), (of_election, "called"), (of_election, "counted"),
    (of_election, "confirmed"), (of_admission, "admission_form"),
    (of_admission, "admission_meeting"), (of_admission, "oath"), (of_appraisal, "untested"),
    (of_appraisal, "tested"), (of_letter, "issued"),
]  # fmt: skip


@pytest.mark.parametrize(("course", "until"), LATE)
def test_a_page_of_a_running_case_asks_at_most_twelve_times(here, client, course, until):
    known = course(here, until)
    known |= {"branch": here.refining.uid, "organization": here.committee.uid}
    another(here, MANY)
    few = asked_by_all(here, client, known)
    assert few
    over = {page: n for page, n in few.items() if n > BEYOND.get((until, page), MOST)}
    assert over == {}
    for number in range(MANY - 1):
        another(here, number)
    many = asked_by_all(here, client, known)
    assert {page: n for page, n in many.items() if n > few[page]} == {}


def asked_by_all(here: SmallCommittee, client: Client, known: dict[str, str]) -> dict[str, int]:
    """Return how often each page asks that these readers may see, of the two the higher."""
    told: dict[str, int] = {}
    for reader in READERS:
        client.force_login(getattr(here.accounts, reader), BACKEND)
        for page, address in pages(known):
            if client.get(address).status_code == OK:
                told[page] = max(told.get(page, 0), asked(client, address))
    return told


def pages(known: dict[str, str]) -> list[tuple[str, str]]:
    """Return every page of the rooms whose address is known."""
    return [
        (f"{room}:{one.name}", reverse(f"{room}:{one.name}", kwargs={n: known[n] for n in wanted}))
        for room in ROOMS
        for one in import_module(f"zhibu.{room}.urls").urlpatterns
        if (wanted := set(one.pattern.converters)) <= set(known)
    ]


def asked(client: Client, address: str) -> int:
    """Return how often a page asks; what is read once for a process was read before."""
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def another(here: SmallCommittee, number: int) -> None:
    """Open another case in the branch."""
    procedures.open_case(
        family="admission", variant="25", organization=here.refining, subject="",
        subject_name=f"申请人{number}", opened_on=date(2026, 3, 2), context={},
        hand=hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 3)),
    )  # fmt: skip
