"""The machine: no step skipped, nothing dated back into order, and each no tells why."""

from dataclasses import replace
from datetime import date

import pytest

from tests.core.procedures import SMALL, VOTE, Walk, day, shown, talked, trained
from tests.core.tellers import CHINA
from zhibu.core import case
from zhibu.core.case_words import RULE_WORDS, WORDS

pytestmark = pytest.mark.once


def test_a_case_walks_from_its_first_step_to_its_end():
    walk = shown().go("meeting", "2026-09-20", outcome="passed", **VOTE)

    assert walk.stand().ended == ""
    assert walk.go("archive", "2026-09-21").stand().ended == case.COMPLETED
    assert [(one.done, one.of) for one in walk.stand().stages] == [(4, 4), (3, 3)]
    assert walk.refused("archive", "2026-09-22") == ["ended"]
    assert walk.audit() == ()


@pytest.mark.parametrize("step", ["talk", "examination", "training", "publicity", "meeting"])
def test_no_step_is_skipped(step):
    walk = Walk()
    (only,) = walk.check(step, "2026-03-01")

    assert only.rule == "order"
    assert "尚未" in only.words or "未办" in only.words
    assert only.basis.startswith("《样例细则》")
    assert only.way_out


def test_out_of_order_names_the_source_where_a_step_rests_on_a_default():
    walk = Walk()
    step = walk.case.procedure.steps["talk"]
    steps = {**walk.case.procedure.steps, "talk": replace(step, basis="默认，待确认")}
    walk.case = replace(walk.case, procedure=replace(walk.case.procedure, steps=steps))

    (only,) = walk.check("talk", "2026-01-06", by="李明")

    assert only.rule == "order"
    assert only.basis == f"{walk.case.procedure.source}；默认，待确认"
    assert walk.stand().of("talk").obstacles[0].basis == only.basis


def test_a_refusal_names_what_is_missing():
    (only,) = Walk().check("talk", "2026-01-06", by="李明")
    assert "“提出申请”" in only.words
    assert "“提出申请”" in only.way_out


@pytest.mark.parametrize(
    ("on", "entered", "today", "rules"),
    [
        ("2026-01-04", None, "2030-01-01", ["before_opening"]),
        ("2026-02-02", None, "2026-02-01", ["future"]),
        ("2026-01-06", "2026-01-05", "2026-02-01", ["entered"]),
        ("2026-01-06", "2026-02-02", "2026-02-01", ["entered"]),
        ("2026-01-06", "2026-02-01", "2026-02-01", []),
    ],
)
def test_days_lie_between_the_opening_and_today(on, entered, today, rules):
    walk = Walk(today=today)
    assert walk.refused("application", on, entered=entered, materials=["letter"]) == rules


def test_nothing_is_dated_back_into_order():
    walk = talked()
    found = walk.check("examination", "2026-01-19", entered="2026-03-01")

    assert [one.rule for one in found] == ["backdated"]
    assert "“派人谈话”" in found[0].words
    assert "2026-01-20" in found[0].words
    assert walk.refused("examination", "2026-01-20") == []


def test_nothing_is_entered_before_what_it_follows():
    walk = Walk().go("application", "2026-01-05", materials=["letter"], entered="2026-03-01")
    assert walk.refused("talk", "2026-02-01", entered="2026-02-28", by="李明") == ["entered_before"]
    assert walk.refused("talk", "2026-02-01", entered="2026-03-01", by="李明") == []


def test_a_step_done_is_done():
    assert talked().refused("talk", "2026-02-01", by="李明") == ["done"]


def test_a_step_of_another_version_is_not_recorded():
    assert Walk().refused("application", "2026-01-05", version="1990") == ["version"]
    assert Walk().refused("dance", "2026-01-05") == ["step_unknown"]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, [("field_missing", "by")]),
        ({"by": ""}, [("field_kind", "by")]),
        ({"by": 7}, [("field_kind", "by")]),
        ({"by": "李明", "opinion": "好" * 4001}, [("field_kind", "opinion")]),
        ({"by": "李明", "mood": "好"}, [("field_unknown", "mood")]),
        ({"by": "李明", "materials": ["photo"]}, [("material_unknown", "photo")]),
        ({"by": "李明", "outcome": "well"}, [("outcome_unknown", "outcome")]),
    ],
)
def test_what_is_recorded_is_what_is_asked(told, found):
    walk = Walk().go("application", "2026-01-05", materials=["letter"])
    seen = walk.check("talk", "2026-01-06", **told)
    assert [(one.rule, one.field) for one in seen] == found


