"""What a row of a ledger of admission tells: the steps of a case, and which people are meant."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.case import Obstacle, Taken
from zhibu.core.procedure_parts import Procedure, Step
from zhibu.intake.checking.admissions import APPLIED, EXAMINED, steps_of
from zhibu.intake.checking.rows import AdmissionRow
from zhibu.intake.checking.world import Person, Unit, World
from zhibu.intake.reading.words import label_of, words
from zhibu.procedures.taking import CaseKnown, StepKnown

PEOPLE = ("mentors", "sponsors")
_NAMED_IN = {"mentored_on": "mentors", "sponsored_on": "sponsors"}


def column_of(row: AdmissionRow, step: str) -> str:
    """Return the column that tells of a step: its day, or the people named in it."""
    column = next((column for column, one in steps_of().items() if one == step), APPLIED)
    if column in row.days or column == EXAMINED:
        return column
    return _NAMED_IN.get(column, column)


def refusals(row: AdmissionRow, taken: Taken) -> list[tuple[str, str]]:
    """Return column and words of what cannot have been.

    A day that was taken from the step before is told of only where nothing else is wrong.
    """
    told = [(column_of(row, done.step), _words(one)) for done, one in taken.refused]
    return [one for one in told if one[0] not in PEOPLE] or told[:1]


def _words(one: Obstacle) -> str:
    if one.rule == "before_opening":
        words_ = _("%(day)s 早于申请入党日期 %(floor)s，顺序不对，请核对。")
        return words_ % {"day": one.told["day"], "floor": one.told["floor"]}
    return f"{one.words}{one.way_out}"


def known_of(row: AdmissionRow, unit: Unit, procedure: Procedure) -> CaseKnown:
    """Return what a row tells of a case. What has no place in the procedure goes into the notes."""
    days = _days(row, procedure)
    named: dict[str, dict[str, tuple[str, ...]]] = {}
    for field in PEOPLE:
        step = next((one for one in procedure.steps.values() if field in one.asks), None)
        told: tuple[str, ...] = getattr(row, field)
        if not told:
            continue
        if step is None or not _has_day(row, step, days, procedure=procedure, field=field):
            _note(row, field, told)
            continue
        uids = tuple(_meant(row, unit, field, on=days[step.id]))
        if uids:
            named.setdefault(step.id, {})[field] = uids
    examined = [StepKnown(steps_of()[EXAMINED], on) for on in row.examined]
    steps = [*_steps(days, named), *examined]
    return CaseKnown("", row.name, row.days[APPLIED], steps)


def _days(row: AdmissionRow, procedure: Procedure) -> dict[str, date]:
    days: dict[str, date] = {}
    for column, on in row.days.items():
        step = steps_of()[column]
        if step in procedure.steps:
            days[step] = on
        else:
            told = {"column": label_of("admissions", column), "day": on.isoformat()}
            row.notes.append(_("%(column)s：%(day)s") % told)
            row.line.warn(column, _("所用流程没有这一步，日期记在接续的备注里。"))
    return days


def _steps(days: dict[str, date], named: dict[str, dict[str, tuple[str, ...]]]) -> list[StepKnown]:
    outcomes: dict[str, str] = words("values")["admission_outcomes"]
    return [
        StepKnown(step, on, dict(named.get(step, {})), outcomes.get(step, ""))
        for step, on in days.items()
    ]


def _has_day(
    row: AdmissionRow, step: Step, days: dict[str, date], *, procedure: Procedure, field: str
) -> bool:
    """Say whether the step in which people are named has a day, of its own or of the step before.

    A day is taken from the step before only where no step that is still to be done is passed over.
    """
    if step.id in days:
        return True
    known = {*days, *([steps_of()[EXAMINED]] if row.examined else [])}
    before = [days[one] for one in procedure.before[step.id] if one in days]
    passed = any(later in known for later in procedure.beyond[step.id])
    if not passed and not all(one in known for one in step.after):
        return False
    days[step.id] = max(before)
    told = {"step": step.title, "day": days[step.id].isoformat()}
    row.line.warn(field, _("台账没有“%(step)s”的日期，暂按前一步的 %(day)s 计。") % told)
    return True


def _note(row: AdmissionRow, field: str, names: Iterable[str]) -> None:
    told = {"column": label_of("admissions", field), "names": "、".join(names)}
    row.notes.append(_("%(column)s：%(names)s") % told)
    row.line.warn(field, _("前面的步骤还没有办，姓名先记在接续的备注里，办到那一步时再选。"))


def _meant(row: AdmissionRow, unit: Unit, field: str, *, on: date) -> Iterator[str]:
    """Yield the members whom names mean; a name that means nobody, or two, goes into the notes."""
    for name in getattr(row, field):
        people = [one for one in unit.named(name, on) if one.enters]
        told = {"name": name, "day": on.isoformat(), "column": label_of("admissions", field)}
        if len(people) != 1:
            row.notes.append(_("%(column)s：%(name)s") % told)
            said = _("花名册中分不清或没有“%(name)s”，姓名只记在接续的备注里，请核对。")
            row.line.warn(field, said % told)
            continue
        if people[0].full_on is None or people[0].full_on > on:
            said = _("“%(name)s”在 %(day)s 还不是正式党员，请核对。")
            row.line.warn(field, said % told)
        yield people[0].uid


class People:
    """Whom rows of a ledger are about: members of the system or of rosters at hand, applicants."""

    def __init__(self, world: World, today: date) -> None:
        self.world, self.today = world, today
        self.listed: dict[str, tuple[Unit, Person]] = {
            person.row.id_number: (unit, person)
            for unit in world
            for person in unit.everybody()
            if person.row and person.row.id_number
        }
        self.held: dict[str, tuple[str, str, str]] = {}
        self.applying: dict[str, str] = {}
        self.applicants: dict[str, set[tuple[str, date]]] = {}

    def look_up(self, id_numbers: Iterable[str]) -> None:
        """Ask the system once whose some numbers are."""
        numbers = list(id_numbers)
        self.held |= self.world.system.holders(numbers)
        self.applying |= self.world.system.applying(numbers)

    def is_applying(self, row: AdmissionRow, unit: Unit) -> bool:
        """Say whether the system has somebody's admission in this branch already."""
        if unit.uid not in self.applicants:
            self.applicants[unit.uid] = self.world.system.applicants(unit)
        if row.id_number and self.applying.get(row.id_number) == unit.uid:
            return True
        return (row.name, row.born_on) in self.applicants[unit.uid]

    def applies_elsewhere(self, row: AdmissionRow, unit: Unit) -> bool:
        """Say whether somebody's admission runs in another branch."""
        return self.applying.get(row.id_number, unit.uid) != unit.uid

    def member(self, row: AdmissionRow, unit: Unit, *, by_name: bool) -> tuple[Person | None, str]:
        """Return the member a row is about, or the name of the branch that has the number."""
        if row.id_number in self.listed:
            there, person = self.listed[row.id_number]
            return (person, "") if there is unit else (None, there.name)
        if row.id_number in self.held:
            uid, branch, name = self.held[row.id_number]
            if branch != unit.uid:
                return None, name
            return next((one for one in unit.everybody() if one.uid == uid), None), ""
        return (self._called(row, unit) if by_name else None), ""

    def _called(self, row: AdmissionRow, unit: Unit) -> Person | None:
        """Return the one member of that name whose number could be the row's."""
        there = [
            one
            for one in unit.named(row.name, self.today)
            if not (row.id_number and one.row and one.row.id_number)
        ]
        if len(there) != 1:
            return None
        if there[0].row and there[0].row.born_on not in {None, row.born_on}:
            return None
        row.line.warn("name", _("按姓名与花名册中的%(name)s对上，请核对。") % {"name": row.name})
        return there[0]
