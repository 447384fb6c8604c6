"""What each operation is called on the page that lists them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SUMMARIES: Mapping[str, Promise] = {
    "session": _("谁登录着，有哪些角色"),
    "organizations": _("组织树"),
    "branch": _("一个支部"),
    "members": _("支部党员"),
    "groups": _("支部的党小组"),
    "meetings": _("支部的组织生活"),
    "hold_meeting": _("记一次会"),
    "meeting": _("一次会的现行记录"),
    "correct_meeting": _("更正一次会"),
    "withdraw_meeting": _("撤回一次会"),
    "record": _("一条记录及其各版"),
    "score": _("支部计分卡"),
    "item": _("一项得分的来由"),
    "due": _("支部待办"),
    "overview": _("党委总览"),
    "dues": _("支部党费"),
    "collect_dues": _("记一个月的党费"),
    "standard": _("现行考核标准"),
    "measures": _("事实目录"),
    "forms": _("会议形式"),
    "try_import": _("导入预检"),
}
