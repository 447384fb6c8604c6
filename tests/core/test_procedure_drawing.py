"""The picture of a procedure: every step in its stage's column, in words too, without styles."""

import re
from xml.etree import ElementTree as ET

import pytest

from tests.core.procedures import SMALL, Walk, small
from tests.core.walkers import SHIPPED
from zhibu.core import procedure_drawing

pytestmark = pytest.mark.once
SVG = "{http://www.w3.org/2000/svg}"
each_procedure = pytest.mark.parametrize("one", [small(), *SHIPPED], ids=lambda one: one.key)


def drawn(one, standing=None):
    return ET.fromstring(procedure_drawing.svg(one, standing))  # noqa: S314  # our own text


def boxes(root):
    groups = [g for g in root.iter(f"{SVG}g") if "procedure-step" in g.get("class")]
    return [(g, g.find(f"{SVG}rect")) for g in groups]


def box_of(rect):
    return [int(rect.get(key)) for key in ("x", "y", "width", "height")]


@each_procedure
def test_every_step_has_a_box_of_its_own_inside_the_picture(one):
    root = drawn(one)
    places = [box_of(rect) for _, rect in boxes(root)]
    wide, high = (int(number) for number in root.get("viewBox").split()[2:])

    assert len(places) == len(one.steps)
    assert len({(x, y) for x, y, _, _ in places}) == len(places)
    assert all(x >= 0 and y >= 0 and x + w <= wide and y + h <= high for x, y, w, h in places)


@each_procedure
def test_a_stage_is_a_column(one):
    columns = {}
    for step, (_, rect) in zip(one.steps.values(), boxes(drawn(one)), strict=True):
        columns.setdefault(step.stage, set()).add(int(rect.get("x")))
    assert all(len(xs) == 1 for xs in columns.values())
    assert len({next(iter(xs)) for xs in columns.values()}) == len(columns)


@each_procedure
def test_every_line_joins_two_steps(one):
    root = drawn(one)
    lines = [path for path in root.iter(f"{SVG}path") if path.get("class") == "procedure-line"]
    backs = [path for path in root.iter(f"{SVG}path") if path.get("class") == "procedure-back"]

    assert len(lines) == sum(len(step.after) for step in one.steps.values())
    assert len(backs) == sum(
        bool(outcome.back_to) for step in one.steps.values() for outcome in step.outcomes.values()
    )
    assert all(re.fullmatch(r"M-?\d+ \d+([HV]-?\d+)+", path.get("d")) for path in (*lines, *backs))


@each_procedure
def test_it_can_be_heard(one):
    root = drawn(one)
    told = root.find(f"{SVG}desc").text

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == one.title
    assert all(step.title in told for step in one.steps.values())
    assert all(group.find(f"{SVG}title").text for group, _ in boxes(root))


@each_procedure
def test_it_brings_no_script_and_no_style(one):
    text = procedure_drawing.svg(one, None)
    assert not re.search(r"<script|style=|<style|href|\son\w+=", text)


def test_a_running_case_shows_in_its_boxes():
    walk = Walk().go("application", "2026-01-05", materials=["letter"])
    root = drawn(walk.case.procedure, walk.stand("2026-01-06"))
    classes = [group.get("class").split()[1] for group, _ in boxes(root)]

    assert classes[:3] == ["is-done", "is-open", "is-ahead"]
    assert "提出申请 已办" in root.find(f"{SVG}desc").text


def test_words_cannot_break_out_of_the_picture():
    one = small(SMALL.replace("title: 归档", "title: '<b>&\"归'"))
    titles = [text.text for text in drawn(one).iter(f"{SVG}text")]
    assert '<b>&"归' in titles
