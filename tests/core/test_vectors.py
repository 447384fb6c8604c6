"""Bytes that other verifiers must agree on: canonical JSON, commitments, the tree."""

import json
import random
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from zhibu.core import canonical, commitment, leaf, merkle
from zhibu.core.canonical import NotCanonicalError

pytestmark = pytest.mark.once

text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
keys = st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True)
whole = st.integers(-canonical.LARGEST, canonical.LARGEST)
values = st.recursive(
    st.one_of(text, whole, st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


def in_nfc(value):
    import unicodedata

    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [in_nfc(item) for item in value]
    if isinstance(value, dict):
        return {key: in_nfc(item) for key, item in value.items()}
    return value


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0) if isinstance(value, dict | list) else 0


@given(values.map(in_nfc))
def test_the_spelling_is_rfc_8785_and_reads_back(value):
    if depth(value) > canonical.DEEPEST:
        return
    data = canonical.encode(value)

    assert data == rfc8785.dumps(value)
    assert canonical.decode(data) == value


@pytest.mark.parametrize("data", [
    b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a": 1}', b"1.0", b"1e3", b"NaN", b"null", b'{"a":null}',
    b'{"A":1}', b'"\\u0041"', b"9007199254740992", b"[1,]", b"\xff", b'"e\xcc\x81"', b'"\\ud800"',
    b"[" * 9 + b"]" * 9, b"[" * 5000 + b"]" * 5000, b"",
])  # fmt: skip
def test_any_other_spelling_is_refused(data):
    with pytest.raises(NotCanonicalError):
        canonical.decode(data)


@pytest.mark.parametrize(
    "value", [1.5, None, {1: 2}, {"名": 1}, 2**53, "e\u0301", object(), {"a": {1}}]
)
def test_values_without_a_canonical_spelling_are_refused(value):
    with pytest.raises(NotCanonicalError):
        canonical.encode(value)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_tree_is_that_of_rfc_6962(hashes):
    def naive(part):
        if not part:
            return merkle.root([])
        if len(part) == 1:
            return part[0]
        split = 1 << (len(part) - 1).bit_length() - 1
        return merkle.node_hash(naive(part[:split]), naive(part[split:]))

    assert merkle.root(hashes) == naive(hashes)


def test_the_first_known_roots():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    one = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root([]).hex() == empty
    assert merkle.root([merkle.leaf_hash(b"")]).hex() == one


def test_a_published_record_commits_to_its_parts():
    """Values of a record made by another implementation of the same specification."""
    told = json.loads(
        Path(__file__).with_name("vectors").joinpath("record.json").read_text("utf-8")
    )
    secret = leaf.read_bytes(told["secret"])
    encoded = commitment.encode_parts(told["parts"])
    assert leaf.spell_bytes(commitment.commit(secret, encoded)) == told["pc"]


@pytest.mark.parametrize(
    "text", ["\n\u0301", "\x1a\u0301", "\u0301", "[\u0338", "中\u2028\u0000𠮷😀"]
)
def test_marks_that_compose_with_nothing_are_left_alone(text):
    for value in (text, {"a": [text, 1]}, ["title", text]):
        assert canonical.encode(value) == rfc8785.dumps(value)
        assert canonical.decode(canonical.encode(value)) == value


def test_twenty_thousand_random_values_are_spelled_as_rfc_8785_does():
    chance = random.Random(8785)
    for _ in range(20_000):
        value = random_value(chance, 4)
        assert canonical.encode(value) == rfc8785.dumps(value)


LETTERS = 'ab"\\/\x00\b\t\n\f\r\x1f\x7f\x80é中王\u2028\u2029\ufeff\uffff𠮷😀\U0010ffff'


def random_value(chance, levels):
    kind = chance.randrange(6 if levels else 3)
    if kind == 0:
        return chance.choice([True, False, 0, -1, canonical.LARGEST, -canonical.LARGEST])
    if kind == 1:
        return chance.randrange(-canonical.LARGEST, canonical.LARGEST)
    if kind == 2:
        return "".join(chance.choices(LETTERS, k=chance.randrange(8)))
    below = [random_value(chance, levels - 1) for _ in range(chance.randrange(4))]
    if kind == 3:
        return below
    return {"".join(chance.choices("abz019_", k=3)): one for one in below}


def test_too_many_or_too_long_parts_are_refused():
    with pytest.raises(commitment.PayloadTooLargeError, match="2001 parts"):
        commitment.encode_parts([["a", 1]] * 2001)
    with pytest.raises(commitment.PayloadTooLargeError, match="bytes"):
        commitment.encode_parts([["a", "字" * 6000]])


def test_a_leaf_too_long_is_refused():
    with pytest.raises(leaf.LeafTooLongError):
        leaf.encode({"kind": "a" * 5000})


def test_instants_are_spelled_in_utc_with_milliseconds():
    from datetime import UTC, datetime, timedelta, timezone

    at = datetime(2026, 3, 15, 10, 11, 9, 123999, tzinfo=timezone(timedelta(hours=8)))
    assert leaf.spell_instant(at) == "2026-03-15T02:11:09.123Z"
    assert leaf.read_instant("2026-03-15T02:11:09.123Z") == datetime(
        2026, 3, 15, 2, 11, 9, 123000, tzinfo=UTC
    )
