"""What must not be, as the worker saw it: kept for the page of trust until it is set right."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.notary.models import Alarm


class Danger(StrEnum):
    """What an alarm can be about."""

    HEADS = "heads-disagree"
    GUARD = "guard-damaged"
    KEY = "no-key"
    LATE = "promise-late"
    MIRROR = "mirror-disagrees"
    WITNESS = "witness-disagrees"
    LEAVES = "verified-v1"
    CONTENTS = "verified-v2"
    TABLES = "verified-v3"
    OUTSIDE = "verified-v4"


WORDS = {
    Danger.HEADS: _(
        "账本与已签名的账本头不符，已停止签名。请不要再重启或恢复，先运行 zhibu verify。"
    ),
    Danger.GUARD: _("签名记录 signed-heads 不见了或已损坏，已停止签名。请从备份取回这个文件。"),
    Danger.KEY: _("后台进程找不到签名密钥，账本头没有签名。请检查密钥文件夹。"),
    Danger.LATE: _("有记录入账一分钟以后还没有编号和证明，回执没有按时兑现。请检查后台进程。"),
    Danger.MIRROR: _("镜像文件与账本不符。请检查镜像文件所在的磁盘，再运行 zhibu mirror。"),
    Danger.WITNESS: _(
        "见证人见过的账本与现在的不同：账本可能被截短、改写或换成了旧的。请停用并报告上级，"
        "再运行 zhibu verify。"
    ),
    Danger.LEAVES: _("核验发现账本条目与已签名的账本头不符。请运行 zhibu verify --level V1。"),
    Danger.CONTENTS: _("核验发现内容与账本的承诺不符或缺失。请运行 zhibu verify --level V2。"),
    Danger.TABLES: _(
        "核验发现业务数据与账本不符，页面显示的可能不真实。请运行 zhibu verify --level V3。"
    ),
    Danger.OUTSIDE: _("独立核验程序不认可导出的账本。请运行 zhibu verify --level V4。"),
}
OF_LEVEL = {
    "V1": Danger.LEAVES,
    "V2": Danger.CONTENTS,
    "V3": Danger.TABLES,
    "V4": Danger.OUTSIDE,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm that stands: what it is about, in words, since when, and what was seen."""

    danger: Danger
    words: object
    since: datetime
    seen: dict[str, Any]


def sound(danger: Danger, at: datetime, **seen: object) -> bool:
    """Have an alarm stand from now on; say whether it did not before."""
    told = {name: str(value) for name, value in seen.items()}
    _, fresh = Alarm.objects.get_or_create(name=danger, defaults={"since": at, "seen": told})
    return fresh


def still(danger: Danger, **seen: object) -> None:
    """Let an alarm go, or only one with which this was seen: what it was about is set right."""
    told = {f"seen__{name}": str(value) for name, value in seen.items()}
    Alarm.objects.filter(name=danger, **told).delete()


def standing() -> list[Standing]:
    """Return the alarms that stand, the oldest first."""
    rows = Alarm.objects.order_by("since", "name")
    return [
        Standing(Danger(row.name), WORDS[Danger(row.name)], row.since, row.seen) for row in rows
    ]
