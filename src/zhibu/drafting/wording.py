"""How rules, questions and faults are put to an officer who is no programmer."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SECTION = pgettext_lazy("of a standard", "类别")
CODES = [
    ("P", _("按期做到：每期至少几次，缺一次扣一份")),
    ("R", _("达到比例：低于目标，每低一档扣一份；也可高出加分")),
    ("T", _("按时办结：逾期扣，没办多扣")),
    ("D", _("有材料：缺一份扣，不齐全扣一部分")),
    ("C", _("保持合规：每有一个月不合规扣，年末没改扣完")),
    ("E", _("不出现：每出现一次扣一份")),
    ("V", _("不发生：发生一次本条不得分")),
    ("J", _("由人评定：按评分标准或等次打分")),
    ("X", _("由人测评：几类人分别打分，按权重合成")),
    ("B", _("申报加分：由两名考核人员评定")),
]
CADENCES = [
    ("month", _("每月")), ("quarter", _("每季度")), ("half", _("每半年")), ("year", _("每年")),
    ("each", _("逐项")), ("continuous", _("持续")), ("term", _("任期届满时")),
]  # fmt: skip
AUTO = [
    ("A", _("机器按记录自动计分")),
    ("S", _("机器提示，由人确认")),
    ("J", _("由人评定")),
]
CONFIDENCE = [
    ("A", _("已看过原文")), ("B", _("转引")), ("K", _("知道，未核对")), ("P", _("本单位默认")),
]  # fmt: skip
GRACE = [
    ("", _("按本标准的通用宽限")),
    ("same_day", _("当日")), ("within_3", _("3 个工作日内")), ("within_5", _("5 个工作日内")),
    ("within_10", _("10 个工作日内")), ("within_22", _("22 个工作日内")), ("later", _("迟录也算")),
]  # fmt: skip
MONTHS = [
    ("1", _("每月")), ("2", _("每两个月")), ("3", _("每季度")), ("4", _("每四个月")),
    ("6", _("每半年")), ("12", _("每年")),
]  # fmt: skip
RATERS = [
    ("assessor", _("考核人员")), ("superior", _("上级组织")), ("masses", _("群众")),
    ("members", _("党员")), ("peers", _("其他支部")), ("self", _("支部自评")),
]  # fmt: skip
REASONS = {
    "periodic": _("因为写着“%(quote)s”，记录里数得出次数，可以由机器按期计分。"),
    "spread": _(
        "因为写着“%(quote)s”，可以由机器计次；但按次数扣会超过分值，机器只能把分值平分到各次。"
    ),
    "several": _("这一行写了几件事（%(quote)s），可以分成几个小项由机器计次，各占一份分值。"),
    "ratio": _("因为写着“%(quote)s”，记录里算得出比例，可以由机器计分。"),
    "both_ways": _("因为写着“%(quote)s”，而且高出也加分，可以由机器按比例双向计分。"),
    "state": _("因为写着“%(quote)s”，记录里看得出是否合规，可以由机器计分。"),
    "timely": _("因为写着“%(quote)s”，记录里看得出是否按时办结，可以由机器计分。"),
    "document": _("因为写着“%(quote)s”，记录里看得出材料有没有，可以由机器计分。"),
    "event": _("因为写着“%(quote)s”，记录里数得出发生几次，可以由机器计分。"),
    "event_all": _("因为写着“%(quote)s”，发生一次本条就不得分，可以由机器计分。"),
    "parts": _("这一行有几个小项（%(quote)s），每项都能由机器计分，合起来不超过本条分值。"),
    "graded": _("因为写着等次“%(quote)s”，由人按等次评定。"),
    "people": _("原文说的要人来看，由人按原文评定。"),
}
ASKS = {
    "rule": _("这一条怎样计分？"),
    "points": _("这一行没有写分值，给多少分？"),
    "forbidden": _("写着“%(word)s”，属于减负规定不许考核的内容，怎么办？"),
}
CHOICES = {
    "rule": _("机器计分：%(code)s"),
    "people": _("由人评定，评分标准用表里的原文"),
    "waiting": _("机器计分（现在还没有这类记录，先显示“未测”）：%(code)s"),
    "points": _("%(points)s 分"),
    "drop": _("不作为考核条款"),
    "without": _("删去这几个字，其余保留"),
    "keep": _("原样保留：减负模式下不能采用"),
}
BECAME = {
    "title": _("标题"), "header": _("表头"), "section": SECTION, "item": _("条款"),
    "part": _("上一条的小项"), "total": _("合计"), "note": _("说明"), "dropped": _("不作为条款"),
}  # fmt: skip
NOTICES = {
    "section": _("“%(title)s”表上写 %(declared)s 分，各条合计 %(actual)s 分，已按各条合计。"),
    "joined": _("第 %(row)d 行没有分值，算作上一条的小项；要单列，请在“条款”里加一条。"),
    "total": _("表上总分写 %(declared)s 分，各条合计 %(actual)s 分，已按各条合计。"),
}
_CHOOSE_FACT = _("在“事实”框里输入中文名查找，从列表里选一个。")
CURES: Mapping[str, object] = {
    "section_sum": _("改各条分值，或者点“按条款合计重算”。"),
    "total_sum": _("改类别分值，或者点“按条款合计重算”。"),
    "fact_unknown": _CHOOSE_FACT,
    "fact_not_flow": _("换一个按次数累计的事实。"),
    "fact_not_level": _("换一个表示现有数量的事实。"),
    "case_missing": _("保存这一条，算例会按规则自动提出。"),
    "case_wrong": _("规则是对的，就让算例按规则重新提出；算例是对的，就改规则。"),
    "forbidden": _("删去这几个字或这一条。确需保留，只能由党委在采用时选“原文”并写明理由。"),
    "not_points": _("写数字，最多两位小数，如 2.5。"),
    "text_empty": _("把这一格填上。"),
    "key_missing": _("把缺少的这一项补上。"),
    "key_unknown": _("删去这一行，或者改成认识的词。"),
    "id_doubled": _("给其中一条换一个编号。"),
    "section_unknown": _("在“类别”里选一个，或者先加上这个类别。"),
    "threshold_high": _("把先进线改到总分以内。"),
    "thresholds_turned": _("把先进线改得不低于达标线。"),
    "raters_sum": _("改各类评分人的权重，合计应是 100。"),
    "part_large": _("把小项的分值改小，或者把本条分值改大。"),
    "not_yaml": _("看这一行的缩进、冒号和引号；看不出来就改用按条款编辑。"),
}
OTHERWISE = _("按这一行的提示改好再保存；没有改好也可以先存着。")
