"""What the machine says, by the name of what stands in the way: the sentence and the way out."""

WORDS: dict[str, tuple[str, str]] = {
    "ended": ("本程序已经结束（%(value)s）。", "需要再办的，请另行发起。"),
    "step_unknown": ("现行版本没有步骤“%(value)s”。", "请从程序页重新进入。"),
    "version": (
        "这一步按 %(value)s 版填写，本程序现按 %(now)s 版办理。",
        "请按现行版本重新填写。",
    ),
    "done": ("“%(title)s”已经办过。", "记错了的，请更正或撤销原记录。"),
    "left_out": ("“%(title)s”在本程序中不再办理。", "请办理其余步骤。"),
    "order": ("“%(title)s”之前还有步骤未办：%(missing)s。", "请先办理并记录：%(missing)s。"),
    "outcome": ("请写明“%(title)s”的结果。", "可选：%(options)s。"),
    "outcome_unknown": ("“%(title)s”没有“%(value)s”这一结果。", "可选：%(options)s。"),
    "outcome_once": ("“%(value)s”只能有一次，本程序已经有过。", "请选择其他结果。"),
    "future": ("日期 %(day)s 还没有到（今天 %(today)s）。", "请在办理之后再记录。"),
    "entered": (
        "录入日期 %(entered)s 应不早于办理日期 %(day)s，也不晚于今天 %(today)s。",
        "请核对日期。",
    ),
    "entered_before": (
        "录入日期 %(entered)s 早于前面步骤的录入日期 %(floor)s。",
        "录入日期不能倒填，请按实际录入日期记录。",
    ),
    "before_opening": ("日期 %(day)s 早于本程序发起的日期 %(floor)s。", "请核对日期。"),
    "backdated": (
        "日期 %(day)s 早于“%(earlier)s”（%(floor)s），顺序不对。",
        "请核对日期；前面步骤的日期记错了的，先更正前面的记录。",
    ),
    "field_missing": ("“%(title)s”没有填写。", "请填写。"),
    "field_unknown": ("“%(value)s”不是本步骤要填的内容。", "请按现行版本的表格填写。"),
    "field_kind": ("“%(title)s”的内容不合要求：%(wanted)s。", "请改正后再提交。"),
    "option_unknown": ("“%(title)s”不能是“%(value)s”。", "可选：%(options)s。"),
    "material_missing": (
        "缺少材料“%(title)s”。",
        "请上传文件、用系统出具的，或写明纸质材料存放在哪里。",
    ),
    "material_unknown": ("“%(value)s”不是本步骤的材料。", "请按现行版本的清单提供。"),
    "waiver": ("“%(value)s”没有获准的例外。", "请先由%(by)s批准例外。"),
    "exception_unknown": ("“%(title)s”没有“%(value)s”这一例外。", "请从程序页重新进入。"),
    "exception_body": ("这一例外应由%(by)s批准。", "请由%(by)s办理。"),
    "exception_again": ("这一例外已经批准过。", "不必再次批准。"),
    "move_other": ("“%(value)s”不是同一程序的版本。", "请选择同一程序、同一流程的版本。"),
    "move_same": ("本程序已经按 %(value)s 版办理。", "不必变更。"),
    "move_early": ("%(value)s 版自 %(day)s 起施行。", "请在施行之后变更。"),
    "close_early": ("结案日期 %(day)s 早于最后一步的日期 %(floor)s。", "请核对日期。"),
    "version_unknown": (
        "这一步按 %(value)s 版办理，但没有这一版的定义。",
        "请装入该版定义后复核。",
    ),
    "late": (
        "应在 %(due)s 前办理，实际于 %(day)s 办理，迟 %(days)s 天。",
        "请在档案中附上情况说明。",
    ),
    "overdue": ("应在 %(due)s 前办理，至今未办，已迟 %(days)s 天。", "请尽快办理并说明原因。"),
    "taken_now": (
        "%(day)s 不早于接续的当天 %(entered)s，能接续的只有过去办的步骤。",
        "请在接续之后到流程页办理这一步。",
    ),
    "taken_over": (
        "据原台账接续，只知道办理日期 %(day)s，没有见到%(missing)s。",
        "请查找原件归入档案；查不到的，在档案中说明。",
    ),
    "taken_day": (
        "据原台账接续，办理日期 %(day)s 没有原始记录可核。",
        "请核对原件，并在档案中说明。",
    ),
    "taken_past": (
        "原台账没有“%(title)s”的记载，接续时已越过这一步。",
        "请查找当时的材料归入档案；查不到的，在档案中说明。",
    ),
    "passed": (
        "%(version)s 版要求办理“%(title)s”，办理后续步骤时没有这一步。",
        "请核对是否需要补正，并在档案中说明。",
    ),
}

