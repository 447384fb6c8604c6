"""Proofs of the tree: every one up to 130 leaves, and none that was tampered with."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.forging import spans
from zhibu.core import merkle
from zhibu.core.merkle import Frontier

pytestmark = pytest.mark.once

LEAVES = [merkle.leaf_hash(b"leaf %d" % i) for i in range(300)]
SIZES = st.integers(1, 2**62)


def naive_root(part):
    """RFC 6962 2.1, word for word."""
    if len(part) <= 1:
        return part[0] if part else merkle.root([])
    k = largest_power_below(len(part))
    return merkle.node_hash(naive_root(part[:k]), naive_root(part[k:]))


def naive_path(m, part):
    """RFC 6962 2.1.1."""
    if len(part) == 1:
        return []
    k = largest_power_below(len(part))
    if m < k:
        return [*naive_path(m, part[:k]), naive_root(part[k:])]
    return [*naive_path(m - k, part[k:]), naive_root(part[:k])]


def naive_subproof(m, part, known):
    """RFC 6962 2.1.2."""
    if m == len(part):
        return [] if known else [naive_root(part)]
    k = largest_power_below(len(part))
    if m <= k:
        return [*naive_subproof(m, part[:k], known), naive_root(part[k:])]
    return [*naive_subproof(m - k, part[k:], False), naive_root(part[:k])]


def largest_power_below(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def corrupted(path):
    return [bytes([path[0][0] ^ 1]) + path[0][1:], *path[1:]]


@pytest.fixture(scope="module")
def heads():
    """Return the naive head of every size, and check the running edge against it."""
    edge, found = Frontier(), [naive_root([])]
    for size, lh in enumerate(LEAVES[:130], 1):
        edge.add(lh)
        found.append(naive_root(LEAVES[:size]))
        assert edge.root() == found[-1] == merkle.root(LEAVES[:size])
    return found


def test_every_inclusion_proof_up_to_130_leaves(heads):
    for size in range(1, 131):
        part = LEAVES[:size]
        for index in range(size):
            path = spans(part, merkle.inclusion_spans(index, size))
            asked = (part[index], index, size)
            assert merkle.is_included(*asked, path, heads[size])
            if path:
                assert not merkle.is_included(*asked, corrupted(path), heads[size])
                assert not merkle.is_included(*asked, path[1:], heads[size])
            assert not merkle.is_included(*asked, [*path, part[0]], heads[size])


def test_every_consistency_proof_up_to_130_leaves(heads):
    for size in range(131):
        for old in range(size + 1):
            path = spans(LEAVES, merkle.consistency_spans(old, size))
            asked = (old, size, heads[old], heads[size])
            assert merkle.is_consistent(*asked, path)
            if path:
                assert not merkle.is_consistent(*asked, corrupted(path))
                assert not merkle.is_consistent(*asked, path[1:])
            assert not merkle.is_consistent(*asked, [*path, LEAVES[0]])


def test_the_spans_are_those_of_rfc_6962():
    for size in range(1, 70):
        part = LEAVES[:size]
        for index in range(size):
            assert spans(part, merkle.inclusion_spans(index, size)) == naive_path(index, part)
        for old in range(1, size + 1):
            proof = naive_subproof(old, part, True)
            assert spans(part, merkle.consistency_spans(old, size)) == proof


@given(SIZES, st.data())
def test_spans_of_a_great_tree_cover_all_its_other_leaves(size, data):
    index = data.draw(st.integers(0, size - 1))
    found = merkle.inclusion_spans(index, size)

    covered = sorted([*found, (index, index + 1)])
    assert covered[0][0] == 0
    assert covered[-1][1] == size
    assert all(one[1] == other[0] for one, other in pairwise(covered))
    assert all(are_whole(*span, size) for span in found)
    assert len(found) <= 63


@given(SIZES, st.data())
def test_spans_of_consistency_build_both_trees(size, data):
    old = data.draw(st.integers(1, size))
    found = merkle.consistency_spans(old, size)
    if old == size:
        assert found == []
        return
    before = [span for span in found if span[1] <= old]
    told = before if before and min(before)[0] == 0 else [(0, old - sum(b - a for a, b in before))]
    whole = sorted([*told, *(span for span in found if span not in told)])
    assert whole[0][0] == 0
    assert whole[-1][1] == size
    assert all(one[1] == other[0] for one, other in pairwise(whole))
    assert old in {first for first, _ in whole}


def are_whole(first, last, size):
    """Say whether a span is a subtree: a power of two at its multiple, or what is left there."""
    width = 1 << (last - first - 1).bit_length()
    return first % width == 0 and (last - first == width or last == size)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (7, 7)])
def test_a_leaf_that_is_not_there_has_no_proof(index, size):
    with pytest.raises(ValueError, match=f"no leaf {index} in a tree of {size}"):
        merkle.inclusion_spans(index, size)
    assert not merkle.is_included(LEAVES[0], index, size, [], LEAVES[0])


@pytest.mark.parametrize(("old", "size"), [(1, 0), (-1, 3), (8, 7)])
def test_a_shorter_tree_continues_nothing(old, size):
    with pytest.raises(ValueError, match="does not continue"):
        merkle.consistency_spans(old, size)
    assert not merkle.is_consistent(old, size, LEAVES[0], LEAVES[0], [])


def test_a_hash_of_another_length_proves_nothing():
    head = merkle.node_hash(LEAVES[0], LEAVES[1])
    assert merkle.is_included(LEAVES[0], 0, 2, [LEAVES[1]], head)
    assert not merkle.is_included(LEAVES[0] + LEAVES[1][:1], 0, 2, [LEAVES[1][1:]], head)
    assert not merkle.is_consistent(1, 2, LEAVES[0], head, [LEAVES[1] + b"\0"])


def test_two_heads_of_one_size_must_be_one():
    assert merkle.is_consistent(3, 3, LEAVES[0], LEAVES[0], [])
    assert not merkle.is_consistent(3, 3, LEAVES[0], LEAVES[1], [])
    assert not merkle.is_consistent(0, 3, LEAVES[0], LEAVES[1], [])
    assert merkle.is_consistent(0, 3, merkle.root([]), LEAVES[1], [])
    assert not merkle.is_consistent(3, 5, LEAVES[0], LEAVES[1], [])


@given(st.lists(st.integers(0, 700), max_size=6))
def test_the_edge_grows_in_steps_of_any_width(steps):
    leaves = [LEAVES[i % 300] for i in range(sum(steps))]
    coming = iter(leaves)
    edge = Frontier()
    for step in steps:
        edge.extend(next(coming) for _ in range(step))
    assert (edge.size, edge.root()) == (len(leaves), merkle.root(leaves))


def test_the_edge_is_put_down_and_taken_up():
    edge = Frontier()
    edge.extend(LEAVES[:77])
    again = Frontier.at(77, edge.peaks)
    for one in (edge, again):
        one.extend(LEAVES[77:])
    assert again.root() == edge.root() == merkle.root(LEAVES)
