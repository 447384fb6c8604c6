"""A record in words, and what its next version says differently."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from zhibu.core.periods import Month
from zhibu.desk.telling import HIDDEN, compare, say
from zhibu.dues.lines import Line
from zhibu.dues.records import DuesCollected
from zhibu.meetings.records import Attendance, MeetingHeld, State, TopicTold, Votes
from zhibu.party.records import Change, MemberChanged

WANG, SUN = "m_" + "a" * 26, "m_" + "b" * 26
NAMES = {WANG: "王立新", SUN: "孙晓梅", "o_1": "炼油一车间党支部"}
HELD = MeetingHeld(
    branch="o_1",
    form="party_day",
    circle="members",
    held_on=date(2026, 3, 20),
    expected=2,
    present=1,
    place="三楼党员活动室",
    topics=(TopicTold("学习文件", True, "划定责任区", Votes(1), True),),
    attendance=(Attendance(WANG, State.PRESENT), Attendance(SUN, State.EXCUSED, "出差")),
)


def test_a_meeting_is_told_by_labels_and_names():
    said = say(HELD, NAMES)

    assert said["支部"] == ("炼油一车间党支部",)
    assert said["形式"] == ("主题党日",)
    assert said["日期"] == ("2026 年 3 月 20 日",)
    assert said["到会情况"] == ("孙晓梅，请假，原因 出差", "王立新，到会")
    assert said["议题与决议"] == ("学习文件，重要事项，决议 划定责任区，表决 赞成 1，通过",)


def test_what_was_not_told_is_not_listed():
    assert "会议记录" not in say(HELD, NAMES)


def test_a_correction_strikes_the_old_and_keeps_the_rest():
    later = replace(
        HELD, present=2, attendance=(HELD.attendance[0], Attendance(SUN, State.PRESENT))
    )

    fields = {field.label: field for field in compare(say(HELD, NAMES), say(later, NAMES))}

    assert [(line.text, line.mark) for line in fields["实到"].lines] == [("1", "del"), ("2", "ins")]
    assert [(line.text, line.mark) for line in fields["到会情况"].lines] == [
        ("孙晓梅，请假，原因 出差", "del"),
        ("王立新，到会", ""),
        ("孙晓梅，到会", "ins"),
    ]
    assert not fields["地点"].changed


def test_a_field_that_was_taken_out_stays_visible_as_struck():
    fields = compare(say(HELD, NAMES), say(replace(HELD, place=None), NAMES))

    place = next(field for field in fields if field.label == "地点")
    assert [(line.text, line.mark) for line in place.lines] == [("三楼党员活动室", "del")]


def test_a_first_version_has_nothing_to_strike():
    assert not any(field.changed for field in compare(None, say(HELD, NAMES)))


def test_incomes_are_never_shown_here():
    line = Line(WANG, owed=Decimal("14.30"), paid=Decimal("14.30"), base=Decimal(2860))

    said = say(DuesCollected("o_1", Month(2026, 3), (line,)), NAMES)

    assert said["缴纳明细"] == (f"王立新，应缴 14.30，实缴 14.30，缴纳基数 {HIDDEN}",)
    assert said["月份"] == ("2026 年 3 月",)


def test_a_rejected_resolution_says_so():
    rejected = replace(HELD, topics=(TopicTold("换届方案", True, None, Votes(1, 5), False),))

    assert say(rejected, NAMES)["议题与决议"] == (
        "换届方案，重要事项，表决 赞成 1，反对 5，未通过",
    )


def test_a_changed_phone_number_stays_masked_and_a_cleared_item_says_so():
    changes = (Change("phone", "13800000000"), Change("outflow_place"), Change("education", "20"))

    said = say(MemberChanged(WANG, date(2026, 3, 2), changes), NAMES)

    assert said["变更内容"] == (f"手机号码 {HIDDEN}", "外出流向 清空", "学历 大学本科")


def test_a_field_nobody_labelled_goes_by_its_own_name():
    @dataclass(frozen=True, slots=True)
    class Pledged:
        vowed: str

    assert say(Pledged("带头巡检"), {}) == {"vowed": ("带头巡检",)}