def test_a_paper_that_is_missing_is_named():
    (only,) = Walk().check("application", "2026-01-05")
    assert (only.rule, only.field) == ("material_missing", "letter")
    assert "申请书" in only.words


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        ({"present": 8, "votes": 6}, []),
        ({"present": 7, "votes": 6}, ["quorum"]),  # 4/5 of ten is eight, exactly
        ({"present": 8, "votes": 5}, ["majority"]),  # one half is not more than half
        ({"whole": 11, "present": 8, "votes": 6}, ["quorum"]),  # 8.8 of 11 is nine
        ({"whole": 11, "present": 9, "votes": 6}, []),
        ({"whole": 0, "present": 0, "votes": 0}, ["quorum", "majority"]),
        ({"counters": ("甲",)}, ["least"]),
        ({"counters": ("甲", "甲")}, ["field_kind"]),
        ({"present": True}, ["field_kind"]),
        ({"votes": -1}, ["field_kind", "majority"]),
    ],
)
def test_a_vote_holds_at_its_boundary(values, rules):
    told = {**VOTE, **values}
    assert shown().refused("meeting", "2026-09-20", outcome="passed", **told) == rules


def test_a_lost_vote_is_recorded_as_lost():
    lost = {**VOTE, "votes": 5}
    walk = shown().go("meeting", "2026-09-20", outcome="failed", **lost)
    assert walk.stand().ended == "failed"
    assert walk.stand().open == ()


@pytest.mark.parametrize(
    ("days", "hours", "fits"),
    [(3, None, True), (None, 24, True), (2, 24, True), (2, 23, False), (None, None, False)],
)
def test_one_of_several_is_enough(days, hours, fits):
    told = {"days": days, "hours": hours}
    walk = talked().go("examination", "2026-02-01").go("examination", "2026-07-01")
    found = walk.refused(
        "training", "2026-07-10", **{key: n for key, n in told.items() if n is not None}
    )
    assert found == ([] if fits else ["length"])


def test_what_must_be_repeated_is_counted():
    walk = talked().go("examination", "2026-02-01")
    (only,) = walk.check("training", "2026-07-10", days=3)
    assert (only.rule, "1 次" in only.words, "2 次" in only.words) == ("repeated", True, True)


@pytest.mark.parametrize(
    ("shown_on", "first"),
    [
        ("2026-09-29", "2026-10-12"),  # the 30th, then 8, 9, the Saturday worked, and Monday
        ("2026-09-30", "2026-10-13"),
        ("2026-02-13", "2026-02-27"),  # a Saturday worked before the Spring Festival counts
        ("2026-08-03", "2026-08-10"),
    ],
)
def test_working_days_pass_over_a_long_holiday(shown_on, first):
    text = SMALL.replace("    after: [training]\n", "    after: []\n")
    text = text.replace(
        "    stage: one\n    title: 培训\n", "    stage: one\n    title: 培训\n    leads_to: []\n"
    )
    walk = Walk(text).go("publicity", shown_on)
    before = date.fromordinal(day(first).toordinal() - 1)

    assert walk.state("meeting", first).earliest == day(first)
    assert walk.refused("meeting", before.isoformat(), outcome="passed", **VOTE) == ["shown"]
    assert walk.refused("meeting", first, outcome="passed", **VOTE) == []
    assert not walk.state("meeting", first).provisional


def test_working_days_of_a_year_not_announced_are_provisional():
    walk = shown("2027-09-29")
    (only,) = walk.check("meeting", "2027-09-30", outcome="passed", **VOTE)
    assert walk.state("meeting").provisional
    assert (only.rule, only.provisional) == ("shown", True)


def test_months_end_where_the_month_ends():
    walk = talked().go("examination", "2026-08-31")
    assert walk.state("examination", "2026-09-01").latest == date(2027, 2, 28)


