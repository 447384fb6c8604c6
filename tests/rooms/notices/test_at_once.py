"""Two officers at once: numbers without gaps or doubles, and no draft goes out twice."""

import pytest

from tests.people import at, hand
from tests.rooms.meetings.test_at_once import together
from tests.rooms.notices.conftest import REPLY_BY
from zhibu.core.refusal import Refusal
from zhibu.notices import actions
from zhibu.notices.actions import Wanted
from zhibu.notices.models import Notice, NoticeDraft

pytestmark = pytest.mark.django_db(transaction=True)
FINDING = {
    "code": "A4", "title": "支委会每月召开", "basis": "第十二条", "required": "每月一次",
    "why": "缺两次", "lost": 50, "by_machine": False, "records": [],
}  # fmt: skip


def draft(here, branch, letter):
    return NoticeDraft.objects.create(
        uid="d_" + letter * 26, committee=here.committee, branch=branch, scored_year=2026,
        standard="标准", findings=[FINDING], demand="请整改。", reply_by=REPLY_BY,
        drafted_at=at(2026, 3, 23),
    )  # fmt: skip


def issuing(here, *drafts):
    mine = hand(here.accounts.officer, at=at(2026, 3, 23))
    wanted = [Wanted(one.uid, one.demand, one.reply_by) for one in drafts]
    return lambda: actions.issue(committee=here.committee, wanted=wanted, hand=mine)


def test_two_officers_at_once_give_different_numbers(here):
    first = draft(here, here.refining, "a")
    second = draft(here, here.cracking, "b")

    found = together(issuing(here, first), issuing(here, second))

    assert not [one for one in found if isinstance(one, Refusal)]
    assert sorted(Notice.objects.values_list("number", flat=True)) == [1, 2]


def test_one_draft_issued_twice_at_once_goes_out_once(here):
    one = draft(here, here.refining, "a")

    found = together(issuing(here, one), issuing(here, one))

    assert sum(isinstance(each, Refusal) for each in found) == 1
    assert Notice.objects.count() == 1
