"""Two officers approve at the same moment, two branches receive the same number."""

import pytest

from tests.people import hand
from tests.rooms.admission.walking import LIN_XIA, Walk
from tests.rooms.meetings.test_at_once import together
from zhibu.admission import actions
from zhibu.admission.models import Applicant
from zhibu.core.refusal import Refusal
from zhibu.party.models import Member


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_approves_and_one_card_is_opened(here):
    walk = Walk(here)
    walk.apply()
    walk.until("superior_talk")

    found = together(lambda: walk.do("admission_approval"), lambda: walk.do("admission_approval"))

    assert len([one for one in found if isinstance(one, Refusal)]) == 1
    assert Member.objects.filter(name="林夏").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_branches_at_once_one_receives_the_application(here):
    walk = Walk(here)
    ours = walk.hand("application", LIN_XIA.received_on)
    theirs = hand(here.accounts.stranger, role="secretary", at=ours.at)

    found = together(
        lambda: actions.apply(branch=here.refining, told=LIN_XIA, hand=ours),
        lambda: actions.apply(branch=here.cracking, told=LIN_XIA, hand=theirs),
    )

    assert len([one for one in found if isinstance(one, Refusal)]) == 1
    assert Applicant.objects.count() == 1
