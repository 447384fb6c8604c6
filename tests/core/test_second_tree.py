"""The national digest, as the standard's own examples have it, and trees made of it."""

import pytest

from tests.core.forging import vector
from zhibu.core import merkle, sm
from zhibu.core.merkle import Frontier
from zhibu.core.sm import SM3

pytestmark = pytest.mark.once

ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
LONG = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


@pytest.mark.parametrize(("told", "digest"), [(b"abc", ABC), (b"abcd" * 16, LONG)])
def test_the_examples_of_gb_t_32905(told, digest):
    assert sm.sm3(told).hex() == digest


def test_a_tree_of_it_has_another_head_and_its_own_proofs():
    leaves = vector("entries.jsonl").splitlines()
    hashes = [SM3.leaf(one) for one in leaves]
    edge = Frontier(SM3)
    edge.extend(hashes)

    head = edge.root()
    assert head == SM3.root(hashes) != merkle.root([merkle.leaf_hash(one) for one in leaves])
    path = [SM3.root(hashes[a:b]) for a, b in merkle.inclusion_spans(123, 300)]
    assert merkle.is_included(hashes[123], 123, 300, path, head, SM3)
    assert not merkle.is_included(hashes[123], 123, 300, path, head)
    old = SM3.root(hashes[:257])
    path = [SM3.root(hashes[a:b]) for a, b in merkle.consistency_spans(257, 300)]
    assert merkle.is_consistent(257, 300, old, head, path, SM3)
    assert Frontier(SM3).root() == SM3.nothing == sm.sm3(b"")
