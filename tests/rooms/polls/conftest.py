"""A committee of eight branches that evaluate each other, and a branch that is asked in a poll."""

from datetime import date

import pytest

from tests.people import FOUNDED_ON, SmallCommittee, at, hand
from zhibu.core.ballots import Choice, Question
from zhibu.core.evaluation import Criterion, Grade
from zhibu.core.pairing import PairKind
from zhibu.party import actions as party
from zhibu.party.models import Organization
from zhibu.polls.actions import evaluating, polling
from zhibu.polls.models import Assignment, Poll, Round

MORE = (
    ("储运党支部", "auxiliary"), ("检维修党支部", "auxiliary"), ("仪表党支部", "support"),
    ("质检党支部", "support"), ("机关一党支部", "office"), ("机关二党支部", "office"),
)  # fmt: skip
GRADES = (Grade("好", 10_000), Grade("较好", 8_000), Grade("一般", 6_000), Grade("差", 0))
CRITERIA = (Criterion("组织生活正常、有质量", 60, GRADES), Criterion("服务和配合", 40, GRADES))
SATISFACTION = (Choice("满意", 10_000, True), Choice("基本满意", 7_000, True), Choice("不满意", 0))
ASKED = (Question("支部工作", SATISFACTION), Question("书记陈可履职", SATISFACTION))
OPENED_AT, CLOSES_ON = at(2026, 11, 2), date(2026, 11, 20)
CLOSED_AT = at(2026, 11, 20, 17)


def enlarge(here: SmallCommittee) -> list[Organization]:
    """Found six more branches and return all eight."""
    mine = hand(here.accounts.officer)
    for name, branch_class in MORE:
        party.found_organization(
            name=name, level="branch", superior=here.general_branch, founded_on=FOUNDED_ON,
            branch_class=branch_class, hand=mine,
        )  # fmt: skip
    return list(Organization.objects.filter(level="branch").order_by("path"))


def officer(here: SmallCommittee, when=OPENED_AT):
    return hand(here.accounts.officer, at=when)


def keeper(when=OPENED_AT):
    return hand(role="secretary", at=when)


def round_told(**told):
    usual = {
        "title": "2026 年度支部互评", "year": 2026, "closes_on": CLOSES_ON, "criteria": CRITERIA,
        "weights": dict.fromkeys(PairKind, 1), "note": "", "seed": "2026-11-02 福彩 3 8 5",
    }  # fmt: skip
    return evaluating.RoundTold(**{**usual, **told})


def plan(here: SmallCommittee, **told) -> Round:
    leaf = evaluating.plan_round(here.committee, told=round_told(**told), hand=officer(here))
    return Round.objects.get(rec=leaf.rec)


def opened(here: SmallCommittee, **told) -> Round:
    enlarge(here)
    planned = plan(here, **told)
    evaluating.open_round(planned, hand=officer(here))
    return Round.objects.get(rec=planned.rec)


def rate(held: Round, pair: Assignment, marks=(0, 1), when=OPENED_AT):
    return evaluating.fill_sheet(
        held, rater=pair.rater, rated=pair.rated_id, marks=marks, hand=keeper(when)
    )


def rate_all(held: Round, marks=(0, 1)) -> None:
    for pair in Assignment.objects.filter(round=held).select_related("rater"):
        rate(held, pair, marks)


def poll_told(**told):
    usual = {
        "title": "2026 年民主测评", "level": "confidential", "year": 2026, "closes_on": CLOSES_ON,
        "questions": ASKED, "members": True, "invited": 0,
    }  # fmt: skip
    return polling.PollTold(**{**usual, **told})


def poll_in(here: SmallCommittee, branch: Organization | None = None, **told) -> Poll:
    leaf = polling.open_poll(branch or here.refining, told=poll_told(**told), hand=officer(here))
    return Poll.objects.get(rec=leaf.rec)


def answer_all(here: SmallCommittee, poll: Poll, answers=(0, 1), names=()) -> None:
    from tests.people import REFINING

    for name in names or [row[0] for row in REFINING]:
        polling.answer(poll, member=here.member(name).uid, answers=answers, today=date(2026, 11, 3))


@pytest.fixture
def held(here: SmallCommittee) -> Round:
    """Return an open round."""
    return opened(here)


@pytest.fixture
def poll(here: SmallCommittee) -> Poll:
    """Return an open poll in 炼油一车间, whose eight members answer."""
    return poll_in(here)
