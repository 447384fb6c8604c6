"""From the listing to the request for the committee's review."""

from django.utils.translation import gettext as _

from zhibu.admission.documents.dossier import Dossier, form, told
from zhibu.paper.document import Blank, Document, Heading, Paragraph, Signature


def report(dossier: Dossier) -> Document:
    """Return the branch's report or request to list somebody for admission."""
    said = _(
        "%(name)s同志%(since)s确定为入党积极分子，经培养教育考察 %(times)d 次，听取党小组、"
        "培养联系人、党员和群众意见，%(day)s支部委员会讨论同意列为发展对象，现报请审核。"
    ) % {
        "name": dossier.name,
        "since": dossier.day("activist"),
        "times": len(dossier.steps("examination")),
        "day": dossier.day("listing"),
    }
    rows = [*dossier.basics(), (_("培养联系人"), dossier.words("mentors", "contacts", "activist"))]
    title = _("关于拟将%(name)s同志列为发展对象的报告") % {"name": dossier.name}
    body = (Paragraph(said), form(rows), Signature(dossier.branch, dossier.on("listing")))
    return Document(title, body, addressee=dossier.superior)


def reply(dossier: Dossier) -> Document:
    """Return the committee's answer: filed, or by the rules of 2026 agreed to."""
    agreed = dossier.value("agreed_on", "candidate_filing")
    said = _("你支部关于拟将%(name)s同志列为发展对象的报告收悉。%(answer)s") % {
        "name": dossier.name,
        "answer": _("经研究，同意拟列为发展对象，请按规定公示不少于五个工作日。")
        if agreed
        else _("经审核，同意备案。"),
    }
    title = _("关于%(name)s同志列为发展对象的批复") % {"name": dossier.name}
    body = (Paragraph(said), Signature(dossier.superior, agreed or dossier.on("candidate_filing")))
    number = dossier.words("number", "candidate_filing")
    return Document(title, body, head=dossier.superior, number=number, addressee=dossier.branch)


def publicity(dossier: Dossier) -> Document:
    """Return the notice that makes a proposed listing public."""
    first, last = (dossier.words(f"publicity_{end}", "candidate_filing") for end in ("from", "to"))
    said = _(
        "经支部委员会讨论、%(superior)s同意，拟将%(name)s同志列为发展对象。现予公示，"
        "公示时间为%(first)s至%(last)s（不少于五个工作日）。"
    ) % {
        "superior": dossier.superior,
        "name": dossier.name,
        "first": first or _("    年  月  日"),
        "last": last or _("    年  月  日"),
    }
    rows = [*dossier.basics(), (_("培养联系人"), dossier.words("mentors", "contacts", "activist"))]
    done = dossier.value("publicity_from", "candidate_filing")
    body = (
        Paragraph(said),
        form(rows),
        Paragraph(_("公示期间如有异议，请向党支部或上级党委反映。")),
        Blank(_("联系电话、地址、信箱："), 2),
        Signature(dossier.branch, done),
    )
    return Document(_("发展对象公示"), body)


def political_review(dossier: Dossier) -> Document:
    """Return the frame of the report on somebody's political review."""
    found = dossier.words("found", "political_review")
    rows = [*dossier.basics(), (_("审查日期"), dossier.day("political_review"))]
    done = dossier.last("political_review")
    outcome = dossier.step(done).outcomes[done.outcome].title if done else ""
    body = (
        form(rows),
        Heading(_("一、审查方式")),
        Blank(_("同本人谈话、查阅档案、找有关单位和人员了解，函调、外调情况："), 3),
        Heading(_("二、审查情况")),
        told(
            found,
            _("对党的理论和路线方针政策的态度，政治历史和重大斗争中的表现，遵纪守法，亲属情况："),
            6,
        ),
        Heading(_("三、审查结论")),
        told(outcome, _("结论："), 2),
        Signature(dossier.branch, dossier.on("political_review")),
    )
    return Document(_("关于%(name)s同志的综合政审报告") % {"name": dossier.name}, body)


def request(dossier: Dossier) -> Document:
    """Return the branch's request that the committee review a candidate beforehand."""
    said = _(
        "%(name)s同志%(listed)s列为发展对象。入党介绍人为%(sponsors)s同志；%(review)s完成政治审查，结论合格；"
        "%(training)s参加短期集中培训。%(day)s支部委员会审查认为合格，现报请预审。"
    ) % {
        "name": dossier.name,
        "listed": dossier.day("candidate_filing"),
        "sponsors": dossier.words("sponsors", "introducers"),
        "review": dossier.day("political_review"),
        "training": dossier.day("training") or _("经批准未"),
        "day": dossier.day("committee_review"),
    }
    title = _("关于对%(name)s同志进行预审的请示") % {"name": dossier.name}
    body = (
        Paragraph(said), form(dossier.basics()), Paragraph(_("妥否，请批示。")),
        Signature(dossier.branch, dossier.on("committee_review")),
    )  # fmt: skip
    return Document(title, body, addressee=dossier.superior)


MAKERS = {
    "admission/candidate_report": report,
    "admission/candidate_reply": reply,
    "admission/publicity": publicity,
    "admission/political_review": political_review,
    "admission/pre_review_request": request,
}
