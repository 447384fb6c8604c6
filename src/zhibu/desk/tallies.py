"""Tallies for a superior: the sums of every branch, signed, and nothing that names a person.

What a superior received lies in ``tallies-from`` in the folder of data, by origin and period.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

from zhibu.bulk import folder as folders
from zhibu.bulk.folder import Branch, Sheet
from zhibu.bulk.manifest import CHECKPOINT, MANIFEST, Manifest
from zhibu.core.checkpoint import Checkpoint
from zhibu.journal import facts, kinds, log
from zhibu.journal.leaves import Hand, Op
from zhibu.journal.sums import Columns, columns_of_year
from zhibu.notary import checkpoints, keys
from zhibu.notary.checkpoints import Why
from zhibu.notary.export_journal import put
from zhibu.notary.records import Exported, ExportMade
from zhibu.party.models import Organization
from zhibu.party.sets import Level

RECEIVED = "tallies-from"


@dataclass(frozen=True, slots=True)
class Written:
    """What was exported."""

    manifest: Manifest
    branches: int
    rows: int


def store() -> Path:
    """Return the folder in which tallies received from others lie."""
    return Path(settings.DATA) / RECEIVED


def export(folder: Path, *, year: int, hand: Hand) -> Written:
    """Write a year's sums of every branch into an empty folder, signed, and enter that it was done.

    The head that goes with them is published after the sums were read: it covers all that they
    tell. Raises TallyFault for a folder that is not empty, NoKey and NothingToSign as publishing.
    """
    signer = keys.log_signer()
    found = columns_of_year(year)
    branches = _branches(found)
    sheet = _sheet(found, year, {one.unit for one in branches})
    files = folders.write_tables(folder, sheet, branches)
    note = checkpoints.publish(hand.at, Why.ASKED)
    put(folder / CHECKPOINT, note.data)
    head = folders.listed(folder / CHECKPOINT)
    told = Manifest(
        origin=Checkpoint.parse(note.text).origin,
        year=year,
        as_of=log.civil(hand.at),
        entries=Checkpoint.parse(note.text).size,
        stated=facts.known().known_from(kinds.fact_names()),
        files=(*files, head),
    )
    put(folder / MANIFEST, told.signed_by(signer).data)
    written = Written(told, len(branches), len(sheet.unit))
    _enter(written, hand)
    return written


def _branches(found: Columns) -> list[Branch]:
    standing = Organization.objects.filter(level=Level.BRANCH, dissolved_on=None)
    classes = dict(standing.values_list("uid", "branch_class"))
    return [Branch(no, classes[uid], uid) for no, uid in found.units.items() if uid in classes]


def _sheet(found: Columns, year: int, units: set[int]) -> Sheet:
    """Return the year's tallies of some units, of facts in the catalogue."""
    known = facts.known()
    named = {number: name for number, name in found.facts.items() if name in known}
    kept = np.isin(found.unit_no, list(units)) & np.isin(found.fact_no, list(named))
    names = sorted(named.values())
    place = {number: names.index(name) for number, name in named.items()}
    numbers, which = np.unique(found.fact_no[kept], return_inverse=True)
    places = np.array([place[number] for number in numbers.tolist()], dtype=np.int64)
    return Sheet(
        unit=found.unit_no[kept],
        fact=places[which] if len(places) else which,
        month=found.month[kept] - year * 100,
        lag=found.lag[kept],
        value=found.sum[kept],
        facts=tuple(names),
    )


def _enter(written: Written, hand: Hand) -> None:
    day = log.civil(hand.at)
    record = ExportMade(day, Exported.TALLIES, written.rows, 0, len(written.manifest.files))
    with log.act():
        log.append(record, unit=None, op=Op.SYSTEM, **hand.told)
