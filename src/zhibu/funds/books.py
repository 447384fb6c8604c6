"""The books of an organization, kept by double entry from its records and never by hand."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core import bookkeeping
from zhibu.core.bookkeeping import Account, Entry, Nature, Trial, transfer
from zhibu.core.periods import Month
from zhibu.funds import rules
from zhibu.funds.models import Application, Expense, Receipt, Standing

CASH = "cash"


@dataclass(frozen=True, slots=True)
class OfMonth:
    """A month in fen: what came in, what went out, what was left at its end."""

    month: Month
    received: int
    spent: int
    balance: int


def chart() -> dict[str, Account]:
    """Return the accounts: the balance, one for each source, one for each use."""
    told = rules.in_force(date.max)
    accounts = [Account(CASH, _("经费结存"), Nature.ASSET)]
    accounts += [Account(f"in:{k}", title, Nature.INCOME) for k, title in told.sources.items()]
    accounts += [Account(f"out:{k}", title, Nature.EXPENSE) for k, title in told.lines.items()]
    return {account.code: account for account in accounts}


def entries_of(organization: str, until: date = date.max) -> list[Entry]:
    """Return an organization's entries up to a day, the earliest first. Two queries."""
    received = Receipt.objects.filter(organization=organization, received_on__lte=until)
    spent = Expense.objects.filter(organization=organization, spent_on__lte=until)
    found = [
        transfer(on=on, source=rec, debit=CASH, credit=f"in:{source}", fen=fen)
        for rec, on, source, fen in received.values_list("rec", "received_on", "source", "fen")
    ]
    found += [
        transfer(on=on, source=rec, debit=f"out:{line}", credit=CASH, fen=fen)
        for rec, on, line, fen in spent.values_list("rec", "spent_on", "line", "fen")
    ]
    return sorted(found, key=lambda entry: (entry.on, entry.source))


def trial_of(entries: list[Entry], first: date = date.min, last: date = date.max) -> Trial:
    """Return the trial balance of the entries from a day to a day."""
    return bookkeeping.trial(chart(), (one for one in entries if first <= one.on <= last))


def balance_of(organization: str) -> int:
    """Return what an organization has, in fen."""
    return trial_of(entries_of(organization)).balance(CASH)


def promised_to(organization: str, *, but_not: str = "") -> int:
    """Return what was approved, is not spent yet and not settled, in fen. Two queries."""
    found = Application.objects.filter(
        organization=organization, state=Standing.APPROVED, settled_on=None
    )
    approved = dict(found.exclude(rec=but_not).values_list("rec", "fen"))
    spent = Expense.objects.filter(application__in=list(approved)).values_list("fen", flat=True)
    return sum(approved.values()) - sum(spent)


def free_of(organization: str) -> int:
    """Return what may still be approved, in fen; below nothing where more was promised."""
    return balance_of(organization) - promised_to(organization)


def spent_of(application: Application) -> int:
    """Return what was paid of an application, in fen. One query."""
    return sum(Expense.objects.filter(application=application).values_list("fen", flat=True))


def month_of(entries: list[Entry], month: Month) -> OfMonth:
    """Return a month of a book."""
    moved = trial_of(entries, month.first_day, month.last_day)
    cash = next(line for line in moved.lines if line.account.code == CASH)
    until = trial_of(entries, last=month.last_day).balance(CASH)
    return OfMonth(month, cash.debit, cash.credit, until)
