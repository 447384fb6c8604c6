"""Identity numbers, dues and majorities."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.core import dues, identity
from zhibu.core.dues import BaseOutOfRange, UnknownPayerKind
from zhibu.core.identity import IdFault, Sex
from zhibu.core.majority import Comparator, Threshold, threshold
from zhibu.core.standard_fault import StandardFault
from zhibu.core.standard_text import parse
from zhibu.standards import text

pytestmark = pytest.mark.once
RATES = dues.load(text("dues_rates.yaml"))
NOW = dues.in_force(RATES, date(2026, 11, 22))


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "11010519491231002x", "440524188001010014"]
)
def test_the_standards_own_examples(number):
    if number.startswith("44"):
        with pytest.raises(IdFault, match="出生日期"):  # 1880: right by the sum, no member alive
            identity.check(number)
    else:
        assert identity.check(number) == "11010519491231002X"


def test_a_number_tells_birth_and_sex():
    assert identity.birth_of("11010519491231002X") == date(1949, 12, 31)
    assert identity.sex_of("11010519491231002X") is Sex.FEMALE
    assert identity.sex_of("110105194912310011") is Sex.MALE


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "empty"),
        ("１１0105194912310021", "full_width"),
        ("一1010519491231002X", "characters"),
        ("110105491231002", "fifteen"),
        ("11010519491231002", "length"),
        (" 11010519491231002X", "length"),
        ("1101051949123100XX", "characters"),
        ("11010519490231002X", "date"),
        ("110105194912310021", "checksum"),
        ("11010519491231002Y", "characters"),
    ],
)
def test_what_is_no_identity_number_is_told_why(number, code):
    with pytest.raises(IdFault) as refused:
        identity.check(number)
    assert (refused.value.code, str(refused.value)) == (code, refused.value.words)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place, by):
    number = "11010519491231002X"
    wrong = str((int(number[place]) + by) % 10)
    with pytest.raises(IdFault):
        identity.check(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize(
    ("kind", "base", "expected"),
    [
        ("wage", "3000", "15.00"),
        ("wage", "3000.01", "30.00"),
        ("wage", "4500", "45.00"),
        ("wage", "5000.01", "75.00"),
        ("wage", "10000", "150.00"),
        ("wage", "11500", "230.00"),
        ("wage", "0", "0.00"),
        ("annual_salary", "11500", "230.00"),
        ("no_fixed_income", "4500", "45.00"),
        ("retired", "5000", "25.00"),
        ("retired", "5001", "50.01"),
        ("student", "9999", "0.20"),
        ("farmer", "-1", "0.20"),
        ("wage", "1001", "5.01"),  # 5.005 rounds half up
    ],
)
def test_dues_of_a_month(kind, base, expected):
    assert dues.owed(Decimal(base), kind, NOW) == Decimal(expected)


@pytest.mark.parametrize("base", ["-0.01", "10000000.01", "NaN", "Infinity"])
def test_a_base_beyond_belief_is_refused(base):
    with pytest.raises(BaseOutOfRange):
        dues.owed(Decimal(base), "wage", NOW)


def test_a_kind_nobody_knows_is_refused():
    with pytest.raises(UnknownPayerKind):
        dues.owed(Decimal(1), "astronaut", NOW)


def test_rates_have_a_first_day():
    assert NOW.version == "2008"
    with pytest.raises(LookupError):
        dues.in_force(RATES, date(2008, 3, 31))


@given(st.decimals(0, 20_000, places=2))
def test_dues_are_whole_fen_and_never_more_than_two_percent(base):
    found = dues.owed(base, "wage", NOW)
    assert found == found.quantize(Decimal("0.01"))
    assert 0 <= found <= base / 50 + Decimal("0.01")


KIND = """\
versions:
  - version: v
    valid_from: {day}
    source: s
    kinds: {{wage: {{title: t, base: b, basis: x, confidence: A, {how}}}}}
"""


@pytest.mark.parametrize(
    ("day", "how", "code"),
    [
        ("2026-01-01", "amount: '0.2', bands: [{percent: '1'}]", "key_missing"),
        ("2026-01-01", "bands: []", "bands_open"),
        ("2026-01-01", "bands: [{up_to: '5', percent: '1'}]", "bands_open"),
        ("2026-01-01", "bands: [{percent: '1'}, {percent: '2'}]", "bands_open"),
        (
            "2026-01-01",
            "bands: [{up_to: '5', percent: '1'}, {up_to: '5', percent: '1'}, {percent: '2'}]",
            "bands_open",
        ),
        ("2026-01-01", "amount: 1e9", "not_points"),
        ("2026-02-30", "amount: '1'", "not_a_date"),
    ],
)
def test_rates_that_cannot_be_meant_are_refused(day, how, code):
    with pytest.raises(StandardFault) as refused:
        dues.load(KIND.format(day=day, how=how))
    assert refused.value.code == code


def half(comparator, of="voting_expected"):
    return Threshold(comparator, 1, 2, of, "第十一条", "A")


@pytest.mark.parametrize(
    ("comparator", "count", "whole", "enough"),
    [
        (Comparator.AT_LEAST, 10, 20, True),
        (Comparator.MORE_THAN, 10, 20, False),
        (Comparator.MORE_THAN, 11, 20, True),
        (Comparator.AT_LEAST, 10, 21, False),
        (Comparator.AT_LEAST, 11, 21, True),
        (Comparator.MORE_THAN, 11, 21, True),
        (Comparator.AT_LEAST, 0, 0, False),
        (Comparator.AT_LEAST, 1, 1, True),
    ],
)
def test_half_or_more_is_not_more_than_half(comparator, count, whole, enough):
    assert half(comparator).met(count, whole) is enough


@given(st.sampled_from(Comparator), st.integers(1, 500))
def test_the_number_needed_is_the_least_that_is_enough(comparator, whole):
    rule = half(comparator)
    assert rule.met(rule.needed(whole), whole)
    assert not rule.met(rule.needed(whole) - 1, whole)


def test_a_share_of_tenths_is_no_share_we_know():
    words = "{comparator: at_least, share: 0.5, of: committee, basis: b, confidence: A}"
    with pytest.raises(StandardFault) as refused:
        threshold(parse(words, "x.yaml"))
    assert refused.value.code == "not_a_share"
