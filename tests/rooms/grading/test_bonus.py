"""Bonus claims: two judge apart, a third where they differ, an officer accepts, facts add up."""

import pytest

from tests.people import at, hand
from tests.rooms.grading import scenes
from tests.rooms.grading.scenes import claim, decide, judge, sums
from zhibu.assessment import queries as assessment
from zhibu.grading import actions, panel
from zhibu.grading.actions import CannotAdopt, CannotClaim, CannotDecide, CannotJudge
from zhibu.grading.models import Adoption, Claim, PanelSheet
from zhibu.journal import log

BONUS = "bonus.awarded"


def final(here) -> int:
    return assessment.live_score_of(here.refining.uid, year=2026).final


def test_an_accepted_claim_counts_with_the_mean_of_the_panel(here, first, second):
    asked = claim(here)
    judge(asked, first, 300)
    judge(asked, second, 351)
    before = final(here)

    decide(asked, here.accounts.officer)

    assert sums(BONUS) == {202612: 326}
    assert final(here) == before + 326
    assert Claim.objects.get().points == 326


def test_a_claim_of_last_year_counts_in_that_year(here, first, second):
    asked = claim(here, when=at(2027, 1, 20))
    judge(asked, first, 300, when=at(2027, 1, 21))
    judge(asked, second, 300, when=at(2027, 1, 22))
    decide(asked, here.accounts.officer, when=at(2027, 1, 25))

    assert sums(BONUS) == {202612: 300}


def test_a_year_is_not_open_for_claims_for_ever(here):
    with pytest.raises(CannotClaim, match="2026 年度现在不受理"):
        claim(here, when=at(2027, 2, 20))


def test_the_cap_of_the_standard_holds_over_all_claims(here, first, second):
    before = final(here) if assessment.live_score_of(here.refining.uid, year=2026) else 10_000
    for title in ("突击队", "师带徒"):
        asked = claim(here, title=title)
        judge(asked, first, 500)
        judge(asked, second, 500)
        decide(asked, here.accounts.officer)

    assert sums(BONUS) == {202612: 1_000}
    assert final(here) == before + 800


def test_one_sheet_tells_nobody_anything(here, first, second):
    asked = claim(here)
    judge(asked, first, 432, words="别处也见过")

    leaf = log.leaf_of_record(PanelSheet.objects.get().rec)
    assert leaf.unit is None, "the branch's list of records would show it"
    found = panel.panel_of(asked)
    assert found.spread is None
    assert not found.sealed.complete
    with pytest.raises(CannotDecide, match="还差 1 人"):
        decide(asked, here.accounts.officer)


def test_two_far_apart_ask_for_a_third_and_stay_closed_until_then(here, first, second, third):
    asked = claim(here)
    judge(asked, first, 100)
    judge(asked, second, 400)
    found = panel.panel_of(asked)
    assert found.spread == 300
    assert found.sealed.apart
    assert not found.sealed.complete
    with pytest.raises(CannotDecide, match="第三人"):
        decide(asked, here.accounts.officer)

    judge(asked, third, 300)

    assert panel.panel_of(asked).sealed.complete
    decide(asked, here.accounts.officer)
    assert sums(BONUS) == {202612: 267}


def test_two_close_together_take_no_third(here, first, second, third):
    asked = claim(here)
    judge(asked, first, 300)
    judge(asked, second, 400)
    with pytest.raises(CannotJudge, match="不用再评"):
        judge(asked, third, 300)


def test_the_own_sheet_may_be_corrected_until_the_second_is_in(here, first, second):
    asked = claim(here)
    judge(asked, first, 100)
    judge(asked, first, 300, reason="漏看了一份材料")
    judge(asked, second, 300)
    with pytest.raises(CannotJudge, match="不能再改"):
        judge(asked, first, 200, reason="改主意")

    assert panel.panel_of(asked).mean == 300


def test_nobody_judges_or_decides_in_the_own_branch(here, first, second):
    asked = claim(here)
    with pytest.raises(CannotJudge, match="本人所在支部"):
        judge(asked, scenes.account(here, "zenger", member="曾小雨"), 300)
    judge(asked, first, 300)
    judge(asked, second, 300)
    with pytest.raises(CannotDecide, match="本人所在支部"):
        decide(asked, scenes.account(here, "shan", "officer", member="单国栋"))


def test_who_judged_does_not_decide(here, first, second):
    asked = claim(here)
    judge(asked, first, 300)
    judge(asked, second, 300)
    with pytest.raises(CannotDecide, match="评判过"):
        decide(asked, first)


def test_a_rejection_says_why_and_counts_for_nothing(here, first, second):
    asked = claim(here)
    judge(asked, first, 0)
    judge(asked, second, 100)
    with pytest.raises(CannotDecide):
        decide(asked, here.accounts.officer, accepted=False)
    decide(asked, here.accounts.officer, accepted=False, words="属于日常工作。")

    assert sums(BONUS) == {}
    assert Claim.objects.get().decision == "rejected"
    with pytest.raises(CannotDecide, match="已经认定"):
        decide(asked, here.accounts.officer)


def test_nobody_gives_more_than_the_standard_does(here, first):
    with pytest.raises(CannotJudge, match="0 到 5 分"):
        judge(claim(here), first, 501)


def test_a_withdrawn_decision_adds_up_as_if_it_had_never_been(here, first, second):
    asked = claim(here)
    judge(asked, first, 300)
    judge(asked, second, 300)
    leaf = decide(asked, here.accounts.officer)
    with log.act(here.refining.uid):
        log.withdraw(leaf.lh, unit=here.refining.uid, reason="认定错了",
                     **hand(here.accounts.officer, at=scenes.IN_DECEMBER).told)  # fmt: skip

    assert sums(BONUS) == {}
    assert Claim.objects.get().open


def test_another_branch_takes_the_case_over_once(here, first, second):
    asked = claim(here, adopters=("检修车间", "检修车间", " 储运车间 "))
    stranger = hand(here.accounts.stranger, role="secretary", at=scenes.IN_DECEMBER)
    with pytest.raises(CannotAdopt, match="认定过"):
        actions.adopt_case(asked, branch=here.cracking, words="照做。", hand=stranger)
    judge(asked, first, 300)
    judge(asked, second, 300)
    decide(asked, here.accounts.officer)
    actions.adopt_case(asked, branch=here.cracking, words="也立账销号。", hand=stranger)

    assert Adoption.objects.count() == 1
    with pytest.raises(CannotAdopt, match="已经登记"):
        actions.adopt_case(asked, branch=here.cracking, words="再来。", hand=stranger)
    with pytest.raises(CannotAdopt, match="自己的"):
        actions.adopt_case(asked, branch=here.refining, words="照做。", hand=scenes.keeper(here))


def test_a_claim_points_to_the_own_records_only(here):
    strange = log.leaves_of(here.cracking.uid)[0].rec
    with pytest.raises(CannotClaim, match="不是这个支部的"):
        claim(here, records=(strange,))


def test_a_claim_is_taken_back_before_it_is_decided(here):
    asked = claim(here)
    actions.withdraw_claim(asked, reason="重复申报", hand=scenes.keeper(here))
    assert Claim.objects.get().withdrawn
    with pytest.raises(CannotClaim):
        actions.withdraw_claim(asked, reason="再撤", hand=scenes.keeper(here))
