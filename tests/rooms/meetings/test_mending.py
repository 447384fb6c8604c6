"""Correcting and withdrawing: both versions stay, the sums follow, nothing is laundered."""

from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.meetings.facts import facts_of
from zhibu.journal import log
from zhibu.journal.models import StatedFact
from zhibu.meetings import actions, queries
from zhibu.meetings.actions import CannotCorrectMeeting, CannotHoldMeeting, CannotWithdrawMeeting
from zhibu.meetings.records import State
from zhibu.meetings.told import Away


@pytest.fixture
def held(here, chen_ke, general_meeting):
    return actions.hold_meeting(branch=here.refining, told=general_meeting(), hand=chen_ke)


@pytest.fixture
def in_april(here):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, 4, 24))


def test_a_corrected_attendance_shows_both_versions(here, chen_ke, general_meeting, held):
    right = general_meeting(away={here.member("王立新").uid: Away(State.EXCUSED)})

    actions.correct_meeting(rec=held.rec, told=right, reason="漏记请假", hand=chen_ke)

    first, second = log.versions_of(held.rec)
    assert [log.record_of(one).present for one in (first, second)] == [8, 7]
    assert (second.prev, second.reason) == (first.lh, "漏记请假")
    assert queries.meeting(held.rec).present == 7
    assert facts_of(here.refining.uid)["meetings.present"] == 7


def test_the_old_facts_are_taken_back_in_their_month(here, general_meeting, held, in_april):
    actions.correct_meeting(
        rec=held.rec, told=general_meeting(held_on=date(2026, 4, 2)), reason="日期记错",
        hand=in_april,
    )  # fmt: skip

    rows = StatedFact.objects.filter(measure__name="meetings.general_meeting.held")
    assert sorted(rows.values_list("on", "value", "undoes")) == [
        (date(2026, 3, 18), -1, True),
        (date(2026, 3, 18), 1, False),
        (date(2026, 4, 2), 1, False),
    ]


def test_a_correction_of_the_place_does_not_make_a_timely_record_late(
    general_meeting, held, in_april
):
    actions.correct_meeting(
        rec=held.rec, told=general_meeting(place="礼堂"), reason="地点记错", hand=in_april
    )

    meeting = queries.meeting(held.rec)
    assert queries.timeliness_of(meeting).words == "按时"
    assert meeting.corrected


def test_a_correction_to_another_day_takes_its_own_lag(general_meeting, held, in_april):
    actions.correct_meeting(
        rec=held.rec, told=general_meeting(held_on=date(2026, 3, 17)), reason="日期记错",
        hand=in_april,
    )  # fmt: skip

    assert queries.timeliness_of(queries.meeting(held.rec)).words == "迟录"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_says_why(general_meeting, held, chen_ke, reason):
    with pytest.raises(CannotCorrectMeeting, match="理由"):
        actions.correct_meeting(
            rec=held.rec, told=general_meeting(place="礼堂"), reason=reason, hand=chen_ke
        )


def test_a_correction_that_changes_nothing_is_refused(general_meeting, held, chen_ke):
    with pytest.raises(CannotCorrectMeeting, match="没有改动"):
        actions.correct_meeting(rec=held.rec, told=general_meeting(), reason="再看", hand=chen_ke)


def test_who_corrects_an_older_version_is_told_that_it_is_not_the_latest(
    general_meeting, held, chen_ke
):
    actions.correct_meeting(
        rec=held.rec, told=general_meeting(place="礼堂"), reason="地点记错", hand=chen_ke
    )

    with pytest.raises(CannotCorrectMeeting, match="不是最新的一版"):
        actions.correct_meeting(
            rec=held.rec, told=general_meeting(place="食堂"), reason="地点记错", hand=chen_ke,
            seen=held.fingerprint,
        )  # fmt: skip


def test_a_correction_obeys_the_rules_of_a_meeting(here, general_meeting, held, chen_ke):
    with pytest.raises(CannotHoldMeeting):
        actions.correct_meeting(
            rec=held.rec, told=general_meeting(place=""), reason="地点记错", hand=chen_ke
        )

    assert len(log.versions_of(held.rec)) == 1


def test_a_withdrawn_meeting_stays_visible_and_counts_no_more(here, held, chen_ke):
    actions.withdraw_meeting(rec=held.rec, reason="重复录入", hand=chen_ke)

    assert facts_of(here.refining.uid) == {}
    meeting = queries.meeting(held.rec)
    assert meeting.withdrawn
    assert queries.timeliness_of(meeting).words == "已撤回"
    assert queries.told_of(held.rec).place == "三楼党员活动室"
    assert queries.last_of(here.refining, "general_meeting") is None


def test_what_is_withdrawn_is_neither_corrected_nor_withdrawn_again(general_meeting, held, chen_ke):
    actions.withdraw_meeting(rec=held.rec, reason="重复录入", hand=chen_ke)

    with pytest.raises(CannotCorrectMeeting, match="已经撤回"):
        actions.correct_meeting(
            rec=held.rec, told=general_meeting(place="礼堂"), reason="地点", hand=chen_ke
        )
    with pytest.raises(CannotWithdrawMeeting, match="已经撤回"):
        actions.withdraw_meeting(rec=held.rec, reason="再撤", hand=chen_ke)
