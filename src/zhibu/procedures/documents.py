"""The papers of a case: made by its room from facts, and the list of all that lies in the file."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.core.procedure_parts import Step
from zhibu.paper import typefaces
from zhibu.paper.document import Block, Document, Paragraph, Table
from zhibu.paper.typefaces import Faces
from zhibu.procedures import conduct, papers
from zhibu.procedures.models import Case
from zhibu.procedures.queries import Entered, File

CATALOGUE = "catalogue"


def faces() -> Faces:
    """Return the fonts there are: the operator's own folder first among equals."""
    return typefaces.installed((settings.DATA / "fonts",))


def name_of(template: str) -> str:
    """Return how an address spells a template."""
    return template.replace("/", ".")


def templates_of(case: Case) -> dict[str, str]:
    """Return the templates that a case's room makes, by their names in addresses."""
    return {name_of(one): one for one in conduct.of(case.family).documents}


def made_as(case: Case, template: str) -> str:
    """Return how an address spells a template that a case's room makes; else nothing."""
    name = name_of(template)
    return name if template and name in templates_of(case) else ""


def makes_of(case: Case, step: Step) -> frozenset[str]:
    """Return which materials of a step its room makes from facts."""
    known = conduct.of(case.family).documents
    return frozenset(one.id for one in step.materials.values() if one.template in known)


def document_of(file: File, name: str) -> Document | None:
    """Return a paper of a case, always in Chinese; None for one that its room does not make."""
    with translation.override("zh-hans"):
        if name == CATALOGUE:
            return catalogue_of(file)
        template = templates_of(file.case).get(name)
        if template is None:
            return None
        return conduct.of(file.case.family).documents[template](file.case)


def catalogue_of(file: File) -> Document:
    """Return the list of a case's papers: by step, with the day, and what is lacking."""
    return Document(
        title=_("%(name)s材料目录") % {"name": file.case.subject_name},
        body=tuple(_catalogue(file)),
        footer=(_("流程编号 %(rec)s") % {"rec": file.case.rec},),
    )


def _catalogue(file: File) -> Iterator[Block]:
    words = _("%(title)s，%(version)s 版，%(day)s启动。")
    told = {
        "title": file.procedure.title, "version": file.case.version,
        "day": typefaces.day_words(file.case.opened_on),
    }  # fmt: skip
    yield Paragraph(words % told)
    rows: list[tuple[str, ...]] = []
    for entered in file.entered:
        step = file.procedure.steps.get(entered.done.step)
        for material in step.materials.values() if step else ():
            there = material.id in entered.done.materials
            if there or material.required:
                rows.append(
                    (
                        str(len(rows) + 1), material.title, step.title if step else "",
                        typefaces.day_words(entered.done.on), _kept(entered, material.id),
                    )
                )  # fmt: skip
    head = (_("序号"), _("材料"), _("步骤"), _("日期"), _("保存"))
    yield Table(head, tuple(rows), (8, 32, 24, 26, 18))


def _kept(entered: Entered, material: str) -> str:
    """Return how a material is kept, in a few words."""
    every = (*entered.papers, *(one for added in entered.added for one in added.papers))
    words = [papers.words_of(one) for one in every if one.material == material]
    return _("；").join(words) or _("缺")
