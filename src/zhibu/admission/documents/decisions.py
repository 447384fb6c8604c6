"""What meetings resolved and committees answered about admission and conversion."""

from django.utils.translation import gettext as _

from zhibu.admission import checks
from zhibu.admission.documents.dossier import Dossier, form, told
from zhibu.core.majority import Comparator, Threshold
from zhibu.paper import typefaces
from zhibu.paper.document import Blank, Block, Document, Heading, Paragraph, Signature

MEETING, CONVERSION = "admission_meeting", "conversion_meeting"


def introducers(dossier: Dossier) -> Document:
    """Return the frame of the introducers' opinions."""
    rows = [*dossier.basics(), (_("入党介绍人"), dossier.words("sponsors", "introducers"))]
    body: list[Block] = [form(rows)]
    names = dossier.value("sponsors", "introducers") or ()
    for uid in names or ("", ""):
        name = dossier.names.get(uid, "")
        body += [
            Heading(_("入党介绍人%(name)s的意见") % {"name": name}),
            Blank(_("对被介绍人的政治觉悟、道德品质、工作表现和主要优缺点的看法，能否入党："), 5),
            Blank(_("签名、日期：")),
        ]
    return Document(_("入党介绍人意见"), tuple(body))


def resolution(dossier: Dossier) -> Document:
    """Return the members' meeting's resolution to admit somebody."""
    return _resolution(
        dossier,
        MEETING,
        title=_("支部大会关于接收%(name)s同志为中共预备党员的决议"),
        opinion=_("大会认为，%(name)s同志具备党员条件，同意接收为中共预备党员。"),
    )


def conversion(dossier: Dossier) -> Document:
    """Return the members' meeting's resolution on conversion, as it was resolved."""
    decision = dossier.value("decision", CONVERSION)
    until = checks.probation_until(dossier.file.core.done)
    said = {
        "extend": _(
            "大会认为，对%(name)s同志还需要继续考察和教育，同意延长预备期 %(months)s 个月。"
        ),
        "cancel": _("大会认为，%(name)s同志不具备党员条件，同意取消其预备党员资格。"),
    }.get(
        str(decision),
        _("大会认为，%(name)s同志具备党员条件，同意从 %(until)s起转为中共正式党员。"),
    )
    told_ = {"until": typefaces.day_words(until) if until else ""}
    title = _("支部大会关于预备党员%(name)s同志转正问题的决议")
    return _resolution(dossier, CONVERSION, title=title, opinion=said, **told_)


def _resolution(dossier: Dossier, step: str, *, title: str, opinion: str, **more: str) -> Document:
    names = {"name": dossier.name, "months": dossier.words("months", step), **more}
    done = dossier.last(step)
    counted = {key: dossier.value(key, step) for key in ("expected", "present", "ayes", "written")}
    body: list[Block] = [form(dossier.basics()), Heading(_("一、表决情况"))]
    if done and counted["expected"] is not None:
        body.append(Paragraph(_vote(dossier, step, counted)))
    else:
        body.append(Blank(_("应到会、实到会有表决权的正式党员人数和表决结果："), 2))
    body += [
        Heading(_("二、决议")),
        Paragraph(opinion % names),
        told("", _("对其政治觉悟、工作表现和主要优缺点的评价："), 4),
        Blank(_("支部书记签名：")),
        Signature(dossier.branch, dossier.on(step)),
    ]
    return Document(title % names, tuple(body))


def _vote(dossier: Dossier, step: str, counted: dict[str, int | None]) -> str:
    half = Threshold(Comparator.MORE_THAN, 1, 2, "voting_expected", "", "A")
    told_ = {
        "day": dossier.day(step),
        "expected": counted["expected"],
        "present": counted["present"],
        "ayes": counted["ayes"],
        "written": counted["written"] or 0,
        "needed": half.needed(counted["expected"] or 0),
    }
    return (
        _(
            "%(day)s召开支部党员大会。应到会有表决权的正式党员 %(expected)d 名，"
            "实到会 %(present)d 名。采取无记名投票，赞成 %(ayes)d 票"
            "（其中会前书面意见 %(written)d 票），须 %(needed)d 票，表决有效。"
        )
        % told_
    )


def talk(dossier: Dossier) -> Document:
    """Return the opinion of whom the committee sent to talk with a candidate."""
    steps = ("superior_talk", "admission_approval")
    when = dossier.words("talked_on", *steps) or dossier.day("superior_talk")
    rows = [
        *dossier.basics(),
        (_("谈话时间"), when),
        (_("谈话人"), dossier.words("talker", *steps)),
    ]
    opinion = dossier.words("opinion", *steps)
    body = (form(rows), told(opinion, _("谈话情况和意见："), 6), Blank(_("谈话人签名：")))
    return Document(_("上级党组织同发展对象谈话的意见"), body)


def approval(dossier: Dossier) -> Document:
    """Return the committee's reply to a resolution to admit."""
    done = dossier.last("admission_approval")
    refused = done is not None and done.outcome == "refused"
    words = (
        _("经研究，不批准%(name)s同志为中共预备党员。")
        if refused
        else _(
            "经集体讨论和表决，批准%(name)s同志为中共预备党员，预备期一年，从支部大会通过之日（%(day)s）算起。"
        )
    )
    said = words % {"name": dossier.name, "day": dossier.day(MEETING)}
    title = _("关于接收%(name)s同志为中共预备党员的批复")
    return _reply(dossier, "admission_approval", title=title, said=said)


def conversion_reply(dossier: Dossier) -> Document:
    """Return the committee's reply to a resolution on conversion."""
    done = dossier.last("conversion_approval")
    until = checks.probation_until(dossier.file.core.done)
    words = {
        "extended": _("经研究，同意延长%(name)s同志的预备期至 %(until)s。"),
        "cancelled": _("经研究，同意取消%(name)s同志的预备党员资格。"),
        "returned": _("经研究，请你支部就%(name)s同志的转正问题重新讨论。"),
    }.get(
        done.outcome if done else "",
        _("经研究，批准%(name)s同志从 %(until)s起转为中共正式党员，党龄从该日算起。"),
    )
    told_ = {"name": dossier.name, "until": typefaces.day_words(until) if until else ""}
    title = _("关于预备党员%(name)s同志转正问题的批复")
    return _reply(dossier, "conversion_approval", title=title, said=words % told_)


def _reply(dossier: Dossier, step: str, *, title: str, said: str) -> Document:
    return Document(
        title % {"name": dossier.name},
        (Paragraph(said), Signature(dossier.superior, dossier.on(step))),
        head=dossier.superior,
        number=dossier.words("number", step),
        addressee=dossier.branch,
    )


MAKERS = {
    "admission/introducers": introducers,
    "admission/resolution": resolution,
    "admission/conversion_resolution": conversion,
    "admission/superior_talk": talk,
    "admission/admission_reply": approval,
    "admission/conversion_reply": conversion_reply,
}
