"""What the fields of records are called, and how the words in them read."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu.dues.forms import PAYERS
from zhibu.funds import rules as funds
from zhibu.meetings import regulation
from zhibu.meetings.models import State
from zhibu.party.sets import (
    BranchClass,
    BranchForm,
    Education,
    Ethnicity,
    LeaveReason,
    Level,
    Post,
    Role,
    Sex,
)
from zhibu.worklog import declared

LABELS: Mapping[str, Promise] = {
    "abstentions": _("弃权"),
    "account": _("账号"),
    "adjust": _("调整（百分之一分）"),
    "adopted": _("通过"),
    "amount": _("金额（元）"),
    "answer_by": _("答复期限"),
    "answered_on": _("答复日期"),
    "appeal": _("申诉"),
    "application": _("经费申请"),
    "appointment": _("任职记录"),
    "approved": _("批准"),
    "arrears": _("补缴"),
    "attachments": _("附件"),
    "attendance": _("到会情况"),
    "ayes": _("赞成"),
    "balance": _("结存（元）"),
    "base": _("缴纳基数"),
    "basis": _("依据"),
    "before": _("此前已缴"),
    "began": _("开始"),
    "beginning": _("开始的记录"),
    "birth_on": _("出生日期"),
    "branch": _("支部"),
    "branch_class": _("类别"),
    "by_machine": _("得分能恢复，机器可复核"),
    "by_secretary": _("书记讲授"),
    "cause": _("理由"),
    "chair": _("主持"),
    "chair_told": _("主持（本支部以外）"),
    "changed_on": _("变更日期"),
    "changes": _("变更内容"),
    "checked_on": _("复查日期"),
    "circle": _("应到范围"),
    "closed_on": _("销号日期"),
    "code": _("项目编号"),
    "complete": _("全部核定"),
    "converted_on": _("转正日期"),
    "counted_from": _("计分起始日期"),
    "counts_on": _("计入日期"),
    "decision": _("重要事项"),
    "demand": _("整改要求"),
    "digest": _("发票摘要（SHA-256）"),
    "dissolved_on": _("撤销日期"),
    "due_on": _("最后期限"),
    "each_minutes": _("每人分钟"),
    "edition": _("标准版本"),
    "education": _("学历"),
    "ended": _("结束"),
    "ended_on": _("结束日期"),
    "ends_on": _("届满日期"),
    "escalated_on": _("上报日期"),
    "ethnicity": _("民族"),
    "expected": _("应到"),
    "findings": _("需要整改的事项"),
    "first": _("起始月份"),
    "first_due": _("通知书写明的期限"),
    "fixed_phone": _("固定电话"),
    "floating_on": _("外出流动日期"),
    "form": _("形式"),
    "founded_on": _("成立日期"),
    "from_on": _("起始日期"),
    "full": _("正式党员"),
    "grade": _("等次"),
    "grant": _("授权记录"),
    "granted_on": _("授予日期"),
    "handed_up": _("上缴（元）"),
    "has_committee": _("设委员会"),
    "held_on": _("日期"),
    "home_address": _("家庭住址"),
    "id_number": _("公民身份号码"),
    "invoices": _("发票"),
    "issued_on": _("签发日期"),
    "issuer": _("签发"),
    "item": _("项目"),
    "joined_on": _("入党日期"),
    "last": _("截止月份"),
    "lecturer": _("主讲"),
    "lecturer_told": _("主讲（本支部以外）"),
    "left_on": _("离开日期"),
    "level": _("层级"),
    "line": _("用途"),
    "lines": _("缴纳明细"),
    "listed": _("记录所写"),
    "live_on": _("启用日期"),
    "lost": _("扣分（百分之一分）"),
    "machine": _("机器结果（百分之一分）"),
    "marks": _("评定"),
    "measures": _("整改措施和结果"),
    "member": _("党员"),
    "members": _("党员"),
    "met_on": _("支部研究日期"),
    "minutes": _("会议记录"),
    "month": _("月份"),
    "months": _("连续月数"),
    "moved": _("由别的党小组转来"),
    "name": _("姓名或名称"),
    "native_place": _("籍贯"),
    "noes": _("反对"),
    "notice": _("整改通知书"),
    "number": _("数量"),
    "numbers": _("统计数"),
    "occasion": _("考核"),
    "occasions": _("考核"),
    "occupation": _("工作岗位"),
    "on": _("日期"),
    "organization": _("党组织"),
    "out_of_contact_on": _("失去联系日期"),
    "outcome": _("结果"),
    "outflow_place": _("外出流向"),
    "owed": _("应缴"),
    "paid": _("实缴"),
    "participants": _("参加的党员"),
    "parts": _("已经具备的"),
    "party_group": _("党小组"),
    "party_groups": _("党小组"),
    "passed": _("已整改"),
    "payer": _("缴费类别"),
    "person": _("评定人"),
    "phone": _("手机号码"),
    "place": _("地点"),
    "post": _("职务"),
    "present": _("实到"),
    "professional_title": _("专业技术职务"),
    "purpose": _("事由"),
    "quorate": _("达到法定人数"),
    "rated": _("各项评定"),
    "rater": _("评定方"),
    "reason": _("原因"),
    "receipt_by": _("签收期限"),
    "received": _("收入（元）"),
    "received_on": _("签收日期"),
    "recheck_by": _("复查期限"),
    "recorder": _("记录"),
    "records": _("有关记录"),
    "relief": _("减免申请"),
    "replied_on": _("答复日期"),
    "reply_by": _("答复期限"),
    "required": _("要求"),
    "resolution": _("决议"),
    "role": _("角色"),
    "ruling": _("答复"),
    "scored_year": _("考核年度"),
    "serial": _("编号"),
    "sex": _("性别"),
    "share": _("评分（万分之）"),
    "shares": _("各份评分（万分之）"),
    "sheets": _("评判表"),
    "size": _("字节"),
    "source": _("来源"),
    "spent": _("支出（元）"),
    "spot": _("抽查"),
    "stage": _("程度"),
    "standard": _("考核标准"),
    "starts_on": _("起始日期"),
    "state": _("状态"),
    "stopped_on": _("停止党籍日期"),
    "sum_owed": _("应缴合计（元）"),
    "sum_paid": _("实缴合计（元）"),
    "superior": _("上级党组织"),
    "task": _("任务记录"),
    "themes": _("主题"),
    "there": _("本人在场"),
    "tier": _("档次"),
    "title": _("议题"),
    "topics": _("议题与决议"),
    "turn": _("期次"),
    "until_on": _("结束日期"),
    "votes": _("表决"),
    "voting_expected": _("有表决权"),
    "voting_present": _("有表决权到会"),
    "way": _("复查方式"),
    "why": _("原因"),
    "words": _("说明"),
    "work": _("工作"),
    "year": _("年度"),
}
# Read from a card by who may see it there, each reading logged; never from here.
MASKED = frozenset({"id_number", "phone", "fixed_phone", "home_address", "base"})
# What somebody paid tells what they earn: for those who may see what is sensitive.
AMOUNTS = frozenset({"owed", "paid", "before"})
# What a "no" reads where it says more than nothing.
DENIED: Mapping[str, Promise] = {"adopted": _("未通过"), "moved": _("新编入")}
CIRCLES = {
    regulation.MEMBERS: _("全体党员"),
    regulation.COMMITTEE: _("支部委员会"),
    regulation.GROUP: _("党小组"),
    regulation.PARTICIPANTS: _("参加的人"),
}


WAYS: Mapping[str, Promise] = {
    "machine": _("机器复核"), "visit": _("人工复查"), "handed_up": _("上缴"), "returned": _("返还"),
}  # fmt: skip


def _form(key: str) -> object:
    form = regulation.forms().get(key)
    return form.label if form else BranchForm(key).label


def _theme(key: str) -> object:
    theme = regulation.themes().get(key)
    return theme.label if theme else key


def _work(key: str) -> object:
    kind = declared.types().get(key)
    return kind.title if kind else key


READ: Mapping[str, Callable[[str], object]] = {
    "branch_class": lambda key: BranchClass(key).label,
    "circle": lambda key: CIRCLES.get(key, key),
    "education": lambda key: Education(key).label,
    "ethnicity": lambda key: Ethnicity(key).label,
    "form": _form,
    "level": lambda key: Level(key).label,
    "line": lambda key: funds.in_force(date.max).lines.get(key, key),
    "listed": lambda key: State(key).label,
    "payer": lambda key: dict(PAYERS)[key],
    "post": lambda key: Post(key).label,
    "role": lambda key: Role(key).label,
    "sex": lambda key: Sex(key).label,
    "source": lambda key: funds.in_force(date.max).sources.get(key, key),
    "state": lambda key: State(key).label,
    "themes": _theme,
    "tier": lambda key: funds.in_force(date.max).tiers[key].title,
    "way": lambda key: WAYS.get(key, key),
    "work": _work,
}


def label_of(name: str) -> str:
    """Return what a field is called; a field of a new kind goes by its own name until labelled."""
    return str(LABELS.get(name, name))


def word_of(name: str, value: str) -> str:
    """Return what a word of a closed set reads, or the text as it stands."""
    if name == "reason" and value in LeaveReason.values:
        return str(LeaveReason(value).label)
    read = READ.get(name)
    try:
        return str(read(value)) if read else value
    except (KeyError, ValueError):  # a word that a later version took out of its set
        return value
