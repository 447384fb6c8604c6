"""A notice goes out, is signed for, answered, re-checked, struck off; no step is skipped."""

from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.meetings.facts import facts_of
from tests.rooms.notices.conftest import (
    drafts,
    issued,
    officer,
    receipted,
    replied,
    secretary,
    wanted,
)
from zhibu.journal import log, replay, ripening
from zhibu.journal.sums import columns_of_year
from zhibu.notices import actions, queries, rules, stages
from zhibu.notices.actions import CannotIssue, CannotRectify
from zhibu.notices.models import Notice, NoticeDraft, State, Step
from zhibu.notices.records import DUE, IN_TIME, LATE
from zhibu.notices.stages import Who


def rectification(here):
    told = facts_of(here.refining.uid, "notices")
    return tuple(told.get(name, 0) for name in (DUE, IN_TIME, LATE))


def fresh(notice):
    return Notice.objects.get(rec=notice.rec)


def test_a_draft_names_item_article_reason_and_points_and_nothing_is_entered(here):
    before = log.leaves_of(here.refining.uid)
    (draft,) = drafts(here)
    assert draft.branch_id == here.refining.uid
    found = {one["code"]: one for one in draft.findings}
    assert found["A4"]["why"].startswith("1 月、2 月缺 2 次")
    assert found["A4"]["basis"].startswith("《党支部工作标准》（2026.1 版）A4；《")
    assert "支部工作条例" in found["A4"]["basis"]
    assert found["A10"]["basis"] == "《党支部工作标准》（2026.1 版）A10"  # a default, no article
    assert found["A4"]["lost"] == 50
    assert found["C7"]["by_machine"]
    assert not found["A4"]["by_machine"]  # nobody can hold January's meeting any more
    assert draft.reply_by == date(2026, 4, 7)  # ten working days, over 清明
    assert log.leaves_of(here.refining.uid) == before


def test_an_issued_notice_cites_what_the_draft_said_and_has_a_number(here):
    notice = issued(here)
    assert rules.number_of(notice.year, notice.number) == "整改〔2026〕1号"
    assert (notice.receipt_by, notice.reply_by) == (date(2026, 3, 26), date(2026, 4, 10))
    said = queries.issued_of(notice)
    assert notice.codes == [one.code for one in said.findings]
    assert {"A4", "C3", "C7"} <= set(notice.codes)
    assert notice.lost == sum(one.lost for one in said.findings) >= 500
    assert not NoticeDraft.objects.exists()


def test_a_draft_is_not_made_about_what_stands_in_an_open_notice(here):
    issued(here)
    assert drafts(here) == []


def test_only_the_items_that_were_kept_are_in_the_notice(here):
    (draft,) = drafts(here)
    actions.issue(
        committee=here.committee, wanted=[wanted(draft, codes=("C7",))], hand=officer(here)
    )
    notice = Notice.objects.get()
    assert (notice.codes, notice.by_machine) == (["C7"], True)
    left = {one["code"] for one in drafts(here)[0].findings}
    assert "A4" in left
    assert "C7" not in left


def test_a_draft_goes_out_once(here):
    (draft,) = drafts(here)
    actions.issue(committee=here.committee, wanted=[wanted(draft)], hand=officer(here))
    with pytest.raises(CannotIssue, match="已经签发或去掉"):
        actions.issue(committee=here.committee, wanted=[wanted(draft)], hand=officer(here))
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"demand": "  "}, "demand"),
        ({"demand": "长" * 2_001}, "demand"),
        ({"reply_by": date(2026, 3, 23)}, "reply_by"),
        ({"reply_by": date(2028, 1, 1)}, "reply_by"),
        ({"codes": ()}, "codes"),
    ],
)
def test_what_cannot_go_out_so_is_refused_and_stays_a_draft(here, told, field):
    (draft,) = drafts(here)
    with pytest.raises(CannotIssue) as refusal:
        actions.issue(committee=here.committee, wanted=[wanted(draft, **told)], hand=officer(here))
    assert refusal.value.field == field
    assert NoticeDraft.objects.count() == 1


def test_nothing_chosen_is_refused(here):
    with pytest.raises(CannotIssue, match="没有选中"):
        actions.issue(committee=here.committee, wanted=[], hand=officer(here))


