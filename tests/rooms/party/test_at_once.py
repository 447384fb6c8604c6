"""A member's request is answered by two at once: one answer stands, the other hears of it."""

import pytest

from tests.people import at, hand, small_committee
from tests.rooms.meetings.test_at_once import together
from zhibu.core.refusal import Refusal
from zhibu.party import actions
from zhibu.party.models import CorrectionRequest, MemberHistory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("second", [True, False])
def test_a_request_is_answered_once(second):
    here = small_committee()
    now = at(2026, 3, 3)
    actions.ask_correction(
        member=here.member("王立新"), item="education", wanted="30", why="毕业证",
        hand=hand(here.accounts.member, role="member", at=now),
    )  # fmt: skip
    request = CorrectionRequest.objects.get()

    def act(who: str, *, granted: bool):
        mine = hand(getattr(here.accounts, who), role=who, at=now)
        return lambda: actions.answer_correction(
            request=request, granted=granted, words="与档案不符", hand=mine
        )

    found = together(act("secretary", granted=True), act("organization", granted=second))

    refused = [str(one) for one in found if isinstance(one, Refusal)]
    assert len(refused) == 1
    assert "已经答复过" in refused[0]
    granted = CorrectionRequest.objects.get().answer == "granted"
    assert MemberHistory.objects.filter(item="education").count() == int(granted)
