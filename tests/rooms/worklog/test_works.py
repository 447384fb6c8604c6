"""Declared work is entered in the shape its kind has, and states what the data says."""

from dataclasses import replace
from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.worklog.facts import facts_of
from zhibu.core.periods import Month
from zhibu.journal import facts, kinds, log, replay
from zhibu.journal.sums import rows_of
from zhibu.worklog import actions, declared, queries
from zhibu.worklog.actions import CannotRecordWork, WorkTold
from zhibu.worklog.models import Work

JUNE = date(2026, 6, 10)


@pytest.fixture
def chen_ke(here):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, 6, 15))


@pytest.fixture
def gao_xiang(here):
    return hand(here.accounts.officer, role="officer", at=at(2026, 6, 15))


def members(here, *names):
    return tuple(here.member(name).uid for name in names)


def test_an_activity_counts_on_its_day(here, chen_ke):
    told = WorkTold("drill", JUNE, "消防疏散演练")

    actions.record_work(branch=here.refining, told=told, hand=chen_ke)

    assert facts_of(here.refining, "safety") == {("safety.drill.held", JUNE): 1}
    assert queries.work_of(here.refining, 2026)[0].words == "消防疏散演练"


def test_a_document_is_complete_once_every_part_is_there(here, chen_ke):
    part = WorkTold("campaign", JUNE, parts=("方案", "记录"))
    leaf = actions.record_work(branch=here.refining, told=part, hand=chen_ke)
    assert facts_of(here.refining, "learning") == {("learning.campaign.made", JUNE): 1}

    whole = replace(part, parts=("方案", "记录", "总结"))
    actions.correct_work(rec=leaf.rec, told=whole, reason="总结已写好", hand=chen_ke)

    assert facts_of(here.refining, "learning") == {
        ("learning.campaign.made", JUNE): 1,
        ("learning.campaign.complete", JUNE): 1,
    }
    assert queries.work(leaf.rec).complete


def test_who_took_part_counts_one_by_one_and_all_together(here, chen_ke):
    those = members(here, "陈可", "赵兰")
    told = WorkTold("study_hours", JUNE, participants=those, minutes=90)

    actions.record_work(branch=here.refining, told=told, hand=chen_ke)

    assert facts_of(here.refining, "learning") == {("learning.study_minutes", JUNE): 180}
    assert facts_of(here.refining, "members") == {("members.study_minutes", JUNE): 180}


def test_a_member_is_covered_once_however_often(here, chen_ke):
    for names in (("陈可", "赵兰"), ("陈可", "王立新")):
        told = WorkTold("contact", JUNE, participants=members(here, *names))
        actions.record_work(branch=here.refining, told=told, hand=chen_ke)

    assert summed(here.refining.uid, "service.members_paired") == 3


def test_a_count_is_dated_on_the_last_day_of_its_period(here, chen_ke):
    told = WorkTold("test", JUNE, month=Month(2026, 1), numbers=(8, 7, 6))

    actions.record_work(branch=here.refining, told=told, hand=chen_ke)

    last = date(2026, 3, 31)
    assert facts_of(here.refining, "learning") == {
        ("learning.test.expected", last): 8,
        ("learning.test.taken", last): 7,
        ("learning.test.passed", last): 6,
    }


def test_a_task_counts_on_the_day_it_is_due(here, chen_ke, gao_xiang):
    told = WorkTold("superior_task", date(2026, 6, 1), "报送半年总结", due_on=JUNE)
    (leaf,) = actions.record_work_at(branches=[here.refining], told=told, hand=gao_xiang)
    assert facts_of(here.refining, "notices") == {("notices.task.due", JUNE): 1}

    actions.end_work(rec=leaf.rec, on=date(2026, 6, 9), hand=chen_ke)

    assert facts_of(here.refining, "notices") == {
        ("notices.task.due", JUNE): 1,
        ("notices.task.done_in_time", JUNE): 1,
    }
    assert queries.open_tasks(here.refining) == []


