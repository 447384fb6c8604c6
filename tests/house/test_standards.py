"""Every standard: compiles, knows its facts, and works its own cases out."""

from collections import Counter

import pytest
import yaml

from tests.house import sources
from zhibu import standards
from zhibu.core import procedure, works
from zhibu.core.compiler import compile_standard
from zhibu.journal import facts, kinds

SHIPPED = {"zb41": 41, "zb132": 132, "five_star": 20, "member": 12}
STANDARDS = [sources.SOURCE / "standards" / f"{name}.yaml" for name in SHIPPED]
each_standard = pytest.mark.parametrize("path", STANDARDS, ids=lambda path: path.stem)


def compiled(path):
    return compile_standard(
        path.read_text("utf-8"),
        catalogue=facts.known(),
        known_facts=facts.known().known_from(kinds.fact_names()),
        filename=path.name,
    )


@each_standard
def test_a_standard_has_as_many_items_as_it_says(path):
    assert len(compiled(path).items) == SHIPPED[path.stem]


def test_the_thousand_points_have_their_seven_sections():
    sections = compiled(STANDARDS[1]).sections
    assert [one.points // 100 for one in sections] == [200, 320, 160, 100, 80, 50, 90]


@each_standard
def test_every_item_is_worked_out_in_full_and_with_a_loss(path):
    lacking = []
    for item in compiled(path).items:
        points = [case.points for case in item.cases]
        worked = [one for one in points if one is not None]
        if len(points) < 2 or max(worked) != item.points or min(worked) >= item.points:
            lacking.append(item.id)
    assert lacking == []


@each_standard
def test_nobody_is_asked_for_the_same_number_under_two_names(path):
    """Two items may read the same fact; two facts of one title would be one thing entered twice."""
    titles = Counter(facts.known()[name].title for name in facts_of(compiled(path)))
    assert [title for title, count in titles.items() if count > 1] == []


@each_standard
def test_no_step_of_a_procedure_counts_twice_in_it(path):
    """A step may count under several duties; a standard reads one of them."""
    read = facts_of(compiled(path))
    twice = [
        (step.id, duties)
        for file in sorted((sources.SOURCE / "standards" / "procedures").glob("*.yaml"))
        for step in procedure.load(file.read_text("utf-8"), filename=file.name).steps.values()
        if len(duties := [duty for duty in step.duties if f"{duty}.due" in read]) > 1
    ]
    assert twice == []


def facts_of(standard):
    return {
        name for item in standard.items for name in item.facts if name in facts.known().measures
    }


@each_standard
def test_a_standard_compiles_and_warns_of_nothing_but_the_share_of_machines(path):
    assert {fault.code for fault in compiled(path).warnings} <= {"machine_share"}


@each_standard
def test_every_item_has_a_worked_case_and_a_citation(path):
    told = yaml.safe_load(path.read_text("utf-8"))
    assert [item["id"] for item in told["items"] if not item.get("cases")] == []
    assert [item["id"] for item in told["items"] if not item["basis"]["text"]] == []


def test_the_catalogue_names_rooms_that_are_or_will_be():
    planned = {
        "appraisal", "admission", "elections", "mobility", "learning", "funds", "honours",
        "service", "suggestions", "surveys", "site", "ledgers", "notices", "journal",
    }  # fmt: skip
    families = (family.measure for family in facts.known().families.values())
    measures = [*facts.known().measures.values(), *families]
    named = {room for measure in measures for room in measure.rooms}
    assert named <= planned | set(sources.ROOMS)


@pytest.mark.parametrize("path", STANDARDS[:3], ids=lambda path: path.stem)
def test_something_states_every_fact_that_the_standards_of_branches_need(path):
    assert [item.id for item in compiled(path).items if not item.measured] == []


def test_every_kind_of_declared_work_is_asked_for_by_a_standard():
    catalogue = facts.known()
    covered = {each.counts: each.fact for each in catalogue.coverages}
    asked = {name for path in STANDARDS for name in facts_of(compiled(path))}
    asked |= {veto.fact for path in STANDARDS for veto in compiled(path).vetoes}
    kinds_of_work = works.load(standards.text("worklog.yaml"), catalogue).types.values()
    idle = [
        one.key
        for one in kinds_of_work
        if not {covered.get(name, name) for name in one.facts} & asked
    ]
    assert idle == []
