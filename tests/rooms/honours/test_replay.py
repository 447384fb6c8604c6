"""The room told again is the same, row for row."""

from datetime import date

from tests.people import at, hand
from tests.rooms.honours.test_honours import JULY, assigned, commended, sanctioned
from zhibu.honours import actions
from zhibu.honours.models import Duty
from zhibu.journal import replay


def rows():
    return {
        model.__name__: sorted(tuple(map(str, row)) for row in model.objects.values_list())
        for model in replay.projections_of("honours")
    }


def test_honours_sanctions_and_duties_are_told_again_the_same(here):
    commended(here)
    sanctioned(here)
    assigned(here)
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 7, 10))
    actions.review_duty(duty=Duty.objects.get(), result="好", on=date(2026, 7, 3), hand=mine)
    assert mine.at > JULY
    before = rows()
    assert {name: len(found) for name, found in before.items()} == {
        "Commendation": 1, "Duty": 1, "DutyHolder": 2, "DutyReview": 1, "Sanction": 1,
    }  # fmt: skip

    replay.replay("honours")

    assert rows() == before
