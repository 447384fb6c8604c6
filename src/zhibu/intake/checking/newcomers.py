"""A ledger of admission beside the roll and the rules: who is who, how far, and can it have been.

What the machine finds impossible is told at its cell and keeps the row out. A rule that was broken
at the time is told and goes in: it stays in the audit of the case.
"""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from zhibu.admission.models import Stage
from zhibu.admission.queries import FAMILY
from zhibu.admission.taking import Newcomer, stage_of
from zhibu.core.case import Taken
from zhibu.core.ids import new_id
from zhibu.core.refusal import Refusal
from zhibu.intake.checking.admissions import APPLIED, steps_of
from zhibu.intake.checking.ledgered import People, column_of, known_of, refusals
from zhibu.intake.checking.rows import AdmissionRow
from zhibu.intake.checking.world import Person, Unit, World
from zhibu.intake.reading.findings import Severity
from zhibu.party.cards import Card, tidy
from zhibu.party.sets import Sex
from zhibu.procedures.taking import definition_for, judged

_SEXES = {"male": Sex.MALE.value, "female": Sex.FEMALE.value, "": Sex.UNSTATED.value}
_COLUMNS = {"birth_on": "born_on", "joined_on": "admitted_on", "occupation": "position"}
_WHOSE = ("name", "id_number", "born_on", "branch", "state")
_LAST_COLUMN = {
    Stage.APPLICANT: APPLIED, Stage.ACTIVIST: "activist_on", Stage.CANDIDATE: "candidate_on",
    Stage.PROBATIONER: "approved_on",
}  # fmt: skip


