"""Every standard: compiles, knows its facts, and works its own cases out."""

import pytest
import yaml

from tests.house import sources
from zhibu.core.compiler import compile_standard
from zhibu.journal import facts, kinds

STANDARDS = sorted((sources.SOURCE / "standards").glob("zb*.yaml"))
each_standard = pytest.mark.parametrize("path", STANDARDS, ids=lambda path: path.stem)


def compiled(path):
    return compile_standard(
        path.read_text("utf-8"),
        catalogue=facts.known(),
        known_facts=facts.known().known_from(kinds.fact_names()),
        filename=path.name,
    )


def test_the_standard_of_41_items_is_there():
    assert [len(compiled(path).items) for path in STANDARDS if path.stem == "zb41"] == [41]


@each_standard
def test_a_standard_compiles_and_warns_of_nothing_but_the_share_of_machines(path):
    assert {fault.code for fault in compiled(path).warnings} <= {"machine_share"}


@each_standard
def test_every_item_has_a_worked_case_and_a_citation(path):
    told = yaml.safe_load(path.read_text("utf-8"))
    counted = [item for item in told["items"] if item["code"] not in {"J", "X", "B"}]
    assert [item["id"] for item in counted if not item.get("cases")] == []
    assert [item["id"] for item in told["items"] if not item["basis"]["text"]] == []


def test_the_catalogue_names_rooms_that_are_or_will_be():
    planned = {
        "appraisal", "admission", "elections", "mobility", "learning", "funds", "honours",
        "service", "suggestions", "surveys", "site", "ledgers", "notices", "journal",
    }  # fmt: skip
    named = {measure.emitted_by for measure in facts.known().measures.values()}
    assert named <= planned | set(sources.ROOMS)
