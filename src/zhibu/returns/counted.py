"""A return: the numbers of an organization for a period, and whether they agree."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from zhibu.core import indicators
from zhibu.core.indicators import Book, Check
from zhibu.party.models import Organization
from zhibu.returns import queries
from zhibu.returns.counting.populations import Gathered, gather
from zhibu.returns.rules import book
from zhibu.returns.spans import Span


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, by which book, and the closing checks."""

    span: Span
    book: Book
    numbers: Mapping[str, int]
    checks: tuple[Check, ...]

    @property
    def closes(self) -> bool:
        return all(one.holds for one in self.checks)

    def lines(self) -> tuple[str, ...]:
        """Return ``line=number`` in the order of the book."""
        return tuple(f"{line}={number}" for line, number in self.numbers.items())


def count(org: Organization, span: Span) -> Counted:
    """Count a return of an organization. A constant number of queries, whatever lies below it."""
    return _counted(gather(org, span), span)


def count_and_join(org: Organization, span: Span) -> Counted:
    """Count a return, and hold its start against what was handed in for the day before.

    Where nothing was handed in there is nothing to hold it against. Three queries more at most.
    """
    counted = count(org, span)
    before = queries.handed_in_on(org, span.eve)
    if before is None:
        return counted
    ended = queries.said_in(before).numbers()["members"]
    title = _("期初数＝%(day)s 报送的期末数") % {"day": span.eve.isoformat()}
    joined = Check("eve", title, counted.numbers["start"], ended)
    return replace(counted, checks=(*counted.checks, joined))


def count_and_list(org: Organization, span: Span) -> tuple[Counted, Gathered]:
    """Count a return, and hand out the rows behind it as well."""
    gathered = gather(org, span)
    return _counted(gathered, span), gathered


def _counted(gathered: Gathered, span: Span) -> Counted:
    numbers = indicators.count(book(), gathered.populations)
    return Counted(span, book(), numbers, indicators.check(book(), numbers))
