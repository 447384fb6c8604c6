from datetime import date

import pytest

from tests.people import small_committee
from zhibu.journal import log
from zhibu.party import queries
from zhibu.party.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return small_committee()


def test_the_small_committee_stands(here):
    roll = queries.roll_of(here.refining, date(2026, 3, 1))

    assert [member.name for member in roll.members][0] == "陈可"
    assert len(roll.members) == 8
    assert len(roll.voting) == 7
    assert [member.name for member in roll.probationary] == ["孙晓梅"]
    assert len(roll.committee) == 4
    assert [len(roll.in_group(group.uid)) for group in roll.groups] == [4, 4]
