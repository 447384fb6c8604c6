"""What the door does: from records to leaf, facts, sums and projections, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.core import ids, merkle
from zhibu.core import leaf as spelling
from zhibu.core.lag import Lag, lag_of
from zhibu.core.refusal import Refusal
from zhibu.journal import (
    capturing,
    clock,
    coverage,
    facts,
    kinds,
    numbers,
    payloads,
    reading,
    rows,
    tallies,
)
from zhibu.journal.backends import store
from zhibu.journal.days import civil
from zhibu.journal.kinds import Kind, Record
from zhibu.journal.leaves import REPLACING, RESTRICTED, Captured, Hand, Leaf, Op
from zhibu.journal.models import FactRow, LeafRow, Payload, StatedFact, Unripe
from zhibu.journal.payloads import Part, Sealed, Stated
from zhibu.journal.records import STEPPED_BACK


class AheadOfItsDay(Refusal):
    """A record speaks of a day that has not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record on its way in."""

    record: Record
    unit: str | None
    hand: Hand
    op: Op = Op.CREATE
    supersedes: bytes | None = None
    reason: str | None = None
    rec: str | None = None
    history: bool = False
    captured: Captured | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as it will stand: its leaf, its sealed payload, its facts."""

    record: Record
    kind: Kind
    leaf: Leaf
    spelled: bytes
    sealed: Sealed
    stated: tuple[Stated, ...]


_PAYLOAD = ("lh", "secret", "parts", "sealed")
_LEAF = ("payload_id", "rec", "op", "at", "prev",
         "unit", "kind", "on", "actor", "role", "via", "lag")  # fmt: skip

Follower = Callable[[frozenset[str], datetime], None]
followers: list[Follower] = []


def enter(entries: Sequence[Entry]) -> list[Leaf]:
    """Enter records in their order and return their leaves.

    Units are held first; sums are added, projections told and followers called once for all.
    """
    units = store.hold({entry.unit for entry in entries if entry.unit})
    entries, steady = _steadied(entries)
    given = store.next_numbers(len(entries))
    drafts = [_draft(*one, steady) for one in zip(entries, given, strict=True)]
    store.keep(given[0], [(draft.leaf.lh, draft.spelled) for draft in drafts])
    _write(drafts)
    _sum_up(drafts, units)
    _project(drafts)
    for follower in followers if units else []:
        follower(frozenset(units), drafts[-1].leaf.at)
    return [draft.leaf for draft in drafts if draft.kind.name != STEPPED_BACK]


def _steadied(entries: Sequence[Entry]) -> tuple[Sequence[Entry], clock.Steady]:
    """Return the entries, what is to be told of the clock before them, and the time that stands."""
    steady = clock.steady(min(entry.hand.at for entry in entries))
    if steady.anomaly is None:
        return entries, steady
    hand = replace(entries[0].hand, role=Op.SYSTEM.value)
    told = Entry(record=steady.anomaly, unit=None, hand=hand, op=Op.SYSTEM)
    return [told, *entries], steady


def _draft(entry: Entry, number: int | None, steady: clock.Steady) -> Draft:
    """Return the record as it will stand, with its lags frozen by the calendar in force."""
    at, today = steady.at(entry.hand.at), civil(steady.received(entry.hand.at))
    # A leaf spells milliseconds; what is finer could not be found again from the journal.
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    kind = kinds.of(entry.record)
    _insist_on_day(entry, kind, today)
    old = reading.leaf_of(entry.supersedes) if entry.supersedes else None
    restricted = kind.restricted or (old is not None and old.restricted)
    stated, lag = _state(entry, kind, old, today=today)
    named = _named(entry, kind)
    parts = _parts(entry, kind, stated, lag=lag)
    if restricted:
        parts.insert(2, ["leaf", named | {"lag": int(lag)}])
    sealed = payloads.seal(parts, kind, restricted=restricted)
    rec = entry.rec or (old.rec if old else ids.new_id("r"))
    public = {"kind": RESTRICTED} if restricted else named
    public |= {"at": spelling.spell_instant(at), "op": entry.op.value, "rec": rec}
    public["pc"] = spelling.spell_bytes(sealed.commitment)
    spelled = spelling.encode(public)
    hand = entry.hand
    leaf = Leaf(
        merkle.leaf_hash(spelled), number, rec, entry.unit, kind.name, entry.op, entry.record.on,
        at, hand.by, hand.role, hand.via, entry.supersedes, lag, entry.reason, restricted,
    )  # fmt: skip
    return Draft(entry.record, kind, leaf, spelled, sealed, tuple(stated))


