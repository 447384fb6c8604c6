"""Cross-observation: circles by what branches have in common, sheets in words, no points."""

from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.stars import scenes
from zhibu.journal import replay
from zhibu.party import actions as party
from zhibu.stars import actions, proposing, queries, rules
from zhibu.stars.actions import CannotObserve, SheetTold
from zhibu.stars.models import Basis, Circle

ON = date(2027, 2, 3)


def third(here, in_class="office"):
    return party.found_organization(
        name="机关第一党支部", level="branch", superior=here.committee,
        founded_on=date(2004, 5, 1), branch_class=in_class, hand=hand(),
    )  # fmt: skip


def compose(here, *route):
    leaf = actions.compose(
        committee=here.committee, title="第一观摩组", basis=Basis.NEAR,
        route=[one.uid for one in route], hand=scenes.officer(here),
    )  # fmt: skip
    return Circle.objects.get(rec=leaf.rec)


def observe(here, circle, branch, observer, *findings, on=ON):
    told = SheetTold("听了汇报", "看了阵地", "查了记录", "问了党员", "做得实", findings, on)
    mine = hand(here.accounts.stranger, role="secretary", at=at(2027, 2, 3))
    return actions.observe(circle, branch=branch, observer=observer, told=told, hand=mine)


def test_circles_are_proposed_by_what_branches_have_in_common(here):
    third(here)
    told = {
        basis: {one.title: [b.name for b in one.branches] for one in
                proposing.propose(here.committee, basis, ON)}
        for basis in Basis.values
    }  # fmt: skip
    both = ["炼油一车间党支部", "乙烯裂解党支部"]
    assert sorted(told["near"]["炼油系统党总支"]) == sorted(both)
    assert told["trade"]["四类"] == ["机关第一党支部"]
    assert sorted(told["alike"]["一类 · 人数较少"]) == sorted(both)


def test_a_circle_is_neither_too_small_nor_of_strangers(here):
    with pytest.raises(CannotObserve, match="现在选了 2 个"):
        compose(here, here.refining, here.cracking)
    with pytest.raises(CannotObserve, match="不在本级"):
        compose(here, here.refining, here.cracking, here.committee)
    circle = compose(here, here.cracking, third(here), here.refining)
    assert circle.route[0] == here.cracking.uid
    assert rules.in_force().circle["least"].number == 3


def test_a_sheet_lists_findings_about_the_branch_that_was_visited(here):
    circle = compose(here, here.cracking, third(here), here.refining)
    observe(here, circle, here.refining, here.cracking, "公开栏没有更新", " ")
    ((row, told),) = queries.sheets_about(here.refining)
    assert (row.findings, told.findings) == (1, ("公开栏没有更新",))
    assert told.judged == "做得实"
    with pytest.raises(CannotObserve, match="其他支部"):
        observe(here, circle, here.cracking, here.cracking)
    with pytest.raises(CannotObserve, match="只有本组"):
        observe(here, circle, here.refining, here.general_branch)
    with pytest.raises(CannotObserve, match="观摩日期"):
        observe(here, circle, here.refining, here.cracking, on=date(2027, 1, 1))


def test_after_its_end_a_circle_takes_no_sheets_and_replays(here):
    circle = compose(here, here.cracking, third(here), here.refining)
    observe(here, circle, here.refining, here.cracking)
    actions.end_circle(circle, hand=scenes.officer(here))
    with pytest.raises(CannotObserve, match="已经结束"):
        observe(here, circle, here.refining, here.cracking)
    before = [sorted(m.objects.values(), key=str) for m in replay.projections_of("stars")]
    replay.replay("stars")
    after = [sorted(m.objects.values(), key=str) for m in replay.projections_of("stars")]
    assert after == before
