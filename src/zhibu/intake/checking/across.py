"""What only shows when lists are laid side by side: units, members, attendance, payments."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.ids import new_id
from zhibu.core.periods import Month
from zhibu.intake.checking.ledgers import known_forms
from zhibu.intake.checking.rows import MeetingRow, MemberRow, PaymentRow, UnitRow
from zhibu.intake.checking.world import Person, Unit, World
from zhibu.intake.reading.findings import Severity
from zhibu.intake.reading.tables import Line, Table
from zhibu.party.provisional import BASIS
from zhibu.party.sets import BranchForm, Level

_SHOWN = 5
LEVELS_ABOVE = {
    "committee": ("committee",),
    "general_branch": ("committee", "general_branch"),
    "branch": ("committee", "general_branch"),
}


def place_units(rows: list[UnitRow], world: World) -> None:
    """Make the organizations of a list known; those the system has already stay as they are."""
    for row in rows:
        known = [unit for unit in world.named(row.name) if unit.row is None]
        if known and row.name:
            row.line.table.settled.add(row.line.index)
            row.line.warn("name", _("系统中已有“%(name)s”，这一行不再导入。") % {"name": row.name})
        elif row.name and not world.named(row.name):
            founded = row.founded_on or row.term_from
            world.add(
                Unit(
                    new_id("o"),
                    row.name,
                    row.level,
                    founded,
                    row.term_from,
                    row,
                    rolled=True,
                    form=row.form,
                )
            )
    for row in rows:
        _check_superior(row, world)


def _check_superior(row: UnitRow, world: World) -> None:
    if not row.superior or row.line.index in row.line.table.settled:
        return
    above = world.named(row.superior)
    if not above:
        words = _("上级组织“%(name)s”不在表中，系统里也没有，请核对名称或补上这一行。")
        row.line.fault("superior", words % {"name": row.superior})
    elif row.level and above[0].level not in LEVELS_ABOVE.get(row.level, (above[0].level,)):
        words = _("“%(name)s”不能是它的上级（党支部的上级是党总支或党委），请核对。")
        row.line.fault("superior", words % {"name": row.superior})


def refuse_temporary(lines: Iterable[Line], unit_of: dict[int, Unit]) -> None:
    """Tell rows that a temporary branch cannot have: members, admissions and dues stay elsewhere.

    Source: 《中国共产党支部工作条例（试行）》第六条.
    """
    for line in lines:
        unit = unit_of.get(line.index)
        if unit and unit.form == BranchForm.PROVISIONAL:
            words = _(
                "%(name)s是临时党支部，党员的组织关系仍在原支部，花名册、发展党员和党费都记在"
                "原支部（%(basis)s）。"
            )
            line.fault("branch", words % {"name": unit.name, "basis": BASIS})


def settle_known(rows: list[MemberRow], unit_of: dict[int, Unit], world: World) -> None:
    """Tell which people of a roster the system has: those of the same branch stay as they are."""
    held = world.system.holders([row.id_number for row in rows if row.id_number])
    for row in rows:
        found = held.get(row.id_number)
        if not found:
            continue
        unit = unit_of.get(row.line.index)
        if unit and found[1] == unit.uid:
            row.line.table.settled.add(row.line.index)
            words = _("系统中已登记%(name)s，这一行不再导入；要改信息请到党员卡片上改。")
            row.line.warn("name", words % {"name": row.name})
        else:
            words = _("%(name)s的身份证号码已登记在“%(branch)s”，请先转接组织关系。")
            row.line.fault("id_number", words % {"name": row.name, "branch": found[2]})


def place_members(rows: list[MemberRow], unit_of: dict[int, Unit]) -> None:
    """Put the people of a roster on their branches' rolls."""
    for row in rows:
        unit = unit_of.get(row.line.index)
        if unit is None or row.line.index in row.line.table.settled:
            continue
        since = max(filter(None, (row.joined_on, unit.founded_on)), default=None)
        began = max(filter(None, (since, unit.term_from)), default=None)
        posts: list[tuple[str, date | None, date | None]] = [(p, began, None) for p in row.posts]
        unit.add(Person(new_id("m"), row.name, since, None, posts, row.full_on, row))


def settle_meeting(row: MeetingRow, held: set[tuple[str, date]]) -> None:
    """Tell a meeting that the system has, and one that no ledger can bring in."""
    table, index = row.line.table, row.line.index
    if row.held_on and (row.form, row.held_on) in held:
        table.settled.add(index)
        row.line.warn("held_on", _("系统中已有这一天的这项组织生活，这一行不再导入。"))
    elif row.form and not known_forms().forms[row.form].importable:
        table.settled.add(index)
        row.line.warn("form", _("谈心谈话要写明双方，不从台账导入，请在系统中补记。"))


def check_meeting(row: MeetingRow, unit: Unit) -> None:
    """Compare a meeting's chair, absentees and numbers with the branch's roll that day."""
    if not unit.people:
        return
    if row.chair and not unit.people.get(row.chair):
        words = _("花名册中没有主持人“%(name)s”，只记姓名，请核对。")
        row.line.warn("chair", words % {"name": row.chair})
    for away in row.away:
        _check_away(row, away.name, unit)
    if row.held_on and row.expected is not None and not row.line.blames("form"):
        _check_expected(row, row.held_on, unit)