def _insist_on_day(entry: Entry, kind: Kind, today: date) -> None:
    """Refuse what has not happened yet: plans are records of other kinds (specification 2.9)."""
    if entry.record.on > today and not kind.ahead and entry.op is not Op.WITHDRAW:
        words = _("日期 %(day)s 还没有到，不能入账。请核对日期，到了那天再记。")
        raise AheadOfItsDay(words % {"day": entry.record.on.isoformat()}, field="on")


def _state(entry: Entry, kind: Kind, old: Leaf | None, *, today: date) -> tuple[list[Stated], Lag]:
    """Return what the record states, after what it takes back of the version it replaces.

    The old version's own facts come back negated, in their month and lag. Only a correction that
    leaves kind and day alone inherits the old lag: correcting never launders lateness, nor does
    it make a timely record late.
    """
    lag = Lag.HISTORY if entry.history else lag_of(entry.record.on, today, facts.calendar())
    taken_back: list[Stated] = []
    inherited: dict[date, Lag] = {}
    if old and entry.op in REPLACING:
        earlier = [one for one in reading.stated_of(old.lh) if not one.undoes]
        taken_back = [Stated(-one.fact, one.lag, undoes=True) for one in earlier]
        if (old.kind, old.on) == (kind.name, entry.record.on):
            lag, inherited = old.lag, {one.fact.on: one.lag for one in earlier}
    own = [] if entry.op is Op.WITHDRAW else _own(entry, kind, inherited, today=today)
    return taken_back + own, lag


def _own(entry: Entry, kind: Kind, inherited: dict[date, Lag], *, today: date) -> list[Stated]:
    calendar = facts.calendar()
    stated = []
    for fact in entry.record.facts():
        if not kind.may_state(fact.name):
            raise RuntimeError(f"{kind.tag} does not declare that it emits {fact.name!r}")
        if kind.restricted:
            kinds.insist_on_count(kind, fact)
        lag = Lag.HISTORY if entry.history else lag_of(fact.on, today, calendar)
        stated.append(Stated(fact, inherited.get(fact.on, lag)))
    return stated


def _parts(entry: Entry, kind: Kind, stated: Sequence[Stated], *, lag: Lag) -> list[Part]:
    """Return the parts, with the lag where no fact of the day tells it: it is in no leaf."""
    extra: list[Part] = [["reason", entry.reason]] if entry.reason else []
    told = {one.lag for one in stated if one.fact.on == entry.record.on and not one.undoes}
    if told != {lag}:
        extra.append(["lag", int(lag)])
    if entry.captured:
        extra.append(capturing.part_of(entry.captured))
    if entry.op is Op.WITHDRAW:
        return payloads.opening(kind, stated, extra)
    return payloads.parts_of(entry.record, kind, stated=stated, extra=extra)


def _named(entry: Entry, kind: Kind) -> dict[str, Any]:
    hand = entry.hand
    named = {"actor": hand.by, "role": hand.role, "via": hand.via.value, "kind": kind.name}
    named["on"] = entry.record.on.isoformat()
    if entry.unit:
        named["org"] = entry.unit
    if entry.supersedes:
        named["prev"] = spelling.spell_bytes(entry.supersedes)
    return named


