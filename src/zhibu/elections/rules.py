"""The parameters of elections, read from data: quorum, majority, candidates, clocks, bands."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from zhibu import standards
from zhibu.core import electing, majority
from zhibu.core.bound import Bound, Reading
from zhibu.core.periods import add_months
from zhibu.core.standard_text import Node, parse

FILE = "elections.yaml"
DAY = timedelta(days=1)
WHOLE, OLDEST = 100, 120
_CLOCK = Reading("months", most=WHOLE, titled=True)
_TERM = Reading("years", most=WHOLE, titled=True)
_EXTRA = Reading("percent", most=WHOLE)
ELECTION, APPROVAL = "election", "approval"


@dataclass(frozen=True, slots=True)
class Band:
    """An age band: from so many years up."""

    least: int
    title: str


@dataclass(frozen=True, slots=True)
class Committee:
    """From how many full members on there is a committee, and of how many."""

    members: int
    least: int
    most: int
    basis: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The parameters in force."""

    version: str
    source: str
    counting: electing.Rules
    near: Bound
    extra: dict[str, Bound]
    terms: dict[str, Bound]
    clocks: dict[str, Bound]
    standing: Bound
    counters: Bound
    rights: Bound
    takes_office: str
    committee: Committee
    bands: tuple[Band, ...]
    tie_basis: str

    def day_of(self, clock: str, term_ends: date) -> date:
        """Return the last day for what a clock before a term's end asks."""
        return add_months(term_ends, -self.clocks[clock].number)

    def last_day_of_term(self, starts_on: date, term: str) -> date:
        """Return on which day a term of that length ends that begins on a day."""
        return add_months(starts_on, self.terms[term].number * 12) - DAY

    def band_of(self, years: int) -> Band:
        """Return the age band of somebody."""
        return next(band for band in self.bands if years >= band.least)


@cache
def in_force() -> Rules:
    """Return the shipped parameters."""
    return load(standards.text(FILE))


def load(text: str, *, filename: str = FILE) -> Rules:
    """Read parameters. Raises StandardFault where the text holds none."""
    told = parse(text, filename).fields(
        required=("version", "source", "thresholds", "near", "extra", "tie", "terms", "clocks",
                  "standing", "counters", "rights", "takes_office", "committee", "bands"),
    )  # fmt: skip
    tie = told["tie"].fields(required=("wins", "basis", "confidence"))
    by_most = tie["wins"].choice(("most_votes", "majority")) == "most_votes"
    office = told["takes_office"].fields(required=("from", "basis", "confidence"))
    return Rules(
        version=told["version"].text(),
        source=told["source"].text(),
        counting=_counting(told["thresholds"], by_most=by_most),
        near=_EXTRA.read(told["near"]),
        extra=_EXTRA.named(told["extra"], ("committee", "secretary")),
        terms=_TERM.named(told["terms"], ("usual", "village")),
        clocks=_CLOCK.named(told["clocks"], ("remind", "request", "extension", "vacancy")),
        standing=Reading("months", most=WHOLE).named(told["standing"], ("secretary",))["secretary"],
        counters=Reading("").read(told["counters"]),
        rights=Reading("").read(told["rights"]),
        takes_office=office["from"].choice((ELECTION, APPROVAL)),
        committee=_committee(told["committee"]),
        bands=_bands(told["bands"]),
        tie_basis=tie["basis"].text(),
    )


def _counting(node: Node, *, by_most: bool) -> electing.Rules:
    told = node.fields(required=("quorum", "majority", "fewer_seats"))
    read = {name: majority.threshold(one) for name, one in told.items()}
    return electing.Rules(tie_by_most=by_most, **read)


def _committee(node: Node) -> Committee:
    told = node.fields(required=("members", "least", "most", "basis", "confidence"))
    least, most = told["least"].whole(least=1), told["most"].whole(least=1)
    return Committee(told["members"].whole(), least, most, told["basis"].text())


def _bands(node: Node) -> tuple[Band, ...]:
    read = []
    for one in node.listed():
        told = one.fields(required=("from", "title"))
        read.append(Band(told["from"].whole(most=OLDEST), told["title"].text()))
    if [band.least for band in read] != sorted({band.least for band in read}, reverse=True):
        raise node.fault("not_a_choice", value="bands", words="由大到小")
    if not read or read[-1].least:
        raise node.fault("key_missing", value="0")
    return tuple(read)