def test_a_task_done_after_its_day_is_late(here, chen_ke, gao_xiang):
    told = WorkTold("spirit", date(2026, 6, 1), "传达会议精神", due_on=date(2026, 6, 8))
    (leaf,) = actions.record_work_at(branches=[here.refining], told=told, hand=gao_xiang)

    actions.end_work(rec=leaf.rec, on=JUNE, hand=chen_ke)

    assert ("notices.spirit.done_late", date(2026, 6, 8)) in facts_of(here.refining, "notices")


def test_an_officer_sets_one_task_for_several_branches_in_one_act(here, gao_xiang):
    told = WorkTold("superior_task", JUNE, "报送名册", due_on=date(2026, 6, 30))

    leaves = actions.record_work_at(
        branches=[here.refining, here.cracking], told=told, hand=gao_xiang
    )

    assert [leaf.unit for leaf in leaves] == [here.refining.uid, here.cracking.uid]
    assert len(queries.open_tasks(here.cracking)) == 1


def test_a_breach_stands_until_it_ends_and_its_last_month_counts(here, chen_ke):
    began, ended = date(2026, 4, 20), date(2026, 6, 5)
    leaf = actions.record_work(
        branch=here.refining, told=WorkTold("committee_gap", began), hand=chen_ke
    )
    assert facts_of(here.refining, "elections") == {("elections.committee_gap.standing", began): 1}

    actions.end_work(rec=leaf.rec, on=ended, hand=chen_ke)

    assert facts_of(here.refining, "elections") == {
        ("elections.committee_gap.standing", began): 1,
        ("elections.committee_gap.standing", ended): -1,
        ("elections.committee_gap.breach", date(2026, 6, 4)): 1,
    }


def test_a_register_stands_for_so_many(here, chen_ke):
    told = WorkTold("activists", date(2026, 3, 2), number=2)

    actions.record_work(branch=here.refining, told=told, hand=chen_ke)

    assert facts_of(here.refining, "admission") == {
        ("admission.activists", date(2026, 3, 2)): 2,
        ("admission.candidates", date(2026, 3, 2)): 2,
    }


def test_an_incident_is_told_by_the_branch_or_from_above(here, chen_ke, gao_xiang):
    told = WorkTold("accident", JUNE, "装置泄漏事故")

    for mine in (chen_ke, gao_xiang):
        actions.record_work(branch=here.refining, told=told, hand=mine)

    assert facts_of(here.refining, "honours") == {("honours.major_accident", JUNE): 2}


def test_a_withdrawn_end_opens_the_task_again(here, chen_ke):
    told = WorkTold("transfer", date(2026, 6, 1), "转出一人", due_on=date(2026, 6, 30))
    task = actions.record_work(branch=here.refining, told=told, hand=chen_ke)
    done = actions.end_work(rec=task.rec, on=JUNE, hand=chen_ke)
    with pytest.raises(CannotRecordWork, match="先撤回"):
        actions.withdraw_work(rec=task.rec, reason="重复登记", hand=chen_ke)

    actions.withdraw_work(rec=done.rec, reason="回执还没有到", hand=chen_ke)

    assert [one.rec for one in queries.open_tasks(here.refining)] == [task.rec]
    assert facts_of(here.refining, "mobility") == {("mobility.transfer.due", date(2026, 6, 30)): 1}


def test_what_is_withdrawn_counts_no_more(here, chen_ke):
    leaf = actions.record_work(branch=here.refining, told=WorkTold("drill", JUNE), hand=chen_ke)

    actions.withdraw_work(rec=leaf.rec, reason="没有演练成", hand=chen_ke)

    assert (facts_of(here.refining, "safety"), queries.work(leaf.rec)) == ({}, None)


