"""Files of cases: versions that change under way, the audit, closing, and obligations stated."""

from dataclasses import replace

import pytest

from tests.core.procedures import SMALL, Walk, day, small, talked, trained
from tests.core.tellers import CHINA
from zhibu.core import case
from zhibu.core.facts import Fact

pytestmark = pytest.mark.once
LATER = (
    SMALL.replace('version: "2026-05"', 'version: "2027"')
    .replace('"2026-01-01"', '"2027-01-01"')
    .replace("months: 1, basis", "days: 3, basis")
    .replace(
        "  - id: training\n",
        "  - {id: review, stage: one, title: 审查, body: branch, after: [talk], basis: 新规,"
        " confidence: P, requirement: 审查。}\n  - id: training\n",
    )
    .replace("    after: [examination]\n", "    after: [examination, review]\n")
)


def test_what_a_new_version_demands_becomes_open():
    walk = talked().go("examination", "2026-02-01").go("examination", "2026-07-01")
    later = small(LATER)
    assert case.check_move(walk.case, later, today=day("2027-01-01")) == ()
    walk.case = case.move(walk.case, later)

    assert walk.state("talk").state == case.DONE
    assert walk.state("review").state == case.OPEN
    assert walk.refused("training", "2027-02-01", days=3) == ["order"]
    walk.go("review", "2027-01-15").go("training", "2027-02-01", days=3)
    assert [gap.step for gap in walk.audit(small(), today="2027-02-01")] == []


def test_what_came_too_late_for_a_new_version_is_a_gap():
    walk = trained()
    walk.case = case.move(walk.case, small(LATER))

    assert walk.state("review").state == case.LEFT_OUT
    assert walk.refused("publicity", "2027-02-01") == []
    (gap,) = walk.audit(small(), today="2026-08-01")
    assert (gap.step, gap.rule, gap.basis) == ("review", "passed", "新规")


def test_the_audit_holds_a_step_against_its_own_version():
    """Fifteen days are within the month of the old version and beyond three days of the new."""
    walk = talked()
    walk.case = case.move(walk.case, small(LATER))
    assert walk.audit(small(), today="2026-02-01") == ()
    assert [gap.rule for gap in walk.audit(today="2026-02-01")] == [
        "version_unknown",
        "version_unknown",
    ]


@pytest.mark.parametrize(
    ("text", "today", "rule"),
    [
        (LATER, "2026-12-31", "move_early"),
        (SMALL, "2027-01-01", "move_same"),
        (LATER.replace("id: sample\n", "id: other\n"), "2027-01-01", "move_other"),
    ],
)
def test_where_a_case_may_not_move(text, today, rule):
    (only,) = case.check_move(talked().case, small(text), today=day(today))
    assert only.rule == rule


def test_a_file_from_elsewhere_is_audited_in_full():
    walk = Walk().put("talk", "2026-01-20").put("application", "2026-01-30", materials=["letter"])
    walk.put("publicity", "2026-01-25")
    found = [(gap.step, gap.rule) for gap in walk.audit(today="2026-02-01")]
    assert found == [
        ("talk", "order"),
        ("application", "left_out"),
        ("publicity", "order"),
        ("examination", "passed"),
        ("training", "passed"),
    ]


def test_a_case_is_closed_not_before_its_last_step():
    walk = talked()
    rules = [
        [one.rule for one in case.check_close(walk.case, day(on), today=day("2026-02-01"))]
        for on in ("2026-01-19", "2026-02-02", "2026-01-20")
    ]
    assert rules == [["close_early"], ["future"], []]
    closed = replace(walk.case, closed_as="withdrawn", closed_on=day("2026-01-20"))
    assert case.stand(closed, today=walk.today, calendar=CHINA).ended == "withdrawn"
    assert [one.rule for one in case.check_close(closed, walk.today, today=walk.today)] == ["ended"]


def due(name, on, number=1):
    return Fact(f"sample.{name}", day(on), number)


def test_obligations_arise_and_are_met():
    empty = Walk()
    begun = Walk().go("application", "2026-01-05", materials=["letter"])
    met = talked()
    late = Walk().go("application", "2026-01-05", materials=["letter"])
    late.go("talk", "2026-02-06", by="李明")

    assert case.due_facts(empty.case, begun.case, CHINA) == (due("talk.due", "2026-02-05"),)
    assert case.due_facts(begun.case, met.case, CHINA) == (
        due("examination.due", "2026-07-20"),
        due("talk.done_in_time", "2026-02-05"),
    )
    assert due("talk.done_late", "2026-02-05") in case.due_facts(begun.case, late.case, CHINA)
    assert case.due_facts(met.case, met.case, CHINA) == ()


def test_taking_a_record_back_takes_its_facts_back():
    before, after = talked(), talked().go("examination", "2026-02-01")
    there = case.due_facts(before.case, after.case, CHINA)
    assert case.due_facts(after.case, before.case, CHINA) == tuple(-fact for fact in there)
    (stated,) = case.stated_facts(before.case, after.case)
    assert stated == due("examined", "2026-02-01")
    assert case.stated_facts(after.case, before.case) == (-stated,)


def test_an_obligation_falls_away_with_the_case_unless_it_was_overdue():
    begun = Walk().go("application", "2026-01-05", materials=["letter"]).case
    in_time = replace(begun, closed_as="withdrawn", closed_on=day("2026-02-05"))
    too_late = replace(begun, closed_as="withdrawn", closed_on=day("2026-02-06"))

    assert case.due_facts(begun, in_time, CHINA) == (due("talk.due", "2026-02-05", -1),)
    assert case.due_facts(begun, too_late, CHINA) == ()