def test_the_whole_way_to_its_end(here):
    notice = replied(here)
    actions.visit(
        notice, passed=True, words="看了会议记录，属实。", although="记录在补录。",
        hand=officer(here, 4, 7),
    )  # fmt: skip
    assert fresh(notice).state == State.PASSED
    actions.close(notice, hand=officer(here, 4, 8))
    ended = fresh(notice)
    assert (ended.state, ended.ended_on) == (State.CLOSED, date(2026, 4, 8))
    kinds = [one.leaf.kind for one in queries.told_of(ended)]
    assert kinds == [
        "notices.issued", "notices.receipted", "notices.replied", "notices.rechecked",
        "notices.closed",
    ]  # fmt: skip


def test_no_step_is_skipped(here):
    notice = issued(here)
    words = "次序"
    with pytest.raises(CannotRectify, match=words):
        actions.reply(notice, measures="已补。", hand=secretary(here))
    with pytest.raises(CannotRectify, match=words):
        actions.visit(notice, passed=True, words="好。", hand=officer(here))
    with pytest.raises(CannotRectify, match=words):
        actions.close(notice, hand=officer(here))
    actions.receipt(notice, hand=secretary(here))
    with pytest.raises(CannotRectify, match=words):
        actions.receipt(notice, hand=secretary(here))
    with pytest.raises(CannotRectify, match=words):
        actions.close(notice, hand=officer(here))
    actions.reply(notice, measures="已补。", hand=secretary(here))
    with pytest.raises(CannotRectify, match=words):
        actions.close(notice, hand=officer(here))
    with pytest.raises(CannotRectify, match=words):
        actions.reply(notice, measures="再补。", hand=secretary(here))


def test_what_a_branch_owes_and_did_becomes_facts_of_the_day_it_was_due(here):
    notice = receipted(here)
    actions.reply(notice, measures="已补。", hand=secretary(here, 4, 1))
    told = {(one.fact.name, one.fact.on) for lh in _hashes(notice) for one in _stated(lh)}
    assert told == {(DUE, date(2026, 4, 10)), (IN_TIME, date(2026, 4, 10))}


def _hashes(notice):
    steps = Step.objects.filter(notice=notice).values_list("leaf_id", flat=True)
    return [bytes(notice.leaf_id), *map(bytes, steps)]


def _stated(lh):
    from zhibu.journal import reading

    return reading.stated_of(lh)


def test_a_late_answer_counts_as_late(here):
    notice = receipted(here)
    actions.reply(notice, measures="晚了，已补。", hand=secretary(here, 4, 20))
    assert rectification(here) == (1, 0, 1)


def test_an_answer_that_does_not_pass_is_taken_back_and_due_again(here):
    notice = receipted(here)
    actions.reply(notice, measures="晚了，已补。", hand=secretary(here, 4, 20))
    actions.visit(
        notice, passed=False, words="没有补开。", reply_by=date(2026, 5, 8),
        hand=officer(here, 4, 21),
    )  # fmt: skip
    now = fresh(notice)
    assert (now.state, now.reply_by) == (State.NOT_PASSED, date(2026, 5, 8))
    assert rectification(here) == (1, 0, 0)
    actions.reply(notice, measures="这次补开了。", hand=secretary(here, 4, 28))
    assert rectification(here) == (1, 0, 1)


def test_what_did_not_pass_needs_a_new_day(here):
    notice = replied(here)
    with pytest.raises(CannotRectify, match="今天以后") as refusal:
        actions.visit(notice, passed=False, words="没有补。", hand=officer(here, 4, 7))
    assert refusal.value.field == "reply_by"
    assert fresh(notice).state == State.REPLIED


def test_the_machine_passes_what_the_live_account_has_in_full(here, monkeypatch):
    (draft,) = drafts(here)
    actions.issue(
        committee=here.committee, wanted=[wanted(draft, codes=("C7",))], hand=officer(here)
    )
    notice = Notice.objects.get()
    actions.receipt(notice, hand=secretary(here))
    actions.reply(notice, measures="已收齐。", hand=secretary(here, 4, 1))
    assert actions.recheck_by_machine(notice, hand=secretary(here, 4, 1)) is None
    assert fresh(notice).state == State.REPLIED

    settle_dues(here)
    leaf = actions.recheck_by_machine(notice, hand=secretary(here, 4, 2))
    assert leaf is not None
    assert leaf.role == "system"
    assert fresh(notice).state == State.PASSED


