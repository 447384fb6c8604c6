"""From the application to the end of the half-yearly examinations."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhibu.admission.documents.dossier import Dossier, form, told
from zhibu.paper import typefaces
from zhibu.paper.document import Blank, Block, Document, Heading, Paragraph, Signature, Table

EXAMINED = ("examination",)
CONTINUED = ("continued",)


def talk(dossier: Dossier) -> Document:
    """Return the record of the talk with an applicant."""
    rows = [
        *dossier.basics(),
        (_("谈话时间"), dossier.day("first_talk")),
        (_("谈话人"), dossier.words("talkers", "first_talk")),
    ]
    body: tuple[Block, ...] = (
        form(rows),
        Heading(_("一、谈话情况")),
        told(
            dossier.words("content", "first_talk"), _("基本情况、家庭、对党的认识和入党动机："), 6
        ),
        Heading(_("二、谈话人的看法")),
        Blank(_("看法："), 3),
        Blank(_("谈话人签名：")),
        Blank(_("本人签名：")),
    )
    return Document(_("入党申请人谈话记录"), body, number=dossier.branch)


def recommendation(dossier: Dossier) -> Document:
    """Return the form by which an activist is recommended and decided on."""
    rows = [
        *dossier.basics(),
        (_("谈话时间"), dossier.day("first_talk")),
        (_("推荐方式"), dossier.words("way", "recommendation", "activist")),
        (_("支部委员会研究确定时间"), dossier.day("activist")),
        (_("上级党委备案时间"), dossier.day("activist_filing")),
        (_("培养联系人"), dossier.words("mentors", "contacts", "activist")),
    ]
    body = (
        form(rows), Blank(_("推荐意见："), 3), Blank(_("支部委员会意见："), 2),
        Signature(dossier.branch),
    )  # fmt: skip
    return Document(_("推荐、确定入党积极分子登记表"), body)


def examination(dossier: Dossier) -> Document:
    """Return the form that holds an activist's half-yearly examinations."""
    mentors = dossier.words("mentors", "contacts", "activist")
    rows = [
        *dossier.basics(),
        (_("确定为积极分子"), dossier.day("activist")),
        (_("培养联系人"), mentors),
    ]
    body = (form(rows), *_examined(dossier, EXAMINED), Blank(_("党支部意见："), 2))
    return Document(_("入党积极分子培养教育考察登记表"), body, number=dossier.branch)


def probation(dossier: Dossier) -> Document:
    """Return the form that holds a probationer's half-yearly examinations."""
    rows = [
        *dossier.basics(),
        (_("支部大会通过"), dossier.day("admission_meeting")),
        (_("上级党委批准"), dossier.day("admission_approval")),
        (_("入党介绍人"), dossier.words("sponsors", "introducers")),
    ]
    body = (form(rows), *_examined(dossier, CONTINUED), Blank(_("党小组意见："), 2))
    return Document(_("预备党员教育考察表"), body, number=dossier.branch)


def _examined(dossier: Dossier, steps: tuple[str, ...]) -> Iterator[Block]:
    yield Heading(_("考察情况"))
    rows = tuple(
        (
            typefaces.day_words(one.on),
            dossier.spell(one, "result"),
            dossier.spell(one, "opinion") if "opinion" in one.values else "",
        )
        for one in dossier.steps(*steps)
    )
    if rows:
        yield Table((_("考察时间"), _("结果"), _("意见")), rows, (26, 30, 50))
    else:
        yield Paragraph(_("还没有考察记录。"))


def report(dossier: Dossier) -> Document:
    """Return the branch's report that files an activist with the committee."""
    said = _("经%(way)s，%(day)s支部研究，确定%(name)s同志为入党积极分子，现报请备案。") % {
        "way": dossier.words("way", "recommendation", "activist") or _("推荐"),
        "day": dossier.day("activist"),
        "name": dossier.name,
    }
    title = _("关于确定%(name)s同志为入党积极分子的备案报告") % {"name": dossier.name}
    signed = Signature(dossier.branch, dossier.on("activist"))
    body = (Paragraph(said), form(dossier.basics()), signed)
    return Document(title, body, addressee=dossier.superior)


def reply(dossier: Dossier) -> Document:
    """Return the committee's reply to it."""
    said = _("你支部关于确定%(name)s同志为入党积极分子的报告收悉，经审核，同意备案。") % {
        "name": dossier.name
    }
    more = _("请落实一至两名正式党员作培养联系人，每半年考察一次。")
    body = (
        Paragraph(said),
        Paragraph(more),
        Signature(dossier.superior, dossier.on("activist_filing")),
    )
    title = _("关于%(name)s同志入党积极分子备案的批复") % {"name": dossier.name}
    number = dossier.words("number", "activist_filing")
    return Document(title, body, head=dossier.superior, number=number, addressee=dossier.branch)


MAKERS = {
    "admission/talk": talk,
    "admission/recommendation": recommendation,
    "admission/examination": examination,
    "admission/probation": probation,
    "admission/activist_report": report,
    "admission/activist_reply": reply,
}
