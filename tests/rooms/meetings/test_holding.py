"""Entering a meeting: what becomes of it, and what is refused."""

from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.meetings.facts import facts_of
from zhibu.journal import log
from zhibu.meetings import actions, queries
from zhibu.meetings.actions import CannotHoldMeeting
from zhibu.meetings.models import Attended, Meeting, Topic
from zhibu.meetings.records import MeetingHeld, State, TopicTold
from zhibu.meetings.told import Away, MeetingTold


def test_a_meeting_entered_two_days_later_counts_and_is_in_time(here, chen_ke, general_meeting):
    away = {here.member("王立新").uid: Away(State.EXCUSED, "出差")}

    leaf = actions.hold_meeting(branch=here.refining, told=general_meeting(away=away), hand=chen_ke)

    meeting = queries.meeting(leaf.rec)
    assert (meeting.expected, meeting.present) == (8, 7)
    assert queries.timeliness_of(meeting).words == "按时"
    assert facts_of(here.refining.uid) == {
        "meetings.general_meeting.held": 1,
        "meetings.general_meeting.expected": 8,
        "meetings.general_meeting.present": 7,
        "meetings.expected": 8,
        "meetings.present": 7,
    }


def test_why_wang_lixin_was_away_stands_only_in_the_encrypted_record(
    here, chen_ke, general_meeting
):
    wang = here.member("王立新").uid
    told = general_meeting(away={wang: Away(State.EXCUSED, "做手术")}, minutes="内部讨论")

    leaf = actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    held = queries.told_of(leaf.rec)
    assert next(one.reason for one in held.attendance if one.member == wang) == "做手术"
    assert Attended.objects.get(meeting_id=leaf.rec, member_id=wang).state == "excused"
    assert "做手术" not in everything_stored()
    assert "内部讨论" not in everything_stored()


def everything_stored() -> str:
    from zhibu.journal import payloads
    from zhibu.journal.models import Payload

    rows = [str(list(model.objects.values_list())) for model in (Meeting, Attended, Topic)]
    return "".join(rows) + "".join(
        str(payloads._unpack(row.parts)) for row in Payload.objects.all()
    )


def test_a_meeting_entered_a_month_later_is_labelled_late(here, general_meeting):
    late = hand(here.accounts.secretary, role="secretary", at=at(2026, 4, 24))

    leaf = actions.hold_meeting(branch=here.refining, told=general_meeting(), hand=late)

    assert queries.timeliness_of(queries.meeting(leaf.rec)).words == "迟录"


@pytest.mark.parametrize(
    ("held_on", "words"),
    [
        (date(2026, 3, 21), "还没有到"),
        (date(2004, 4, 30), "早于支部成立"),
        (date(2010, 1, 1), "没有党员"),
    ],
)
def test_a_day_on_which_nobody_could_have_met_is_refused(
    here, chen_ke, general_meeting, held_on, words
):
    with pytest.raises(CannotHoldMeeting, match=words) as refusal:
        actions.hold_meeting(
            branch=here.refining, told=general_meeting(held_on=held_on), hand=chen_ke
        )

    assert refusal.value.field == "held_on"
    assert not Meeting.objects.exists()
    assert facts_of(here.refining.uid) == {}


def test_late_at_night_in_utc_it_is_already_the_next_day_in_china(here, general_meeting):
    midnight = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 18, 0, 30))

    assert actions.hold_meeting(branch=here.refining, told=general_meeting(), hand=midnight)


@pytest.mark.parametrize(
    ("field", "gap"),
    [("place", {"place": " "}), ("chair", {"chair": ""}), ("recorder", {"recorder": ""}),
     ("topics", {"topics": ()})],
)  # fmt: skip
def test_what_a_general_meeting_must_have_is_asked_for(here, chen_ke, general_meeting, field, gap):
    with pytest.raises(CannotHoldMeeting) as refusal:
        actions.hold_meeting(branch=here.refining, told=general_meeting(**gap), hand=chen_ke)

    assert refusal.value.field == field
    assert "第十一条" in refusal.value.basis


def test_a_chair_of_another_branch_is_refused(here, chen_ke, general_meeting):
    told = general_meeting(chair=here.member("周建国").uid)

    with pytest.raises(CannotHoldMeeting, match="主持人") as refusal:
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    assert refusal.value.field == "chair"


def test_a_chair_who_is_marked_absent_is_refused(here, chen_ke, general_meeting):
    away = {here.member("陈可").uid: Away(State.ABSENT)}

    with pytest.raises(CannotHoldMeeting, match="陈可"):
        actions.hold_meeting(branch=here.refining, told=general_meeting(away=away), hand=chen_ke)


def test_somebody_of_another_branch_cannot_be_absent_here(here, chen_ke, general_meeting):
    away = {here.member("吴静").uid: Away(State.ABSENT)}

    with pytest.raises(CannotHoldMeeting, match="不属于应到人员"):
        actions.hold_meeting(branch=here.refining, told=general_meeting(away=away), hand=chen_ke)


def test_an_end_before_the_beginning_is_refused(here, chen_ke, general_meeting):
    told = general_meeting(began="15:00", ended="14:00")

    with pytest.raises(CannotHoldMeeting, match="不晚于"):
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


