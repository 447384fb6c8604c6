"""Planted cheats are found by their own detector; honest habits are left in peace."""

from collections import defaultdict

import pytest

from bench import population
from bench.population import CHEATS, HONEST, planted
from tests.rooms.scrutiny.told import GROUNDS, RULES
from zhibu.scrutiny.detectors import sweep

OWN = {
    "quarter_backfill": "D1", "year_backfill": "D1", "copied": "D3", "copied_edited": "D3",
    "cloned": "D4", "nearly_cloned": "D4",
}  # fmt: skip


@pytest.fixture(scope="module")
def swept():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(population, "CHEATS_SHARE", 0.5)  # few branches, so more of them cheat
        told = planted(160, seed=41)
    findings = sweep.find(told.population, GROUNDS)
    seen = defaultdict(set)
    for one in findings:
        seen[one.rule].add(one.unit)
    return told, seen, findings


@pytest.mark.parametrize("habit", CHEATS)
def test_most_of_a_cheat_is_found_by_its_detector(swept, habit):
    told, seen, _ = swept
    those = told.having(habit)
    found = [uid for uid in those if uid in seen[OWN[habit]]]
    least = 0.5 if habit in {"nearly_cloned", "copied_edited"} else 0.9
    assert those
    assert len(found) >= least * len(those)


def test_no_honest_branch_is_seen_by_a_rule_that_accuses(swept):
    told, seen, _ = swept
    accused = seen["D1"] | seen["D3"] | seen["D4"] | seen["D8"]
    assert accused.isdisjoint(told.having(*HONEST))


def test_no_honest_branch_is_asked(swept):
    told, _, findings = swept
    asked = {one.unit for one in sweep.questions(findings, RULES)}
    assert asked.isdisjoint(told.having(*HONEST))


def test_the_same_seed_plants_the_same():
    assert planted(5, seed=3) == planted(5, seed=3)
