"""Two hands at once: one token twice, one person twice, a poll that closes while people cast."""

import pytest

from tests.people import REFINING
from tests.rooms.meetings.test_at_once import together
from tests.rooms.polls.blinding import TODAY, Voter, credential_for, known_keys
from tests.rooms.polls.conftest import CLOSED_AT, officer, poll_in
from zhibu.core.refusal import Refusal
from zhibu.polls.actions import boxes, polling, tokens
from zhibu.polls.models import Participation, PollResult, Token

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _keys(monkeypatch):
    known_keys(monkeypatch)


def casting(credential):
    return lambda: tokens.cast(credential, answers=(0, 0), today=TODAY)


def refused(found) -> int:
    assert all(one is None or isinstance(one, Refusal | bytes) for one in found), found
    return sum(isinstance(one, Refusal) for one in found)


def test_a_token_that_is_cast_twice_at_once_counts_once(here):
    poll = poll_in(here, level="blind")
    mine = credential_for(poll, here.member("王立新").uid)

    assert refused(together(*[casting(mine)] * 4)) == 3
    assert Token.objects.count() == 1
    assert len(boxes.empty(poll.rec)) == 1


def test_a_person_who_asks_twice_at_once_gets_one_token(here):
    poll = poll_in(here, level="blind")
    member, voters = here.member("王立新").uid, [Voter(poll) for _n in range(3)]

    found = together(*[lambda voter=voter: voter.ask(member) for voter in voters])
    assert refused(found) == 2
    assert Participation.objects.count() == 1


def test_a_token_is_counted_or_refused_when_the_poll_closes_meanwhile(here):
    poll = poll_in(here, level="blind")
    held = [credential_for(poll, here.member(row[0]).uid) for row in REFINING]
    for one in held[:5]:
        casting(one)()
    acts = [casting(one) for one in held[5:]]
    found = together(*acts, lambda: close(here, poll))

    late = refused(found)
    result = PollResult.objects.get()
    assert result.ballots == len(boxes.tokens_of(poll.rec)) == 8 - late
    assert result.participants == 8
    assert len(boxes.kept_of(poll.rec)) == result.ballots


def close(here, poll) -> None:
    polling.close_poll(poll, hand=officer(here, CLOSED_AT))
