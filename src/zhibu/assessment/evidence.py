"""The records behind the items."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment import words
from zhibu.assessment.values import EvidenceLine
from zhibu.core.catalogue import Nature
from zhibu.core.lag import Lag
from zhibu.core.standard import Item, Standard
from zhibu.journal import facts, log
from zhibu.journal.log import Evidence
from zhibu.party.models import Organization

MOST = 5_000


@dataclass(frozen=True, slots=True)
class Proof:
    """How many records stand behind an item, and how many of them were made up afterwards."""

    records: int
    history: int


def facts_behind(item: Item) -> tuple[str, ...]:
    """Return the facts whose records answer for an item: what was done, not how many there are."""
    known = facts.known()
    sources = {each.fact: each.counts for each in known.coverages}
    named = [sources.get(name, name) for name in item.facts]
    flows = [name for name in named if name in known and known[name].nature is Nature.FLOW]
    return (*(flows or named), *item.decided)


def proofs_of(
    branch: Organization, standard: Standard, *, year: int, until: date
) -> Mapping[str, Proof]:
    """Return what stands behind each measured item. A constant number of queries."""
    behind = {item.id: facts_behind(item) for item in standard.items if item.measured}
    wanted = {name for names in behind.values() for name in names}
    by_fact: dict[str, list[Evidence]] = {}
    for one in _found(branch, wanted, year=year, until=until):
        by_fact.setdefault(one.fact, []).append(one)
    return {
        code: _proof(one for name in names for one in by_fact.get(name, ()))
        for code, names in behind.items()
    }


def evidence_for(
    branch: Organization, item: Item, *, year: int, until: date
) -> tuple[EvidenceLine, ...]:
    """Return the records behind one item, the latest first; each record once."""
    lines: dict[str, EvidenceLine] = {}
    for one in _found(branch, facts_behind(item), year=year, until=until):
        lines.setdefault(one.leaf.rec, _line(one))
    return tuple(sorted(lines.values(), key=lambda line: (line.on, line.rec), reverse=True))


def _found(
    branch: Organization, names: Collection[str], *, year: int, until: date
) -> Iterable[Evidence]:  # fmt: skip
    last = min(until, date(year, 12, 31))
    if last < date(year, 1, 1):
        return ()
    return log.evidence_of(
        branch.uid, facts=list(names), first=date(year, 1, 1), until=last, limit=MOST
    )


def _proof(found: Iterable[Evidence]) -> Proof:
    told = {one.leaf.rec: one.leaf.lag for one in found}
    return Proof(len(told), sum(1 for lag in told.values() if lag is Lag.HISTORY))


def _line(one: Evidence) -> EvidenceLine:
    lag = one.leaf.lag
    return EvidenceLine(
        rec=one.leaf.rec,
        title=words.act_named(one.fact),
        on=one.on,
        at=one.leaf.at,
        history=lag is Lag.HISTORY,
        late=Lag.WITHIN_3 < lag < Lag.HISTORY,
        lag=_said(lag),
        value=one.value,
    )


def _said(lag: Lag) -> str:
    if lag is Lag.LATER:
        return _("迟录：22 个工作日以后")
    return _("迟录：%(days)d 个工作日内") % {"days": lag.days}
