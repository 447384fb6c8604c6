"""What people judge in the demonstration: a standard with judged items, sheets, a bonus claim."""

from collections.abc import Mapping
from datetime import date, datetime

from zhibu import standards
from zhibu.assessment.actions import adopting
from zhibu.assessment.judges import Somebody
from zhibu.desk.demo import plan
from zhibu.desk.demo.founding import Setting, instant
from zhibu.grading import actions as grading
from zhibu.grading.actions import ClaimTold
from zhibu.grading.models import Claim
from zhibu.journal.log import Hand, Via, civil
from zhibu.party.models import Account, Organization
from zhibu.party.permits import read
from zhibu.review import actions as review
from zhibu.review.actions import MarkTold

_ASSESSORS = ("assessor", "assessor2")
_OCCASION = "daily"
_BONUS = ((300, "做法实，已有两个班组照着做。"), (250, "有成效，材料还可以更全。"))
_HEAD = {
    "id: zb-41\n": "id: zb-41-e\n",
    "title: 党支部工作标准\n": "title: 党支部工作标准（含评判项目）\n",
    "total: 100\n": "total: 110\n",
    "  - {id: D, title: 群众工作, points: 18}\n": (
        "  - {id: D, title: 群众工作, points: 18}\n  - {id: E, title: 现场评判, points: 10}\n"
    ),
}
_JUDGED = """
  - id: {code}
    section: E
    title: {title}
    evidence: {evidence}
    points: 5
    cadence: quarter
    basis: {{text: 默认条款，待确认, source: —, confidence: P}}
    code: J
    grades:
      - {{title: 好, share: 100}}
      - {{title: 较好, share: 75}}
      - {{title: 一般, share: 50}}
      - {{title: 差, share: 0}}
    rubric: {rubric}
    auto: J
    hint: {{words: {hint}, minutes: 30}}
    cases: []
"""
_ITEMS = (
    {"code": "E1", "title": "党员作用发挥", "evidence": "现场访谈、班组评价",
     "rubric": "访谈三名群众，都说得出党员做了什么为好，两名为较好，一名为一般。",
     "hint": "公布党员责任区和联系人"},
    {"code": "E2", "title": "党员活动阵地", "evidence": "现场查看",
     "rubric": "只看现场：设施齐全、常用、更新及时为好，缺一样降一等。",
     "hint": "对照要求整理阵地"},
)  # fmt: skip
# By branch: what each assessor gives E1 and E2, in percent. The second branch's two views differ.
_SHEETS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "销售中心党支部": ((100, 75), (75, 75)),
    "后勤服务党支部": ((100, 50), (50, 50)),
}


def adopt(start: date) -> None:
    """Let the committee assess all branches by one standard with judged items, from the start."""
    committee = Organization.objects.get(name=plan.COMMITTEE)
    proposal = adopting.Proposal(text=_text(), effective_from=start)
    officer = Account.objects.get(username="officer")
    adopting.adopt(committee, proposal, hand=_by(officer, "officer", instant(start, 9)))


def _text() -> str:
    text = standards.text("zb41.yaml")
    for old, new in _HEAD.items():
        text = text.replace(old, new, 1)
    return text + "".join(_JUDGED.format(**item) for item in _ITEMS)


def tell(settings: list[Setting], at: datetime) -> int:
    """Enter the sheets of two branches and one bonus claim; return how many records that made."""
    assessors = [Account.objects.get(username=name) for name in _ASSESSORS]
    branches = {setting.plan.name: setting for setting in settings}
    for name, sheets in _SHEETS.items():
        for account, shares in zip(assessors, sheets, strict=True):
            _judge(branches[name].branch, account, shares, at=at)
    _bonus(settings[0], assessors, at)
    return sum(map(len, _SHEETS.values())) + 1 + len(assessors) + 1


def _judge(
    branch: Organization, account: Account, shares: tuple[int, int], *, at: datetime
) -> None:
    codes = (item["code"] for item in _ITEMS)
    review.judge(
        branch=branch, year=civil(at).year, occasion=_OCCASION,
        marks={code: MarkTold(share * 100) for code, share in zip(codes, shares, strict=True)},
        who=Somebody(account, read(account)), hand=_by(account, "assessor", at),
    )  # fmt: skip


def _bonus(setting: Setting, assessors: list[Account], at: datetime) -> None:
    secretary = Hand(setting.secretary, "secretary", Via.WEB, at)
    told = ClaimTold(
        year=civil(at).year, title="党员带班查隐患",
        done="每周由一名党员带班，按区域查找隐患并当场整改。",
        result="全年提前发现隐患四十二处，装置没有非计划停工。",
    )  # fmt: skip
    leaf = grading.claim_bonus(branch=setting.branch, told=told, hand=secretary)
    claim = Claim.objects.get(rec=leaf.rec)
    for account, (points, words) in zip(assessors, _BONUS, strict=True):
        who = Somebody(account, read(account))
        grading.judge_bonus(
            claim, points=points, words=words, who=who, hand=_by(account, "assessor", at)
        )
    officer = Account.objects.get(username="officer")
    grading.decide_bonus(
        claim, accepted=True, words="按两人评判的平均分认定。",
        who=Somebody(officer, read(officer)),
        hand=_by(officer, "officer", at),
    )  # fmt: skip


def _by(account: Account, role: str, at: datetime) -> Hand:
    return Hand(account.uid, role, Via.WEB, at)
