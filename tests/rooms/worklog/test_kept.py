"""What another room keeps for a branch is not declared a second time."""

from datetime import date

import pytest

from tests.people import at, hand
from zhibu.appraisal import actions as appraisal
from zhibu.honours import actions as honours
from zhibu.honours.actions import DutyTold
from zhibu.worklog import actions
from zhibu.worklog.actions import CannotRecordWork, WorkTold

JUNE = date(2026, 6, 10)


@pytest.fixture
def chen_ke(here):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, 6, 15))


def declared(here, chen_ke, work, **told):
    usual = {"on": JUNE, "words": "补登", **told}
    return actions.record_work(branch=here.refining, told=WorkTold(work, **usual), hand=chen_ke)


def test_duty_areas_are_declared_only_while_nobody_keeps_them_one_by_one(here, chen_ke):
    told = DutyTold(form="area", title="二号装置", content="", members=(here.member("王立新"),),
                    from_on=JUNE)  # fmt: skip
    honours.assign_duty(branch=here.refining, told=told, hand=chen_ke)

    with pytest.raises(CannotRecordWork, match="设岗定责"):
        declared(here, chen_ke, "duty_areas", number=3)


def test_without_such_a_record_they_are_declared_as_before(here, chen_ke):
    assert declared(here, chen_ke, "duty_areas", number=3).rec


def test_an_appraisal_that_runs_states_its_own_facts(here, chen_ke):
    assert declared(here, chen_ke, "member_appraisal", parts=("个人自评",)).rec
    appraisal.begin(branch=here.refining, family="appraisal", year=2026, hand=chen_ke)

    with pytest.raises(CannotRecordWork, match="工作流程"):
        declared(here, chen_ke, "member_appraisal", parts=("个人自评",))


def test_the_branch_next_door_is_not_concerned(here, chen_ke):
    appraisal.begin(branch=here.refining, family="appraisal", year=2026, hand=chen_ke)
    mine = hand(here.accounts.stranger, role="secretary", at=at(2026, 6, 15))
    told = WorkTold("member_appraisal", JUNE, parts=("个人自评",))

    assert actions.record_work(branch=here.cracking, told=told, hand=mine).rec
