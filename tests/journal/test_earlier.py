"""The sums as of a number: what the tallies held when the journal had so many entries."""

from datetime import date

import pytest

from tests.notary.scenes import number
from tests.people import at, hand
from tests.rooms.assessment.conftest import holder
from zhibu.journal import tree
from zhibu.journal.earlier import rows_at
from zhibu.journal.sums import rows_of
from zhibu.meetings import actions

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2026


@pytest.fixture
def hold(here):
    return holder(here)


def now(here, *, day=date(2026, 12, 31)):
    number()
    units = [here.refining.uid, here.cracking.uid, here.committee.uid]
    earlier = rows_at(tree.size(), units, year=YEAR, until=day)
    return sorted(earlier), sorted(row for row in rows_of(units, YEAR) if row[4])


def test_of_now_they_are_the_tallies(here, hold):
    hold("party_day", date(2026, 2, 10))
    held = hold("group_meeting", date(2026, 2, 12), groups=(here.first_group.uid,))
    hold("group_meeting", date(2026, 2, 13), groups=(here.second_group.uid,))
    hold("committee_meeting", date(2026, 2, 11), entered=at(2026, 4, 2))
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 4, 3))
    actions.withdraw_meeting(rec=held.rec, reason="重复录入", hand=mine)

    earlier, tallies = now(here, day=date(2026, 4, 3))

    assert earlier == tallies
    assert {"coverage.groups_met", "party.members"} <= {name for _u, name, *_rest in earlier}


def test_later_entries_do_not_move_them(here, hold):
    hold("party_day", date(2026, 2, 10))
    number()
    size = tree.size()
    before = sorted(rows_at(size, [here.refining.uid], year=YEAR, until=date(2026, 12, 31)))

    leaf = hold("party_day", date(2026, 2, 11), entered=at(2026, 6, 1))
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 6, 2))
    actions.withdraw_meeting(rec=leaf.rec, reason="记错了", hand=mine)
    number()

    again = sorted(rows_at(size, [here.refining.uid], year=YEAR, until=date(2026, 12, 31)))
    assert again == before
