"""The rules as data: all typed, all said, and no doubt passed off as certainty."""

import re
from dataclasses import fields

import pytest

from tests.rooms.scrutiny.told import CATALOGUE, RULES
from zhibu import standards
from zhibu.core.standard_fault import StandardFault
from zhibu.scrutiny import rules, wording
from zhibu.scrutiny.detectors import documents, sweep, thresholds
from zhibu.scrutiny.detectors.thresholds import DESCRIPTIVE, STATISTICAL

TEXT = standards.text("detectors.yaml")


def test_every_rule_of_the_specification_but_the_weak_one_is_there():
    assert tuple(RULES.rules) == sweep.RULES == (
        "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D11",
    )  # fmt: skip


def test_the_thresholds_are_those_of_the_specification():
    assert (RULES.burst.least_records, RULES.burst.gap_minutes, RULES.burst.span_days) == (
        5,
        45,
        45,
    )
    assert RULES.lateness.q_percent == 1
    assert (RULES.reuse.overlap_percent, RULES.reuse.least_pairs) == (60, 3)
    assert (RULES.attendance.absent_percent, RULES.attendance.once_in) == (4, 10_000)
    assert RULES.across.common_percent == 5


@pytest.mark.parametrize("code", sweep.RULES)
def test_a_rule_says_itself_with_its_numbers(code):
    rule = RULES.rules[code]
    assert not re.search(r"[{}]", rules.words_of(rule) + rules.limits_of(rule))
    assert rule.knobs[rule.knob] in rule.grid
    assert rule.confidence != "A" or rule.basis.startswith("《")


@pytest.mark.parametrize("code", sweep.RULES)
def test_a_knob_turns_nothing_else(code):
    turned = RULES.turned(code, 7)
    changed = [f.name for f in fields(RULES) if getattr(turned, f.name) != getattr(RULES, f.name)]
    assert len(changed) == 1
    assert RULES.turned(code, RULES.rules[code].knobs[RULES.rules[code].knob]) == RULES


def test_lateness_and_heaping_are_facts_and_never_ask():
    for code in ("D2", "D9"):
        assert RULES.rules[code].fact_only
        assert RULES.rules[code].strength in {STATISTICAL, DESCRIPTIVE}


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ('span_days: "45"', 'span_days: "many"', "not_a_number"),
        ("strength: hard", "strength: certain", "not_a_choice"),
        ('gap_minutes: "45", ', "", "key_missing"),
        ("signal: lateness", "signal: mood", "not_a_choice"),
        ("D11:", "D12:", "key_unknown"),
        ("late_from: within_10", "late_from: soon", "not_a_choice"),
    ],
)
def test_rules_that_are_not_right_are_refused_with_their_line(was, becomes, code):
    with pytest.raises(StandardFault) as refused:
        thresholds.load(TEXT.replace(was, becomes, 1))
    assert refused.value.code == code


def test_the_catalogue_marks_what_nobody_confirmed():
    assert len(CATALOGUE) >= 15
    assert {one.confidence for one in CATALOGUE.values()} <= {"A", "B", "K", "P"}
    assert all(one.citation for one in CATALOGUE.values())


def test_a_document_without_a_day_is_refused():
    text = standards.text("documents.yaml").replace('"2017-10-18"', '"2017 年"', 1)
    with pytest.raises(StandardFault):
        documents.load(text)


def test_every_sentence_speaks_of_a_rule_there_is():
    assert {name.partition(".")[0] for name in wording.SENTENCES} == set(sweep.RULES)
