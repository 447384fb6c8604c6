"""Files go in as one batch, whole or not at all, and come out as one act."""

from datetime import date

import pytest
from django.db import connection, transaction

from tests.people import at, hand
from tests.rooms.intake.books import (
    BRANCH,
    HAND,
    beside,
    csv,
    errors,
    id_number,
    organizations,
    said,
    samples,
    xlsx,
)
from zhibu.core.lag import Lag
from zhibu.dues.models import Collected
from zhibu.intake import actions, entering, entries
from zhibu.intake.actions import CannotEnterFiles, CannotTakeBack
from zhibu.intake.models import Batch, Passage
from zhibu.journal import log
from zhibu.journal.models import LeafRow, Tally
from zhibu.meetings.models import Attended, Meeting
from zhibu.party import actions as party
from zhibu.party.models import Affiliation, Member, Organization, PostHeld, Term

pytestmark = pytest.mark.django_db

WANG = id_number("19760201", "964")
HEADER = ["姓名", "身份证号码", "入党时间", "转正时间", "党内职务", "党小组"]
ROSTER = csv(
    f"{BRANCH}花名册.csv",
    [HEADER, ["王兰", WANG, "2006-12-06", "2007-12-06", "书记", "第一党小组"],
     ["李明", "", "2012-04-07", "2013-04-07", "组织委员", "第一党小组"],
     ["赵青", "", "2013-04-07", "2014-04-07", "宣传委员", "第二党小组"]],
)  # fmt: skip
LEDGER = csv(
    f"{BRANCH}2026年三会一课台账.csv",
    [["会议类型", "时间", "地点", "主持人", "应到", "实到", "缺席人员及原因", "主要内容", "形成决议"],
     ["党课", "3月5日 14:00", "会议室", "王兰", "3", "2", "李明（出差）", "1.观看警示教育片；2.讨论", "同意"],
     ["党小组会", "3月9日", "会议室", "王兰", "3", "3", "无", "1.学习", ""]],
)  # fmt: skip
DUES = csv(
    f"{BRANCH}2026年党费.csv",
    [["姓名", "缴费基数", "月应缴", "1月", "2月", "12月"], ["王兰", "5000", "50", "50", "50", ""],
     ["李明", "5000", "50", "50", "", ""], ["赵青", "3000", "15", "15", "15", ""]],
)  # fmt: skip


def enter(*files, **more):
    proposal = beside(*files)
    return actions.enter_files(proposal=proposal, hand=HAND, **more)


def standing():
    """Return how much there is of everything that holds today."""
    return {
        "organizations": Organization.objects.filter(dissolved_on=None).count(),
        "members": Affiliation.objects.count(),
        "posts": PostHeld.objects.count(),
        "terms": Term.objects.count(),
        "meetings": Meeting.objects.filter(withdrawn=False).count(),
        "dues": Collected.objects.count(),
    }


def test_a_committees_files_go_in_as_history_and_leave_the_faulty_rows_out():
    entered = enter(*samples(), skip_faulty=True)

    assert standing()["organizations"] == 16
    assert standing()["members"] == 111
    assert standing()["meetings"] == 137
    batch = Batch.objects.get(rec=entered.batch)
    assert batch.records == entered.records == LeafRow.objects.filter(lag=Lag.HISTORY).count()
    assert batch.files.count() == 13


def test_rows_at_fault_hold_everything_back_unless_they_are_skipped():
    with pytest.raises(CannotEnterFiles, match="还有 32 处错误"):
        enter(*samples())

    assert not LeafRow.objects.exists()


def test_what_the_lists_say_of_each_other_is_kept():
    enter(organizations(), ROSTER, LEDGER, DUES)

    lecture = Meeting.objects.get(form="lecture")
    assert (lecture.chair.name, lecture.expected, lecture.present) == ("王兰", 3, 2)
    absent = Attended.objects.filter(meeting=lecture)
    assert list(absent.values_list("member__name", "state")) == [("李明", "excused")]
    assert lecture.themes == ["warning_education"]
    assert len(Meeting.objects.get(form="group_meeting").party_groups) == 2
    assert sorted(Collected.objects.values_list("member__name", "month", "settled")) == [
        ("李明", 202601, True), ("李明", 202602, False), ("王兰", 202601, True),
        ("王兰", 202602, True), ("赵青", 202601, True), ("赵青", 202602, True),
    ]  # fmt: skip
    assert {held.from_on.isoformat() for held in PostHeld.objects.all()} == {"2025-06-10"}


def test_a_lecture_by_the_secretary_counts_as_one():
    enter(organizations(), ROSTER, LEDGER)

    leaf = log.leaf_of_record(Meeting.objects.get(form="lecture").rec)
    names = {fact.name for fact in log.record_of(leaf).facts()}
    assert "meetings.secretary_lecture.held" in names


