"""Two hands at once: one voter twice, a poll that closes while people vote, a code used twice."""

from datetime import date

import pytest

from tests.people import REFINING
from tests.rooms.meetings.test_at_once import together
from tests.rooms.polls.conftest import CLOSED_AT, officer, opened, poll_in, rate
from zhibu.core.refusal import Refusal
from zhibu.polls.actions import boxes, evaluating, polling
from zhibu.polls.models import Assignment, Participation, PollResult, Round, Sheet

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 3)


def voting(here, poll, name):
    member = here.member(name).uid
    return lambda: polling.answer(poll, member=member, answers=(0, 0), today=TODAY)


def test_a_voter_who_sends_twice_at_once_counts_once(here):
    poll = poll_in(here)
    found = together(*[voting(here, poll, "王立新")] * 4)

    assert sum(isinstance(one, Refusal) for one in found) == 3
    assert Participation.objects.count() == 1


def test_a_code_used_twice_at_once_counts_once(here):
    poll = poll_in(here, members=False, invited=5)
    code = polling.hand_out(poll)[0]

    def act():
        return polling.answer_by_code(code, answers=(0, 0), today=TODAY)

    found = together(act, act, act)

    assert sum(isinstance(one, Refusal) for one in found) == 2


def test_a_ballot_is_counted_or_refused_when_the_poll_closes_meanwhile(here):
    poll = poll_in(here)
    for name in [row[0] for row in REFINING[:5]]:
        voting(here, poll, name)()
    acts = [voting(here, poll, row[0]) for row in REFINING[5:]]
    found = together(*acts, lambda: polling.close_poll(poll, hand=officer(here, CLOSED_AT)))

    refused = sum(isinstance(one, Refusal) for one in found)
    result = PollResult.objects.get()
    assert result.ballots == 8 - refused
    assert result.participants == result.ballots
    assert len(boxes.kept_of(poll.rec)) == result.ballots
    assert not Participation.objects.exists()


def test_a_sheet_is_counted_or_refused_when_the_round_closes_meanwhile(here):
    held = opened(here)
    pairs = list(Assignment.objects.select_related("rater").order_by("rated_id")[:3])
    acts = [lambda pair=pair: rate(held, pair) for pair in pairs]
    found = together(*acts, lambda: evaluating.close_round(held, hand=officer(here, CLOSED_AT)))

    refused = sum(isinstance(one, Refusal) for one in found)
    assert Round.objects.get().sheets == Sheet.objects.count() == 3 - refused


def test_one_sheet_sent_twice_at_once_is_one_sheet(here):
    held = opened(here)
    pair = Assignment.objects.select_related("rater").first()
    together(lambda: rate(held, pair, (0, 0)), lambda: rate(held, pair, (1, 1)))

    assert Sheet.objects.count() == 1
