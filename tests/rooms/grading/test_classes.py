"""Classes: one register, moved by the party's record alone, with the reasons beside it."""

from datetime import date

import pytest

from tests.people import hand
from tests.rooms.grading import scenes
from zhibu.grading import actions
from zhibu.grading.actions import CannotAskForClass, CannotClass
from zhibu.grading.models import ClassDecision, ClassWish
from zhibu.journal import log
from zhibu.party.models import Organization, OrganizationState

DAY = date(2026, 12, 1)


def ask(here, wanted="auxiliary", words="装置停产，转为辅助。"):
    leaf = actions.ask_for_class(
        branch=here.refining, wanted=wanted, words=words, hand=scenes.keeper(here)
    )
    return ClassWish.objects.get(rec=leaf.rec)


def officer(here):
    return hand(here.accounts.officer, at=scenes.IN_DECEMBER)


def class_of(branch) -> str:
    return Organization.objects.get(pk=branch.uid).branch_class


def test_a_wish_alone_moves_nobody(here):
    ask(here)
    assert class_of(here.refining) == "production"
    with pytest.raises(CannotAskForClass, match="等决定"):
        ask(here, "support")


def test_the_committee_moves_the_branch_by_the_party_s_record_and_says_why(here):
    wish = ask(here)
    actions.decide_class(
        here.refining, wanted="auxiliary", reasons="停产属实。", from_on=DAY, wish=wish,
        hand=officer(here),
    )  # fmt: skip

    assert class_of(here.refining) == "auxiliary"
    decision = ClassDecision.objects.get()
    state = OrganizationState.objects.get(organization=here.refining, until_on=None)
    assert decision.change == state.rec
    assert log.latest_of([state.rec])[state.rec].kind == "party.organization_changed"
    assert ClassWish.objects.get().decision == "accepted"
    assert not hasattr(decision, "branch_class"), "the class stands in the party's register alone"


def test_a_committee_also_moves_without_a_wish_and_refuses_one(here):
    actions.decide_class(
        here.cracking, wanted="office", reasons="机构调整。", from_on=DAY, hand=officer(here)
    )
    assert class_of(here.cracking) == "office"
    wish = ask(here)
    with pytest.raises(CannotClass, match="写几句话"):
        actions.refuse_wish(wish, reasons=" ", hand=officer(here))
    actions.refuse_wish(wish, reasons="仍是主要生产。", hand=officer(here))
    assert class_of(here.refining) == "production"
    with pytest.raises(CannotClass, match="已有决定"):
        actions.refuse_wish(wish, reasons="再说一次。", hand=officer(here))


def test_the_same_class_is_no_move_and_nothing_is_left_half_done(here):
    with pytest.raises(CannotClass, match="已经在这一类"):
        actions.decide_class(
            here.refining, wanted="production", reasons="照旧。", from_on=DAY, hand=officer(here)
        )
    assert ClassDecision.objects.count() == 0
    with pytest.raises(CannotAskForClass, match="选一个类别"):
        ask(here, "village")
