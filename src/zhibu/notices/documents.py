"""A notice as an official document, with receipt, reply and re-check forms behind it."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.core.checkpoint import Checkpoint
from zhibu.journal import log
from zhibu.notary import checkpoints
from zhibu.notices import queries, rules
from zhibu.notices.models import Notice
from zhibu.notices.records import Issued
from zhibu.paper import typefaces
from zhibu.paper.document import (
    Blank,
    Block,
    Cut,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from zhibu.paper.typefaces import Faces

MOST_CITED = 60


def faces() -> Faces:
    """Return the fonts there are: the operator's own folder first among equals."""
    return typefaces.installed((settings.DATA / "fonts",))


def document_of(notice: Notice) -> Document:
    """Return a notice as it is printed: always in Chinese, whoever reads the pages."""
    with translation.override("zh-hans"):
        issued = queries.issued_of(notice)
        body = (
            *_said(notice, issued), *_cited(issued), *_deadlines(issued),
            Signature(notice.issuer.name, issued.issued_on), *_forms(notice),
        )  # fmt: skip
        return Document(
            title=_("整改通知书"),
            head=notice.issuer.name,
            number=rules.number_of(notice.year, notice.number),
            addressee=notice.branch.name,
            body=body,
            footer=tuple(_proof(notice)),
        )


def _said(notice: Notice, issued: Issued) -> Iterator[Block]:
    told = {
        "standard": issued.standard, "day": typefaces.day_words(issued.issued_on),
        "year": issued.scored_year, "count": len(issued.findings), "points": _points(notice.lost),
    }  # fmt: skip
    yield Paragraph(
        _("截至 %(day)s，按《%(standard)s》考核，你支部 %(year)d 年度有 %(count)d 项需要整改，"
          "合计扣 %(points)s 分。") % told
    )  # fmt: skip
    yield Paragraph(issued.demand)
    yield Heading(_("一、需要整改的事项"))
    rows = tuple(
        (f"{one.code} {one.title}", f"{one.basis}\n{one.required}", one.why, _points(one.lost))
        for one in issued.findings
    )
    head = (_("项目"), _("依据和要求"), _("存在的问题"), _("扣分"))
    yield Table(head, rows, (30, 36, 30, 10))


def _cited(issued: Issued) -> Iterator[Block]:
    """Yield which records stand behind each finding, by number and print, never by a name."""
    yield Heading(_("二、有关记录"))
    recs = [rec for one in issued.findings for rec in one.records][:MOST_CITED]
    leaves = log.latest_of(recs)
    rows = []
    for one in issued.findings:
        found = [leaves[rec] for rec in one.records if rec in leaves]
        if found:
            said = _("；").join(
                _("%(day)s，指纹 %(mark)s")
                % {"day": typefaces.day_words(leaf.on), "mark": leaf.fingerprint}
                for leaf in found
            )
            rows.append((one.code, said))
    if rows:
        yield Table((_("项目"), _("记录")), tuple(rows), (10, 96))
    else:
        yield Paragraph(_("账本中没有上列事项应有的记录。"))


def _deadlines(issued: Issued) -> Iterator[Block]:
    days = rules.in_force().deadlines["recheck"].number
    yield Heading(_("三、期限"))
    yield Paragraph(
        _("请于 %(receipt)s前签收，%(reply)s前书面答复。收到答复后 %(days)d 个工作日内复查。")
        % {
            "receipt": typefaces.day_words(issued.receipt_by),
            "reply": typefaces.day_words(issued.reply_by),
            "days": days,
        }
    )
    if rules.is_provisional(issued.issued_on, issued.reply_by):
        yield Paragraph(_("所涉年度的放假安排尚未公布，期限暂按周末休息计算（暂定）。"))


def _forms(notice: Notice) -> Iterator[Block]:
    number = rules.number_of(notice.year, notice.number)
    yield PageBreak()
    yield Heading(_("签收回执"))
    yield Paragraph(_("%(number)s整改通知书已收到。") % {"number": number})
    received = typefaces.day_words(notice.received_on) if notice.received_on else ""
    yield Blank(_("党支部："))
    yield Blank(_("签收人："))
    if received:
        yield Paragraph(_("系统签收日期：%(day)s") % {"day": received}, indent=False)
    else:
        yield Blank(_("签收日期："))
    yield Cut(_("沿此线裁开，上联交回签发单位"))
    yield Heading(_("整改答复"))
    yield Blank(_("整改措施和结果："), 5)
    yield Blank(_("附件："), 1)
    yield Blank(_("支部书记签字、日期："))
    yield Heading(_("复查意见"))
    yield Blank(_("复查情况："), 3)
    yield Blank(_("复查人签字、日期："))


def _proof(notice: Notice) -> Iterator[str]:
    leaf = log.leaf_of(notice.leaf_id)
    yield _("记录编号 %(rec)s；指纹 %(mark)s") % {"rec": leaf.rec, "mark": leaf.fingerprint}
    if leaf.number is None:
        return
    head = checkpoints.first_published_over(leaf.number)
    if head is not None:
        yield _("账本第 %(number)d 条；所在账本头公布于 %(size)d 条，根值 %(root)s") % {
            "number": leaf.number, "size": head.size,
            "root": Checkpoint.parse(head.note.text).root.hex()[:32],
        }  # fmt: skip


def _points(cents: int) -> str:
    return f"{cents / 100:.2f}".rstrip("0").rstrip(".")
