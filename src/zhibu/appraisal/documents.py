"""The papers of an appraisal, from facts: only missing words are written by hand."""

from django.utils.translation import gettext as _

from zhibu.appraisal import queries
from zhibu.appraisal.models import Grade
from zhibu.paper.document import Blank, Block, Document, Heading, Paragraph, Signature, Table
from zhibu.party.models import Member
from zhibu.procedures import queries as procedures
from zhibu.procedures.models import Case

SHOWN = 500


def _told(case: Case) -> dict[str, dict[str, object]]:
    return {one.step: dict(one.values) for one in procedures.core_case(case).done}


def _year(case: Case) -> dict[str, object]:
    return {"branch": case.organization.name, "year": queries.year_of(case)}


def plan(case: Case) -> Document:
    """Return the plan of the meeting and the appraisal."""
    theme = str(_told(case).get("plan", {}).get("theme", ""))
    procedure = procedures.definition_of(case, case.version)
    rows = tuple(
        (str(number), step.title, step.requirement)
        for number, step in enumerate(procedure.steps.values(), start=1)
    )
    body: list[Block] = [
        Heading(_("一、主题")),
        Paragraph(theme) if theme else Blank(_("主题：")),
        Heading(_("二、步骤")),
        Table((_("序号"), _("步骤"), _("要求")), rows, (1, 4, 9)),
        Heading(_("三、时间安排和责任人")),
        Blank("", 4),
        Signature(case.organization.name, case.opened_on),
    ]
    title = _("%(branch)s%(year)d年度组织生活会和民主评议党员方案") % _year(case)
    return Document(title, tuple(body))


def problems(case: Case) -> Document:
    """Return the list of problems: their number is known, their words are written by hand."""
    held = _told(case).get("held", {})
    number = held.get("problems", 0)
    lines = max(int(number) if isinstance(number, int) else 0, 3)
    rows = tuple((str(n), "", "", "", "") for n in range(1, lines + 1))
    table = Table(
        (_("序号"), _("问题"), _("整改措施"), _("责任人"), _("完成时限")), rows, (1, 5, 5, 2, 2)
    )
    title = _("%(branch)s%(year)d年度组织生活会问题整改清单") % _year(case)
    return Document(title, (table, Signature(case.organization.name)))


def summary(case: Case) -> Document:
    """Return the summary of grades with the ballots beside them."""
    grades, testing = queries.grades_of(case), queries.testing_of(case)
    members = Member.objects.filter(uid__in=grades).order_by("name_key", "uid")[:SHOWN]
    rows = tuple(
        (
            one.name,
            *(str(n) for n in testing.votes.get(one.uid, ("–",) * len(Grade))),
            str(Grade(grades[one.uid]).label),
        )
        for one in members
    )
    head = (_("姓名"), *(str(one.label) for one in Grade), _("评定意见"))
    number = queries.counted(case)
    words = (
        _("参评正式党员%(rated)d人，其中优秀%(outstanding)d人，不合格%(unqualified)d人。") % number
    )
    title = _("%(branch)s%(year)d年度民主评议党员汇总表") % _year(case)
    table = Table(head, rows, (3, 2, 2, 2, 2, 3))
    return Document(title, (table, Paragraph(words), Signature(case.organization.name)))


def work_report(case: Case) -> Document:
    """Return the frame of the secretary's report, a third each."""
    body: list[Block] = []
    for title in (_("一、履行责任情况"), _("二、存在的问题和原因"), _("三、下一步打算")):
        body += [Heading(title), Blank("", 10)]
    body.append(Signature(_("%(branch)s书记") % _year(case)))
    title = _("%(branch)s书记%(year)d年度述职报告") % _year(case)
    return Document(title, tuple(body))


DOCUMENTS = {
    "appraisal/plan": plan,
    "appraisal/problems": problems,
    "appraisal/summary": summary,
    "appraisal/work_report": work_report,
}
