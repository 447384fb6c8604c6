"""Every example of the guide compiles, in both languages."""

import re

import pytest

from tests.house.sources import ROOT
from zhibu.core import rubric_writing
from zhibu.drafting.workbench import compiled

BLOCK = re.compile(r"```yaml ?(\w*)\n(.*?)```", re.DOTALL)
GUIDES = ("standards.md", "standards.zh.md")


def blocks(guide):
    return BLOCK.findall((ROOT / "docs" / guide).read_text("utf-8"))


def whole(guide):
    return next(text for kind, text in blocks(guide) if not kind)


def examples(kind):
    """Return a guide's examples of a kind, each as a case of a test."""
    return list(_examples(kind))


def _examples(kind):
    for guide in GUIDES:
        for place, (found, text) in enumerate(blocks(guide)):
            if found == kind:
                yield pytest.param(guide, text, id=f"{guide}:{place}")


@pytest.mark.parametrize("guide", GUIDES)
def test_the_whole_standard_compiles(guide):
    assert len(compiled(whole(guide)).items) == 1


@pytest.mark.parametrize(("guide", "text"), examples("item"))
def test_each_shape_of_items_compiles(guide, text):
    tree = rubric_writing.read(whole(guide))
    tree["items"] = rubric_writing.read(text)

    assert compiled(rubric_writing.written(tree)).items[0].points == 400


@pytest.mark.parametrize(("guide", "text"), examples("head"))
def test_each_shape_around_the_items_compiles(guide, text):
    tree = rubric_writing.read(whole(guide)) | rubric_writing.read(text)

    compiled(rubric_writing.written(tree))


def test_both_guides_show_the_same_examples():
    assert blocks(GUIDES[0]) == blocks(GUIDES[1])
    assert len(blocks(GUIDES[0])) > 12
