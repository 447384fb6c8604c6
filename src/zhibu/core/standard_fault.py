"""What is wrong with a data file: where, in words, and what was probably meant.

``core`` knows no gettext: a face translates ``FAULT_WORDS[fault.code]`` and fills in
``fault.params``.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field

FAULT_WORDS = {
    "above_without_room": "超额加分须写明高于本条分值的上限（at_most），或放在不封顶的类别里",
    "alias": "不允许使用锚点和引用（& 与 *），请把内容写全",
    "bands_open": "分档上限须逐档升高，只有最后一档不写上限",
    "award_large": "加分 %(value)s 分超过每项至多的 %(most)s 分",
    "bad_case_entry": "算例中的“%(value)s”看不懂，应写成“月份”“月份x数量”或“月份x数量~时滞”",
    "case_missing": "条款 %(item)s 没有算例，请至少写一个",
    "case_wrong": "条款 %(item)s 的算例“%(case)s”应得 %(expected)s 分，按规则算出 %(actual)s 分",
    "bonus_points": "B 类条款的分值应为 0，最多能加多少写在上限（at_most）里",
    "cadence_unknown": "周期应为一年的整除月数（1、2、3、4、6、12），这里是 %(value)s",
    "ceiling_low": "上限 %(value)s 分低于本条分值 %(least)s 分",
    "cost_large": "一次扣“%(value)s”，须大于零、不超过本项的 %(most)s 分",
    "empty": "文件是空的",
    "fact_not_flow": "“%(value)s”是存量，这里需要流量",
    "fact_not_level": "“%(value)s”是流量，这里需要存量",
    "fact_unknown": "事实目录中没有“%(value)s”",
    "forbidden": "“%(value)s”属于禁止考核的内容（%(rule)s）：%(why)s",
    "floor_high": "下限 %(value)s 分不能高于本条分值或 0 分",
    "grades_turned": "等次应从高到低排列，“%(value)s”的得分比例没有低于上一等次",
    "id_doubled": "编号 %(value)s 重复",
    "item_unknown": "没有条款“%(value)s”",
    "judged_only": "“%(value)s”只用于由人评定的条款（J、X、B）",
    "key_doubled": "键“%(value)s”重复出现",
    "key_missing": "缺少“%(value)s”",
    "key_unknown": "不认识的键“%(value)s”",
    "ladder_turned": "同一事实的加分阶梯须次数和分值都逐级升高，“%(value)s”没有升高",
    "list_empty": "这里至少要有一项",
    "list_expected": "这里应是列表",
    "machine_share": "机器自动计分占 %(share)s%%，超过建议的 %(most)s%%",
    "mapping_expected": "这里应是若干“键: 值”",
    "not_a_choice": "“%(value)s”不在可选范围内：%(words)s",
    "not_a_date": "“%(value)s”不是日期，应写成“年-月-日”，如 2026-03-01",
    "not_a_day": "“%(value)s”不是日期，应写成“月-日”或“月-日..月-日”",
    "not_a_name": "“%(value)s”不是合格的名称（小写英文、数字、下划线，用点分开）",
    "not_a_number": "“%(value)s”应是 %(least)s 到 %(most)s 之间的整数",
    "not_a_share": "“%(value)s”不是分数，应写成“1/2”这样",
    "not_an_id": "编号“%(value)s”只能含英文字母、数字和 . - _，以字母或数字开头，最多 %(most)s 个",
    "not_points": "“%(value)s”不是分值，最多两位小数",
    "not_yaml": "不是合格的 YAML 文件，请检查缩进、冒号和引号",
    "one_document": "一个文件只写一份内容，不写指令",
    "not_a_rater": "评分人“%(value)s”应以小写字母开头，只含小写字母、数字和下划线，最多 16 个",
    "part_judged": "分项“%(value)s”由人评定，请单列为一条",
    "part_large": "分项“%(value)s”扣 %(points)s 分，超过本条能扣的 %(most)s 分",
    "parts_and_rule": "写了分项（parts）就不再写规则（rule）",
    "raters_sum": "评分人的权重合计应为 100，这里是 %(value)s",
    "rest_and_work": "%(value)s 既是放假又是上班",
    "result_item": "条款 %(value)s 不是一票否决的结果项（V），不能摘星",
    "rule_without_body": "规则代码 %(value)s 需要写明参数；J、X、B 类不写参数",
    "section_sum": "类别 %(section)s 标明 %(declared)s 分，所含条款合计 %(actual)s 分",
    "section_unknown": "没有类别“%(value)s”",
    "stars_missing": "星级标准（purpose: stars）须写明 stars",
    "tag": "不允许使用类型标签（!）",
    "text_empty": "这里不能为空",
    "text_expected": "这里应是文字",
    "text_long": "文字过长，最多 %(most)s 个字",
    "threshold_high": "类别 %(value)s 的先进线高于标准总分",
    "thresholds_turned": "类别 %(value)s 的先进线低于达标线",
    "tie_unknown": "同分规则“%(value)s”应是某一类别的编号或 %(words)s",
    "too_deep": "层次过深，最多 %(most)s 层",
    "too_large": "文件过大，最多 %(most)s KB",
    "total_sum": "标准标明总分 %(declared)s，各类别合计 %(actual)s",
    "back_to_not_before": "退回的步骤“%(value)s”不在本步骤之前",
    "body_unknown": "没有主体“%(value)s”，请在 bodies 中写明",
    "circle": "步骤“%(value)s”绕了一圈又回到自己",
    "field_of_other_kind": "“%(value)s”的类型不能用于规则 %(kind)s",
    "field_unknown": "没有要填的内容“%(value)s”",
    "late_without_exit": "规则“%(value)s”过期即不能办理，须有例外可批，或写 lateness: mark",
    "latest_before_earliest": "步骤“%(value)s”的最迟日期早于最早日期",
    "leads_elsewhere": "“%(value)s”的前置步骤中没有本步骤，不能由本结果进入",
    "name_of_step_and_field": "“%(value)s”既是步骤又是要填的内容，请改名",
    "name_reserved": "“%(value)s”有特定含义，请改名",
    "number_without_basis": "规则 %(value)s 含有数字，请写明依据（basis）",
    "option_unknown": "没有选项“%(value)s”",
    "options_or_not": "“%(value)s”：choice 须写明选项（options），其他类型不写",
    "outcome_unknown": "没有结果“%(value)s”",
    "procedure_without_start": "没有可以最先办理的步骤",
    "ref_unknown": "“%(value)s”既不是步骤，也不是要填的内容",
    "ref_unreadable": "“%(value)s”看不懂，应写成“步骤”“步骤.内容”“内容”“case.名称”或“on”",
    "rule_unknown": "没有规则“%(value)s”，例外只能免除本步骤的规则或本步骤",
    "span_mixed": "天数、工作日、月数、年数只能写一种",
    "stage_unknown": "没有阶段“%(value)s”",
    "step_depends_on_case_only": "步骤“%(value)s”是否办理，只能取决于 case 的内容",
    "step_unknown": "没有步骤“%(value)s”",
    "step_without_way_in": "步骤“%(value)s”没有写明前置步骤（after）；可以最先办理的，写 after: []",
    "step_without_way_out": "步骤“%(value)s”之后没有步骤；本来如此的，写 leads_to: []",
    "until_before": "重复办理到“%(value)s”为止，但它在本步骤之前",
    "value_or_values": "value 和 values 写且只写一个",
    "act_unclear": "算例的每一行写且只写一个：%(words)s",
    "not_a_value": "“%(value)s”不是这里要填的内容",
    "version_unknown": "没有版本“%(value)s”",
}
LONGEST_COMPARED, MOST_COMPARED = 80, 500


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to say about a fault, before it is put in words."""

    code: str
    told: Mapping[str, object] = field(default_factory=dict)
    among: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return FAULT_WORDS[self.code] % self.told

    @property
    def suggestion(self) -> str | None:
        value = str(self.told.get("value", ""))[:LONGEST_COMPARED]
        return next(
            iter(difflib.get_close_matches(value, self.among[:MOST_COMPARED], n=1, cutoff=0.5)),
            None,
        )


class StandardFault(Exception):
    """A data file says something that cannot be meant."""

    def __init__(self, file: str, line: int, lesson: Lesson) -> None:
        self.file = file
        self.line = line
        self.code = lesson.code
        self.params = lesson.told
        self.words = lesson.words
        self.suggestion = lesson.suggestion
        meant = f"；是否应为“{self.suggestion}”？" if self.suggestion else "。"
        super().__init__(f"{file} 第 {line} 行：{self.words}{meant}")
