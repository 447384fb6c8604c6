"""Evidence as sentences: what a rule saw, in numbers that the branch can check."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu.look.templatetags.look import full_day, full_moment
from zhibu.scrutiny.detectors.told import Figures

_DAYS = frozenset({"first", "last", "held", "earlier", "issued", "founded", "dissolved"})
_INSTANTS = frozenset({"began", "ended", "entered"})
# D9 counts records under a name that elsewhere is a day.
_NUMBERS = frozenset({("D9", "last")})

SENTENCES: Mapping[str, Promise] = {
    "D1": _(
        "%(began)s 到 %(ended)s 的一次连续录入中有 %(late)s 条迟录，"
        "会议日期从 %(first)s到 %(last)s，相差 %(days)s 天。"
    ),
    "D2": _(
        "%(of)s 条记录中 %(late)s 条迟录，同类支部一般为 %(usual)s%%。这只说录得晚，不说没有开会。"
    ),
    "D3": _("%(records)s 条记录的文字两两雷同，共 %(pairs)s 对，最多重合 %(most)s%%。"),
    "D4": _(
        "%(meetings)s 次会、%(people)s 人，应到 %(places)s 人次，缺席 %(absent)s 人次；"
        "按一般情况约有 %(usual)s 人次缺席。"
    ),
    "D5": _("%(held)s的记录写到《%(title)s》，该文件 %(issued)s才有（%(citation)s）。"),
    "D6.two_places": _(
        "%(held)s有 %(people)s 人同时记在两处会上：%(hours)s 和 %(other_hours)s，"
        "重叠 %(minutes)s 分钟，地点不同。"
    ),
    "D6.not_founded": _("会议日期 %(held)s，而支部 %(founded)s才成立。"),
    "D6.dissolved": _("会议日期 %(held)s，而支部 %(dissolved)s已撤销。"),
    "D6.not_belonging": _("%(held)s到会的人中有 %(people)s 人当天不属于本支部。"),
    "D6.not_ended": _("%(held)s的会记为 %(over)s 结束，记录却在 %(entered)s 已经录入。"),
    "D6.not_begun": _("%(held)s的会记为 %(over)s 开始，记录却在 %(entered)s 已经录入。"),
    "D7.own": _("%(earlier)s和 %(held)s两次会附了同一张照片，内容完全相同。"),
    "D7.other": _("%(held)s的会附的照片，与别的支部 %(earlier)s的会先附的完全相同。"),
    "D8": _("%(records)s 条记录与别的支部先入账的记录雷同，最多重合 %(most)s%%。"),
    "D9": _("%(year)s 年第 %(quarter)s 季度的 %(of)s 条记录中，%(last)s 条在季度最后一天录入。"),
    "D11": _("%(held)s的记录上，有 %(people)s 个到会的人答复“我不在场”。"),
}


def sentence_of(rule: str, case: str, figures: Figures) -> str:
    """Return what a rule saw as a sentence; of a rule nobody knows any more, its numbers."""
    pattern = SENTENCES.get(f"{rule}.{case}" if case else rule)
    told = {name: _shown(rule, name, str(value)) for name, value in figures.items()}
    if pattern is None:
        return "，".join(f"{name} {value}" for name, value in told.items())
    return str(pattern) % told


def _shown(rule: str, name: str, value: str) -> str:
    if (rule, name) in _NUMBERS:
        return value
    if name in _DAYS:
        return full_day(date.fromisoformat(value))
    return full_moment(datetime.fromisoformat(value)) if name in _INSTANTS else value
