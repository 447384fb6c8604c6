"""Tiers, matching and the minimum for each member: read from data, exact to the fen."""

from datetime import date
from decimal import Decimal

import pytest

from zhibu import standards
from zhibu.core import funding
from zhibu.core.standard_fault import StandardFault

TEXT = standards.text("funds.yaml")


@pytest.fixture
def rules():
    return funding.in_force(funding.load(TEXT), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("members", "fen"),
    [(1, 300_000), (20, 300_000), (21, 1_000_000), (60, 1_000_000), (61, 2_000_000)],
)
def test_a_tier_is_proposed_by_the_number_of_members(rules, members, fen):
    assert funding.proposed(rules, members).fen == fen


def test_eight_members_need_at_least_1_200_yuan(rules):
    assert funding.per_member(rules, 8, 119_999).short == 1
    assert funding.per_member(rules, 8, 120_000).met
    assert funding.per_member(rules, 0, 0).met


def test_the_enterprise_gives_what_the_town_gave(rules):
    assert funding.matched(rules, {"town": 500_000, "enterprise": 499_999}).short == 1
    assert funding.matched(rules, {"town": 500_000, "enterprise": 600_000}).met
    assert funding.matched(rules, {"enterprise": 1}).met


def test_a_tier_is_held_against_what_was_received(rules):
    assert funding.of_tier(rules, "middle", 900_000).short == 100_000


@pytest.mark.parametrize(("yuan", "fen"), [("0.01", 1), ("3000", 300_000), ("-1.5", -150)])
def test_yuan_and_fen_are_the_same_amount(yuan, fen):
    assert funding.fen_of(Decimal(yuan)) == fen
    assert funding.yuan_of(fen) == Decimal(yuan)


@pytest.mark.parametrize("yuan", ["0.001", "NaN", "Infinity"])
def test_what_is_no_amount_in_fen_is_refused(yuan):
    with pytest.raises(ValueError, match="fen"):
        funding.fen_of(Decimal(yuan))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("first: town", "first: village"),
        ('large: {title: 三档, yuan: "20000"}', 'large: {title: 三档, yuan: "20000", members: 90}'),
        ("members: 60", "members: 10"),
        ('yuan: "150"', 'yuan: "a hundred"'),
        ("per: 100", "per: 0"),
        ("confidence: P", "confidence: sure"),
    ],
)
def test_a_fault_in_the_data_is_named(old, new):
    assert old in TEXT
    with pytest.raises(StandardFault):
        funding.load(TEXT.replace(old, new))
