"""Names of people and organizations: one spelling for each, and the order a directory uses."""

import re
import unicodedata
from functools import cache

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal

LONGEST = 50
_DOTS = re.compile("[•・‧∙⋅･．]")
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_INNER_SPACE = re.compile(rf"(?<=[{_HAN}·])\s+(?=[{_HAN}·])")
_PRIVATE = ("Co", "Cn")
_UNSEEN = ("Cf", "Cc", "Cs", "Zl", "Zp")
# What a surname sounds like where the common reading of its sign is another.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "查": "zha", "区": "ou", "解": "xie", "朴": "piao",
    "任": "ren", "华": "hua", "盖": "ge", "乐": "yue", "翟": "zhai", "尉": "wei", "冼": "xian",
    "缪": "miao", "宓": "mi", "折": "she", "黑": "he", "召": "shao", "员": "yun", "种": "chong",
    "么": "yao", "逄": "pang", "繁": "po", "覃": "qin", "佴": "nai", "尉迟": "yu chi",
    "万俟": "mo qi", "澹台": "tan tai", "长孙": "zhang sun", "吉": "ji", "𠮷": "ji",
}  # fmt: skip


class UnfitName(Refusal):
    """The text cannot stand as a name."""


def tidy_name(text: str, *, field: str = "name", longest: int = LONGEST) -> str:
    """Return a name in its one spelling: NFC, no inner spaces between Chinese signs, one dot.

    Raises UnfitName where it is empty, too long, or holds signs that cannot be seen.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name.isprintable():
        _refuse_unseen(name, field)
    name = _INNER_SPACE.sub("", re.sub(r"\s+", " ", _DOTS.sub("·", name)))
    if not name:
        raise UnfitName(_("名称不能为空，请填写。"), field=field)
    if len(name) > longest:
        words = _("名称最多 %(most)d 个字，现有 %(found)d 个字，请缩短。")
        raise UnfitName(words % {"most": longest, "found": len(name)}, field=field)
    return name


def _refuse_unseen(name: str, field: str) -> None:
    hidden = next((sign for sign in name if unicodedata.category(sign) in _UNSEEN), None)
    if hidden is not None:
        words = _("名称中有看不见的字符（U+%(code)04X），请删去后重新输入。")
        raise UnfitName(words % {"code": ord(hidden)}, field=field)
    if any(unicodedata.category(sign) in _PRIVATE for sign in name):
        raise UnfitName(_("名称中有自造字，请改用国家标准收录的字。"), field=field)


@cache
def _sound(sign: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - slow: reads its dictionary of 0.1 s

    return str(lazy_pinyin(sign)[0])


def sort_key(name: str) -> str:
    """Return what names are ordered by: the surname's own reading, then the other signs'."""
    head = next((name[:n] for n in (2, 1) if name[:n] in _SURNAMES), "")
    sounds = [_SURNAMES[head]] if head else []
    sounds += [_sound(sign) for sign in name[len(head) :]]
    return " ".join(sounds).lower()[:200]
