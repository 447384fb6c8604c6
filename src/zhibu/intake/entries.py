"""A checked proposal → the records that enter the journal, in the order that lets each stand."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from zhibu.core.ids import new_id
from zhibu.core.periods import Month
from zhibu.dues import actions as dues
from zhibu.dues.lines import Line as DuesLine
from zhibu.intake.admitting import admissions
from zhibu.intake.checking.across import payers_named
from zhibu.intake.checking.proposing import Lot, Proposal
from zhibu.intake.checking.rows import MeetingRow, MemberRow, PaymentRow, UnitRow
from zhibu.intake.checking.world import Person, Unit, holds
from zhibu.intake.honouring import commendations
from zhibu.intake.reading.tables import Kind
from zhibu.intake.reading.texts import unit_key
from zhibu.journal.kinds import Record
from zhibu.meetings.actions import Ledger, from_history
from zhibu.meetings.records import Attendance, State
from zhibu.party.cards import member_record
from zhibu.party.records import (
    Appointed,
    Assigned,
    Grouped,
    GroupFounded,
    OrganizationFounded,
    TermBegan,
)
from zhibu.party.sets import Level, Post

Told = tuple[str, Record]
_UNKNOWN_FOUNDING = date(1921, 7, 1)
_LONE_POSTS = frozenset({Post.SECRETARY.value, Post.DEPUTY_SECRETARY.value})


def records_of(proposal: Proposal) -> Iterator[Told]:
    """Yield (unit, record): organizations from the top, members, admissions, meetings, dues."""
    for lot in proposal.lots_of(Kind.ORGANIZATIONS):
        yield from _foundings(lot, proposal)
    for kind, tell in _TOLD_BY.items():
        for lot in proposal.lots_of(kind):
            yield from tell(lot)


def _foundings(lot: Lot, proposal: Proposal) -> Iterator[Told]:
    waiting = [row for row in lot.entering if isinstance(row, UnitRow)]
    placed = {unit_key(unit.name) for unit in proposal.world if unit.row is None}
    while waiting:
        ready = [r for r in waiting if not r.superior or unit_key(r.superior) in placed]
        if not ready:
            return  # their superior's row is left out, and said so
        for row in ready:
            yield from _founding(row, proposal)
            placed.add(unit_key(row.name))
        waiting = [row for row in waiting if row not in ready]


def _founding(row: UnitRow, proposal: Proposal) -> Iterator[Told]:
    unit = proposal.world.named(row.name)[0]
    above = proposal.world.named(row.superior) if row.superior else []
    yield (
        unit.uid,
        OrganizationFounded(
            organization=unit.uid,
            name=row.name,
            level=row.level,
            form=row.form,
            founded_on=row.founded_on or row.term_from or _UNKNOWN_FOUNDING,
            superior=above[0].uid if above else None,
            branch_class=row.branch_class or None,
        ),
    )
    if row.term_from and row.term_until:
        committee = row.level != Level.BRANCH or _has_committee(unit)
        yield unit.uid, TermBegan(unit.uid, row.term_from, row.term_until, committee)


def _has_committee(unit: Unit) -> bool:
    """A roster that names only a secretary and a deputy tells of no committee."""
    posts = {post for person in unit.everybody() for post, _since, _until in person.posts}
    return not posts or not posts <= _LONE_POSTS


def _registrations(lot: Lot) -> Iterator[Told]:
    entering = {row.line.index for row in lot.entering}
    people: list[tuple[Unit, Person, MemberRow]] = []
    for unit in {unit.uid: unit for unit in lot.unit_of.values()}.values():
        for person in unit.everybody():
            row = person.row
            if row and row.line.table is lot.table and row.line.index in entering:
                people.append((unit, person, row))
    # Branch by branch, so that a part of a long batch touches few units: each is rescored once.
    first = {unit.uid: place for place, (unit, _person, _row) in enumerate(people)}
    people.sort(key=lambda one: (first[one[0].uid], one[2].line.index))
    for unit, person, row in people:
        if row.card and person.since:
            record = member_record(row.card, branch=unit.uid, since=person.since, uid=person.uid)
            yield unit.uid, record
    yield from _groups(people)
    for unit, person, row in people:
        yield from _appointments(unit, person, row)


def _groups(people: list[tuple[Unit, Person, MemberRow]]) -> Iterator[Told]:
    """Found the groups that a roster names, as of the present term or the latest member's day."""
    named: dict[tuple[str, str], list[tuple[Unit, Person]]] = defaultdict(list)
    for unit, person, row in people:
        if row.party_group and person.since:
            named[unit.uid, row.party_group].append((unit, person))
    for (uid, name), those in named.items():
        unit = those[0][0]
        began = unit.term_from or unit.founded_on or _UNKNOWN_FOUNDING
        if name not in unit.groups:
            unit.groups[name] = new_id("o")
            yield uid, GroupFounded(unit.groups[name], uid, name, began)
        by_day: dict[date, list[Person]] = defaultdict(list)
        for _unit, person in those:
            by_day[max(began, person.since or began)].append(person)
        for day, members in sorted(by_day.items()):
            assigned = tuple(Assigned(person.uid, moved=False) for person in members)
            yield uid, Grouped(unit.groups[name], uid, day, assigned)


