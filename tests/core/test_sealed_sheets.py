"""Sheets stay sealed until enough are in; where they lie apart, one more is asked for."""

from itertools import product

import pytest

from zhibu.core.sealed_sheets import SealedSheets


def two_of_three(count, spread=None):
    return SealedSheets(count, needed=2, most=3, spread=spread, bound=25)


def test_the_first_of_two_sheets_stays_sealed_and_one_is_missing():
    one = two_of_three(1)

    assert (one.full, one.missing, one.wants_more, one.complete) == (False, 1, True, False)


def test_two_that_agree_are_enough():
    two = two_of_three(2, spread=25)

    assert (two.full, two.apart, two.wants_more, two.complete) == (True, False, False, True)


def test_two_that_lie_apart_ask_for_a_third_and_no_fourth():
    assert two_of_three(2, spread=26).wants_more
    three = two_of_three(3, spread=26)

    assert (three.apart, three.wants_more, three.complete) == (True, False, True)


def test_enough_that_are_not_opened_yet_wait_for_nobody():
    assert not two_of_three(2).wants_more


@pytest.mark.parametrize(("count", "spread"), list(product(range(5), (None, 0, 25, 26, 100))))
def test_nothing_is_complete_while_another_may_come_in_or_must(count, spread):
    sheets = two_of_three(count, spread)

    assert not (sheets.complete and (sheets.wants_more or sheets.missing))