def test_replay_tells_the_same_rows(here, chen_ke, gao_xiang):
    told = WorkTold("superior_task", date(2026, 6, 1), "报送名册", due_on=JUNE)
    (task,) = actions.record_work_at(branches=[here.refining], told=told, hand=gao_xiang)
    actions.end_work(rec=task.rec, on=JUNE, hand=chen_ke)
    actions.record_work(branch=here.refining, told=WorkTold("activists", JUNE, number=2),
                        hand=chen_ke)  # fmt: skip
    before = list(Work.objects.order_by("rec").values())

    replay.replay("worklog")

    assert list(Work.objects.order_by("rec").values()) == before != []


REFUSED = [
    (WorkTold("nothing", JUNE), "没有这一类"),
    (WorkTold("drill", date(2026, 6, 16)), "还没有到"),
    (WorkTold("drill", date(1900, 1, 1)), "太早"),
    (WorkTold("drill", JUNE, "字" * 501), "最多 500"),
    (WorkTold("superior_task", JUNE, "自己下达", due_on=JUNE), "由上级登记"),
    (WorkTold("transfer", JUNE, "转出一人"), "最后期限"),
    (WorkTold("transfer", JUNE, due_on=JUNE), "一句话"),
    (WorkTold("transfer", JUNE, "转出", due_on=date(2026, 6, 9)), "期限应在"),
    (WorkTold("transfer", JUNE, "转出", due_on=date(2028, 6, 9)), "期限应在"),
    (WorkTold("accident", JUNE, "  "), "一句话"),
    (WorkTold("talk", JUNE), "勾选参加"),
    (WorkTold("talk", JUNE, participants=("m_" + "a" * 26,)), "不是本支部党员"),
    (WorkTold("campaign", JUNE, parts=("别的",)), "不在这类材料里"),
    (WorkTold("life_meeting_papers", JUNE), "请勾选"),
    (WorkTold("activists", JUNE, number=0), "1 以上"),
    (WorkTold("committee_gap", JUNE, number=2), "1 以上"),
    (WorkTold("test", JUNE, numbers=(1, 1, 1)), "时段"),
    (WorkTold("test", JUNE, month=Month(2026, 2), numbers=(1, 1, 1)), "时段"),
    (WorkTold("test", JUNE, month=Month(2026, 7), numbers=(1, 1, 1)), "还没有开始"),
    (WorkTold("test", JUNE, month=Month(2026, 1), numbers=(8, 9, 1)), "不能多于"),
    (WorkTold("test", JUNE, month=Month(2026, 1), numbers=(8,)), "都填上"),
    (WorkTold("boxes", JUNE, month=Month(2026, 1), numbers=(9,)), "0 到 8"),
]


@pytest.mark.parametrize(("told", "words"), REFUSED, ids=lambda one: getattr(one, "work", one))
def test_what_cannot_be_is_refused_and_changes_nothing(here, chen_ke, told, words):
    with pytest.raises(CannotRecordWork, match=words):
        actions.record_work(branch=here.refining, told=told, hand=chen_ke)

    assert not Work.objects.exists()


def test_study_without_minutes_is_refused(here, chen_ke):
    told = WorkTold("study_hours", JUNE, participants=members(here, "陈可"))
    with pytest.raises(CannotRecordWork, match="多少分钟"):
        actions.record_work(branch=here.refining, told=told, hand=chen_ke)


def test_nobody_is_named_twice(here, chen_ke):
    told = WorkTold("talk", JUNE, participants=members(here, "陈可", "陈可"))
    with pytest.raises(CannotRecordWork, match="两次"):
        actions.record_work(branch=here.refining, told=told, hand=chen_ke)


def test_a_period_is_counted_once(here, chen_ke):
    told = WorkTold("boxes", JUNE, month=Month(2026, 1), numbers=(6,))
    leaf = actions.record_work(branch=here.refining, told=told, hand=chen_ke)
    with pytest.raises(CannotRecordWork, match="已经统计过"):
        actions.record_work(branch=here.refining, told=told, hand=chen_ke)

    better = replace(told, numbers=(8,))
    actions.correct_work(rec=leaf.rec, told=better, reason="补齐两类", hand=chen_ke)

    assert summed(here.refining.uid, "ledgers.boxes_complete") == 0  # its day has not come
    assert queries.work(leaf.rec).figures == [8]