class Newcomers:
    """Checks the rows of ledgers of admission against everything known so far."""

    def __init__(self, world: World, today: date) -> None:
        self.world, self.today = world, today
        self.people = People(world, today)

    def check(self, rows: list[AdmissionRow], unit_of: dict[int, Unit]) -> None:
        """Say what is wrong with each row, and work out what would go in for it."""
        placed = [(row, unit) for row in rows if (unit := unit_of.get(row.line.index))]
        self.people.look_up(row.id_number for row, _unit in placed if row.id_number)
        for row, unit in placed:
            if row.line.blames(*_WHOSE, *steps_of(), "converted_on"):
                continue
            if not self._settled(row, self.world.roll(unit)):
                self._go_on(row, unit)
        if any(row.who for row in rows):
            said = _(
                "据原台账接续的步骤只有日期：没有见到的材料、台账没有记的步骤，都列在各人的“查漏”里。"
            )
            rows[0].line.table.note(Severity.WARNING, said)

    def _settled(self, row: AdmissionRow, unit: Unit) -> bool:
        """Tell whose admission is over or kept here already: such a row changes nothing."""
        said, where = "", "name"
        if self.people.is_applying(row, unit):
            said = _("系统中已有%(name)s的发展流程，这一行不再导入。") % {"name": row.name}
        elif self.people.applies_elsewhere(row, unit):
            words = _("这个身份证号码已有一份入党申请在别处办理，请核对号码，或联系上级党组织。")
            row.line.fault("id_number", words)
            return True
        elif row.converted_on or row.stage == Stage.FULL:
            said, where = self._over(row, unit), "converted_on" if row.converted_on else "state"
        if said:
            row.line.warn(where, said)
            row.line.table.settled.add(row.line.index)
        return bool(said) or row.line.blames("converted_on", "state")

    def _over(self, row: AdmissionRow, unit: Unit) -> str:
        """Return what is said of somebody who is a full member by now, if the roll knows it."""
        person, _elsewhere = self.people.member(row, unit, by_name=True)
        column = "converted_on" if row.converted_on else "state"
        if person is None:
            said = _("已经转正的，请登记在党员花名册；仍是预备党员的，请删去转正日期、改正状态。")
            row.line.fault(column, said)
            return ""
        if not is_full(person, self.today):
            said = _("花名册中%(name)s还是预备党员，这里却已转正，请核对，先更正花名册。")
            row.line.fault(column, said % {"name": row.name})
            return ""
        return _("%(name)s已经转正，发展流程已办完，这一行不用接续。") % {"name": row.name}

    def _go_on(self, row: AdmissionRow, unit: Unit) -> None:
        taken = self._taken(row, unit)
        if taken is None:
            return
        stage = stage_of(taken.case.done)
        if not self._agrees(row, stage):
            return
        person, elsewhere = self.people.member(row, unit, by_name=stage is Stage.PROBATIONER)
        if elsewhere:
            said = _("%(name)s的身份证号码登记在“%(branch)s”，一个人不能在两个支部，请核对。")
            row.line.fault("id_number", said % {"name": row.name, "branch": elsewhere})
        elif person:
            self._is_member(row, unit, stage, person=person)
        elif stage is Stage.PROBATIONER:
            self._registers(row, unit)
        if row.line.faulty or row.line.index in row.line.table.settled:
            return
        self._name(row, person.uid if person else new_id("m"), taken)
        if row.card and row.who:
            since = max(filter(None, (row.card.joined_on, unit.founded_on)))
            unit.add(Person(row.who.uid, row.name, since))

    def _taken(self, row: AdmissionRow, unit: Unit) -> Taken | None:
        """Return the case as the row tells it, or nothing where it cannot have been so."""
        opened = row.days[APPLIED]
        procedure = definition_for(FAMILY, self.world.system.variant(unit, opened), opened)
        known = known_of(row, unit, procedure)
        found = judged(procedure, known, self.today)
        for column, words in refusals(row, found):
            row.line.fault(column, words)
        if found.refused:
            return None
        for done, one in found.told:
            words = _("%(rule)s照原台账接续，“查漏”里会一直列出。")
            row.line.warn(column_of(row, done.step), words % {"rule": one.words})
        row.told = (known, found)
        return found

    def _agrees(self, row: AdmissionRow, stage: Stage) -> bool:
        """Hold the stage that a row or a roster's title tells against the days it has."""
        line, said = row.line, Stage(row.stage) if row.stage else stage
        if "approved_on" in row.days and "admitted_on" not in row.days:
            words = _("有批准日期，却没有接收预备党员日期（支部大会通过的那一天），请补填。")
            line.fault("admitted_on", words)
        elif said is not stage and _place(said) > _place(stage):
            told = {"stage": said.label}
            line.fault(_LAST_COLUMN[said], _("写着%(stage)s，却没有相应的日期，请补填。") % told)
        elif said is not stage:
            told = {"stage": said.label, "now": stage.label}
            words = _("写着%(stage)s，日期表明已是%(now)s，这一行已经过时，请改正状态或日期。")
            line.fault("state" if line.text("state") else _LAST_COLUMN[stage], words % told)
        return not line.blames(*steps_of(), "state")

    def _is_member(self, row: AdmissionRow, unit: Unit, stage: Stage, *, person: Person) -> None:
        """Hold a row against the member it is about: nobody is registered twice."""
        told = {"name": row.name, "stage": stage.label}
        line, listed = row.line, person.row.line if person.row else None
        if is_full(person, self.today):
            words = _(
                "花名册中%(name)s已是正式党员，发展流程已经办完，请删去这一行；仍是预备党员的，"
                "请先更正花名册（人员类别写明预备党员）。"
            )
            line.fault("name", words % told)
        elif stage is not Stage.PROBATIONER:
            words = _("花名册中%(name)s已是党员，这里还是%(stage)s，请补填接收和批准的日期。")
            line.fault(_LAST_COLUMN[Stage.PROBATIONER], words % told)
        elif listed and listed.faulty:
            words = _("花名册第 %(row)d 行（%(name)s）有错，改正后这一行才能接续。")
            line.warn("name", words % (told | {"row": listed.number}))
            line.table.settled.add(line.index)
        else:
            joined = person.row.joined_on if person.row else person.since
            if joined not in {None, row.days["admitted_on"], unit.founded_on}:
                words = _("花名册中入党时间是 %(day)s，与这里不同，两处各按原样保留，请核对。")
                line.warn("admitted_on", words % {"day": joined.isoformat() if joined else ""})

    def _registers(self, row: AdmissionRow, unit: Unit) -> None:
        """Give a probationary member whom no roll has the card to be registered with."""
        if row.name in unit.people and not row.id_number:
            words = _("花名册中有同名的党员，没有身份证号码分不清是否同一人，请补填号码。")
            row.line.fault("id_number", words)
            return
        card = Card(
            name=row.name, sex=_SEXES[row.sex], joined_on=row.days["admitted_on"],
            birth_on=row.born_on, id_number=row.id_number, education=row.education,
            occupation=row.work,
        )  # fmt: skip
        try:
            row.card = tidy(card)
        except Refusal as refusal:
            field = refusal.field or "name"
            row.line.fault(_COLUMNS.get(field, field), str(refusal.words))
            return
        words = _("花名册中没有%(name)s，入账时登记为预备党员，卡片上缺的请随后补填。")
        row.line.warn("name", words % {"name": row.name})

    def _name(self, row: AdmissionRow, uid: str, taken: Taken) -> None:
        if row.told is None or row.born_on is None:
            return
        known = replace(
            row.told[0], subject=uid, note="\n".join(filter(None, (row.remark, *row.notes)))
        )
        row.told = (known, taken)
        row.who = Newcomer(
            uid, row.name, _SEXES[row.sex], row.born_on, row.id_number, row.education, row.work
        )


def is_full(person: Person, today: date) -> bool:
    """Say whether somebody on a roll is a full member by a day."""
    return person.full_on is not None and person.full_on <= today


def _place(stage: Stage) -> int:
    return list(Stage).index(stage)
