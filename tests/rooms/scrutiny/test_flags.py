"""A branch is asked, answers, and the officer settles; nothing is deducted, nothing asked twice."""

from datetime import date, timedelta

import pytest

from tests.people import at, hand
from tests.rooms.scrutiny.conftest import anachronism, hold, officer, secretary, sweep
from zhibu.assessment.models import LiveScore
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.models import Payload, StatedFact
from zhibu.journal.replay import projections_of, replay
from zhibu.meetings.models import Attended, Meeting
from zhibu.meetings.records import TopicTold
from zhibu.scrutiny import actions, queries
from zhibu.scrutiny.actions import CannotAnswer, CannotSettle
from zhibu.scrutiny.models import Flag, Noticed, State
from zhibu.scrutiny.records import Flagged


def rows():
    return {
        model.__name__: sorted(map(str, model.objects.values_list()))
        for model in projections_of("scrutiny")
    }


def test_a_document_that_was_not_there_yet_is_asked_about(here, flag):
    told = log.record_of(log.leaf_of(flag.leaf_id))

    assert flag.rules == ["D5"]
    assert flag.branch_id == here.refining.uid
    assert [one.records for one in told.evidence] == [(Meeting.objects.get().rec,)]
    assert told.thresholds == flag.version == "2026.1"


def test_the_committee_sees_it_after_five_working_days(flag):
    assert flag.flagged_at == at(2026, 3, 23, 3)
    assert flag.open_on == date(2026, 3, 30)
    assert not queries.is_open_to_committee(flag, date(2026, 3, 29))
    assert queries.is_open_to_committee(flag, date(2026, 3, 30))


def test_what_is_in_the_record_names_nobody_in_the_open(flag):
    leaf = log.leaf_of(flag.leaf_id)
    payload = Payload.objects.get(lh=flag.leaf_id)
    assert leaf.unit is None
    assert payload.sealed
    assert b"D5" not in bytes(payload.parts)


def test_a_flag_moves_no_point_and_states_no_fact(here):
    anachronism(here)
    before = list(LiveScore.objects.order_by("pk").values())
    facts = StatedFact.objects.count()

    sweep()
    flag = Flag.objects.get()
    actions.answer(flag, words="日期记错了。", hand=secretary(here))
    actions.settle(flag, outcome="confirmed", why="属实，请更正。", hand=officer(here))

    assert list(LiveScore.objects.order_by("pk").values()) == before
    assert StatedFact.objects.count() == facts


def test_the_same_evidence_is_never_asked_about_twice(here, flag):
    assert sweep(date(2026, 3, 30)).questions == ()
    actions.answer(flag, words="日期记错了。", hand=secretary(here, 31))
    actions.settle(flag, outcome="wrong", why="讨论的是建议稿。", hand=officer(here, 31))
    assert sweep(date(2026, 4, 6)).questions == ()
    assert Flag.objects.count() == 1


def test_two_sweeps_at_once_ask_once(here):
    from zhibu.journal import facts
    from zhibu.scrutiny import sweeping

    anachronism(here)
    first, second = (sweeping.look(date(2026, 3, 23)) for _ in range(2))
    machine = hand(role="system", at=at(2026, 3, 23))
    assert len(sweeping.carry_out(first, calendar=facts.calendar(), hand=machine)) == 1
    assert sweeping.carry_out(second, calendar=facts.calendar(), hand=machine) == []


def test_a_withdrawn_record_is_not_looked_at(here):
    from zhibu.meetings import actions as meetings

    leaf = anachronism(here)
    meetings.withdraw_meeting(rec=leaf.rec, reason="重复", hand=secretary(here, 20))
    assert sweep().questions == ()


