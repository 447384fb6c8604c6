"""All that is recorded of one admission, as its papers ask for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.admission import queries
from zhibu.admission.models import Applicant
from zhibu.core.case import Done
from zhibu.core.procedure import LISTS, Kind, Step
from zhibu.core.refusal import Refusal
from zhibu.paper import typefaces
from zhibu.paper.document import Blank, Block, Paragraph, Table
from zhibu.party import queries as party
from zhibu.procedures import queries as procedures
from zhibu.procedures.models import Case

KEY, VALUE = 28, 78


class NoDossier(Refusal):
    """A paper cannot be made: whoever the case is about is not recorded here."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case, whom it is about, its branch and superior, and the names of those named in it."""

    case: Case
    applicant: Applicant
    superior: str
    file: procedures.File
    names: dict[str, str]

    @property
    def branch(self) -> str:
        return self.case.organization.name

    @property
    def name(self) -> str:
        return self.applicant.name

    def steps(self, *steps: str) -> list[Done]:
        """Return how some steps were done, in the order in which they were."""
        return [one for one in self.file.core.done if one.step in steps]

    def last(self, *steps: str) -> Done | None:
        """Return how a step was done the last time; of several names, whichever there is."""
        found = self.steps(*steps)
        return found[-1] if found else None

    def step(self, done: Done) -> Step:
        """Return the definition of a step by the version it was done under."""
        return procedures.definition_of(self.case, done.version).steps[done.step]

    def value(self, field: str, *steps: str) -> Any:
        """Return what was recorded in a field, or None."""
        found = [one.values[field] for one in self.steps(*steps) if field in one.values]
        return found[-1] if found else None

    def words(self, field: str, *steps: str) -> str:
        """Return what was recorded in a field as it is written; nothing where nothing is."""
        found = [one for one in self.steps(*steps) if field in one.values]
        return self.spell(found[-1], field) if found else ""

    def spell(self, done: Done, field: str) -> str:
        """Return one value of a step as it is written."""
        ask, value = self.step(done).asks[field], done.values[field]
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if isinstance(value, date):
            return typefaces.day_words(value)
        if ask.kind in LISTS and isinstance(value, tuple):
            return "、".join(self.names.get(one, one) for one in value)
        if ask.kind is Kind.MEMBER:
            return self.names.get(str(value), str(value))
        return ask.options.get(str(value), str(value))

    def day(self, *steps: str) -> str:
        """Return the day of a step in words; nothing while it is not done."""
        found = self.last(*steps)
        return typefaces.day_words(found.on) if found else ""

    def on(self, *steps: str) -> date | None:
        """Return the day of a step; None while it is not done."""
        found = self.last(*steps)
        return found.on if found else None

    def basics(self) -> Iterator[tuple[str, str]]:
        """Yield what is known of the person, as a form's first lines tell it."""
        applicant = self.applicant
        yield _("姓名"), applicant.name
        yield _("性别"), str(applicant.get_sex_display())
        yield _("出生年月"), f"{applicant.birth_on:%Y-%m}"
        yield _("学历"), str(applicant.get_education_display())
        yield _("工作岗位"), applicant.work
        yield _("申请入党时间"), typefaces.day_words(applicant.received_on)


def dossier_of(case: Case) -> Dossier:
    """Return all that is recorded of an admission. Raises NoDossier where nobody applied by it."""
    applicant = queries.applicant_of(case)
    if applicant is None:
        raise NoDossier(_("没有找到这件流程的申请人，不能生成材料。"))
    above = party.superiors_of(case.organization)
    committee = [one.name for one in above if one.level == "committee"]
    file = procedures.file_of(case)
    return Dossier(
        case=case,
        applicant=applicant,
        superior=committee[-1] if committee else (above[-1].name if above else _("上级党委")),
        file=file,
        names=queries.names_of(_named(file.core.done)),
    )


def _named(done: Iterable[Done]) -> set[str]:
    values = [value for one in done for value in one.values.values()]
    listed = {each for value in values if isinstance(value, tuple) for each in value}
    return listed | {value for value in values if isinstance(value, str)}


def form(rows: Iterable[tuple[str, str]]) -> Table:
    """Return a form's lines: what is asked, and what is known."""
    return Table((_("项目"), _("内容")), tuple(rows), (KEY, VALUE))


def told(words: str, label: str, lines: int = 3) -> Block:
    """Return what was recorded, or the lines on which it is written by hand."""
    return Paragraph(f"{label}{words}") if words else Blank(label, lines)
