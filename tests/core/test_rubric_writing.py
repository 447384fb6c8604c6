"""The text of a standard: written once, read back the same, whatever was typed into it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhibu import standards
from zhibu.core import rubric_writing as writing

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(
    lambda text: text.strip()
)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: text.strip()
)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
HEADED = st.dictionaries(KEYS, TREES, min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(HEADED)
def test_whatever_was_typed_reads_back_the_same(tree):
    text = writing.written(tree)

    assert writing.read(text) == tree
    assert writing.written(writing.read(text)) == text


@pytest.mark.parametrize("name", ["zb41.yaml"])
def test_a_shipped_standard_is_written_without_loss(name):
    text = standards.text(name)

    anew = writing.written(writing.read(text), preface=writing.preface_of(text))

    assert writing.read(anew) == writing.read(text)
    assert writing.preface_of(anew) == writing.preface_of(text)
    assert anew.startswith("# ZB-41")


def test_comments_above_stay_and_those_inside_are_counted():
    text = "# 党委 2026 年标准\n\nid: a # 代号\n# 里面的\nitems: []\n"

    assert writing.preface_of(text) == "# 党委 2026 年标准\n\n"
    assert writing.inner_comments(text) == 2


def test_lines_are_no_wider_than_a_page_where_they_can_be_broken():
    tree = {
        "items": [{"id": "A1", "title": "支部党员大会" * 6, "rule": {"fact": "a.b", "of": "c"}}]
    }

    assert writing.written(tree) == (
        "items:\n  - id: A1\n    title: " + "支部党员大会" * 6 + "\n    rule: {fact: a.b, of: c}\n"
    )


@pytest.mark.parametrize("sly", ["yes: no", "- a", "*a", "&a", "!!x", "a #b", "'", '"', "\\", "=1+1",
                                 "\u2028", "\ufeff", "a\nb", "null", "~", "|", ">", "%", "@", "`"])  # fmt: skip
def test_signs_that_mean_something_in_yaml_stay_signs(sly):
    assert writing.read(writing.written({"title": sly})) == {"title": sly}