def test_the_branch_answers_and_the_officer_settles(here, flag):
    actions.answer(flag, words="  日期写错了一年，已更正。 ", hand=secretary(here))
    answered = Flag.objects.get()
    actions.settle(answered, outcome="explained", why="已更正。", hand=officer(here))

    flag.refresh_from_db()
    said = queries.said_about(flag)
    assert answered.state == State.ANSWERED
    assert (flag.state, flag.settled) == (State.EXPLAINED, True)
    assert said.replies[0][1].words == "日期写错了一年，已更正。"
    assert said.settled[1].why == "已更正。"
    assert said.replies[0][0].prev == said.settled[0].prev == flag.leaf_id


def test_an_answer_opens_it_to_the_committee_at_once(here, flag):
    actions.answer(flag, words="请看附件。", hand=secretary(here))
    flag.refresh_from_db()
    assert queries.is_open_to_committee(flag, date(2026, 3, 24))


def test_an_answer_has_words_and_not_too_many(here, flag):
    for words in ("", "  \n ", "字" * 2_001):
        with pytest.raises(CannotAnswer):
            actions.answer(flag, words=words, hand=secretary(here))
    assert Flag.objects.get().state == State.OPEN


def test_nothing_is_settled_before_the_branch_had_its_say(here, flag):
    with pytest.raises(CannotSettle, match="先等支部说明"):
        actions.settle(flag, outcome="confirmed", why="属实", hand=officer(here))
    late = hand(here.accounts.officer, at=at(2026, 3, 30))
    actions.settle(flag, outcome="confirmed", why="到期没有说明。", hand=late)
    assert Flag.objects.get().state == State.CONFIRMED


def test_an_outcome_has_a_reason_and_is_one_of_three(here, flag):
    actions.answer(flag, words="记错了。", hand=secretary(here))
    for outcome, why in (("confirmed", " "), ("guilty", "属实"), ("", "属实")):
        with pytest.raises(CannotSettle):
            actions.settle(flag, outcome=outcome, why=why, hand=officer(here))


def test_what_is_settled_stays_settled(here, flag):
    actions.answer(flag, words="记错了。", hand=secretary(here))
    actions.settle(flag, outcome="explained", why="合理。", hand=officer(here))
    with pytest.raises(CannotSettle, match="不能改"):
        actions.settle(flag, outcome="confirmed", why="再想想。", hand=officer(here, 26))
    with pytest.raises(CannotAnswer, match="已经有结论"):
        actions.answer(flag, words="还有话说。", hand=secretary(here, 26))


def test_after_ten_replies_it_is_enough(here, flag):
    for number in range(10):
        actions.answer(flag, words=f"第 {number} 次说明", hand=secretary(here))
    with pytest.raises(CannotAnswer, match="10"):
        actions.answer(flag, words="第十一次", hand=secretary(here))


def test_told_again_from_the_journal_it_is_the_same(here, flag):
    actions.answer(flag, words="记错了。", hand=secretary(here))
    actions.settle(flag, outcome="confirmed", why="属实。", hand=officer(here))
    before = rows()

    told = replay("scrutiny")

    assert told == 3
    assert rows() == before
    assert all(before.values())


def test_precision_counts_what_was_settled(here, flag):
    (before,) = queries.precisions(["D5"])
    assert (before.flagged, before.settled, before.share) == (1, 0, None)
    assert before.bounds == (0.0, 1.0)

    actions.answer(flag, words="记错了。", hand=secretary(here))
    actions.settle(flag, outcome="confirmed", why="属实。", hand=officer(here))

    after, none = queries.precisions(["D5", "D1"])
    assert (after.confirmed, after.settled, after.share) == (1, 1, 1.0)
    assert after.bounds[0] == pytest.approx(0.2065, abs=1e-4)
    assert none.flagged == 0


def test_a_sitting_that_made_up_a_quarter_is_asked_about(here):
    for number, day in enumerate(date(2025, 9, 1) + timedelta(days=12 * n) for n in range(6)):
        hold(here, day, entered=at(2026, 3, 16, 20, 5 * number))

    (question,) = sweep().questions

    assert question.rules == ("D1",)
    assert question.findings[0].figures["late"] == 6


