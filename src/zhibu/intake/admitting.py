"""People of an imported ledger of admission → the records that enter the journal."""

from collections.abc import Iterator

from zhibu.admission.taking import records_of
from zhibu.intake.checking.proposing import Lot
from zhibu.intake.checking.rows import AdmissionRow
from zhibu.journal.kinds import Record
from zhibu.party.cards import member_record


def admissions(lot: Lot) -> Iterator[tuple[str, Record]]:
    """Yield (unit, record): a probationary member whom no roll has, then the admission so far."""
    for row in lot.entering:
        unit = lot.unit_of.get(row.line.index)
        if not isinstance(row, AdmissionRow) or unit is None or row.who is None or row.told is None:
            continue
        if row.card:
            since = max(filter(None, (row.card.joined_on, unit.founded_on)))
            yield unit.uid, member_record(row.card, branch=unit.uid, since=since, uid=row.who.uid)
        today = row.told[1].case.done[0].entered_on
        for record in records_of(unit.uid, row.who, row.told, today=today):
            yield unit.uid, record