def _appointments(unit: Unit, person: Person, row: MemberRow) -> Iterator[Told]:
    for post, since, _until in person.posts:
        group = unit.groups.get(row.party_group) if post == Post.GROUP_LEADER else None
        if since and (post != Post.GROUP_LEADER or group):
            yield unit.uid, Appointed(person.uid, unit.uid, post, since, group)


def _meeting(row: MeetingRow, unit: Unit) -> Told:
    day = row.held_on or date.min
    chair = _known(unit, row.chair, day)
    speaker = _known(unit, row.speaker or row.chair, day)
    expected, present = _numbers(row, unit, day)
    ledger = Ledger(
        form=row.form,
        held_on=day,
        expected=expected,
        present=present,
        began=row.began.strftime("%H:%M") if row.began else "",
        place=row.place,
        chair=chair.uid if chair else "",
        chair_told="" if chair else row.chair,
        away=tuple(_away(row, unit, day)),
        topics=row.topics,
        resolution=row.resolution,
        groups=_groups_met(row, unit),
        themes=row.themes,
        by_secretary=row.form == "lecture" and speaker is not None and _is_secretary(speaker, day),
    )
    return unit.uid, from_history(unit.uid, ledger)


def _meetings(lot: Lot) -> Iterator[Told]:
    for row in lot.entering:
        if isinstance(row, MeetingRow):
            yield _meeting(row, lot.unit_of[row.line.index])


def _known(unit: Unit, name: str, day: date) -> Person | None:
    found = [one for one in unit.named(name, day) if one.enters] if name else []
    return found[0] if len(found) == 1 else None


def _is_secretary(person: Person, day: date) -> bool:
    return any(
        post == Post.SECRETARY and holds(day, since, until) for post, since, until in person.posts
    )


def _numbers(row: MeetingRow, unit: Unit, day: date) -> tuple[int, int]:
    """Return the ledger's own numbers; one it leaves out follows from the roll and the absent."""
    everybody = [person for person in unit.everybody() if person.there_on(day)]
    committee = row.form == "committee_meeting"
    roll = sum(p.in_committee_on(day) for p in everybody) if committee else len(everybody)
    least = (row.present or 0) + len(row.away)
    expected = row.expected if row.expected is not None else max(roll, least)
    present = row.present if row.present is not None else max(expected - len(row.away), 0)
    return expected, present


def _away(row: MeetingRow, unit: Unit, day: date) -> Iterator[Attendance]:
    told: set[str] = set()
    for one in row.away:
        person = _known(unit, one.name, day)
        if person and person.there_on(day) and person.uid not in told:
            told.add(person.uid)
            state = State.EXCUSED if one.excused else State.ABSENT
            yield Attendance(person.uid, state, one.reason or None)


def _groups_met(row: MeetingRow, unit: Unit) -> tuple[str, ...]:
    if row.form != "group_meeting":
        return ()
    if row.party_group:
        uid = unit.groups.get(row.party_group)
        return (uid,) if uid else ()
    return tuple(unit.groups.values())


def _collections(lot: Lot) -> Iterator[Told]:
    rows = [row for row in lot.entering if isinstance(row, PaymentRow)]
    by_unit: dict[str, list[tuple[PaymentRow, Unit]]] = defaultdict(list)
    for row in rows:
        unit = lot.unit_of[row.line.index]
        by_unit[unit.uid].append((row, unit))
    for uid, those in by_unit.items():
        for month in sorted({month for row, _unit in those for month in row.paid}):
            if not any(row.paid.get(month) is not None for row, _unit in those):
                continue
            lines = [line for row, unit in those if (line := _line(row, unit, month))]
            if lines:
                yield uid, dues.from_history(uid, month, lines)


def _line(row: PaymentRow, unit: Unit, month: Month) -> DuesLine | None:
    here = [one for one in payers_named(unit, row.name) if one.enters]
    person = here[0] if len(here) == 1 else None
    if person is None or month not in row.paid or (person.uid, month) in row.collected:
        return None
    if person.since and Month.of(person.since) > month:
        return None
    if person.until and Month.of(person.until) < month:
        return None
    owed = row.owed
    if owed is None:
        owed = max((paid for paid in row.paid.values() if paid), default=None)
    if owed is None:
        return None
    paid = row.paid[month] or Decimal("0.00")
    payer = (row.payer or None) if row.base is not None else None
    return DuesLine(person.uid, owed, paid, row.base, payer)


_TOLD_BY: dict[Kind, Callable[[Lot], Iterator[Told]]] = {
    Kind.ROSTER: _registrations,
    Kind.ADMISSIONS: admissions,
    Kind.LEDGER: _meetings,
    Kind.PAYMENTS: _collections,
    Kind.COMMENDATIONS: commendations,
}
