"""The words of this room: what is wrong with a sheet, how cells and verdicts are called."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core.electing import Fault

CELLS = {
    "issued": gettext_lazy("发出选票"),
    "returned": gettext_lazy("收回选票"),
    "valid": gettext_lazy("有效票"),
    "invalid": gettext_lazy("无效票"),
}
FAULTS = {
    "negative": gettext_lazy("票数不能是负数。"),
    "issued_beyond_present": gettext_lazy("发出的选票多于实到会的 %(n)d 人，请核对。"),
    "returned_not_sum": gettext_lazy("有效票加无效票是 %(n)d 张，与收回的张数不符，请核对。"),
    "votes_missing": gettext_lazy("候选人的得票没有填；没有得票的填 0。"),
    "votes_beyond_valid": gettext_lazy("得票多于有效票 %(n)d 张，请核对。"),
    "votes_beyond_seats": gettext_lazy("各人得票相加超过有效票乘以名额（%(n)d），请核对。"),
}
VARIANTS = {
    "committee": gettext_lazy("换届选举（设支委会）"),
    "single": gettext_lazy("换届选举（不设支委会）"),
    "by_election": gettext_lazy("补选"),
}
METHODS = {
    "usual": gettext_lazy("一般方式"),
    "two_nominations": gettext_lazy("两推一选"),
    "direct": gettext_lazy("公推直选"),
}
DEPUTIES = {
    "none": gettext_lazy("不设副书记"),
    "one": gettext_lazy("设副书记一名"),
}
RESERVE_RESULTS = {
    "appointed": gettext_lazy("已任书记"),
    "withdrawn": gettext_lazy("移出名单"),
}
VOTES = "votes:"


def fault_words(fault: Fault) -> str:
    """Return what is wrong with a number and how to set it right."""
    return str(FAULTS[fault.code]) % {"n": fault.bound}


def cell_words(cell: str, names: Mapping[str, str]) -> str:
    """Return how a cell of a counting sheet is called."""
    if cell.startswith(VOTES):
        uid = cell.removeprefix(VOTES)
        return _("%(name)s的得票") % {"name": names.get(uid, uid)}
    return str(CELLS.get(cell, cell))
