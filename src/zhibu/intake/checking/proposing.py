"""Files → what would be entered: every list recognised, read, checked, laid side by side."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from django.utils.translation import gettext as _

from zhibu.intake.checking import across
from zhibu.intake.checking.admissions import read_admissions
from zhibu.intake.checking.commendations import check_commendation, read_commendations
from zhibu.intake.checking.ledgers import read_meetings
from zhibu.intake.checking.newcomers import Newcomers
from zhibu.intake.checking.payments import read_payments
from zhibu.intake.checking.rosters import read_members
from zhibu.intake.checking.rows import (
    AdmissionRow,
    CommendationRow,
    MeetingRow,
    MemberRow,
    PaymentRow,
    UnitRow,
)
from zhibu.intake.checking.units import read_units
from zhibu.intake.checking.world import Unit, World
from zhibu.intake.reading.files import read_file, shown_name
from zhibu.intake.reading.findings import Finding, Severity, cell_name, position
from zhibu.intake.reading.mapping import Mapping
from zhibu.intake.reading.recognising import find_header, missing_in, nearest_header
from zhibu.intake.reading.sheets import CannotReadFile, Sheet
from zhibu.intake.reading.surroundings import frame, year_of
from zhibu.intake.reading.tables import Kind, Line, Table
from zhibu.intake.reading.words import label_of, words

Row = UnitRow | MemberRow | AdmissionRow | MeetingRow | PaymentRow | CommendationRow
Edits = Lookup[tuple[str, str, str], str]
Progress = Callable[[str, int, int], None]
_MOST_FORMULAS = 20
SKIPPED = "#"  # an edit of “#12” leaves row 12 out


@dataclass(frozen=True, slots=True)
class Source:
    """A file as given: its name and its bytes."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(slots=True)
class Lot:
    """One list with its typed rows, and the branch each row belongs to."""

    table: Table
    rows: Sequence[Row]
    unit_of: dict[int, Unit] = field(default_factory=dict)

    @property
    def entering(self) -> list[Row]:
        """Return the rows that are without fault and not in the system yet."""
        table = self.table
        return [r for r in self.rows if not r.line.faulty and r.line.index not in table.settled]


