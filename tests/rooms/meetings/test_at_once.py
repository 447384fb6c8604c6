"""Two hands at once: acts for one branch queue, and nothing is entered twice or lost."""

import threading

import pytest
from django.db import connections

from tests.people import at, hand
from tests.rooms.meetings.conftest import general
from tests.rooms.meetings.facts import facts_of
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.meetings import actions
from zhibu.meetings.models import Answer, Meeting

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts) -> list[object]:
    """Run acts at the same moment, each on its own connection; return leaves and refusals."""
    barrier, found = threading.Barrier(len(acts)), []

    def run(act) -> None:
        barrier.wait()
        try:
            found.append(act())
        except Refusal as refusal:
            found.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_one_sheet_sent_twice_at_once_is_one_record(here):
    secretary = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 20))
    rec = "r_" + "c" * 26

    def act():
        return actions.hold_meeting(
            branch=here.refining, told=general(here), hand=secretary, rec=rec
        )

    first, second = together(act, act)

    assert first.lh == second.lh
    assert Meeting.objects.count() == 1
    assert facts_of(here.refining.uid)["meetings.general_meeting.held"] == 1


def test_of_two_corrections_at_once_one_is_told_that_it_came_second(here):
    secretary = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 20))
    leaf = actions.hold_meeting(branch=here.refining, told=general(here), hand=secretary)

    def act(place: str):
        return lambda: actions.correct_meeting(
            rec=leaf.rec, told=general(here, place=place), reason="地点记错", hand=secretary,
            seen=leaf.fingerprint,
        )  # fmt: skip

    found = together(act("礼堂"), act("食堂"))

    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert len(log.versions_of(leaf.rec)) == 2
    assert facts_of(here.refining.uid)["meetings.general_meeting.held"] == 1


def test_a_double_tap_on_an_answer_is_one_answer(here):
    secretary = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 20))
    held = actions.hold_meeting(branch=here.refining, told=general(here), hand=secretary)
    wang = hand(here.accounts.member, role="member", at=at(2026, 3, 21))

    def act():
        return actions.answer_attendance(
            rec=held.rec, member=here.member("王立新").uid, there=False, hand=wang
        )

    found = together(act, act, act)

    assert len({leaf.lh for leaf in found}) == 1
    assert Answer.objects.get().disputed
    assert len(log.leaves_of(here.refining.uid, named=["meetings.disputed"])) == 1
