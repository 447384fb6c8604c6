"""Two hands at once over one branch's dues: one of them is told that it came second."""

from datetime import date
from decimal import Decimal

import pytest

from tests.people import at, hand, small_committee
from tests.rooms.meetings.test_at_once import together
from zhibu.core.periods import Month
from zhibu.core.refusal import Refusal
from zhibu.dues import actions, keeping, queries
from zhibu.dues.actions import LineTold
from zhibu.dues.keeping import ReliefTold
from zhibu.dues.models import Relief
from zhibu.journal import log

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = Month(2026, 3)


def refused(found: list[object]) -> list[str]:
    return [str(one) for one in found if isinstance(one, Refusal)]


def test_a_relief_is_decided_once():
    here = small_committee()
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 10))
    told = ReliefTold(here.member("赵兰").uid, MARCH, MARCH, Decimal(5), "住院", date(2026, 3, 9))
    asked = Relief.objects.get(
        rec=keeping.ask_relief(branch=here.refining, told=told, hand=mine).rec
    )
    officers = hand(here.accounts.officer, role="officer", at=at(2026, 3, 20))

    def act(*, approved: bool):
        return lambda: keeping.decide_relief(
            relief=asked, approved=approved, words="再议", hand=officers
        )

    found = together(act(approved=True), act(approved=False))

    assert len(refused(found)) == 1
    assert "已有结果" in refused(found)[0]
    assert len(log.versions_of(Relief.objects.get().decided_rec)) == 1


def test_one_month_of_a_member_is_collected_once():
    here = small_committee()
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 20))
    line = LineTold(here.member("赵兰").uid, None, Decimal(4500))

    def act():
        return actions.collect_dues(branch=here.refining, month=MARCH, lines=[line], hand=mine)

    found = together(act, act)

    assert len(refused(found)) == 1
    assert "已经缴清" in refused(found)[0]
    (standing,) = queries.standing_of(here.refining.uid, MARCH).values()
    assert standing.paid == Decimal(45)


def test_a_years_dues_are_handed_up_once_and_come_back_within_what_was_collected():
    here = small_committee()
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 20))
    line = LineTold(here.member("赵兰").uid, None, Decimal(4500))
    actions.collect_dues(branch=here.refining, month=MARCH, lines=[line], hand=mine)

    for way, yuan in (("handed_up", 9), ("returned", 30)):

        def act(way: str = way, yuan: int = yuan):
            return keeping.remit(
                branch=here.refining, year=2026, way=way, paid=Decimal(yuan),
                on=date(2026, 3, 19), hand=mine,
            )  # fmt: skip

        assert len(refused(together(act, act))) == 1