def test_a_correction_is_not_a_second_entry(here):
    from zhibu.meetings import actions as meetings
    from zhibu.meetings.queries import told_of
    from zhibu.meetings.told import told_by

    for n in range(6):
        leaf = hold(here, date(2026, 1, 5) + timedelta(days=12 * n))
        told = told_by(told_of(leaf.rec))
        from dataclasses import replace

        later = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 16, 20, 5 * n))
        meetings.correct_meeting(
            rec=leaf.rec, told=replace(told, place="四楼"), reason="地点记错", hand=later
        )
    assert sweep().questions == ()


def test_who_left_before_cannot_have_been_present(here):
    from zhibu.party import actions as party

    hold(here, date(2026, 3, 12))
    party.leave(
        member=here.member("贾𠮷"),
        reason="transferred",
        left_on=date(2026, 3, 1),
        hand=officer(here, 20),
    )

    (question,) = sweep().questions

    assert (question.rules, question.findings[0].case) == (("D6",), "not_belonging")
    assert question.findings[0].people == (here.member("贾𠮷").uid,)


def test_who_says_not_to_have_been_there_is_counted_and_not_named(here):
    from zhibu.meetings.answering import answer_attendance

    leaf = hold(here, date(2026, 3, 12))
    wang = here.member("王立新")
    answer_attendance(
        rec=leaf.rec, member=wang.uid, there=False,
        hand=hand(here.accounts.member, role="member", at=at(2026, 3, 13)),
    )  # fmt: skip

    sweep()

    flag = Flag.objects.get()
    told: Flagged = log.record_of(log.leaf_of(flag.leaf_id))
    assert flag.rules == ["D11"]
    assert wang.uid not in str(told)


def test_the_same_photograph_of_two_days_is_asked_about(here):
    from tests.rooms.meetings.test_attachments import JPEG
    from zhibu.meetings import attachments

    for day in (5, 12):
        stored = attachments.store(
            branch=here.refining.uid, name="现场.jpg", content=JPEG, at=at(2026, 3, day)
        )
        attached = attachments.attachments_of([stored])
        hold(here, date(2026, 3, day), attachments=attached)

    (question,) = sweep().questions

    assert (question.rules, question.findings[0].case) == (("D7",), "own")


def test_of_a_talk_no_text_is_read(here):
    hold(
        here, date(2025, 3, 5), entered=at(2026, 3, 6), form="talk", topics=(),
        attending=(here.member("王立新").uid, here.member("陈可").uid),
        minutes="谈到《中共中央关于制定国民经济和社会发展第十五个五年规划的建议》",
    )  # fmt: skip
    assert sweep().questions == ()


def test_what_is_only_noticed_is_replaced_by_the_next_sweep(here):
    everybody = [hold(here, date(2025, 4, 1) + timedelta(days=9 * n)) for n in range(36)]
    assert len(everybody) == 36
    assert Attended.objects.filter(state="absent").count() == 0

    assert sweep().questions == ()
    assert set(Noticed.objects.values_list("rule", flat=True)) == {"D4"}
    sweep(date(2026, 3, 30))
    assert Noticed.objects.count() == 1


def test_the_refusals_are_sentences(here, flag):
    with pytest.raises(Refusal) as refused:
        actions.answer(flag, words="", hand=secretary(here))
    assert refused.value.field == "words"
    assert str(refused.value).endswith("。")


def test_what_was_told_is_unsealed_only_to_be_read(here, flag):
    actions.answer(flag, words="小王当天请假，记错了人。", hand=secretary(here))
    ((leaf, said),) = queries.said_about(flag).replies
    assert said.words == "小王当天请假，记错了人。"
    assert "小王".encode() not in bytes(Payload.objects.get(lh=leaf.lh).parts)


def test_topics_and_resolutions_are_read_too(here):
    from tests.rooms.scrutiny.conftest import PLENUM

    hold(here, date(2025, 3, 5), entered=at(2026, 3, 6),
         topics=(TopicTold("学习", decision=False, resolution=f"学习了《{PLENUM}》"),))  # fmt: skip
    assert [one.rules for one in sweep().questions] == [("D5",)]