def test_a_group_meeting_counts_for_each_group_that_met(here, chen_ke):
    told = MeetingTold(
        form="group_meeting", held_on=date(2026, 3, 18), chair=here.member("陈可").uid,
        recorder=here.member("陈可").uid, topics=(TopicTold("学习文件"),),
        groups=(here.first_group.uid,),
    )  # fmt: skip

    leaf = actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    assert queries.meeting(leaf.rec).expected == 4
    assert facts_of(here.refining.uid)["meetings.group_meeting.held"] == 1
    assert facts_of(here.refining.uid, "coverage") == {}


def test_a_group_meeting_without_its_group_is_refused(here, chen_ke):
    told = MeetingTold(
        form="group_meeting", held_on=date(2026, 3, 18), chair=here.member("陈可").uid,
        recorder=here.member("陈可").uid, topics=(TopicTold("学习文件"),),
    )  # fmt: skip

    with pytest.raises(CannotHoldMeeting) as refusal:
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    assert refusal.value.field == "groups"


def test_a_lecture_by_the_secretary_counts_as_such(here, chen_ke):
    told = MeetingTold(
        form="lecture", held_on=date(2026, 3, 18), lecturer=here.member("陈可").uid,
        recorder=here.member("李明远").uid, topics=(TopicTold("警示教育专题"),),
        themes=("warning_education",),
    )  # fmt: skip

    actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    stated = facts_of(here.refining.uid)
    assert stated["meetings.secretary_lecture.held"] == 1
    assert stated["meetings.theme.warning_education"] == 1


def test_theory_study_of_all_members_is_not_the_committees(here, chen_ke):
    told = MeetingTold(
        form="study", held_on=date(2026, 3, 18), recorder=here.member("李明远").uid,
        topics=(TopicTold("学习理论"),), themes=("theory_study",),
    )  # fmt: skip

    with pytest.raises(CannotHoldMeeting, match="班子理论学习"):
        actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)


def test_of_a_talk_only_the_fact_is_known_outside_the_record(here, chen_ke):
    told = MeetingTold(
        form="talk", held_on=date(2026, 3, 18), chair=here.member("陈可").uid,
        attending=(here.member("王立新").uid,), topics=(TopicTold("家庭困难"),), minutes="细节",
    )  # fmt: skip

    leaf = actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    assert facts_of(here.refining.uid) == {"meetings.talk.held": 1}
    assert queries.meeting(leaf.rec).summary == ""
    assert not Topic.objects.exists()
    assert "家庭困难" not in everything_stored()


def test_the_same_sheet_sent_twice_is_one_record(here, chen_ke, general_meeting):
    rec = "r_" + "b" * 26
    first = actions.hold_meeting(
        branch=here.refining, told=general_meeting(), hand=chen_ke, rec=rec
    )

    again = actions.hold_meeting(
        branch=here.refining, told=general_meeting(), hand=chen_ke, rec=rec
    )

    assert again.lh == first.lh
    assert Meeting.objects.count() == 1
    assert facts_of(here.refining.uid)["meetings.general_meeting.held"] == 1


def test_names_of_one_look_are_stored_in_one_spelling(here, chen_ke, general_meeting):
    told = general_meeting(
        place="三楼\u202e党员\u200b活动室\x00", topics=(TopicTold("e\u0301tude 𠮷"),)
    )

    leaf = actions.hold_meeting(branch=here.refining, told=told, hand=chen_ke)

    meeting = queries.meeting(leaf.rec)
    assert meeting.place == "三楼党员活动室"
    assert meeting.summary == "étude 𠮷"


def test_a_replayed_room_is_row_for_row_the_same(here, chen_ke, general_meeting):
    from zhibu.journal.replay import replay

    leaf = actions.hold_meeting(branch=here.refining, told=general_meeting(), hand=chen_ke)
    actions.correct_meeting(
        rec=leaf.rec, told=general_meeting(place="礼堂"), reason="地点记错", hand=chen_ke
    )
    before = rows()

    assert replay("meetings") == 2
    assert rows() == before


def rows() -> list[list[tuple]]:
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Meeting, Attended, Topic)
    ]


def test_the_act_leaves_one_leaf_by_the_secretarys_hand(here, chen_ke, general_meeting):
    leaf = actions.hold_meeting(branch=here.refining, told=general_meeting(), hand=chen_ke)

    assert [one.lh for one in log.versions_of(leaf.rec)] == [leaf.lh]
    assert (leaf.actor, leaf.role) == (here.accounts.secretary.uid, "secretary")


def told_of(form, **more):
    held = MeetingHeld("o_1", form, "members", date(2026, 3, 18), 8, 7, **more)
    return {fact.name for fact in held.facts()}


def test_a_lecture_on_integrity_is_told_apart():
    themes = ("integrity_education",)
    assert "meetings.integrity_lecture.held" in told_of("lecture", themes=themes)
    assert "meetings.integrity_lecture.held" not in told_of("party_day", themes=themes)


def test_a_general_meeting_that_decided_without_a_quorum_is_told_apart():
    topics = (TopicTold("表决计划", decision=True, resolution="通过"),)
    unsound = "meetings.general_meeting.unsound"
    assert unsound in told_of("general_meeting", quorate=False, topics=topics)
    assert unsound not in told_of("general_meeting", quorate=True, topics=topics)
    assert unsound not in told_of("general_meeting", quorate=False)