def test_a_deadline_that_is_marked_may_be_missed_and_is_told():
    walk = Walk().go("application", "2026-01-31", materials=["letter"])
    on_time, late = (
        walk.done("talk", "2026-02-28", by="李明"),
        walk.done("talk", "2026-03-01", by="李明"),
    )

    assert walk.state("talk", "2026-02-28").state == case.OPEN
    assert walk.state("talk", "2026-03-01").state == case.OVERDUE
    assert case.remarks(walk.case, on_time, calendar=CHINA) == ()
    assert [one.rule for one in case.remarks(walk.case, late, calendar=CHINA)] == ["latest"]
    assert walk.refused("talk", "2026-03-01", by="李明") == []
    (gap, *_) = walk.go("talk", "2026-03-01", by="李明").audit(today="2026-03-02")
    assert (gap.step, gap.rule, gap.basis) == ("talk", "latest", "《样例细则》第二条")


def test_a_deadline_that_shuts_needs_an_exception():
    walk = shown("2026-08-31")
    assert walk.refused("meeting", "2027-02-28", outcome="passed", **VOTE) == []
    assert walk.refused("meeting", "2027-03-01", outcome="passed", **VOTE) == ["prompt"]

    walk.grant("meeting", "later", "2027-03-01")
    assert walk.refused("meeting", "2027-03-01", outcome="passed", **VOTE) == []
    assert walk.done("meeting", "2027-03-01").waived == ("prompt",)
    assert walk.refused("meeting", "2027-03-01", outcome="passed", **{**VOTE, "votes": 5}) == [
        "majority"
    ]
    assert (
        walk.go("meeting", "2027-03-01", outcome="passed", **VOTE).audit(today="2027-03-01") == ()
    )


def test_an_exception_signed_later_does_not_count_before():
    walk = shown("2026-08-31").grant("meeting", "later", "2027-03-02")
    assert walk.refused("meeting", "2027-03-01", outcome="passed", **VOTE) == ["prompt"]


def test_a_waiver_nobody_signed_is_refused():
    walk = shown("2026-08-31")
    attempt = replace(
        walk.done("meeting", "2026-09-20", outcome="passed", **VOTE), waived=("prompt",)
    )
    (only,) = case.check(walk.case, attempt, today=walk.today, calendar=CHINA)
    assert only.rule == "waiver"
    assert "上级党委" in only.way_out


def test_an_exception_may_spare_a_whole_step():
    walk = talked().go("examination", "2026-02-01").grant("training", "untrained", "2026-03-01")

    assert walk.state("training").state == case.LEFT_OUT
    assert walk.refused("training", "2026-03-02", days=3) == ["left_out"]
    assert walk.go("publicity", "2026-03-02").audit(today="2026-03-03") == ()


@pytest.mark.parametrize(
    ("step", "exception", "on", "by", "rule"),
    [
        ("training", "untrained", "2026-03-01", "branch", "exception_body"),
        ("training", "untaught", "2026-03-01", "superior", "exception_unknown"),
        ("dancing", "untrained", "2026-03-01", "superior", "step_unknown"),
        ("training", "untrained", "2031-03-01", "superior", "future"),
        ("training", "untrained", "2026-01-04", "superior", "before_opening"),
    ],
)
def test_who_may_not_sign_an_exception(step, exception, on, by, rule):
    walk = talked()
    granted = case.Granted(step, exception, day(on), by)
    assert [one.rule for one in case.check_grant(walk.case, granted, today=walk.today)] == [rule]


def test_an_exception_is_signed_once_and_in_time():
    walk = talked().grant("training", "untrained", "2026-03-01")
    again = case.Granted("training", "untrained", day("2026-03-01"), "superior")
    late = case.Granted("training", "untrained", day("2026-08-01"), "superior")

    (only,) = case.check_grant(walk.case, again, today=walk.today)
    assert only.rule == "exception_again"
    (only,) = case.check_grant(trained().case, late, today=walk.today)
    assert only.rule == "done"


def test_a_step_repeats_until_another_is_done():
    walk = talked().go("examination", "2026-02-01")
    state = walk.state("examination", "2026-08-01")

    assert (state.state, state.again, state.latest) == (case.DONE, True, date(2026, 8, 1))
    assert walk.state("examination", "2026-08-02").state == case.OVERDUE
    assert [one.step for one in walk.stand("2026-03-01").open] == ["examination", "training"]
    assert trained().refused("examination", "2026-08-01") == ["done"]
    assert trained().state("examination", "2027-08-02").state == case.DONE


