"""What no standard may measure: the burdens on the grassroots that the rules forbid.

Facts, titles, evidence and rubrics are searched. Hours of recorded sessions are work and may be
counted; credits of on-line learning may not (N2).
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
    return Ban(rule, why, frozenset(names.split()), re.compile(words, re.IGNORECASE))


_SCREENS = (
    "app|小程序|公众号|微信群|qq群|钉钉|学习强国|网站|平台|客户端|终端|推文|短视频|微博|视频号"
)
_NUMBER = "[0-9一二两三四五六七八九十百千]+"
_NEAR = "[^，。；、]{0,8}"
BANS = (
    _ban(
        "N1",
        "不得要求同一数据重复填报",
        names="resubmit resubmitted duplicate",
        words="重复(填报|报送|录入|上报)|多头(填报|报送)|(多个|各个?)(平台|系统)(填报|录入)",
    ),
    _ban(
        "N2",
        "不得考核登录、在线时长、点击、点赞、转发等使用痕迹",
        names="login logins log_in log_ins signin sign_ins online click clicks like likes forward "
        "forwards shares reposts comments views visits screen steps stepcount credits active_days",
        words="登录|登陆|登入|上线率|(在线|线上|网上)(学习)?(时长|时间|积分|人数|天数|率)|学分|强国号|步数"
        "|点击|点赞|转发|转载量|分享次数|评论数|跟帖|[浏阅][览读](量|数|次数)|播放量|访问(量|次数)"
        f"|活跃度|活跃率|日活|月活|刷[分屏票课]|(观看|收看|播放){_NEAR}时长"
        f"|({_SCREENS}){_NEAR}(积分|日均|达标|时长|使用率|打开率|参学率|投票|人气)",
    ),
    _ban(
        "N3",
        "不得给个人积分排名",
        names="rank ranks ranking rankings leaderboard standings",
        words="(个人|党员|积分|得分|人员|干部)(成绩|得分|积分)?(总)?(排名|排序|排位|名次)"
        f"|排行榜|龙虎榜|红黑榜|末位|倒数第?{_NUMBER}|垫底|(排名|积分|得分|考核){_NEAR}后{_NUMBER}名",
    ),
    _ban(
        "N4",
        "不得要求每日签到、连续打卡",
        names="streak streaks checkin checkins check_in check_ins daily punch",
        words="打卡|(每日|每天|逐日|天天|日日)(签到|上线|学习|登|报平安)|日签到"
        f"|连续(签到|登录|登陆|上线|学习({_NUMBER}[天日]))",
    ),
    _ban(
        "N5",
        "不得考核安装率、关注率",
        names="install installs installed followers downloads registrations subscribers",
        words="(安装|下载|关注)(率|数|量|人数)|粉丝|注册率|激活率|扫码率"
        f"|({_SCREENS}){_NEAR}(安装|下载|关注|注册|激活|绑定|覆盖率)",
    ),
    _ban(
        "N7",
        "不得要求照片、视频、截图、定位",
        names="photo photos picture pictures video videos screenshot screenshots gps location "
        "track tracks selfie geotag",
        words="照片|相片|拍照|合影|自拍|录像|录屏|图片(资料|佐证|留痕|材料)|视频(留痕|佐证|资料)|影像资料"
        "|(上传|提交|附上?)[^，。；、]{0,4}(图片|视频|影像)|截图|截屏|水印|人脸|gps"
        "|(手机|位置|实时|地理|现场)定位|定位(签到|信息)|(活动|运动|位置|行踪|出行|行动)轨迹",
    ),
    _ban(
        "N8",
        "不得以材料数量和篇幅论优劣",
        names="length words characters pages wordcount word_count",
        words=f"字数|篇幅|页数|(材料|台账|笔记)厚度|{_NUMBER}万字|{_NUMBER}余?字(以上|以内)"
        f"|(不少于|不低于|至少|超过|达到|满){_NUMBER}余?(字|页|份材料)|材料(数量|份数|多少)"
        "|台账(数量|本数)|留痕(数|量|率)",
    ),
    _ban(
        "N9",
        "不得要求即时响应",
        names="response_seconds response_minutes reply_minutes instant",
        words="即时(回复|响应|反馈)|秒[回复]|(立即|马上|随时)(回复|响应|在线|待命)|24小时(在线|待命|开机)"
        f"|{_NUMBER}(秒|分钟)内(回复|响应|反馈|回应|收到)|群内?(接龙|回复)",
    ),
)


def refuse_name(name: str, node: Node) -> None:
    """Refuse the name of a fact that measures what is forbidden."""
    parts = {*name.split("."), *re.split(r"[._]", name)}
    for ban in BANS:
        if parts & ban.names:
            raise node.fault("forbidden", value=name, rule=ban.rule, why=ban.why)


def refuse_words(node: Node) -> None:
    """Refuse words that ask for what is forbidden, however they are spaced."""
    words = re.sub(r"\s+", "", node.text())
    for ban in BANS:
        found = ban.words.search(words)
        if found:
            raise node.fault("forbidden", value=found[0], rule=ban.rule, why=ban.why)
