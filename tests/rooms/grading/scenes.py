"""A small committee graded by a standard of one machine item, with bonus, a veto, ties, a quota."""

from collections import Counter
from datetime import date, datetime

from tests.people import COUNTED_FROM, LIVE_ON, SmallCommittee, at, hand
from zhibu.assessment import in_force
from zhibu.assessment.judges import Somebody
from zhibu.assessment.models import LiveScore
from zhibu.grading import actions
from zhibu.grading.actions import ClaimTold, VetoTold
from zhibu.grading.models import Claim, VetoCase
from zhibu.journal.log import Hand
from zhibu.journal.models import Measure, Tally
from zhibu.party import actions as party
from zhibu.party.models import Account, Member, Organization
from zhibu.party.permits import read

TEXT = """
id: zb-g
version: "1"
title: 试用标准
total: 100
machine_share: 100
defaults: {grace: within_10, step: 5, costs: 10, late: 10, undone: 25, month: 25, each: 25, incomplete: 50}
cases: {year: 2026, as_of: 2027-03-01}
sections:
  - {id: A, title: 记录, points: 100}
classes:
  production: {title: 主要生产, qualified_at: 80, advanced_at: 90}
  auxiliary: {title: 辅助生产, qualified_at: 75, advanced_at: 85}
  support: {title: 后勤服务, qualified_at: 70, advanced_at: 80}
  office: {title: 机关处室, qualified_at: 65, advanced_at: 75}
peer_weight: 0
ties: [lower_threshold, smaller_unit]
advanced_most: {percent: 40, of: all}
bonus: {each: 5, cap: 8}
vetoes:
  - {id: V1, title: 支委成员受党纪政务处分, fact: honours.committee_sanction}
items:
  - id: E1
    section: A
    title: 重大事项集体决策
    evidence: 议题与表决记录
    points: 100
    cadence: year
    basis: {text: 默认条款，待确认, source: —, confidence: P}
    code: E
    rule: {fact: meetings.major_matters_unsound}
    auto: A
    hint: {words: 到会过半再表决, minutes: 5}
    cases:
      - {say: 没有不合规的, given: {}, points: 100}
"""  # fmt: skip
IN_DECEMBER = at(2026, 12, 1)


def adopt(patch: object) -> None:
    """Let the standard of this scene be the one that comes with the program."""
    standard = in_force.compile_text(TEXT, filename="zb-g.yaml")
    patch.setattr(in_force, "shipped", lambda _purpose: standard)


def account(
    here: SmallCommittee, username: str, role: str = "assessor", *, member: str | None = None
) -> Account:
    """Return another account with a role over the committee."""
    made = party.create_account(
        username=username, password="correct horse 电池 staple", display_name=username,
        member=Member.objects.get(name=member) if member else None,
    )  # fmt: skip
    party.grant_role(
        account=made, role=role, organization=here.committee,
        hand=hand(here.accounts.administrator, role="administrator"),
    )  # fmt: skip
    return made


def by(account: Account) -> Somebody:
    return Somebody(account, read(account))


def keeper(here: SmallCommittee, when: datetime = IN_DECEMBER) -> Hand:
    return hand(here.accounts.secretary, role="secretary", at=when)


def claim(here: SmallCommittee, *, when: datetime = IN_DECEMBER, **told: object) -> Claim:
    """Let 炼油一车间 claim a bonus."""
    usual = {
        "year": 2026, "title": "党员检修突击队", "done": "大修期间党员包机组，逐台立账销号。",
        "result": "检修工期缩短三天。",
    }  # fmt: skip
    leaf = actions.claim_bonus(
        branch=here.refining, told=ClaimTold(**{**usual, **told}), hand=keeper(here, when)
    )
    return Claim.objects.get(rec=leaf.rec)


def judge(asked: Claim, who: Account, points: int, *, when: datetime = IN_DECEMBER, **told):
    """Let somebody judge a claim, in hundredths of points."""
    mine = hand(who, role="assessor", at=when)
    words = told.pop("words", "有记录可查。")
    return actions.judge_bonus(asked, points=points, words=words, who=by(who), hand=mine, **told)


def decide(asked: Claim, who: Account, *, accepted: bool = True, when=IN_DECEMBER, words=""):
    mine = hand(who, at=when)
    return actions.decide_bonus(asked, accepted=accepted, words=words, who=by(who), hand=mine)


def find(here: SmallCommittee, who: Account, *, when: datetime = IN_DECEMBER, **told) -> VetoCase:
    """Let an officer find the standard's veto in 炼油一车间."""
    usual = {"year": 2026, "veto": "V1", "words": "上级通报：本支部一名支委受到处分。"}
    leaf = actions.find_veto(
        branch=here.refining, told=VetoTold(**{**usual, **told}), who=by(who),
        hand=hand(who, at=when),
    )  # fmt: skip
    return VetoCase.objects.get(rec=leaf.rec)


def branch(here: SmallCommittee, name: str, in_class: str) -> Organization:
    """Found another branch that works in the system."""
    made = party.found_organization(
        name=name, level="branch", superior=here.general_branch, founded_on=date(2004, 5, 1),
        branch_class=in_class, hand=hand(),
    )  # fmt: skip
    party.go_live(branch=made, live_on=LIVE_ON, counted_from=COUNTED_FROM, hand=hand())
    return made


def score(place: Organization, final: int, *, vetoed: bool = False, year: int = 2026) -> None:
    """Let a branch's year stand at so many hundredths of points, as an engine would store it."""
    LiveScore.objects.filter(unit=place.uid).delete()
    LiveScore.objects.create(
        unit=place.uid, standard="zb-g/1", year=year, as_of=date(year, 12, 31), points=final,
        out_of=10_000, percent=final, final=final, waiting=0, vetoed=vetoed, items={}, states={},
    )  # fmt: skip


def sums(fact: str) -> dict[int, int]:
    """Return the sums of a fact, by month."""
    numbers = Measure.objects.filter(name=fact).values("no")
    found: Counter[int] = Counter()
    for month, value in Tally.objects.filter(fact_no__in=numbers).values_list("month", "sum"):
        found[month] += value
    return {month: value for month, value in found.items() if value}
