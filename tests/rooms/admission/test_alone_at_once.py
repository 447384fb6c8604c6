"""An application reopened here, the same number received next door: one of the two runs."""

from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.admission.walking import LIN_XIA, Walk
from tests.rooms.meetings.test_at_once import together
from zhibu.admission import actions
from zhibu.admission.models import Applicant
from zhibu.core.refusal import Refusal
from zhibu.procedures import actions as procedures


@pytest.mark.django_db(transaction=True)
def test_of_an_application_reopened_and_one_received_elsewhere_at_once_one_runs(founded):
    walk = Walk(founded)
    here, case, ended = walk.here, walk.apply(), date(2026, 6, 1)
    mine = walk.hand("meeting", ended)
    procedures.close(case=case, closed_as="withdrawn", reason="本人撤回", on=ended, hand=mine)
    theirs = hand(here.accounts.stranger, role="secretary", at=at(2026, 6, 2, 9))

    found = together(
        lambda: procedures.reopen(case=case, reason="本人要求继续", hand=mine),
        lambda: actions.apply(branch=here.cracking, told=LIN_XIA, hand=theirs),
    )

    refused = [one for one in found if isinstance(one, Refusal)]
    assert ["已有一份入党申请正在办理" in str(one) for one in refused] == [True]
    assert Applicant.objects.filter(ended=False).count() == 1
