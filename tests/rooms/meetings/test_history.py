"""Meetings from old ledgers: the ledger's own numbers, labelled, and no more than it says."""

from datetime import date

import pytest

from tests.rooms.meetings.facts import facts_of
from zhibu.journal import log
from zhibu.journal.log import Entry
from zhibu.meetings import queries
from zhibu.meetings.actions import CannotHoldMeeting, Ledger, from_history
from zhibu.meetings.models import Attended, Meeting
from zhibu.meetings.records import Attendance, State


def enter(here, hand, *lines: Ledger) -> None:
    records = [from_history(here.refining.uid, line) for line in lines]
    with log.act(here.refining.uid):
        log.append_many(
            [Entry(record=one, unit=here.refining.uid, hand=hand, history=True) for one in records]
        )


def ledger(**told: object) -> Ledger:
    usual = {"form": "party_day", "held_on": date(2026, 1, 21), "expected": 23, "present": 20}
    return Ledger(**{**usual, **told})


def test_a_ledgers_lines_go_in_as_one_batch_labelled_as_history(here, chen_ke):
    wang = Attendance(here.member("王立新").uid, State.EXCUSED, "病假")

    enter(here, chen_ke, ledger(away=(wang,), topics=("重温入党誓词",)), ledger(form="lecture"))

    assert Meeting.objects.count() == 2
    assert {queries.timeliness_of(one).words for one in Meeting.objects.all()} == {"历史补录"}
    assert Attended.objects.get().state == "excused"
    assert facts_of(here.refining.uid)["meetings.expected"] == 46


def test_a_committee_of_two_out_of_five_counts_for_nothing(here, chen_ke):
    enter(here, chen_ke, ledger(form="committee_meeting", expected=5, present=2))

    assert facts_of(here.refining.uid)["meetings.inquorate"] == 1
    assert "meetings.committee_meeting.held" not in facts_of(here.refining.uid)


def test_a_meeting_of_both_groups_counts_for_each(here, chen_ke):
    groups = (here.first_group.uid, here.second_group.uid)

    enter(here, chen_ke, ledger(form="group_meeting", groups=groups))

    assert facts_of(here.refining.uid)["meetings.group_meeting.held"] == 2


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("present", {"present": 24}),
        ("present", {"present": -1}),
        ("place", {"place": "楼" * 101}),
        ("topics", {"topics": ("题" * 201,)}),
        ("resolution", {"resolution": "议" * 501}),
    ],
)
def test_what_a_ledger_cannot_mean_is_refused(here, field, wrong):
    with pytest.raises(CannotHoldMeeting) as refusal:
        from_history(here.refining.uid, ledger(**wrong))

    assert refusal.value.field == field