def _check_away(row: MeetingRow, name: str, unit: Unit) -> None:
    people, said = unit.named(name, row.held_on), {"name": name, "day": str(row.held_on)}
    if not people:
        words = _("花名册中没有缺席人员“%(name)s”，他的缺席不登记，请核对姓名。")
    elif len(people) > 1:
        words = _("花名册中有两个“%(name)s”，分不清是谁缺席，不登记，请核对。")
    elif row.held_on and not people[0].there_on(row.held_on):
        words = _("%(name)s在 %(day)s 还不在（或已不在）花名册上，他的缺席不登记。")
    elif row.form == "committee_meeting" and not _in_committee(people[0]):
        words = _("%(name)s不是支部委员，却列为支委会缺席，请核对。")
    else:
        return
    row.line.warn("absent", words % said)


def _in_committee(person: Person) -> bool:
    return any(post != "group_leader" for post, _since, _until in person.posts)


def _check_expected(row: MeetingRow, day: date, unit: Unit) -> None:
    everybody = [person for person in unit.everybody() if person.there_on(day)]
    if row.form == "committee_meeting":
        roll = sum(person.in_committee_on(day) for person in everybody)
        words = _("应到 %(said)d 人，当天在任的支部委员是 %(roll)d 人，人数按台账登记，请核对。")
    elif row.form == "group_meeting" and row.party_group:
        return
    else:
        roll = len(everybody)
        words = _("应到 %(said)d 人，当天花名册上是 %(roll)d 人，人数按台账登记，请核对。")
    if row.expected != roll:
        row.line.warn("expected", words % {"said": row.expected, "roll": roll})


def check_payment(row: PaymentRow, unit: Unit, *, rolled: bool) -> None:
    """Say whose name no roster has, and who paid before being a member."""
    people = payers_named(unit, row.name)
    if len(people) == 1 and _settle_payment(row, people[0]):
        return
    if not people and rolled:
        words = _("花名册中没有“%(name)s”，请核对姓名，或先登记这名党员。")
        row.line.fault("name", words % {"name": row.name})
    first = min((month for month, paid in row.paid.items() if paid), default=None)
    since = people[0].since if len(people) == 1 else None
    if first and since and Month.of(since) > first:
        words = _("%(month)s已缴党费，但 %(since)s 才入党，请核对；入党以前的不导入。")
        row.line.warn("name", words % {"month": first, "since": since.isoformat()})
    _check_leaver(row, people)
    if len(people) > 1:
        words = _("花名册中有两个“%(name)s”，分不清是谁缴的，请在姓名后注明并改花名册。")
        row.line.fault("name", words % {"name": row.name})


def payers_named(unit: Unit, name: str) -> list[Person]:
    """Return who is called so; whoever left and came back is one person, from first to last."""
    found: dict[str, Person] = {}
    for one in sorted(unit.people.get(name, []), key=lambda one: one.since or date.min):
        first = found.get(one.uid)
        found[one.uid] = one if first is None else replace(one, since=first.since)
    return list(found.values())


def _check_leaver(row: PaymentRow, people: list[Person]) -> None:
    """Say who paid here for a month after the one in which they left: they owe it elsewhere."""
    until = people[0].until if len(people) == 1 else None
    last = max((month for month, paid in row.paid.items() if paid), default=None)
    if last and until and Month.of(until) < last:
        words = _("%(month)s的党费不归本支部收：%(until)s 起已不在本支部，以后月份的不导入。")
        row.line.warn("name", words % {"month": last, "until": until.isoformat()})


def _settle_payment(row: PaymentRow, person: Person) -> bool:
    """Tell a payment that the system has, and one whose payer's own row is at fault."""
    since = Month.of(person.since) if person.since else None
    months = {m for m, paid in row.paid.items() if paid is not None and (not since or m >= since)}
    if months and all((person.uid, month) in row.collected for month in months):
        words = _("系统中已有%(name)s这些月的党费，不再导入。")
        row.line.warn("name", words % {"name": row.name})
    elif person.row and person.row.line.faulty:
        words = _("花名册第 %(row)d 行（%(name)s）有错，改正后这一行党费才能导入。")
        told = {"row": person.row.line.number, "name": row.name}
        row.line.warn("name", words % told)
    else:
        return False
    row.line.table.settled.add(row.line.index)
    return True


def check_missing_payers(table: Table, rows: list[PaymentRow], unit: Unit) -> None:
    """Name the members of the branch whom its dues list leaves out."""
    listed = {row.name for row in rows}
    left_out = [person.name for person in unit.everybody() if person.name not in listed]
    if left_out:
        names = "、".join(left_out[:_SHOWN]) + ("…" if len(left_out) > _SHOWN else "")
        words = _("花名册中有 %(count)d 名党员不在这张收缴表里：%(names)s。")
        table.note(Severity.WARNING, words % {"count": len(left_out), "names": names})


def branch_named(world: World, text: str) -> Unit | None:
    """Return the one branch of that name."""
    found = [unit for unit in world.named(text) if unit.level == Level.BRANCH]
    return found[0] if len(found) == 1 else None