def test_what_still_lacks_points_passes_only_with_a_sentence_of_why(here):
    (draft,) = drafts(here)
    chosen = [wanted(draft, codes=("C7",))]
    actions.issue(committee=here.committee, wanted=chosen, hand=officer(here))
    notice = Notice.objects.get()
    actions.receipt(notice, hand=secretary(here))
    actions.reply(notice, measures="已收齐。", hand=secretary(here, 4, 1))

    with pytest.raises(CannotRectify, match="C7 的得分还没有恢复") as refusal:
        actions.visit(notice, passed=True, words="看过了。", hand=officer(here, 4, 2))
    assert refusal.value.field == "although"

    actions.visit(
        notice, passed=True, words="看过了。", although="收据已核对，月底补录。",
        hand=officer(here, 4, 2),
    )  # fmt: skip
    assert fresh(notice).state == State.PASSED
    assert "收据已核对，月底补录。" in queries.told_of(fresh(notice))[-1].record.words


def settle_dues(here):
    """Have 陈可 enter what every member paid from January to March."""
    from decimal import Decimal

    from zhibu.core.periods import Month
    from zhibu.dues import actions as dues
    from zhibu.dues.actions import LineTold
    from zhibu.party.queries import members_of

    for month in (1, 2, 3):
        lines = tuple(
            LineTold(one.uid, Decimal("20.00"), Decimal("2000.00"))
            for one in members_of(here.refining, date(2026, month, 28))
        )
        dues.collect_dues(
            branch=here.refining, month=Month(2026, month), lines=lines,
            hand=secretary(here, 4, 2),
        )  # fmt: skip


def test_a_machine_never_passes_what_only_a_visit_can_see(here):
    notice = replied(here)
    assert actions.recheck_by_machine(notice, hand=officer(here, 4, 7)) is None


def test_overdue_is_counted_from_days_and_never_kept(here):
    notice = issued(here)
    stage = stages.stage_of(notice, date(2026, 3, 26))
    assert (stage.act, stage.who, stage.overdue) == ("receipt", Who.BRANCH, 0)
    assert stages.stage_of(notice, date(2026, 3, 30)).overdue == 2
    actions.receipt(notice, hand=secretary(here))
    assert stages.stage_of(fresh(notice), date(2026, 4, 10)).overdue == 0
    assert stages.stage_of(fresh(notice), date(2026, 4, 13)).overdue == 1
    actions.reply(notice, measures="已补。", hand=secretary(here, 4, 1))
    stage = stages.stage_of(fresh(notice), date(2026, 4, 2))
    assert (stage.act, stage.who, stage.by) == ("recheck", Who.COMMITTEE, date(2026, 4, 23))


def test_it_goes_up_only_when_a_day_went_by_or_a_recheck_failed(here):
    notice = receipted(here)
    with pytest.raises(CannotRectify, match="逾期"):
        actions.escalate(
            notice, why="还没有答复。", reply_by=date(2026, 5, 8), hand=officer(here, 4, 10)
        )
    actions.escalate(
        notice, why="逾期没有答复。", reply_by=date(2026, 5, 8), hand=officer(here, 4, 13)
    )
    now = fresh(notice)
    assert (now.state, now.reply_by) == (State.ESCALATED, date(2026, 5, 8))
    actions.reply(notice, measures="已补。", hand=secretary(here, 4, 20))
    assert fresh(notice).state == State.REPLIED


def test_what_went_up_unsigned_is_still_to_be_signed_for_first(here):
    notice = issued(here)
    actions.escalate(
        notice, why="逾期没有签收。", reply_by=date(2026, 5, 8), hand=officer(here, 4, 1)
    )
    with pytest.raises(CannotRectify, match="请先签收"):
        actions.reply(notice, measures="已补。", hand=secretary(here, 4, 2))
    actions.receipt(notice, hand=secretary(here, 4, 2))
    assert fresh(notice).state == State.ESCALATED
    actions.reply(notice, measures="已补。", hand=secretary(here, 4, 2))


