"""What an admission set on a card, no correction of the card says otherwise."""

from datetime import date, timedelta

import pytest

from tests.people import at, hand
from zhibu.party import actions as party
from zhibu.party.actions import CannotChangeMember
from zhibu.party.models import Member


def test_a_day_of_an_admission_is_mended_in_the_admission(here, walk):
    walk.until("archive")
    member = Member.objects.get(name="林夏")
    mine = hand(here.accounts.officer, role="officer", at=at(2028, 12, 1))

    for item in ("joined_on", "converted_on"):
        told = {item: getattr(member, item) + timedelta(days=1)}
        with pytest.raises(CannotChangeMember, match="请先在流程里更正"):
            party.change_member(
                member=member, changed_on=date(2028, 12, 1), hand=mine, reason="志愿书", **told
            )