WANTED = {
    "date": "应是日期",
    "text": "应是文字，至多 4000 字",
    "number": "应是不小于零的整数",
    "count": "应是不小于零的整数",
    "amount": "应是不小于零的金额",
    "yes": "应是“是”或“否”",
    "choice": "应从选项中选择",
    "member": "应是一名党员",
    "members": "应是不重复的党员名单",
    "person": "应是一个人的姓名",
    "persons": "应是不重复的姓名",
    "meeting": "应是本支部的一次会议",
}

RULE_WORDS: dict[str, tuple[str, str]] = {
    "earliest": (
        "%(what)s最早为 %(due)s（%(from)s%(span)s），现为 %(day)s。",
        "请在 %(due)s 或以后办理。",
    ),
    "latest": (
        "%(what)s最迟为 %(due)s（%(from)s%(span)s），现为 %(day)s。",
        "请核对日期；确有特殊情况的，按程序报批例外。",
    ),
    "least": ("%(what)s应不少于 %(needed)s，现为 %(found)s。", "请补足后再记录。"),
    "most": ("%(what)s应不超过 %(needed)s，现为 %(found)s。", "请核对后再记录。"),
    "no_more": ("%(what)s合计 %(found)s，多于%(whole)s %(needed)s。", "请核对各项数字。"),
    "sums": ("%(what)s合计 %(found)s，不等于%(whole)s %(needed)s。", "请核对各项数字。"),
    "any": ("以下至少应符合一项：%(among)s", "请满足其中一项。"),
    "is": ("%(what)s应为“%(needed)s”，现为“%(found)s”。", "不符合的，不能办理这一步。"),
    "distinct": ("%(what)s不能是同一个。", "请由不同的人分别办理。"),
    "quorum": (
        "%(what)s %(found)s，%(whole)s %(of)s，未达到%(share)s（至少 %(needed)s）。",
        "人数不足的，不能进行，请另行召开。",
    ),
    "majority": (
        "%(what)s %(found)s，%(whole)s %(of)s，未达到%(share)s（至少 %(needed)s）。",
        "未通过的，不能按通过记录。",
    ),
    "repeated": ("%(what)s应至少办过 %(needed)s 次，现为 %(found)s 次。", "请先按期办理并记录。"),
}
AFTER = {
    "days": "后 %(number)s 天",
    "working_days": "后 %(number)s 个工作日",
    "months": "后 %(number)s 个月",
}
BEFORE = {
    "days": "前 %(number)s 天",
    "working_days": "前 %(number)s 个工作日",
    "months": "前 %(number)s 个月",
}
STATES = {
    "done": "已办",
    "open": "可办",
    "overdue": "逾期",
    "ahead": "未到",
    "left_out": "不办",
}
DAY = "办理日期"
STEP = "“%(step)s”"
FIELD = "%(step)s的%(field)s"
AT_LEAST, MORE_THAN = " %(share)s ", "超过 %(share)s"
NO_VERSION = "%(day)s 没有施行中的程序“%(family)s”，请先装入定义。"
NOT_YET = "%(day)s 没有施行中的程序“%(family)s”，最早的版本自 %(first)s 起施行，请核对日期。"
RESET = "重新办理之前的步骤"
ABLE = "有权批准的组织"
NO_OUTCOME = "无须填写结果"
