"""Cases taken over from an older ledger: believed as far as they can have been, and no further."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.procedures import day, small
from tests.core.tellers import CHINA
from tests.core.walkers import SHIPPED, to_the_end
from zhibu.core import case

TODAY = "2026-10-01"
ADMISSIONS = tuple(one for one in SHIPPED if one.family == "admission")


def told(step, on, *, outcome="", entered=TODAY, version="2026-05", **values):
    return case.Done(step, day(on), day(entered), version, values, outcome=outcome)


def taken(*steps, opened="2026-01-05"):
    begun = case.Case(small(), day(opened))
    return case.take_over(begun, steps, calendar=CHINA)


def audited(found, today=TODAY):
    gaps = case.audit(found.case, today=day(today), calendar=CHINA, procedures=())
    return [(gap.step, gap.rule) for gap in gaps]


def test_a_ledger_that_knows_only_days_is_taken_over():
    found = taken(told("application", "2026-01-05"), told("talk", "2026-01-20"))
    assert (found.refused, found.told) == ((), ())
    standing = case.stand(found.case, today=day(TODAY), calendar=CHINA)
    assert [one.step for one in standing.open] == ["examination"]
    assert [one.taken_over for one in found.case.done] == [True, True]


def test_the_audit_says_what_a_taken_over_step_does_not_prove():
    found = taken(told("application", "2026-01-05"), told("talk", "2026-01-20"))
    gaps = case.audit(found.case, today=day("2026-06-30"), calendar=CHINA, procedures=())
    assert [(one.step, one.rule) for one in gaps] == [
        ("application", "taken_over"), ("talk", "taken_over"),
    ]  # fmt: skip
    assert "“申请书”" in gaps[0].words
    assert "“谈话人”" in gaps[1].words


def test_what_asks_for_nothing_is_known_by_its_day_alone():
    found = taken(told("application", "2026-01-05"), told("examination", "2026-02-01"))
    assert ("examination", "taken_day") in audited(found, "2026-02-02")


def test_a_step_the_ledger_went_past_is_a_gap_and_not_an_open_step():
    found = taken(told("application", "2026-01-05"), told("publicity", "2026-09-01"))
    assert found.refused == ()
    gaps = audited(found)
    assert [step for step, rule in gaps if rule == "taken_past"] == [
        "talk", "examination", "training",
    ]  # fmt: skip
    standing = case.stand(found.case, today=day(TODAY), calendar=CHINA)
    assert [one.step for one in standing.open] == ["meeting"]


def test_what_is_repeated_until_a_step_ends_where_that_step_was_passed():
    found = taken(told("application", "2026-01-05"), told("examination", "2026-02-01"))
    standing = case.stand(found.case, today=day("2026-03-01"), calendar=CHINA)
    assert [one.step for one in standing.open] == ["examination", "training"]
    past = taken(
        told("application", "2026-01-05"), told("examination", "2026-02-01"),
        told("publicity", "2026-09-01"),
    )  # fmt: skip
    standing = case.stand(past.case, today=day(TODAY), calendar=CHINA)
    assert [one.step for one in standing.open] == ["meeting"]


@pytest.mark.parametrize(
    ("steps", "rules"),
    [
        ([told("application", "2026-02-01"), told("talk", "2026-01-31")], ["backdated"]),
        ([told("application", "2026-01-04")], ["before_opening"]),
        ([told("application", "2026-10-02")], ["future"]),
        ([told("application", TODAY)], ["taken_now"]),
        ([told("application", "2026-01-05"), told("application", "2026-01-06")], ["done"]),
        ([told("oath", "2026-01-05")], ["step_unknown"]),
        ([told("meeting", "2026-09-01")], ["outcome"]),
        ([told("training", "2026-09-01", days="三")], ["field_kind"]),
        ([told("training", "2026-09-01", weeks=1)], ["field_unknown"]),
        ([told("talk", "2026-01-20", version="2020")], ["version"]),
    ],
)
def test_what_cannot_have_been_is_refused(steps, rules):
    assert [one.rule for _done, one in taken(*steps).refused] == rules


def test_nothing_comes_after_the_end():
    over = told("meeting", "2026-09-01", outcome="failed")
    found = taken(over, told("archive", "2026-09-02"))
    assert [one.rule for _done, one in found.refused] == ["ended"]


def test_a_rule_that_was_broken_is_told_and_stays_in_the_audit():
    late = told("talk", "2026-03-01")
    short = told("training", "2026-08-01", days=2)
    found = taken(told("application", "2026-01-05"), late, short)
    assert found.refused == ()
    assert [(done.step, one.rule) for done, one in found.told] == [
        ("talk", "latest"), ("training", "length"), ("training", "repeated"),
    ]  # fmt: skip
    assert set(audited(found)) >= {
        ("talk", "latest"), ("training", "length"), ("training", "repeated"),
    }  # fmt: skip


def test_nothing_is_stated_of_what_an_older_ledger_tells():
    """What stands open now is owed; that anything was done, in time or late, nobody has seen."""
    found = taken(told("application", "2026-01-05"), told("talk", "2026-03-01"))
    begun = replace(found.case, closed_as="-", closed_on=day("1900-01-01"))
    owed = case.due_facts(begun, found.case, CHINA)
    assert [(one.name, one.on) for one in owed] == [("sample.examination.due", day("2026-09-01"))]
    assert case.stated_facts(begun, found.case) == ()


@st.composite
def ledgers(draw):
    """Draw a definition and what a ledger may know of a case: some steps, each some days later."""
    definition = draw(st.sampled_from(ADMISSIONS))
    on, steps = definition.valid_from, []
    for step in definition.steps.values():
        if step.id != "application" and not draw(st.booleans()):
            continue
        on += timedelta(days=draw(st.sampled_from((0, 1, 30, 200, 400))))
        good = next((one.id for one in step.outcomes.values() if not one.ends), "")
        steps.append(case.Done(step.id, on, on, definition.version, outcome=good))
    entered = on + timedelta(days=draw(st.sampled_from((1, 90, 2000))))
    return definition, [replace(one, entered_on=entered) for one in steps]


@settings(max_examples=60, deadline=None)
@given(ledgers())
def test_whatever_was_taken_over_has_a_legal_way_to_its_end(ledger):
    definition, steps = ledger
    begun = case.Case(definition, definition.valid_from)
    found = case.take_over(begun, steps, calendar=CHINA)
    assert found.refused == ()
    standing = case.stand(found.case, today=steps[-1].entered_on, calendar=CHINA)
    assert bool(standing.open) != bool(standing.ended)
    to_the_end(found.case)
