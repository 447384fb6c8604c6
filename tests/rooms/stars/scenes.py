"""A small committee rated by a standard of five stars, each of one judged item of twenty points."""

from collections.abc import Collection
from datetime import date

from tests.people import SmallCommittee, at, hand
from zhibu.assessment import in_force
from zhibu.assessment.models import Purpose
from zhibu.core.decided import SHEET, rated
from zhibu.journal.models import Measure, Tally, Unit
from zhibu.party.models import Organization
from zhibu.stars import actions, periods
from zhibu.stars.actions import Decision, PlanTold
from zhibu.stars.models import Overhaul, Rating
from zhibu.stars.periods import Period
from zhibu.stars.records import PlanLine

ACCIDENT = "honours.major_accident"
SECTIONS = {"A": "班子星", "B": "队伍星", "C": "机制星", "D": "发展星", "E": "满意星"}
HEAD = """
id: st-t
version: "1"
title: 试用五星
total: 100
machine_share: 70
purpose: stars
stars: {won_at: 85, result_items: [D3]}
defaults: {grace: within_10, step: 5, costs: 10, late: 10, undone: 25, month: 25, each: 25, incomplete: 50}
cases: {year: 2026, as_of: 2027-03-01}
classes:
  production: {title: 主要生产, qualified_at: 60, advanced_at: 90}
  auxiliary: {title: 辅助生产, qualified_at: 60, advanced_at: 90}
  support: {title: 后勤服务, qualified_at: 60, advanced_at: 90}
  office: {title: 机关处室, qualified_at: 60, advanced_at: 90}
peer_weight: 0
bonus: {each: 0, cap: 0}
vetoes: []
"""
ITEM = """
  - id: {code}
    section: {section}
    title: {title}
    evidence: 现场查看
    points: {points}
    cadence: year
    basis: {{text: 默认条款，待确认, source: —, confidence: P}}
    {rule}
    hint: {{words: 对照要求做实, minutes: 30}}
    cases: [{cases}]
"""
JUDGED = "code: J\n    rubric: 看做法和成效。\n    auto: J"
RESULT = "code: V\n    rule: {fact: " + ACCIDENT + "}\n    auto: A"
TEXT = (
    HEAD
    + "sections:\n"
    + "".join(f"  - {{id: {key}, title: {told}, points: 20}}\n" for key, told in SECTIONS.items())
    + "items:\n"
    + "".join(
        ITEM.format(
            code=f"{key}1", section=key, title=f"{title}做法", points=15 if key == "D" else 20,
            rule=JUDGED, cases="",
        )
        for key, title in SECTIONS.items()
    )
    + ITEM.format(
        code="D3", section="D", title="安全无事故", points=5, rule=RESULT,
        cases="{say: 没有, given: {}, points: 5}",
    )
)  # fmt: skip
IN_JANUARY = at(2027, 1, 10)
ON_20_JANUARY = at(2027, 1, 20)
YEAR_2026 = Period(2026, 0, date(2026, 12, 31), ((2026, date(2026, 12, 31)),))


def adopt(patch: object) -> None:
    """Let the standard of this scene be the star standard that comes with the program."""
    standard, shipped = in_force.compile_text(TEXT, filename="st-t.yaml"), in_force.shipped
    patch.setattr(
        in_force, "shipped", lambda why: standard if why == Purpose.STARS else shipped(why)
    )


def state(branch: Organization, fact: str, value: int, *, month: int = 202611) -> None:
    """Let a branch's sums say so, as a record's facts would."""
    unit, _made = Unit.objects.get_or_create(uid=branch.uid)
    measure, _made = Measure.objects.get_or_create(name=fact)
    key = {"unit_no": unit.no, "fact_no": measure.no, "month": month, "lag": 0}
    Tally.objects.filter(**key).delete()
    Tally.objects.create(**key, sum=value)


def sheets(branch: Organization, *, month: int = 202611, **shares: int) -> None:
    """Let assessors have given shares of 1/10,000: ``A=8_500``."""
    for section, share in shares.items():
        for what, value in (("awarded", share), ("offered", SHEET)):
            fact = rated("st-t", f"{section}1", "assessor", what)
            state(branch, fact, value, month=month)


def given(branch: Organization, *won: str, month: int = 202611) -> None:
    """Let a branch have whole points in some sections, half in the others."""
    sheets(branch, month=month, **{key: 10_000 if key in won else 5_000 for key in SECTIONS})


def officer(here: SmallCommittee, when=IN_JANUARY):
    return hand(here.accounts.officer, at=when)


def rate(
    here: SmallCommittee, won: Collection[str] = ("A", "B"), *, when=IN_JANUARY, reason: str = "",
    period: Period | None = None,
) -> Rating:  # fmt: skip
    """Rate 炼油一车间 for the latest period that has ended."""
    among = periods.open_periods(periods.Modes(), here.committee, when.date())
    (leaf,) = actions.rate(
        committee=here.committee, period=period or among[0],
        decisions=[Decision(here.refining, tuple(won), len(won), reason)],
        hand=officer(here, when),
    )  # fmt: skip
    return Rating.objects.get(rec=leaf.rec)


def line(here: SmallCommittee, name: str = "陈可", by: date = date(2027, 3, 1)) -> PlanLine:
    return PlanLine("会议质量不高", "提前定议题", here.member(name).uid, by)


def plan(here: SmallCommittee, *lines: PlanLine, helper: str = "") -> PlanTold:
    return PlanTold(lines or (line(here),), helper or here.cracking.uid)


def overhauled(here: SmallCommittee, *, when=ON_20_JANUARY) -> Overhaul:
    """Open the overhaul of 炼油一车间, rated two stars."""
    given(here.refining, "A", "B")
    leaf = actions.open_overhaul(rate(here), told=plan(here), hand=officer(here, when))
    return Overhaul.objects.get(rec=leaf.rec)
