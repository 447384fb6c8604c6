"""Two officers approve at the same moment: one is entered, the other told that it came second."""

from datetime import date

import pytest

from tests.rooms.meetings.test_at_once import together
from tests.rooms.procedures.conftest import do, walked
from tests.rooms.procedures.definition import FIRST, SECOND
from zhibu.core.refusal import Refusal
from zhibu.procedures import defined
from zhibu.procedures.models import CaseStep


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_once_one_is_refused(here):
    with defined.lent(FIRST, SECOND):
        case = walked(here, "meeting")

        def approve():
            return do(here, case, "approval", date(2026, 4, 8))

        found = together(approve, approve)

    refused = [one for one in found if isinstance(one, Refusal)]
    assert len(refused) == 1
    assert "已经办过" in str(refused[0])
    assert CaseStep.objects.filter(step="approval").count() == 1