def test_a_repetition_too_late_is_a_gap():
    walk = talked().go("examination", "2026-02-01").go("examination", "2026-08-02")
    (gap,) = walk.audit(today="2026-08-03")
    assert (gap.step, gap.rule) == ("examination", "late")
    assert "1 天" in gap.words


def test_the_way_back_is_walked_once():
    extended = {**VOTE, "outcome": "extended", "until": day("2027-03-20")}
    walk = shown().go("meeting", "2026-09-20", **extended)

    assert [one.step for one in walk.stand().open] == ["publicity"]
    assert len(walk.state("meeting").done) == 1
    assert walk.refused("meeting", "2027-03-20", outcome="passed", **VOTE) == ["order"]
    assert walk.refused("publicity", "2026-09-19") == ["backdated"]
    walk.go("publicity", "2027-03-20")
    assert walk.refused("meeting", "2027-04-20", **extended) == ["outcome_once"]
    assert walk.go("meeting", "2027-04-20", outcome="passed", **VOTE).stand().ended == ""
    assert [(s.done, s.of) for s in walk.stand().stages] == [(4, 4), (2, 3)]


@pytest.mark.parametrize(
    ("until", "rules"),
    [("2027-03-20", []), ("2027-03-19", ["long_enough"]), (None, ["field_missing"])],
)
def test_what_an_outcome_asks_is_asked_with_it(until, rules):
    told = {**VOTE, **({"until": day(until)} if until else {})}
    assert shown().refused("meeting", "2026-09-20", outcome="extended", **told) == rules
    assert shown().refused("meeting", "2026-09-20", outcome="passed", **VOTE) == []


def test_a_step_with_outcomes_wants_one():
    (only,) = shown().check("meeting", "2026-09-20", **VOTE)
    assert only.rule == "outcome"
    assert "通过、延长、未通过" in only.way_out


def test_an_outcome_leads_to_some_of_the_next_steps_only():
    text = SMALL.replace(
        "      - {id: passed, title: 通过}",
        "      - {id: passed, title: 通过, leads_to: [archive]}\n"
        "      - {id: handed, title: 移交, leads_to: [handing]}",
    )
    text += (
        "  - {id: handing, stage: two, title: 移交, body: branch, after: [meeting], basis: 一,"
        " confidence: P, requirement: 移交。}\n"
        "  - {id: receipt, stage: two, title: 回执, body: branch, after: [handing], basis: 一,"
        " confidence: P, requirement: 回执。}\n"
    )
    text = text.replace("    requirement: 归档。\n", "    requirement: 归档。\n    leads_to: []\n")
    walk = Walk(text)
    walk.case = replace(shown().case, procedure=walk.case.procedure)
    walk.go("meeting", "2026-09-20", outcome="passed", **VOTE)

    states = {one.step: one.state for one in walk.stand().steps}
    assert (states["archive"], states["handing"], states["receipt"]) == (
        case.OPEN,
        case.LEFT_OUT,
        case.LEFT_OUT,
    )
    assert walk.go("archive", "2026-09-21").stand().ended == case.COMPLETED


def test_a_step_may_be_for_some_cases_only():
    text = SMALL.replace(
        "    requirement: 公示五个工作日。\n",
        "    requirement: 公示五个工作日。\n    when: {case.kind: [student]}\n",
    )
    others, students = (
        Walk(text, context={"kind": "plain"}),
        Walk(text, context={"kind": "student"}),
    )
    assert others.state("publicity").state == case.LEFT_OUT
    assert students.state("publicity").state == case.AHEAD


def test_nobody_waits_for_an_optional_step():
    text = SMALL.replace(
        "    requirement: 公示五个工作日。\n", "    requirement: 公示。\n    optional: yes\n"
    )
    walk = Walk(text)
    walk.case = replace(trained().case, procedure=walk.case.procedure)
    assert walk.refused("meeting", "2026-07-10", outcome="passed", **VOTE) == []
    walk.go("meeting", "2026-07-10", outcome="passed", **VOTE)
    assert walk.state("publicity").state == case.LEFT_OUT
    assert walk.audit(today="2026-07-11") == ()


def test_every_sentence_of_the_machine_can_be_said():
    for words, way_out in (*WORDS.values(), *RULE_WORDS.values()):
        assert words.endswith(("。", "%(among)s"))
        assert way_out.endswith("。")
