"""A letter on paper: stub and letter on one sheet, to be cut apart; the receipt on its own."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.core.periods import Month
from zhibu.journal import log
from zhibu.mobility import queries, rules
from zhibu.mobility.models import Letter
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
)
from zhibu.paper.typefaces import Faces
from zhibu.party import cards
from zhibu.party.sets import Ethnicity, Sex

ITEMS_READ = ("id_number", "phone")


def faces() -> Faces:
    """Return the fonts there are: the operator's own folder first among equals."""
    return typefaces.installed((settings.DATA / "fonts",))


def document_of(letter: Letter) -> Document:
    """Return a letter as it is printed: always in Chinese, whoever reads the pages.

    It tells the identity number and the phone: whoever asks for it reads them, and that is logged.
    """
    with translation.override("zh-hans"):
        return Document(
            title=_("中国共产党党员组织关系介绍信"),
            number=queries.number_of(letter),
            body=(
                *_stub(letter), Cut(_("沿此线裁开，加盖骑缝章")),
                *_letter(letter), PageBreak(), *_receipt(letter),
            ),
            footer=tuple(_proof(letter)),
        )  # fmt: skip


def _stub(letter: Letter) -> Iterator[Block]:
    years = rules.in_force().stubs.number
    yield Heading(_("第一联 存根"))
    told = {
        "name": letter.member.name, "from": letter.branch.name, "to": letter.to_name,
        "paid": _month(letter.paid_up_to), "until": typefaces.day_words(letter.valid_until),
    }  # fmt: skip
    yield Paragraph(
        _("%(name)s同志的组织关系由%(from)s转往%(to)s。党费交至%(paid)s，有效期至%(until)s。")
        % told
    )
    yield Paragraph(
        _("开具日期：%(day)s。回执贴于存根，保存 %(years)d 年。")
        % {"day": typefaces.day_words(letter.issued_on), "years": years}
    )


def _letter(letter: Letter) -> Iterator[Block]:
    card = cards.card_of(letter.member)
    standing = letter.member.standing_on(letter.issued_on)
    told = {
        "name": card.name, "sex": _label(Sex, card.sex), "age": _age(letter),
        "ethnicity": _label(Ethnicity, card.ethnicity), "standing": str(standing.label),
        "number": card.id_number or _("（未登记）"), "to": letter.to_name,
        "paid": _month(letter.paid_up_to), "days": (letter.valid_until - letter.issued_on).days,
    }  # fmt: skip
    yield Heading(_("第二联 介绍信"))
    yield Paragraph(_("%(to)s：") % told, indent=False)
    yield Paragraph(
        _("%(name)s同志（%(sex)s，%(age)s，%(ethnicity)s），系中共%(standing)s，"
          "公民身份号码 %(number)s，由我处前去你处，请转接组织关系。"
          "该同志党费已交至%(paid)s。（有效期 %(days)d 天）") % told
    )  # fmt: skip
    phone = card.phone or card.fixed_phone
    yield Paragraph(_("党员联系电话：%(phone)s") % {"phone": phone or _("（未登记）")})
    yield Blank(_("原所在党组织通讯地址、电话、邮编："))
    yield Signature(_("%(branch)s（盖章）") % {"branch": letter.branch.name}, letter.issued_on)


def _receipt(letter: Letter) -> Iterator[Block]:
    told = {
        "name": letter.member.name, "from": letter.branch.name, "to": letter.to_name,
        "number": queries.number_of(letter),
    }  # fmt: skip
    yield Heading(_("第三联 回执（接收党组织填写后寄回）"))
    yield Paragraph(_("%(from)s：") % told, indent=False)
    yield Paragraph(
        _("你处开来的%(number)s介绍信收悉，%(name)s同志的党员组织关系已转至我处，特此回复。") % told
    )
    yield Blank(_("接收党组织（盖章）："))
    yield Blank(_("经办人、联系电话："))
    yield Blank(_("接收日期："))


def _proof(letter: Letter) -> Iterator[str]:
    leaf = log.leaf_of(letter.leaf_id)
    yield _("记录编号 %(rec)s；指纹 %(mark)s") % {"rec": leaf.rec, "mark": leaf.fingerprint}


def _month(text: str) -> str:
    try:
        month = Month.parse(text)
    except ValueError:  # erased
        return text
    return _("%(year)d 年 %(month)d 月") % {"year": month.year, "month": month.month}


def _age(letter: Letter) -> str:
    born, on = letter.member.birth_on, letter.issued_on
    if born is None:
        return _("年龄未登记")
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return _("%(years)d 岁") % {"years": years}


def _label(choices: type[Sex] | type[Ethnicity], code: str) -> str:
    return str(choices(code).label) if code in choices.values else _("未登记")
