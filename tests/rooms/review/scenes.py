"""A small committee that is judged by a standard of five judged items and two of a machine."""

from datetime import date

from tests.people import SmallCommittee, at, hand
from zhibu.assessment import in_force
from zhibu.assessment.judges import Somebody
from zhibu.party import actions as party
from zhibu.party.models import Account, Member, Organization
from zhibu.party.permits import read
from zhibu.review import actions
from zhibu.review.actions import MarkTold

JUDGED = ("J1", "J2", "J3", "J4", "J5")
TEXT = """
id: zb-t
version: "1"
title: 试用标准
total: 100
machine_share: 20
defaults: {grace: within_10, step: 5, costs: 10, late: 10, undone: 25, month: 25, each: 25, incomplete: 50}
cases: {year: 2026, as_of: 2027-03-01}
sections:
  - {id: A, title: 做法, points: 75}
  - {id: B, title: 记录, points: 25}
classes:
  production: {title: 主要生产, qualified_at: 80, advanced_at: 90}
  auxiliary: {title: 辅助生产, qualified_at: 75, advanced_at: 85}
  support: {title: 后勤服务, qualified_at: 70, advanced_at: 80}
  office: {title: 机关处室, qualified_at: 65, advanced_at: 75}
peer_weight: 0
bonus: {each: 5, cap: 10}
vetoes: []
items:
  - id: J1
    section: A
    title: 支部书记履职
    evidence: 述职材料
    points: 15
    cadence: year
    basis: {text: 默认条款，待确认, source: —, confidence: P}
    code: J
    raters: {second_level: 40, company: 60}
    auto: J
    hint: {words: 按时述职, minutes: 30}
    cases: []
""" + "".join(
    f"""
  - id: {code}
    section: A
    title: {title}
    evidence: 现场查看和记录
    points: 15
    cadence: year
    basis: {{text: 默认条款，待确认, source: —, confidence: P}}
    code: J
    grades: [{{title: 好, share: 100}}, {{title: 较好, share: 75}}, {{title: 一般, share: 50}}, {{title: 差, share: 0}}]
    auto: J
    hint: {{words: 对照要求做实, minutes: 30}}
    cases: []
"""
    for code, title in (("J2", "班子团结协作"), ("J3", "活动有特色"), ("J4", "联系群众"), ("J5", "阵地建设"))
) + """
  - id: S1
    section: B
    title: 重大事项集体决策
    evidence: 议题与表决记录
    points: 10
    cadence: year
    basis: {text: 默认条款，待确认, source: —, confidence: P}
    code: E
    rule: {fact: meetings.major_matters_unsound}
    auto: S
    hint: {words: 到会过半再表决, minutes: 5}
    cases:
      - {say: 没有不合规的, given: {}, points: 10}
  - id: P1
    section: B
    title: 主题党日每月一次
    evidence: 活动记录
    points: 15
    cadence: month
    basis: {text: 默认条款，待确认, source: —, confidence: P}
    code: P
    rule:
      demands:
        - {fact: meetings.party_day.held, months: 1}
    auto: A
    hint: {words: 当月开展主题党日, minutes: 60}
    cases:
      - {say: 一次也没有, given: {}, points: 0}
"""  # fmt: skip


def adopt(patch: object) -> None:
    """Let the standard of this scene be the one that comes with the program."""
    standard = in_force.compile_text(TEXT, filename="zb-t.yaml")
    patch.setattr(in_force, "shipped", lambda _purpose: standard)


def assessor(
    here: SmallCommittee, username: str, *, over: Organization | None = None,
    member: str | None = None,
) -> Account:  # fmt: skip
    """Return another account that assesses, over the committee unless told otherwise."""
    account = party.create_account(
        username=username, password="correct horse 电池 staple", display_name=username,
        member=Member.objects.get(name=member) if member else None,
    )  # fmt: skip
    party.grant_role(
        account=account, role="assessor", organization=over or here.committee,
        hand=hand(here.accounts.administrator, role="administrator"),
    )  # fmt: skip
    return account


def by(account: Account) -> Somebody:
    return Somebody(account, read(account))


def shares(*given: int) -> dict[str, MarkTold]:
    """Return a whole sheet: percents of J1 … J5."""
    return {code: MarkTold(share * 100) for code, share in zip(JUDGED, given, strict=True)}


def judge(
    here: SmallCommittee, account: Account, *given: int, on: date = date(2026, 12, 20), **told
):
    """Enter a sheet about 炼油一车间."""
    usual = {"occasion": "year_end", "year": 2026, "branch": here.refining}
    when = at(on.year, on.month, on.day)
    return actions.judge(
        **{**usual, **told}, marks=shares(*given), who=by(account),
        hand=hand(account, role="assessor", at=when),
    )  # fmt: skip