def test_a_wrong_notice_is_taken_back_with_its_facts_and_its_number_stays_used(here):
    notice = receipted(here)
    actions.reply(notice, measures="晚了。", hand=secretary(here, 4, 20))
    actions.withdraw(notice, reason="发错了支部。", hand=officer(here, 4, 21))
    now = fresh(notice)
    assert now.state == State.WITHDRAWN
    assert rectification(here) == (0, 0, 0)
    assert all(step.withdrawn for step in now.steps.all())
    with pytest.raises(CannotRectify, match="不能再撤回"):
        actions.withdraw(notice, reason="再来。", hand=officer(here, 4, 21))
    with pytest.raises(CannotRectify, match="次序"):
        actions.receipt(notice, hand=secretary(here, 4, 21))
    (draft,) = drafts(here, at(2026, 4, 22))
    actions.issue(
        committee=here.committee, wanted=[wanted(draft, reply_by=date(2026, 5, 8))],
        hand=officer(here, 4, 22),
    )  # fmt: skip
    assert sorted(Notice.objects.values_list("number", flat=True)) == [1, 2]


def summed(here):
    """Return how much of rectification stands in the sums of the year."""
    found = columns_of_year(2026)
    names = [found.facts[number] for number in found.fact_no.tolist()]
    told = zip(names, found.sum.tolist(), strict=True)
    return sum(value for name, value in told if "rectification" in name)


def test_what_a_withdrawn_notice_would_have_owed_never_enters_the_sums(here):
    notice = issued(here)
    ripening.ripen(date(2026, 4, 9))
    assert summed(here) == 0
    actions.withdraw(notice, reason="发错了支部。", hand=officer(here, 3, 25))
    ripening.ripen(date(2026, 4, 10))
    assert summed(here) == 0


def test_what_is_owed_enters_the_sums_on_its_day_and_leaves_them_with_the_notice(here):
    notice = issued(here)
    ripening.ripen(date(2026, 4, 10))
    assert summed(here) == 1
    actions.withdraw(notice, reason="发错了支部。", hand=officer(here, 4, 13))
    assert summed(here) == 0


def test_records_of_another_branch_are_not_taken_for_an_answer(here):
    notice = receipted(here)
    theirs = log.leaves_of(here.cracking.uid)[0].rec
    for rec in (theirs, "r_" + "a" * 26, "嗯"):
        with pytest.raises(CannotRectify, match="不是本支部的") as refusal:
            actions.reply(notice, measures="见记录。", records=[rec], hand=secretary(here))
        assert refusal.value.field == "records"
    own = log.leaves_of(here.refining.uid)[0].rec
    actions.reply(notice, measures="见记录。", records=[own], hand=secretary(here))


def test_telling_the_room_anew_gives_the_same_rows(here):
    notice = replied(here)
    actions.visit(
        notice, passed=False, words="没有补。", reply_by=date(2026, 5, 8), hand=officer(here, 4, 7)
    )
    before = (list(Notice.objects.values()), list(Step.objects.values().order_by("at", "leaf_id")))
    replay.replay("notices")
    after = (list(Notice.objects.values()), list(Step.objects.values().order_by("at", "leaf_id")))
    assert after == before


def test_a_notice_may_say_a_great_deal(here):
    (draft,) = drafts(here)
    words = "应当召开而没有召开" * 20
    draft.findings = [
        {**draft.findings[0], "code": f"Z{n}", "why": words, "basis": words,
         "records": ["r_" + "a" * 26] * 12}
        for n in range(41)
    ]  # fmt: skip
    draft.save()
    actions.issue(committee=here.committee, wanted=[wanted(draft)], hand=officer(here))
    notice = Notice.objects.get()
    assert len(queries.issued_of(notice).findings) == 41


def test_a_deadline_in_a_year_without_announced_holidays_is_provisional():
    assert rules.is_provisional(date(2026, 12, 21), date(2027, 1, 8))
    assert not rules.is_provisional(date(2026, 3, 23), date(2026, 4, 10))


def test_the_machine_s_hand_is_nobody_s_account(here):
    from zhibu.notices.actions.rechecking import MACHINE
    from zhibu.party.models import Account

    assert not Account.objects.filter(pk=MACHINE).exists()
    assert hand(here.accounts.officer).by != MACHINE
