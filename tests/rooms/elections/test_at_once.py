"""Two counters enter at the same moment: both are kept, and there is one result."""

import pytest

from tests.people import small_committee
from tests.rooms.elections.conftest import begin
from tests.rooms.meetings.test_at_once import together
from zhibu.elections import actions
from zhibu.elections.models import CountSheet, PaperBallot
from zhibu.journal import log

pytestmark = pytest.mark.django_db(transaction=True)
FOUR = {"陈可": 7, "李明远": 6, "王立新": 5, "赵兰": 3}


def ready():
    election = begin(small_committee())
    election.prepare("陈可", "李明远", "王立新", "赵兰")
    election.call(7)
    return election


def entering(election, mine, **votes):
    ballot, tally = election.ballot.rec, election.tally(**votes)
    return lambda: actions.count(case=election.case, ballot=ballot, tally=tally, hand=mine)


def test_two_counters_at_once_make_one_result():
    election = ready()
    together(
        entering(election, election.teller(), **FOUR),
        entering(election, election.teller(1), **FOUR),
    )

    assert CountSheet.objects.count() == 2
    assert PaperBallot.objects.get().verdict == "filled"
    unit = election.here.refining.uid
    assert len(log.leaves_of(unit, named=["elections.result"])) == 1
    assert len(log.leaves_of(unit, named=["elections.count_entered"])) == 2


def test_two_counters_at_once_who_differ_make_none():
    election = ready()
    together(
        entering(election, election.teller(), **FOUR),
        entering(election, election.teller(1), **{**FOUR, "赵兰": 2}),
    )

    assert CountSheet.objects.count() == 2
    assert not PaperBallot.objects.get().verdict
