"""Who belongs to the fictional committee, and where each branch's year has its gaps."""

from dataclasses import dataclass, field
from datetime import date

COMMITTEE = "茂源石化公司党委"
GENERAL_BRANCHES = ("炼油系统党总支", "辅助系统党总支", "综合系统党总支")
FOUNDED = date(2004, 5, 1)

Slot = tuple[str, int]  # form of meeting, month


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """A branch as the demonstration tells it.

    ``missing`` are meetings not held, ``late`` days until one was entered, ``owing`` the share of
    members who settle no dues in a month, ``term_from`` the month its committee was elected.
    """

    name: str
    general_branch: int
    branch_class: str
    members: int
    groups: int
    term_from: date
    missing: frozenset[Slot] = frozenset()
    late: dict[Slot, int] = field(default_factory=dict)
    owing: float = 0.0
    retired: bool = False
    themes: bool = True


def _all(form: str, *months: int) -> frozenset[Slot]:
    return frozenset((form, month) for month in months)


BRANCHES = (
    BranchPlan("炼油一车间党支部", 0, "production", 23, 3, date(2024, 2, 10)),
    BranchPlan(
        "炼油二车间党支部", 0, "production", 38, 4, date(2025, 3, 10),
        missing=_all("party_day", 8), late={("committee_meeting", 6): 19},
    ),
    BranchPlan(
        "乙烯裂解党支部", 0, "production", 21, 2, date(2024, 4, 10),
        missing=_all("committee_meeting", 3) | _all("group_meeting", 4), owing=0.03,
    ),
    BranchPlan(
        "港口作业区党支部", 0, "production", 45, 5, date(2024, 5, 10),
        missing=_all("lecture", 7) | _all("general_meeting", 7) | _all("party_day", 9, 10),
        owing=0.06,
    ),
    BranchPlan(
        "仪表车间党支部", 1, "auxiliary", 19, 2, date(2025, 6, 10),
        missing=_all("party_day", 7), late={("party_day", 4): 41, ("committee_meeting", 4): 40},
    ),
    BranchPlan("钳工一车间党支部", 1, "auxiliary", 17, 2, date(2024, 7, 10), owing=0.02),
    BranchPlan(
        "电气车间党支部", 1, "auxiliary", 26, 3, date(2024, 8, 10),
        late={("general_meeting", 4): 33, ("party_day", 6): 20}, themes=False,
    ),
    BranchPlan(
        "设计院党支部", 1, "auxiliary", 31, 3, date(2025, 9, 10), missing=_all("party_day", 8),
    ),
    BranchPlan("销售中心党支部", 2, "support", 22, 2, date(2024, 10, 10), owing=0.04),
    BranchPlan(
        "后勤服务党支部", 2, "support", 16, 0, date(2024, 11, 10),
        late={("party_day", m): 25 + m for m in (4, 5, 6, 10)},
    ),
    BranchPlan("机关一处党支部", 2, "office", 14, 0, date(2025, 12, 10), themes=False),
    BranchPlan(
        "离退休职工党支部", 2, "office", 28, 2, date(2024, 1, 10), retired=True,
        missing=_all("committee_meeting", 2, 5, 8) | _all("group_meeting", 1, 2, 7, 8),
        late={("lecture", 4): 55},
    ),
)  # fmt: skip

PLACES = ("三楼党员活动室", "车间会议室", "党群服务中心", "第一会议室")
ABSENCES = ("病假", "出差", "值班", "休假")
TOPICS = {
    "general_meeting": (
        "听取和审议支部委员会工作报告",
        "通报党费收缴情况",
        "讨论检修期安全责任区划分",
    ),
    "committee_meeting": ("研究本月党员教育安排", "研究党员责任区调整", "讨论入党积极分子培养"),
    "group_meeting": ("学习有关文件，交流岗位体会", "讨论班组安全隐患整改", "交流联系群众情况"),
    "lecture": ("弘扬石油精神，立足岗位建功", "遵守党的纪律，筑牢安全防线", "新时代党员的先锋作用"),
    "party_day": ("重温入党誓词，开展隐患排查", "义务检修，服务一线", "参观厂史馆，交流学习体会"),
    "life_meeting": ("年度组织生活会：查摆问题，开展批评与自我批评",),
}
THEMES = {
    ("general_meeting", 1): ("situation_education",),
    ("general_meeting", 4): ("situation_education", "mass_work_report"),
    ("general_meeting", 7): ("situation_education",),
    ("general_meeting", 10): ("situation_education", "mass_work_report"),
    ("party_day", 5): ("warning_education",),
    ("party_day", 9): ("warning_education",),
    ("lecture", 4): ("integrity_education",),
    ("lecture", 10): ("integrity_education",),
}
