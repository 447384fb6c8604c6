"""The matrix of mutual evaluation: nobody oneself, no superior, even loads, kinds mixed."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhibu.core.pairing import PairKind, Unit, assign, kind_of, may_rate

CLASSES = ("production", "auxiliary", "support", "office")


def units_of(count: int) -> list[Unit]:
    return [
        Unit(f"o_{i:03}", CLASSES[i % 4], office=CLASSES[i % 4] == "office") for i in range(count)
    ]


@st.composite
def grounds(draw):
    count = draw(st.integers(0, 14))
    plain = units_of(count)
    above = draw(st.lists(st.sets(st.integers(0, 13), max_size=2), min_size=count, max_size=count))
    return [
        Unit(u.uid, u.class_id, u.office, frozenset(f"o_{n:03}" for n in those))
        for u, those in zip(plain, above, strict=True)
    ]


@settings(deadline=None, max_examples=60)
@given(units=grounds(), seed=st.text(max_size=6), each=st.integers(1, 7))
def test_each_has_the_raters_it_can_have_and_none_it_must_not(units, seed, each):
    by_uid = {unit.uid: unit for unit in units}
    pairs = assign(units, seed=seed, each=each)

    assert len({(pair.rater, pair.rated) for pair in pairs}) == len(pairs)
    assert all(may_rate(by_uid[pair.rater], by_uid[pair.rated]) for pair in pairs)
    rated = Counter(pair.rated for pair in pairs)
    for unit in units:
        able = sum(may_rate(other, unit) for other in units)
        assert rated[unit.uid] >= min(each, able)


def test_loads_are_even_and_nobody_rates_back_where_there_are_enough():
    pairs = assign(units_of(20), seed="2026-11-22")

    assert {*Counter(pair.rater for pair in pairs).values()} == {5}
    assert {*Counter(pair.rated for pair in pairs).values()} == {5}
    drawn = {(pair.rater, pair.rated) for pair in pairs}
    assert not [pair for pair in drawn if pair[::-1] in drawn]


def test_everybody_is_rated_by_each_kind_there_is():
    units = units_of(24)
    links = {frozenset((units[i].uid, units[i - k].uid)) for i in range(24) for k in (1, 2, 3)}
    pairs = assign(units, seed="1", links=links)

    for unit in units:
        kinds = {pair.kind for pair in pairs if pair.rated == unit.uid}
        able = {kind_of(other, unit, links) for other in units if other is not unit}
        assert able - kinds == set()


def test_same_seed_same_matrix_in_whatever_order_and_another_seed_another():
    units = units_of(12)

    assert assign(units, seed="a") == assign(units[::-1], seed="a")
    assert assign(units, seed="a") != assign(units, seed="b")


def test_partners_count_as_partners_before_anything_else():
    one, other, office = Unit("o_1", "x"), Unit("o_2", "x"), Unit("o_3", "x", office=True)

    assert kind_of(one, other) is PairKind.SAME_CLASS
    assert kind_of(one, Unit("o_4", "y")) is PairKind.OTHER_CLASS
    assert kind_of(one, office) is PairKind.OFFICE_BASE
    assert kind_of(one, office, {frozenset(("o_1", "o_3"))}) is PairKind.LINKED


def test_a_small_ring_rates_back_because_it_must():
    pairs = assign(units_of(4), seed="x")

    assert len(pairs) == 12


def test_a_unit_given_twice_or_no_raters_at_all_is_a_mistake():
    with pytest.raises(ValueError, match="each unit once"):
        assign([Unit("o_1", "x"), Unit("o_1", "x")], seed="x")
    with pytest.raises(ValueError, match="each unit once"):
        assign(units_of(3), seed="x", each=0)
