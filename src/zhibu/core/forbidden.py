"""What no standard may measure: the burdens on the grassroots that the rules forbid.

Facts, titles and evidence are searched. Hours of recorded sessions are work and may be counted.
"""

import re
from dataclasses import dataclass

from zhibu.core.standard_text import Node


@dataclass(frozen=True, slots=True)
class Ban:
    """A forbidden kind of measure: the words that give it away in names and in Chinese."""

    rule: str
    why: str
    names: frozenset[str]
    words: re.Pattern[str]


def _ban(rule: str, why: str, *, names: str, words: str) -> Ban:
    return Ban(rule, why, frozenset(names.split()), re.compile(words))


BANS = (
    _ban(
        "N2",
        "不得考核登录、在线时长、点击、点赞、转发等使用痕迹",
        names="login logins log_in log_ins signin online click clicks like likes forward forwards "
        "shares views visits screen",
        words="登录|登陆|在线时长|在线时间|点击|点赞|转发|浏览量|阅读量|活跃度",
    ),
    _ban(
        "N3",
        "不得给个人积分排名",
        names="rank ranks ranking leaderboard",
        words="个人排名|党员排名|积分排名|排行榜|末位",
    ),
    _ban(
        "N4",
        "不得要求每日签到、连续打卡",
        names="streak streaks checkin checkins check_in daily",
        words="打卡|每日签到|连续签到|连续登录",
    ),
    _ban(
        "N5",
        "不得考核安装率、关注率",
        names="install installs installed followers downloads",
        words="安装率|下载量|关注率|注册率",
    ),
    _ban(
        "N7",
        "不得要求照片、视频、截图、定位",
        names="photo photos picture pictures video videos screenshot screenshots gps location",
        words="照片|拍照|视频留痕|截图|定位|轨迹",
    ),
    _ban(
        "N8",
        "不得以材料数量和篇幅论优劣",
        names="length words characters pages wordcount",
        words="字数|篇幅|页数|不少于[0-9一二三四五六七八九十百千]+字",
    ),
    _ban(
        "N9",
        "不得要求即时响应",
        names="response_seconds response_minutes reply_minutes instant",
        words="即时回复|秒回|立即回复",
    ),
)


def refuse_name(name: str, node: Node) -> None:
    """Refuse the name of a fact that measures what is forbidden."""
    parts = {*name.split("."), *re.split(r"[._]", name)}
    for ban in BANS:
        if parts & ban.names:
            raise node.fault("forbidden", value=name, rule=ban.rule, why=ban.why)


def refuse_words(node: Node) -> None:
    """Refuse words that ask for what is forbidden."""
    words = node.text()
    for ban in BANS:
        found = ban.words.search(words)
        if found:
            raise node.fault("forbidden", value=found[0], rule=ban.rule, why=ban.why)
