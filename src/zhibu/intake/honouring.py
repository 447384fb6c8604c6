"""Commendations of an imported ledger → the records that enter the journal."""

from collections.abc import Iterator
from datetime import timedelta

from zhibu.honours import rules as honours
from zhibu.honours.records import Commended
from zhibu.intake.checking.proposing import Lot
from zhibu.intake.checking.rows import CommendationRow


def commendations(lot: Lot) -> Iterator[tuple[str, Commended]]:
    """Yield (unit, record); made up afterwards, none of them was entered in time."""
    within = timedelta(days=honours.in_force().within.number)
    for row in lot.entering:
        unit = lot.unit_of.get(row.line.index)
        if not isinstance(row, CommendationRow) or unit is None or row.given_on is None:
            continue
        there = [one for one in unit.named(row.name, row.given_on) if one.enters]
        if len(there) == 1:
            record = Commended(
                member=there[0].uid, branch=unit.uid, form=row.form, level=row.level,
                title=row.title, given_by=row.given_by, on=row.given_on,
                due_on=row.given_on + within, in_time=False,
            )  # fmt: skip
            yield unit.uid, record