def _write(drafts: Sequence[Draft]) -> None:
    rows.insert(Payload, _PAYLOAD, [_payload_row(draft) for draft in drafts])
    rows.insert(LeafRow, _LEAF, [_leaf_row(draft.leaf) for draft in drafts])


def _payload_row(draft: Draft) -> tuple[Any, ...]:
    sealed, lh = draft.sealed, draft.leaf.lh
    return lh, sealed.secret_about(lh), sealed.parts, sealed.sealed_about(lh)


def _leaf_row(leaf: Leaf) -> tuple[Any, ...]:
    """Return what can be looked up of a leaf: of a restricted one neither unit, day nor hand."""
    told = (leaf.lh, leaf.rec, leaf.op, leaf.at, leaf.prev)
    if leaf.restricted:
        return (*told, "", RESTRICTED, civil(leaf.at), "", "", "", Lag.SAME_DAY)
    hand = (leaf.actor, leaf.role, leaf.via)
    return (*told, leaf.unit or "", leaf.kind, leaf.on, *hand, leaf.lag)


def _sum_up(drafts: Sequence[Draft], units: dict[str, int]) -> None:
    """Write the facts and add those whose day has come to the sums."""
    stated = {one.fact.name for draft in drafts for one in draft.stated}
    if not stated:
        return
    measures = numbers.of_measures(stated | facts.covering())
    said = [one for draft in drafts for one in _fact_rows(draft, units, measures)]
    entered_on = {draft.leaf.lh: civil(draft.leaf.at) for draft in drafts}
    ripe = [one for one in said if one.on <= entered_on[one.payload_id]]
    unripe = [StatedFact(**one._asdict()) for one in said if one.on > entered_on[one.payload_id]]
    rows.insert(StatedFact, FactRow._fields, ripe)
    if unripe:
        StatedFact.objects.bulk_create(unripe, batch_size=100)
        Unripe.objects.bulk_create([Unripe(fact_id=one.id, on=one.on) for one in unripe])
    sum_facts(ripe, measures, max(entered_on.values()))


def sum_facts(
    stated: Sequence[StatedFact] | Sequence[FactRow], measures: dict[str, int], today: date
) -> None:
    """Add stated facts to the tallies and, where declared, to their subjects' coverage.

    ``measures`` are the numbers of the facts' names and of what they may cover.
    """
    levels = facts.levels()
    names = {number: name for name, number in measures.items()}
    moves = any(names[row.measure_id] in levels for row in stated)
    years = tallies.open_years(today, levels=moves)
    changes: list[tuple[tallies.Key, int]] = []
    moved = []
    for row in stated:
        name = names[row.measure_id]
        key = (row.unit_id, row.on.year * 100 + row.on.month, row.measure_id, row.lag)
        changes += tallies.spread(key, row.value, level=name in levels, years=years)
        if row.subject:
            moved.append(coverage.Moved(row.unit_id, name, row))
    tallies.add([*changes, *coverage.move(moved, measures)])


def _fact_rows(draft: Draft, units: dict[str, int], measures: dict[str, int]) -> list[FactRow]:
    lh, unit = draft.leaf.lh, draft.leaf.unit
    if not unit:
        return []
    return [
        FactRow(
            lh, units[unit], measures[fact.name], fact.on, fact.value, one.lag,
            fact.subject or "", one.undoes,
        )
        for one in draft.stated
        for fact in (one.fact,)
    ]  # fmt: skip


def _project(drafts: Sequence[Draft]) -> None:
    """Tell each room its records, runs of new ones of a kind at once where the room can."""
    for kind, run in groupby(drafts, key=lambda draft: draft.kind):
        told = [(draft.record, draft.leaf) for draft in run]
        tell(kind, told)


def tell(kind: Kind, told: Sequence[tuple[Record, Leaf]]) -> None:
    """Have a room write what records of one kind say."""
    if kind.project_many and len(told) > 1 and all(leaf.op is Op.CREATE for _, leaf in told):
        kind.project_many(told)
        return
    for record, leaf in told:
        kind.project(record, leaf)