@dataclass(slots=True)
class Proposal:
    """What the files say, what is wrong with them, and what would be entered."""

    sources: tuple[Source, ...]
    lots: list[Lot]
    world: World
    missing: tuple[str, ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """Return all findings in the order of files, sheets and rows."""
        order = {shown_name(source.name): place for place, source in enumerate(self.sources)}
        found = chain.from_iterable(lot.table.findings for lot in self.lots)
        return sorted(found, key=lambda f: (order.get(f.file, 0), f.sheet, f.row or 0))

    @property
    def counts(self) -> dict[str, int]:
        """Return rows read, rows that would be imported, errors and warnings."""
        found = [finding for lot in self.lots for finding in lot.table.findings]
        errors = sum(finding.severity is Severity.ERROR for finding in found)
        return {
            "rows": sum(len(lot.table.data) for lot in self.lots),
            "would_import": sum(len(lot.entering) for lot in self.lots),
            "faults": errors,
            "warnings": len(found) - errors,
        }

    def lots_of(self, kind: Kind) -> list[Lot]:
        """Return the lists of one kind."""
        return [lot for lot in self.lots if lot.table.kind is kind]


def propose(
    sources: Sequence[Source],
    *,
    world: World,
    today: date,
    edits: Edits | None = None,
    branch: str = "",
    mapping: Mapping | None = None,
    progress: Progress = lambda _what, _done, _of: None,
) -> Proposal:
    """Read and check files. ``edits`` are values typed over cells: (file, sheet, cell) → value.

    ``mapping`` tells another office's template. Raises CannotReadFile for a file that is no list
    at all, and for a mapping that fits no sheet.
    """
    lots: list[Lot] = []
    for done, source in enumerate(sources):
        progress(shown_name(source.name), done, len(sources))
        lots += [Lot(table, ()) for table in tables_of(source, edits or {}, mapping)]
    if mapping:
        insist_on_use(mapping, sources)
    lots.sort(key=lambda lot: list(Kind).index(lot.table.kind))
    checking = _Checking(world, today, branch)
    for done, lot in enumerate(lots):
        progress(lot.table.sheet.file, done, len(lots))
        checking.check(lot)
    checking.check_payers(lots)
    return Proposal(tuple(sources), lots, world, tuple(sorted(checking.missing)))


def insist_on_use(mapping: Mapping, sources: Sequence[Source]) -> None:
    """Refuse a mapping that fits no sheet of the files. Raises CannotReadFile."""
    sheets = chain.from_iterable(read_file(one.name, one.content) for one in sources)
    if not any(mapping.translate(sheet) for sheet in sheets):
        words_ = _(
            "映射文件《%(file)s》写的表头，哪个工作表里都没有找全，请核对 columns 和 sheet。"
        )
        raise CannotReadFile(words_ % {"file": mapping.file}, field="mapping")


def tables_of(
    source: Source, edits: Edits | None = None, mapping: Mapping | None = None
) -> list[Table]:
    """Recognise the lists of one file. Raises CannotReadFile, naming the file."""
    file = shown_name(source.name)
    try:
        sheets = read_file(source.name, source.content)
    except CannotReadFile as refusal:
        raise CannotReadFile(f"{file}：{refusal.words}", field=file) from refusal
    for sheet in sheets:
        _type_over(sheet, edits or {})
        if mapping:
            mapping.translate(sheet)
    tables = [table for sheet in sheets if (table := _table_of(sheet))]
    if not tables:
        raise CannotReadFile(f"{file}：{_why_unknown(sheets)}", field=file)
    for table in tables:
        _leave_out(table, edits or {})
    known = {table.sheet.name for table in tables}
    for sheet in sheets:
        if sheet.name not in known and any(any(row) for row in sheet.rows):
            said = _("工作表“%(name)s”没有认出是什么表，未导入。") % {"name": sheet.name}
            tables[0].note(Severity.WARNING, said)
    return tables


def _type_over(sheet: Sheet, edits: Edits) -> None:
    for (file, name, cell), value in edits.items():
        at = position(cell)
        if (file, name) == (sheet.file, sheet.name) and at:
            sheet.put(at[0] - 1, at[1], value)


def _leave_out(table: Table, edits: Edits) -> None:
    """Take the rows that the user chose to skip out: nothing is told of them, nothing goes in."""
    here = (table.sheet.file, table.sheet.name)
    rows = [cell for file, sheet, cell in edits if (file, sheet) == here]
    chosen = {int(cell[1:]) - 1 for cell in rows if cell[:1] == SKIPPED and cell[1:].isdigit()}
    table.skipped = frozenset(chosen.intersection(table.data))
    table.faulty |= table.skipped


def _table_of(sheet: Sheet) -> Table | None:
    year = year_of(sheet)
    header = find_header(sheet, year=year)
    if header is None:
        return None
    table = frame(sheet, header, year=year)
    _note_formulas(table)
    return table


def _note_formulas(table: Table) -> None:
    inside = sorted(at for at in table.sheet.formulas if at[0] > table.header.row)
    if inside:
        cells = "、".join(cell_name(row + 1, column) for row, column in inside[:_MOST_FORMULAS])
        said = _("%(count)d 个单元格是公式，按表中显示的值读取，没有执行：%(cells)s。")
        table.note(Severity.WARNING, said % {"count": len(inside), "cells": cells})


def _why_unknown(sheets: Iterable[Sheet]) -> str:
    for sheet in sheets:
        near = nearest_header(sheet, year=year_of(sheet))
        if near:
            lacking = "、".join(f"“{label_of(near.kind, name)}”" for name in missing_in(near))
            said = _("像是%(kind)s（第 %(row)d 行是表头），但缺少%(columns)s一列，未读取。")
            kind = words("columns")[near.kind]["label"]
            return said % {"kind": kind, "row": near.row + 1, "columns": lacking}
    return _(
        "没有认出表头。能导入的是组织架构、党员花名册、发展党员台账、三会一课台账、党费收缴表"
        "和表彰奖励台账。"
    )


class _Checking:
    """Checks lists in their order; what one list says, the next may rely on."""

    def __init__(self, world: World, today: date, branch: str) -> None:
        self.world, self.today, self.branch = world, today, branch
        self.missing: set[str] = set()
        self.numbers: dict[str, Line] = {}
        self.applying: dict[str, Line] = {}

    def check(self, lot: Lot) -> None:
        """Read the rows of a list and compare them with what is known so far."""
        reads = {
            Kind.ORGANIZATIONS: self._check_units,
            Kind.ROSTER: self._check_members,
            Kind.ADMISSIONS: self._check_admissions,
            Kind.LEDGER: self._check_meetings,
            Kind.PAYMENTS: self._check_payments,
            Kind.COMMENDATIONS: self._check_commendations,
        }
        reads[lot.table.kind](lot)

    def _check_units(self, lot: Lot) -> None:
        lot.rows = units = read_units(lot.table, today=self.today)
        across.place_units(units, self.world)

    def _check_members(self, lot: Lot) -> None:
        lot.rows = members = read_members(lot.table, today=self.today)
        self._find_units(lot)
        across.refuse_temporary((row.line for row in members), lot.unit_of)
        _tell_repeated(members, self.numbers)
        across.settle_known(members, lot.unit_of, self.world)
        across.place_members(members, lot.unit_of)

    def _check_admissions(self, lot: Lot) -> None:
        lot.rows = rows = read_admissions(lot.table, today=self.today)
        self._find_units(lot)
        across.refuse_temporary((row.line for row in rows), lot.unit_of)
        _tell_repeated(rows, self.applying)
        Newcomers(self.world, self.today).check(rows, lot.unit_of)

    def _check_meetings(self, lot: Lot) -> None:
        lot.rows = meetings = read_meetings(lot.table, today=self.today)
        self._find_units(lot)
        units = {unit.uid: self.world.roll(unit) for unit in lot.unit_of.values()}
        held = {uid: self.world.system.meetings(unit) for uid, unit in units.items()}
        for row in meetings:
            unit = lot.unit_of.get(row.line.index)
            if unit:
                across.settle_meeting(row, held[unit.uid])
                across.check_meeting(row, unit)

    def _check_payments(self, lot: Lot) -> None:
        lot.rows = payments = read_payments(lot.table, today=self.today)
        self._find_units(lot)
        across.refuse_temporary((row.line for row in payments), lot.unit_of)
        years = {month.year for row in payments for month in row.paid}
        units = {unit.uid: self.world.roll(unit) for unit in lot.unit_of.values()}
        system = self.world.system
        held = {
            uid: frozenset(one for year in years for one in system.collected(unit, year))
            for uid, unit in units.items()
        }
        for row in payments:
            unit = lot.unit_of.get(row.line.index)
            if unit and row.name:
                row.collected = held[unit.uid]
                across.check_payment(row, unit, rolled=bool(unit.people))

    def _check_commendations(self, lot: Lot) -> None:
        lot.rows = given = read_commendations(lot.table, today=self.today)
        self._find_units(lot)
        units = {unit.uid: self.world.roll(unit) for unit in lot.unit_of.values()}
        held = {uid: self.world.system.commended(unit) for uid, unit in units.items()}
        for row in given:
            unit = lot.unit_of.get(row.line.index)
            if unit and row.name:
                check_commendation(row, unit, held[unit.uid])

    def check_payers(self, lots: list[Lot]) -> None:
        """Say whom a dues list leaves out, once all lists are read."""
        for lot in lots:
            rows = [row for row in lot.rows if isinstance(row, PaymentRow)]
            units = {unit.uid: unit for unit in lot.unit_of.values()}
            if rows and len(units) == 1:
                across.check_missing_payers(lot.table, rows, next(iter(units.values())))

    def _find_units(self, lot: Lot) -> None:
        """Find the branch of a list, or of each row where rows name theirs."""
        own = None if all(getattr(r, "unit", "") for r in lot.rows) else self._own_unit(lot)
        found: dict[str, Unit | None] = {"": own}
        for row in lot.rows:
            said = getattr(row, "unit", "")
            if said not in found:
                found[said] = across.branch_named(self.world, said)
                if found[said] is None:
                    self.missing.add(said)
                    row.line.warn("branch", _not_there(said))
            unit = found[said]
            if unit:
                lot.unit_of[row.line.index] = unit

    def _own_unit(self, lot: Lot) -> Unit | None:
        table = lot.table
        unit = self.world.branch_within((self.branch, *table.units))
        if unit is None:
            said = self.branch or next(iter(table.units), "")
            self.missing.add(said or table.sheet.file)
            whose = _("看不出是哪个支部的表，请在表题或文件名中写明支部名称。")
            table.note(Severity.WARNING, _not_there(said) if said else whose)
        return unit


def _tell_repeated(rows: Sequence[MemberRow | AdmissionRow], seen: dict[str, Line]) -> None:
    """Tell who stands in another list of this kind in this import too."""
    for row in rows:
        first = seen.setdefault(row.id_number, row.line) if row.id_number else row.line
        if first is not row.line:
            said = _("与《%(file)s》第 %(row)d 行是同一人，请删去其中一行。")
            told = {"file": first.table.sheet.file, "row": first.number}
            row.line.fault("name", said % told)


def _not_there(name: str) -> str:
    said = _("系统和本次文件中都没有“%(name)s”，入账前请先导入组织架构，或连同它一起导入。")
    return said % {"name": name}
