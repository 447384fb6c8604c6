"""A member's card as it is told: tidied, checked item by item and items against each other."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core import identity
from zhibu.core.ids import new_id
from zhibu.core.refusal import Refusal
from zhibu.party import membership
from zhibu.party.models import Member
from zhibu.party.names import tidy_name
from zhibu.party.records import MemberRegistered
from zhibu.party.sealing import SEALED_ITEMS, open_item
from zhibu.party.sets import Education, Ethnicity, Sex

_MOBILE = re.compile(r"1[0-9]{10}")
_FIXED = re.compile(r"[0-9]{3,4}-?[0-9]{7,8}(-[0-9]{1,6})?|[0-9]{7,8}")
_LONGEST = {
    "occupation": 60, "professional_title": 60, "native_place": 60, "outflow_place": 100,
    "home_address": 100,
}  # fmt: skip
_SEXES = {"male": Sex.MALE.value, "female": Sex.FEMALE.value}


class UnfitCard(Refusal):
    """What was told cannot stand on a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The official items of a member's card; those left empty are not known."""

    name: str
    sex: str
    joined_on: date
    converted_on: date | None = None
    birth_on: date | None = None
    ethnicity: str = ""
    id_number: str = ""
    education: str = ""
    occupation: str = ""
    professional_title: str = ""
    native_place: str = ""
    phone: str = ""
    fixed_phone: str = ""
    home_address: str = ""
    stopped_on: date | None = None
    out_of_contact_on: date | None = None
    floating_on: date | None = None
    outflow_place: str = ""


ITEMS = tuple(field.name for field in fields(Card))


def tidy(card: Card) -> Card:
    """Return the card in its one spelling; the day of birth is taken from the number if missing.

    Raises UnfitCard, or UnfitName for the name, where an item cannot stand or two disagree.
    """
    told: dict[str, Any] = {item: _tidy(item, getattr(card, item)) for item in ITEMS}
    tidied = Card(**told)
    if tidied.id_number:
        _insist_on_agreement(tidied)
        if tidied.birth_on is None:
            tidied = replace(tidied, birth_on=identity.birth_of(tidied.id_number))
    _insist_on_order(tidied)
    return tidied


def card_of(member: Member) -> Card:
    """Return what a member's card says now, sealed items opened."""
    told: dict[str, Any] = {
        item: getattr(member, item) for item in ITEMS if item not in SEALED_ITEMS
    }
    opened: dict[str, Any] = {
        item: open_item(member.uid, item, getattr(member, f"{item}_sealed"))
        for item in SEALED_ITEMS
    }
    return Card(**told, **opened)


def member_record(
    card: Card, *, branch: str, since: date, uid: str | None = None
) -> MemberRegistered:
    """Return the record that opens a tidied card in a branch.

    The member belongs to the branch since that day, or since joining the Party if that was later.
    """
    told: dict[str, Any] = {
        item: getattr(card, item) or None for item in ITEMS if item != "stopped_on"
    }
    return MemberRegistered(
        member=uid or new_id("m"), branch=branch, from_on=max(since, card.joined_on), **told
    )


def _tidy(item: str, value: object) -> object:
    if not isinstance(value, str) or (not value and item != "name"):
        return value
    if item == "name":
        return tidy_name(value)
    return _TIDIERS.get(item, _tidy_text)(item, unicodedata.normalize("NFC", value).strip())


def _tidy_text(item: str, text: str) -> str:
    if not text.isprintable() and any(
        unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in text
    ):
        raise UnfitCard(_("文字中有看不见的字符，请删去后重新输入。"), field=item)
    most = _LONGEST.get(item, 60)
    if len(text) > most:
        words = _("最多 %(most)d 个字，现有 %(found)d 个字，请缩短。")
        raise UnfitCard(words % {"most": most, "found": len(text)}, field=item)
    return text


def _tidy_id_number(item: str, text: str) -> str:
    if not text:
        return ""
    try:
        return identity.check(text)
    except identity.IdFault as fault:
        raise UnfitCard(_(str(fault.words)), basis="GB 11643", field=item) from None


def _tidy_phone(item: str, text: str) -> str:
    phone = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if phone and not _MOBILE.fullmatch(phone):
        words = _("手机号码应为 1 开头的 11 位数字；座机请填在“固定电话”。")
        raise UnfitCard(words, field=item)
    return phone


def _tidy_fixed_phone(item: str, text: str) -> str:
    phone = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if phone and not _FIXED.fullmatch(phone):
        raise UnfitCard(_("固定电话应为区号加 7 至 8 位号码，如 0668-2345678。"), field=item)
    return phone


def _among(codes: list[str], words: object) -> Callable[[str, str], str]:
    def tidy_code(item: str, text: str) -> str:
        if text and text not in codes:
            raise UnfitCard(words, field=item)
        return text

    return tidy_code


_TIDIERS: dict[str, Callable[[str, str], str]] = {
    "id_number": _tidy_id_number,
    "phone": _tidy_phone,
    "fixed_phone": _tidy_fixed_phone,
    "sex": _among(Sex.values, gettext_lazy("性别请选男或女。")),
    "ethnicity": _among(Ethnicity.values, gettext_lazy("民族请从五十六个民族中选择。")),
    "education": _among(Education.values, gettext_lazy("学历请从列表中选择。")),
}


def _insist_on_agreement(card: Card) -> None:
    """Refuse where sex or day of birth say otherwise than the number (GB 11643)."""
    told = {"basis": "GB 11643"}
    if card.sex in _SEXES.values() and card.sex != _SEXES[identity.sex_of(card.id_number).value]:
        words = _("性别与公民身份号码第 17 位不符，请核对其中哪一项写错了。")
        raise UnfitCard(words, field="sex", **told)
    birth_on = identity.birth_of(card.id_number)
    if card.birth_on not in (None, birth_on):
        words = _("出生日期与公民身份号码中的日期（%(day)s）不符，请核对。")
        raise UnfitCard(words % {"day": birth_on.isoformat()}, field="birth_on", **told)


def _insist_on_order(card: Card) -> None:
    if card.birth_on and card.joined_on < membership.grown_up_on(card.birth_on):
        words = _("入党日期早于年满十八周岁之日，请核对出生日期和入党日期。")
        raise UnfitCard(words, basis=_("《中国共产党章程》第一条"), field="joined_on")
    if card.converted_on and card.converted_on < card.joined_on:
        raise UnfitCard(_("转正日期不能早于入党日期。"), field="converted_on")
    for item in ("stopped_on", "out_of_contact_on", "floating_on"):
        day = getattr(card, item)
        if day and day < card.joined_on:
            raise UnfitCard(_("这个日期不能早于入党日期。"), field=item)