def test_a_batch_is_taken_back_as_one_act():
    entered = enter(organizations(), ROSTER, LEDGER, DUES)

    gone = actions.take_back(
        batch=Batch.objects.get(rec=entered.batch), reason="选错了文件", hand=HAND
    )

    assert gone == entered.records
    assert set(standing().values()) == {0}
    assert Batch.objects.get(rec=entered.batch).taken_back_at is not None
    assert set(Tally.objects.values_list("sum", flat=True)) <= {0}


def test_what_was_taken_back_may_come_in_again():
    entered = enter(organizations(), ROSTER, LEDGER, DUES)
    before = standing()
    actions.take_back(batch=Batch.objects.get(rec=entered.batch), reason="重来", hand=HAND)

    enter(organizations(), ROSTER, LEDGER, DUES)

    assert standing() == before


def test_a_batch_goes_back_once_and_with_a_reason():
    batch = Batch.objects.get(rec=enter(organizations()).batch)
    with pytest.raises(CannotTakeBack, match="理由"):
        actions.take_back(batch=batch, reason=" ", hand=HAND)
    actions.take_back(batch=batch, reason="重来", hand=HAND)
    batch.refresh_from_db()

    with pytest.raises(CannotTakeBack, match="已经撤回过"):
        actions.take_back(batch=batch, reason="重来", hand=HAND)


def test_a_batch_on_which_later_work_builds_stays():
    batch = Batch.objects.get(rec=enter(organizations(), ROSTER).batch)
    enter(LEDGER)

    with pytest.raises(CannotTakeBack, match="后来又记了 2 条"):
        actions.take_back(batch=batch, reason="重来", hand=HAND)


def test_the_going_live_of_imported_branches_is_taken_back_with_them():
    batch = Batch.objects.get(rec=enter(organizations(), ROSTER).batch)
    branch = Organization.objects.get(name=BRANCH)
    day = HAND.at.date()
    party.go_live(branch=branch, live_on=day, counted_from=day.replace(month=1, day=1), hand=HAND)

    actions.take_back(batch=batch, reason="重来", hand=HAND)

    assert standing()["organizations"] == 0


def test_the_same_file_twice_is_refused_with_its_day():
    enter(organizations(), ROSTER)

    with pytest.raises(CannotEnterFiles, match=r"已在 2026-11-22 导入过"):
        enter(ROSTER)


def test_a_changed_file_brings_only_what_is_new():
    enter(organizations(), ROSTER, LEDGER, DUES)
    rows = [["姓名", "身份证号码", "入党时间", "转正时间"], ["王兰", WANG, "2006-12-06", "2007-12-06"],
            ["周月", "", "2015-01-01", "2016-01-01"]]  # fmt: skip
    changed = csv(f"{BRANCH}花名册新.csv", rows)

    proposal = beside(changed)
    actions.enter_files(proposal=proposal, hand=HAND)

    assert "系统中已登记王兰" in said(proposal)
    assert Member.objects.filter(name="王兰").count() == 1
    assert standing()["members"] == 4


def test_the_same_meetings_and_dues_in_another_file_are_not_counted_twice():
    enter(organizations(), ROSTER, LEDGER, DUES)
    ledger = xlsx(f"{BRANCH}2026年台账.xlsx", [["会议类型", "时间", "应到", "实到"],
                                              ["党课", "2026-03-05", 3, 2]])  # fmt: skip

    with pytest.raises(CannotEnterFiles, match="没有可以导入的新内容"):
        enter(ledger)


def test_lists_of_a_branch_that_is_not_there_are_refused_with_the_way_out():
    with pytest.raises(CannotEnterFiles, match="请先导入组织架构"):
        enter(ROSTER)


def test_somebody_of_another_branch_is_refused_at_its_own_row(here):
    other = csv(
        "乙烯裂解党支部花名册.csv",
        [HEADER, ["王兰", WANG, "2006-12-06", "2007-12-06", "", ""]],
    )
    enter(other)
    mine = csv(
        "炼油一车间党支部花名册.csv",
        [HEADER, ["王兰", WANG, "2006-12-06", "2007-12-06", "", ""]],
    )

    proposal = beside(mine)

    assert errors(proposal) == [(2, "身份证号码")]
    assert "已登记在“乙烯裂解党支部”" in said(proposal)


def _moved(here, *moves):
    """Have 王立新 leave 炼油一车间 on a day, and perhaps come back on another."""
    officer = hand(here.accounts.officer, at=at(2026, 11, 20))
    wang = here.member("王立新")
    party.leave(member=wang, left_on=moves[0], reason="transferred", hand=officer)
    for day in moves[1:]:
        party.affiliate(member=wang, branch=here.refining, from_on=day, hand=officer)


PAID = csv("炼油一车间党支部2026年党费收缴表.csv", [
    ("姓名", "月应缴", "1月", "4月", "5月"), ("王立新", "50", "50", "50", "50"),
])  # fmt: skip


