"""Every sentence a user reads has its English."""

import re

import pytest
from django.utils import translation

from tests.house import sources
from workshop import messages

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def said_of(words):
    return words if isinstance(words, tuple) else (words,)


@pytest.fixture(scope="module")
def english():
    assert messages.PO.exists(), "no English catalogue: run `python dev.py messages`, then fill it"
    return messages.read()


def test_the_catalogue_holds_what_the_source_says(english):
    known = {(message.id, message.context) for message in english}
    gathered = {(message.id, message.context) for message in messages.gathered()}
    assert gathered - known == set()


def test_everything_is_said_in_english(english):
    assert messages.untranslated(english) == []


def test_english_is_english(english):
    chinese = [
        message.id
        for message in english
        if message.id and any(CHINESE.search(words) for words in said_of(message.string))
    ]
    assert chinese == []


def test_english_keeps_the_placeholders(english):
    changed = [
        message.id
        for message in english
        if message.id and message.string
        if set(PLACEHOLDER.findall("".join(said_of(message.id))))
        != set(PLACEHOLDER.findall("".join(said_of(message.string))))
    ]
    assert changed == []


def test_the_compiled_catalogue_is_that_of_the_source(english):
    assert messages.PO.with_suffix(".mo").read_bytes() == messages.compiled(english)


@pytest.mark.parametrize("kind", sources.kinds_of_the_house(), ids=lambda kind: kind.tag)
def test_a_kind_has_an_english_title(kind):
    with translation.override("en"):
        assert not CHINESE.search(str(kind.title))
