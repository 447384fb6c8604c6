"""The committee plans a year, adjusts the plan with a reason, and chooses the procedure."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.admission.walking import LIN_XIA, Walk
from tests.rooms.meetings.facts import facts_of
from zhibu.admission import actions, queries
from zhibu.admission.actions import CannotPlan, QuotaTold


@pytest.fixture
def gao_xiang(here):
    return hand(here.accounts.officer, role="officer", at=at(2026, 3, 9))


def plan(here, mine, *lines, reason=""):
    return actions.set_quotas(
        organization=here.committee, year=2026, lines=lines, reason=reason, hand=mine
    )


def test_a_plan_of_branches_and_classes_stands(here, gao_xiang):
    lines = (QuotaTold(2, branch=here.refining.uid), QuotaTold(5, branch_class="production"),
             QuotaTold(1, branch=here.cracking.uid, separate=True))  # fmt: skip

    plan(here, gao_xiang, *lines)

    found = queries.quotas_of(here.committee, 2026)
    assert sorted(one.number for one in found) == [1, 2, 5]
    assert facts_of(here.refining.uid, "admission") == {"admission.quota": 2}
    assert facts_of(here.cracking.uid, "admission") == {"admission.quota": 1}


def test_an_adjusted_plan_needs_a_reason_and_counts_once(here, gao_xiang):
    plan(here, gao_xiang, QuotaTold(2, branch=here.refining.uid))
    with pytest.raises(CannotPlan, match="理由"):
        plan(here, gao_xiang, QuotaTold(3, branch=here.refining.uid))

    plan(here, gao_xiang, QuotaTold(3, branch=here.refining.uid), reason="上级增加一个名额。")

    assert facts_of(here.refining.uid, "admission") == {"admission.quota": 3}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (QuotaTold(1, branch="o_" + "a" * 26), "不属于"),
        (QuotaTold(1, branch_class="grand"), "类别"),
        (QuotaTold(1), "二者选一"),
        (QuotaTold(1, branch_class="office", separate=True), "哪个支部"),
        (QuotaTold(-1, branch_class="office"), "整数"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(here, gao_xiang, line, words):
    with pytest.raises(CannotPlan, match=words):
        plan(here, gao_xiang, line)


def test_nothing_new_is_nothing_to_enter(here, gao_xiang):
    line = QuotaTold(2, branch=here.refining.uid)
    plan(here, gao_xiang, line)

    with pytest.raises(CannotPlan, match="没有任何变化"):
        plan(here, gao_xiang, line)


def test_branches_admit_by_the_variant_their_committee_chose(here, gao_xiang):
    actions.choose_variant(
        organization=here.committee, variant="20", from_on=date(2026, 5, 1), hand=gao_xiang
    )

    assert Walk(here).apply().variant == "20"
    assert queries.variant_of(here.refining, date(2026, 4, 30)) == "25"


def test_the_variant_of_today_does_not_reach_back(here, gao_xiang):
    with pytest.raises(CannotPlan, match="早于今天"):
        actions.choose_variant(
            organization=here.committee, variant="20", from_on=date(2026, 3, 8), hand=gao_xiang
        )
    early = replace(LIN_XIA, received_on=date(2026, 3, 2))
    assert (Walk(here, told=early).apply().version) == "2014"


def test_the_plan_is_shown_against_its_use(here, gao_xiang, client):
    plan(here, gao_xiang, QuotaTold(2, branch=here.refining.uid))
    walk = Walk(here)
    walk.apply()
    walk.until("admission_approval")

    assert queries.admitted_in([here.refining.uid], 2027) == {here.refining.uid: 1}
    client.force_login(here.accounts.officer)
    page = client.get(reverse("admission:plan", args=[here.committee.uid]))
    assert page.status_code == 200
    assert "炼油一车间党支部" in page.content.decode()


def test_a_secretary_plans_nothing(here, client):
    client.force_login(here.accounts.secretary)

    assert client.get(reverse("admission:plan", args=[here.refining.uid])).status_code == 403
    assert client.get(reverse("admission:plan", args=[here.committee.uid])).status_code == 404