def test_dues_of_months_after_somebody_left_are_told_and_stay_out(here):
    _moved(here, date(2026, 4, 20))

    found = beside(PAID)
    told = [record for _unit, record in entries.records_of(found)]

    assert errors(found) == []
    assert "2026-04-20 起已不在本支部" in said(found)
    assert [str(one.month) for one in told] == ["2026-01", "2026-04"]


def test_who_left_and_came_back_is_one_person_on_a_dues_list(here):
    _moved(here, date(2026, 4, 20), date(2026, 5, 6))

    found = beside(PAID)

    assert errors(found) == []
    assert "不在本支部" not in said(found)


def test_a_secretary_imports_for_the_own_branch_only(here):
    header = ["会议类型", "时间", "应到", "实到"]
    own, foreign = (
        xlsx(f"{name}2026年台账.xlsx", [[name], header, ["党课", "2026-01-05", 8, 8]])
        for name in ("炼油一车间党支部", "乙烯裂解党支部")
    )

    enter(own, account=here.accounts.secretary)
    with pytest.raises(CannotEnterFiles, match="您没有导入“乙烯裂解党支部”的权限"):
        enter(foreign, account=here.accounts.secretary)
    with pytest.raises(CannotEnterFiles, match="权限"):
        enter(organizations(), account=here.accounts.secretary)


def test_a_batch_is_not_taken_back_by_a_secretary_who_moved_on(here):
    ledger = csv("乙烯裂解党支部2026年台账.csv",
                 [["会议类型", "时间", "应到", "实到"], ["党课", "2026-01-05", "8", "8"]])  # fmt: skip
    zhou = here.accounts.stranger
    entered = enter(ledger, account=zhou)
    giver = hand(here.accounts.administrator, role="administrator")
    party.end_role(grant=here.grant(zhou), hand=giver)
    party.grant_role(account=zhou, role="secretary", organization=here.refining, hand=giver)

    with pytest.raises(CannotTakeBack, match="管不到"):
        actions.take_back(
            batch=Batch.objects.get(pk=entered.batch), reason="选错了", hand=HAND, account=zhou
        )

    assert Meeting.objects.filter(withdrawn=False).exists()


def test_a_failure_in_the_middle_leaves_nothing(monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("power cut")

    proposal = beside(organizations(), ROSTER, LEDGER)
    monkeypatch.setattr(entering, "_close", fail)

    with pytest.raises(RuntimeError), transaction.atomic():
        actions.enter_files(proposal=proposal, hand=HAND)

    assert not LeafRow.objects.exists()
    assert not Organization.objects.exists()


def test_a_long_batch_that_fails_halfway_withdraws_what_it_had_entered(monkeypatch):
    monkeypatch.setattr(entering, "IN_ONE_PIECE", 2)
    monkeypatch.setattr(entering, "PART", 3)
    proposal, real, calls = beside(organizations(), ROSTER, LEDGER), entering._enter_part, []

    def fail_third(*args, **more):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("power cut")
        real(*args, **more)

    monkeypatch.setattr(entering, "_enter_part", fail_third)
    with pytest.raises(RuntimeError):
        actions.enter_files(proposal=proposal, hand=HAND)

    assert set(standing().values()) == {0}
    assert not Batch.objects.exists()
    assert not Passage.objects.exists()


def test_parts_left_by_a_process_that_died_go_out_with_the_next_import(monkeypatch):
    monkeypatch.setattr(entering, "IN_ONE_PIECE", 2)
    monkeypatch.setattr(entering, "PART", 3)
    monkeypatch.setattr(entering, "withdraw_entered", lambda *_args, **_more: None)
    proposal, real = beside(organizations(), ROSTER, LEDGER), entering._enter_part

    def die_late(part, *, batch, start, hand):
        if start:
            raise KeyboardInterrupt
        real(part, batch=batch, start=start, hand=hand)

    monkeypatch.setattr(entering, "_enter_part", die_late)
    with pytest.raises(KeyboardInterrupt):
        actions.enter_files(proposal=proposal, hand=HAND)
    monkeypatch.undo()
    assert standing()["organizations"] == 2
    Passage.objects.update(touched_at="2026-01-01T00:00Z")

    assert entering.sweep(HAND) == 1
    assert set(standing().values()) == {0}


def test_a_long_batch_is_whole_in_the_end(monkeypatch):
    monkeypatch.setattr(entering, "IN_ONE_PIECE", 2)
    monkeypatch.setattr(entering, "PART", 5)

    entered = enter(organizations(), ROSTER, LEDGER, DUES)
    before = standing()
    actions.take_back(batch=Batch.objects.get(), reason="重来", hand=HAND)

    assert entered.records > 10
    assert before["members"] == 3
    assert set(standing().values()) == {0}
    assert connection.in_atomic_block  # the test's own; the parts were savepoints inside it


def test_the_room_is_told_again_row_for_row():
    from zhibu.journal.replay import replay

    enter(organizations(), ROSTER)
    before = list(Batch.objects.values()), list(Batch.objects.get().files.values())

    replay("intake")

    assert (list(Batch.objects.values()), list(Batch.objects.get().files.values())) == before
