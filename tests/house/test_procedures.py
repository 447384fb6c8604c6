"""Every procedure: loads, names what there is, and works its own cases out."""

import re

import pytest

from tests.core.tellers import CHINA
from tests.house import sources
from zhibu.core import procedure, procedure_cases
from zhibu.journal import facts
from zhibu.party.permits import Ability

FOLDER = sources.SOURCE / "standards" / "procedures"
FILES = sorted(FOLDER.glob("*.yaml"))
ENDS = ("due", "done_in_time", "done_late")
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def loaded(path):
    return procedure.load(path.read_text("utf-8"), filename=path.name)


def test_there_are_procedures():
    assert "admission" in {loaded(path).family for path in FILES}


def test_no_two_definitions_are_the_same_version():
    keys = [loaded(path).key for path in FILES]
    assert sorted(set(keys)) == sorted(keys)


@each_file
def test_a_procedure_works_its_own_cases_out(path):
    definition, every = loaded(path), [loaded(each) for each in FILES]
    worked = procedure_cases.read_cases(path.read_text("utf-8"), definition, filename=path.name)
    assert worked, "a definition without worked cases"
    wrong = [
        said
        for one in worked
        for said in procedure_cases.run(one, definition, calendar=CHINA, procedures=every)
    ]
    assert wrong == []


@each_file
def test_every_rule_stops_or_marks_somebody_in_a_worked_case(path):
    definition = loaded(path)
    worked = procedure_cases.read_cases(path.read_text("utf-8"), definition, filename=path.name)
    broken = {
        (line.told["step"].text(), line.told[how].text())
        for one in worked
        for line in one.run
        for how in ("refused", "marked")
        if line.act == "step" and how in line.told
    }
    rules = {(step.id, rule.id) for step in definition.steps.values() for rule in step.rules}
    assert sorted(rules - broken) == []


@each_file
def test_its_bodies_act_by_abilities_there_are(path):
    asked = {body.ability for body in loaded(path).bodies.values()}
    assert asked <= {str(ability) for ability in Ability}


@each_file
def test_it_states_facts_of_the_catalogue_only(path):
    named = {
        name
        for step in loaded(path).steps.values()
        for name in (*step.states, *(f"{duty}.{end}" for duty in step.duties for end in ENDS))
    }
    assert [name for name in named if name not in facts.known()] == []


@each_file
def test_every_step_says_what_it_wants_on_which_ground(path):
    silent = [
        step.id
        for step in loaded(path).steps.values()
        if not re.search(r"[\u3400-\u9fff]", step.requirement) or not step.basis
    ]
    assert silent == []


@each_file
def test_other_versions_keep_the_outcomes_of_the_steps_they_keep(path):
    """A case that moves between versions must not forget how a step turned out."""
    one = loaded(path)
    others = [other for other in map(loaded, FILES) if is_version_of(one, other)]
    lost = [
        (other.key, step.id, outcome.id)
        for other in others
        for step in one.steps.values()
        for outcome in step.outcomes.values()
        if step.id in other.steps and other.steps[step.id].outcomes.get(outcome.id) is None
        if outcome.ends or outcome.back_to
    ]
    assert lost == []


def is_version_of(one, other):
    return (one.family, one.variant) == (other.family, other.variant) and one is not other
