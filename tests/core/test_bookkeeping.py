"""Double entry: the sides never differ, and no day spends what another day has spent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.core import bookkeeping
from zhibu.core.bookkeeping import (
    MOST,
    Account,
    Entry,
    EntryRefused,
    Nature,
    Posting,
    transfer,
)

CHART = {
    code: Account(code, code, nature)
    for code, nature in (
        ("cash", Nature.ASSET), ("in", Nature.INCOME), ("out", Nature.EXPENSE),
    )
}  # fmt: skip
DAY = date(2026, 3, 1)


def came(fen: int, day: int = 0) -> Entry:
    on = DAY + timedelta(days=day)
    return transfer(on=on, source="r", debit="cash", credit="in", fen=fen)


def went(fen: int, day: int = 0) -> Entry:
    on = DAY + timedelta(days=day)
    return transfer(on=on, source="r", debit="out", credit="cash", fen=fen)


@given(st.lists(st.tuples(st.sampled_from([came, went]), st.integers(1, MOST - 1))))
def test_whatever_is_entered_the_trial_balance_is_nothing(moves):
    entries = [move(fen) for move, fen in moves]

    told = bookkeeping.trial(CHART, entries)

    assert told.difference == 0
    came_in = sum(fen for move, fen in moves if move is came)
    went_out = sum(fen for move, fen in moves if move is went)
    assert told.balance("cash") == came_in - went_out
    assert sum(line.debit for line in told.lines) == sum(line.credit for line in told.lines)


@pytest.mark.parametrize(
    "postings",
    [
        (),
        (Posting("cash", 1),),
        (Posting("cash", 100), Posting("in", -99)),
        (Posting("cash", 0), Posting("in", 0)),
        (Posting("cash", 1.0), Posting("in", -1.0)),
        (Posting("cash", True), Posting("in", -1)),
        (Posting("cash", MOST), Posting("in", -MOST)),
    ],
)
def test_an_entry_that_does_not_balance_or_is_no_amount_is_refused(postings):
    with pytest.raises(EntryRefused):
        Entry(DAY, "r", postings)


@pytest.mark.parametrize("fen", [0, -1, 0.5, MOST])
def test_a_transfer_moves_a_positive_amount(fen):
    with pytest.raises(EntryRefused):
        came(fen)


def test_a_transfer_has_two_accounts_and_the_chart_knows_them():
    with pytest.raises(EntryRefused):
        transfer(on=DAY, source="r", debit="cash", credit="cash", fen=1)
    with pytest.raises(EntryRefused, match="no such account"):
        bookkeeping.trial(
            CHART, [transfer(on=DAY, source="r", debit="cash", credit="pocket", fen=1)]
        )


def test_what_a_day_may_spend_is_what_no_later_day_spends():
    entries = [came(1000, 0), went(900, 10), came(500, 20)]

    def least(day: int) -> int:
        return bookkeeping.lowest(entries, "cash", since=DAY + timedelta(days=day))

    assert least(0) == 100
    assert least(10) == 100
    assert least(20) == 600
    assert bookkeeping.lowest([], "cash", since=DAY) == 0
    assert bookkeeping.lowest([came(5, 10)], "cash", since=DAY) == 0
