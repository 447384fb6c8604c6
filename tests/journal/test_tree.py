"""The stored tree gives the same hashes and proofs as the naive one, with few queries."""

import hashlib

import pytest
from django.db import connections

from zhibu.core import merkle
from zhibu.journal import models, tree
from zhibu.journal.backends import store

pytestmark = pytest.mark.django_db(transaction=True)
LEAVES = [b"leaf %d" % n for n in range(131)]
HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]


def whose():
    """The connection whose role may number leaves."""
    return "sequencer" if store.is_staged() else "default"


def naive(hashes):
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return merkle.node_hash(naive(hashes[:split]), naive(hashes[split:]))


@pytest.fixture
def grown(monkeypatch):
    """131 leaves, numbered in unequal portions, in blocks of four: a tree four levels high."""
    monkeypatch.setattr(tree, "BLOCK", 4)
    for first, last in ((0, 1), (1, 7), (7, 64), (64, 65), (65, 131)):
        store.number(first, list(zip(HASHES, LEAVES, strict=True))[first:last], using=whose())
    return whose()


def test_full_blocks_are_stored_at_every_level(grown):
    nodes = models.Node.objects.using(grown)
    for level in (1, 2, 3):
        width = 4**level
        stored = nodes.filter(level=level).order_by("n").values_list("h", flat=True)
        whole = [naive(HASHES[n : n + width]) for n in range(0, 131 // width * width, width)]
        assert [bytes(h) for h in stored] == whole


def test_every_head_is_the_naive_one(grown):
    assert [tree.root(size, using=grown) for size in range(132)] == [
        naive(HASHES[:size]) for size in range(132)
    ]
    assert tree.root(using=grown) == naive(HASHES)
    assert tree.size(using=grown) == 131


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 127, 128, 130, 131])
def test_every_leaf_is_proved(grown, size):
    head = naive(HASHES[:size])
    for index in range(size):
        path = tree.inclusion_path(index, size, using=grown)
        assert merkle.is_included(HASHES[index], index, size, path, head)
        assert not merkle.is_included(HASHES[(index + 1) % 131], index, size, path, head)


@pytest.mark.parametrize("size", [1, 2, 4, 5, 16, 17, 64, 65, 127, 128, 131])
def test_every_earlier_tree_is_proved_to_begin_this_one(grown, size):
    for old in range(1, size + 1):
        path = tree.consistency_path(old, size, using=grown)
        heads = naive(HASHES[:old]), naive(HASHES[:size])
        assert merkle.is_consistent(old, size, *heads, path)
        if old < size:
            assert not merkle.is_consistent(old, size, heads[1], heads[1], path)


def test_a_proof_asks_once_for_each_level(grown, django_assert_num_queries):
    with django_assert_num_queries(4, connection=connections[grown]):
        tree.inclusion_path(100, 131, using=grown)
    with django_assert_num_queries(4, connection=connections[grown]):
        tree.consistency_path(67, 131, using=grown)


def test_the_empty_tree_has_a_head():
    assert tree.root() == hashlib.sha256(b"").digest()
