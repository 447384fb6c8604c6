"""The data files' small language: everything clever is refused, in milliseconds, with its line."""

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zhibu.core import standard_text
from zhibu.core.standard_fault import FAULT_WORDS, StandardFault
from zhibu.core.standard_text import parse

pytestmark = pytest.mark.once


def refused(words):
    with pytest.raises(StandardFault) as caught:
        parse(words, "x.yaml")
    return caught.value


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (BOMB, "alias", 1),
        ("a: *b", "alias", 1),
        ("a: 1\nb: !!python/object:os.system 1", "tag", 2),
        ("a: !x y", "tag", 1),
        ("a: 1\nb: 2\na: 3", "key_doubled", 3),
        ("[" * 900, "too_deep", 1),
        ("{a: " * 900, "too_deep", 1),
        ("a: [1", "not_yaml", 1),
        ("a: 1\n\tb: 2", "not_yaml", 2),
        ("a: \x00", "not_yaml", 1),
        ("", "empty", 1),
        ("# only a remark", "empty", 1),
        ("a: 1\n---\nb: 2", "one_document", 2),
        ("%YAML 1.1\n---\na: 1", "one_document", 1),
        ("%TAG ! tag:x,2026:\n---\na: 1", "one_document", 1),
        ("? [a]\n: b", "text_expected", 1),
        ("? {a: b}\n: c", "text_expected", 1),
        ("'': 1", "text_empty", 1),
        (f"{'k' * 121}: 1", "text_long", 1),
        ("x" * (standard_text.LARGEST + 1), "too_large", 1),
        ("a: \ud800", "not_yaml", 1),
    ],
)
def test_what_is_clever_or_broken_is_refused_with_its_line(words, code, line):
    start = time.perf_counter()
    fault = refused(words)

    assert (fault.code, fault.line, fault.file) == (code, line, "x.yaml")
    assert time.perf_counter() - start < 1
    assert fault.words == FAULT_WORDS[code] % fault.params


def test_without_libyaml_the_same_is_refused(monkeypatch):
    monkeypatch.setattr(standard_text, "_LOADER", yaml.SafeLoader)
    assert refused("a: 1\nb: *c").code == "alias"
    assert refused("a: \ud800").code == "not_yaml"
    assert refused("[" * 900).code == "too_deep"


def test_a_scalar_stays_what_was_written():
    told = parse("a: no\nb: 010\nc: 12:30:45\nd: .inf\ne: ~\nf: 2026-03-01", "x.yaml").entries()
    assert [node.text() for node in told.values()] == [
        "no",
        "010",
        "12:30:45",
        ".inf",
        "~",
        "2026-03-01",
    ]
    assert told["f"].line == 6


@pytest.mark.parametrize(
    ("words", "read", "code"),
    [
        ("[1]", lambda node: node.text(), "text_expected"),
        ("' '", lambda node: node.text(), "text_empty"),
        ("abc", lambda node: node.text(most=2), "text_long"),
        ("abc", lambda node: node.choice(("abd", "x")), "not_a_choice"),
        ("abc", lambda node: node.listed(), "list_expected"),
        ("abc", lambda node: node.entries(), "mapping_expected"),
        ("1e9", lambda node: node.whole(), "not_a_number"),
        ("9**9**9", lambda node: node.whole(), "not_a_number"),
        ("9" * 400, lambda node: node.whole(), "not_a_number"),
        ("２", lambda node: node.whole(), "not_a_number"),
        ("-1", lambda node: node.whole(), "not_a_number"),
        ("1.234", lambda node: node.cents(), "not_points"),
        ("-1", lambda node: node.cents(), "not_points"),
        (".inf", lambda node: node.cents(), "not_points"),
        ("123456", lambda node: node.cents(), "not_points"),
        ("2026-02-30", lambda node: node.day(), "not_a_date"),
        ("true", lambda node: node.flag(), "not_a_choice"),
        ("a: 1", lambda node: node.fields(required=("b",)), "key_unknown"),
        ("a: 1", lambda node: node.fields(required=("a", "b")), "key_missing"),
    ],
)
def test_the_schema_decides_what_a_text_is(words, read, code):
    with pytest.raises(StandardFault) as caught:
        read(parse(words, "x.yaml"))
    assert caught.value.code == code


def test_numbers_are_read_exactly():
    assert [parse(each, "x").cents() for each in ("4", "0.5", "0.75", "99999.99")] == [
        400,
        50,
        75,
        9999999,
    ]
    assert parse("-3", "x").whole(least=-5) == -3
    assert parse("yes", "x").flag()
    assert not parse("no", "x").flag()


def unknown_key(words):
    with pytest.raises(StandardFault) as caught:
        parse(words, "x.yaml").fields(required=("title",))
    return caught.value


def test_a_near_miss_is_answered_with_what_was_meant():
    near, far = unknown_key("tittle: 1"), unknown_key("qqq: 1")
    assert (near.suggestion, far.suggestion) == ("title", None)
    assert str(near) == "x.yaml 第 1 行：不认识的键“tittle”；是否应为“title”？"
    assert str(far) == "x.yaml 第 1 行：不认识的键“qqq”。"


def read_or_refused(words):
    try:
        return parse(words, "x.yaml").line
    except StandardFault as fault:
        return fault.line


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(words):
    assert read_or_refused(words) >= 1


PIECES = ["a: ", "- ", "[", "]", "{", "}", "\n", " ", "?", ": ", "'", '"', "|", "x", "&a ", "*a"]


@given(st.lists(st.sampled_from(PIECES)))
def test_any_punctuation_is_read_or_refused(pieces):
    assert read_or_refused("".join(pieces)) >= 1