def test_a_breach_that_stands_is_not_begun_again(here, chen_ke):
    told = WorkTold("committee_gap", JUNE)
    actions.record_work(branch=here.refining, told=told, hand=chen_ke)

    with pytest.raises(CannotRecordWork, match="还没有结束"):
        actions.record_work(branch=here.refining, told=told, hand=chen_ke)


def test_an_officer_does_not_enter_the_branchs_own_work(here, gao_xiang):
    with pytest.raises(CannotRecordWork, match="上级不代填"):
        actions.record_work(branch=here.refining, told=WorkTold("drill", JUNE), hand=gao_xiang)


def test_an_assessor_enters_nothing(here):
    liang = hand(here.accounts.assessor, role="assessor", at=at(2026, 6, 15))
    with pytest.raises(CannotRecordWork, match="您的角色"):
        actions.record_work(
            branch=here.refining, told=WorkTold("accident", JUNE, "泄漏"), hand=liang
        )


def test_the_branch_does_not_mend_what_its_superior_set(here, chen_ke, gao_xiang):
    told = WorkTold("superior_task", date(2026, 6, 1), "报送名册", due_on=JUNE)
    (leaf,) = actions.record_work_at(branches=[here.refining], told=told, hand=gao_xiang)

    with pytest.raises(CannotRecordWork, match="登记它的一方"):
        actions.withdraw_work(rec=leaf.rec, reason="不想办", hand=chen_ke)


def test_a_correction_has_a_reason_a_change_and_the_latest_version(here, chen_ke):
    told = WorkTold("drill", JUNE, "演练")
    leaf = actions.record_work(branch=here.refining, told=told, hand=chen_ke)
    other = replace(told, words="消防演练")
    for change, reason, seen, words in (
        (other, " ", "", "理由"),
        (told, "看错", "", "没有改动"),
        (other, "看错", "0000-0000", "最新的一版"),
        (WorkTold("fire_check", JUNE), "看错", "", "类别"),
    ):
        with pytest.raises(CannotRecordWork, match=words):
            actions.correct_work(rec=leaf.rec, told=change, reason=reason, hand=chen_ke, seen=seen)


def test_what_has_ended_is_not_ended_again_nor_before_it_began(here, chen_ke):
    leaf = actions.record_work(
        branch=here.refining, told=WorkTold("committee_gap", JUNE), hand=chen_ke
    )
    with pytest.raises(CannotRecordWork, match="开始日期之后"):
        actions.end_work(rec=leaf.rec, on=JUNE, hand=chen_ke)
    actions.end_work(rec=leaf.rec, on=date(2026, 6, 12), hand=chen_ke)
    with pytest.raises(CannotRecordWork, match="已经办结"):
        actions.end_work(rec=leaf.rec, on=date(2026, 6, 13), hand=chen_ke)


def test_what_another_room_states_as_well_is_shared_by_name_and_refused_where_it_does():
    others = {f for kind in kinds.all_kinds() if not kind.name.startswith("worklog.")
              for f in kind.emits}  # fmt: skip
    mine = {fact for one in declared.known().types.values() for fact in one.facts}
    shared = mine & others
    rooms = {fact: set(facts.known().measures[fact].rooms) for fact in shared}
    assert all({"worklog"} < of for of in rooms.values()), rooms


def summed(unit, fact):

    return sum(row[-1] for row in rows_of([unit], 2026) if row[1] == fact)


def test_the_record_reads_as_it_was_told(here, chen_ke):
    told = WorkTold("visit", JUNE, "慰问退休党员")
    leaf = actions.record_work(branch=here.refining, told=told, hand=chen_ke)
    assert log.record_of(leaf).words == "慰问退休党员"
