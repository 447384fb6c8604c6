"""Vetoes: found by one person, appealed, upheld by another, lifted; one fact each way."""

import pytest

from tests.people import at, hand
from tests.rooms.grading import scenes
from tests.rooms.grading.scenes import find, sums
from zhibu.assessment import queries as assessment
from zhibu.grading import actions
from zhibu.grading.actions import CannotAppealVeto, CannotVeto
from zhibu.grading.models import VetoCase, VetoState

VETO = "veto.zb_g.v1"
LATER, IN_TIME = at(2026, 12, 28), at(2026, 12, 8)


def appeal(here, case, when=IN_TIME):
    actions.appeal_veto(case, words="处分对象已于年初调离。", hand=scenes.keeper(here, when))


def uphold(case, who, when=LATER, words="核对属实。"):
    actions.uphold_veto(case, words=words, who=scenes.by(who), hand=hand(who, at=when))


def grant(case, who, when=LATER, words="处分时已不是本支部支委。"):
    actions.grant_veto(case, words=words, who=scenes.by(who), hand=hand(who, at=when))


def vetoed(here) -> bool:
    return assessment.live_score_of(here.refining.uid, year=2026).vetoed


def test_what_is_found_moves_nothing_yet(here):
    case = find(here, here.accounts.officer)

    assert case.appeal_by == at(2026, 12, 15).date(), "ten working days after 1 December"
    assert sums(VETO) == {}
    assert not vetoed(here)


def test_without_an_appeal_another_person_lets_it_take_effect_after_the_days(here, other_officer):
    case = find(here, here.accounts.officer)
    with pytest.raises(CannotVeto, match="支部可以申诉到 2026-12-15"):
        uphold(case, other_officer, at(2026, 12, 15))
    uphold(case, other_officer, at(2026, 12, 16), words="")

    assert sums(VETO) == {202612: 1}
    assert vetoed(here)


def test_the_appeal_is_answered_by_somebody_else(here, other_officer):
    case = find(here, here.accounts.officer)
    appeal(here, case)
    for act in (uphold, grant):
        with pytest.raises(CannotVeto, match="认定人不能裁定"):
            act(case, here.accounts.officer)

    uphold(case, other_officer)
    assert sums(VETO) == {202612: 1}


def test_an_appeal_comes_in_its_days_and_once(here):
    case = find(here, here.accounts.officer)
    with pytest.raises(CannotAppealVeto, match="已经过了"):
        appeal(here, case, at(2026, 12, 16))
    appeal(here, case, at(2026, 12, 15))
    with pytest.raises(CannotAppealVeto, match="申诉过"):
        appeal(here, case, at(2026, 12, 15))


def test_a_granted_appeal_leaves_no_fact_at_all(here, other_officer):
    case = find(here, here.accounts.officer)
    appeal(here, case)
    grant(case, other_officer)

    assert sums(VETO) == {}
    assert VetoCase.objects.get().state == VetoState.GRANTED
    with pytest.raises(CannotVeto, match="已经撤销"):
        grant(case, other_officer)


def test_a_veto_in_effect_is_lifted_by_a_third_person_and_the_facts_add_up_to_none(
    here, other_officer
):
    case = find(here, here.accounts.officer)
    appeal(here, case)
    uphold(case, other_officer)
    with pytest.raises(CannotVeto, match="别的人复核"):
        grant(case, other_officer)

    grant(case, scenes.account(here, "hanmei", "officer"), at(2027, 1, 11))

    assert sums(VETO) == {}
    assert not vetoed(here)


def test_a_veto_of_last_year_takes_effect_in_that_year(here, other_officer):
    case = find(here, here.accounts.officer, when=at(2027, 1, 8))
    uphold(case, other_officer, at(2027, 2, 8))
    assert sums(VETO) == {202612: 1}


def test_one_veto_stands_once_and_only_what_the_standard_names(here):
    with pytest.raises(CannotVeto, match="标准的一票否决"):
        find(here, here.accounts.officer, veto="V9")
    with pytest.raises(CannotVeto, match="写几句话"):
        find(here, here.accounts.officer, words=" ")
    find(here, here.accounts.officer)
    with pytest.raises(CannotVeto, match="已有同一情形"):
        find(here, here.accounts.officer)


def test_nobody_finds_a_veto_in_the_own_branch(here):
    own = scenes.account(here, "zengyu", "officer", member="曾小雨")
    with pytest.raises(CannotVeto, match="本人所在"):
        find(here, own)


def test_no_row_of_the_room_keeps_the_words(here):
    find(here, here.accounts.officer, words="涉及某某的情况。")
    assert "某某" not in repr(list(VetoCase.objects.values()))
