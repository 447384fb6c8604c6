"""Double entry in exact fen: what comes in somewhere has come from somewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST = 10**14  # fen: a trillion yuan, beyond any book of ours


class Nature(StrEnum):
    """What an account stands for."""

    ASSET = "asset"
    INCOME = "income"
    EXPENSE = "expense"


class EntryRefused(ValueError):
    """The entry cannot stand: it does not balance, or names what is not there."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a book, by its code."""

    code: str
    title: str
    nature: Nature


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount in fen on one account: positive is debit, negative credit."""

    account: str
    fen: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record did to the book. Raises EntryRefused unless its postings sum to zero."""

    on: date
    source: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        for posting in self.postings:
            _insist_on_amount(posting.fen)
        if len(self.postings) < 2:  # noqa: PLR2004 - double entry
            raise EntryRefused("an entry has two sides")
        if total := sum(posting.fen for posting in self.postings):
            raise EntryRefused(f"the sides differ by {total} fen")


@dataclass(frozen=True, slots=True)
class Line:
    """An account in the trial balance: both sides and what is left, in fen."""

    account: Account
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Return what is left: debit above nothing, credit below."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Trial:
    """Every account of a book with what stands on it."""

    lines: tuple[Line, ...]

    @property
    def difference(self) -> int:
        """Return by how much the sides differ: always nothing, or the book is broken."""
        return sum(line.balance for line in self.lines)

    def balance(self, code: str) -> int:
        """Return an account's balance in fen; nothing for one that was never posted to."""
        return sum(line.balance for line in self.lines if line.account.code == code)


def transfer(*, on: date, source: str, debit: str, credit: str, fen: int) -> Entry:
    """Return the entry that moves a positive amount in fen from one account to another.

    Raises EntryRefused for nothing, less than nothing, or the same account twice.
    """
    _insist_on_amount(fen)
    if fen < 0 or debit == credit:
        raise EntryRefused("a transfer moves a positive amount between two accounts")
    return Entry(on, source, (Posting(debit, fen), Posting(credit, -fen)))


def trial(chart: Mapping[str, Account], entries: Iterable[Entry]) -> Trial:
    """Return the trial balance. Raises EntryRefused for an account that the chart lacks."""
    debits, credits_ = dict.fromkeys(chart, 0), dict.fromkeys(chart, 0)
    for entry in entries:
        for posting in entry.postings:
            if posting.account not in chart:
                raise EntryRefused(f"no such account: {posting.account}")
            side = debits if posting.fen > 0 else credits_
            side[posting.account] += abs(posting.fen)
    return Trial(tuple(Line(chart[code], debits[code], credits_[code]) for code in chart))


def lowest(entries: Iterable[Entry], account: str, *, since: date) -> int:
    """Return the least an account holds at the end of any day from that one on, in fen.

    What a day may still spend is no more than this: later days have spent of it already.
    """
    days: dict[date, int] = {since: 0}
    for entry in entries:
        day = max(entry.on, since)
        moved = sum(one.fen for one in entry.postings if one.account == account)
        days[day] = days.get(day, 0) + moved
    held, least = 0, None
    for day in sorted(days):
        held += days[day]
        least = held if least is None else min(least, held)
    return least or 0


def _insist_on_amount(fen: int) -> None:
    if type(fen) is not int:
        raise EntryRefused("amounts are whole fen")
    if not fen or abs(fen) >= MOST:
        raise EntryRefused("an amount is neither nothing nor beyond belief")
