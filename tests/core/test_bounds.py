"""A number of the rules is read in one place, and what is wrong with it is said exactly."""

import pytest

from zhibu.core.bound import Bound, Reading
from zhibu.core.standard_fault import StandardFault
from zhibu.core.standard_text import Node, parse

DAYS = Reading("days", least=1, most=30, titled=True)


def node(text: str) -> Node:
    return parse(text, "rules.yaml")


def test_a_bound_has_its_number_its_words_and_where_it_is_from():
    read = DAYS.read(node("{days: 3, title: 签收, basis: 办法第三条, confidence: A}"))

    assert read == Bound(3, "签收", "办法第三条", "A")
    assert read.sure


def test_what_is_only_usual_is_not_sure():
    assert not DAYS.read(node("{days: 3, title: 签收, basis: 默认, confidence: P}")).sure


def test_money_is_read_in_fen_and_nothing_counted_is_no_number():
    money = Reading("yuan", money=True).read(node('{yuan: "12.5", basis: 甲, confidence: B}'))

    assert money.number == 1_250
    assert Reading("").read(node("{basis: 甲, confidence: K}")).number == 0


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("days: 3\ntitle: 签收\nbasis: 甲\n", 1, "key_missing"),
        ("days: 31\ntitle: 签收\nbasis: 甲\nconfidence: A\n", 1, "not_a_number"),
        ("title: 签收\nbasis: 甲\nconfidence: A\ndays: 0\n", 4, "not_a_number"),
        ("days: 3\ntitle: 签收\nbasis: 甲\nconfidence: C\n", 4, "not_a_choice"),
        ("days: 3\ntitle: 签收\nmonths: 1\nbasis: 甲\nconfidence: A\n", 3, "key_unknown"),
    ],
)
def test_a_faulty_bound_is_told_with_its_line(text, line, code):
    with pytest.raises(StandardFault) as caught:
        DAYS.read(node(text))

    assert (caught.value.line, caught.value.code) == (line, code)


def test_bounds_of_known_names_want_just_these():
    text = "near: {days: 3, title: 近, basis: 甲, confidence: A}\n"

    assert set(DAYS.each(node(text))) == {"near"}
    with pytest.raises(StandardFault):
        DAYS.named(node(text), ("near", "far"))


def test_what_a_caller_reads_besides_is_let_through():
    text = node("{days: 3, title: 近, month: 3, basis: 甲, confidence: A}")

    with pytest.raises(StandardFault):
        DAYS.read(text)
    assert Reading("days", titled=True, besides=("month",)).read(text).number == 3
