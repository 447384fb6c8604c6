"""Somebody who knows how all but two answered, and sees every page, export and number, tries.

Two worlds differ only in which of the two thought what. Whatever tells them apart is a leak: then
the adversary would do better than the tally itself allows.
"""

import json
import re
from datetime import date

import pytest
from django.db import connection, models, transaction
from django.test import Client
from django.utils import timezone

from tests.journeys.neighbours import patterns
from tests.people import REFINING
from tests.rooms.polls.conftest import CLOSED_AT, OPENED_AT, officer, opened, poll_in, rate
from zhibu.journal.models import LeafRow, StatedFact
from zhibu.polls.actions import evaluating, polling
from zhibu.polls.models import (
    Assignment,
    Ballot,
    BallotBox,
    Participation,
    PeerResult,
    Poll,
    PollResult,
    Round,
    Ticket,
    Token,
)

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
READERS = ("officer", "secretary", "member")
NEAR = ("<str:poll>", "polls/", "evaluations/", "/score")
FAR = (*NEAR, "<str:round>", "branches/<str:branch>/", "records/<str:rec>/", "journal/", "overview")
TODAY = date(2026, 11, 3)
RANDOM = re.compile(
    r"(?<=value=\")\w{64}|\b[a-z]_[a-z2-7]{26}\b|\b[0-9a-f]{8}…[0-9a-f]{4}\b|\b[0-9a-f]{4}-[0-9a-f]{4}\b"
    r"|\b[0-9a-f]{40,}\b|[A-Za-z0-9_-]{43}|[A-Za-z0-9+/]{43,}=*"
)


@pytest.fixture
def now(monkeypatch):
    told = {"is": OPENED_AT}
    monkeypatch.setattr(timezone, "now", lambda: told["is"])
    return told


def seen_by_all(here, poll_or_round, branch, look_at=NEAR) -> dict[str, str]:
    """Return every page about a poll or round, as each role sees it, without what is random."""
    known = {
        "branch": branch.uid, "organization": here.committee.uid, "poll": poll_or_round.rec,
        "round": poll_or_round.rec, "rec": poll_or_round.rec, "member": here.member("赵兰").uid,
        "rated": here.cracking.uid,
    }  # fmt: skip
    found = {}
    for role in READERS:
        client = Client(raise_request_exception=False)
        client.force_login(getattr(here.accounts, role), BACKEND)
        for route in routes(set(known), look_at):
            answer = client.get(re.sub(r"<\w+:(\w+)>", lambda m: known[m[1]], route))
            text = b"".join(answer).decode(errors="replace")
            found[f"{role} {route}"] = RANDOM.sub("#", f"{answer.status_code} {text}")
    return found


def routes(names: set[str], look_at: tuple[str, ...]) -> list[str]:
    """Return the addresses of polls, rounds, their records and the branch, those of the API too."""
    found = [route for route in patterns() if any(one in route for one in look_at)]
    return [one for one in found if set(re.findall(r"<\w+:(\w+)>", one)) <= names]


def numbers() -> list[tuple[object, ...]]:
    """Return every fact that is stated, and how leaves look from outside."""
    stated = StatedFact.objects.filter(measure__name__startswith="surveys")
    leaves = LeafRow.objects.order_by("id").values_list("kind", "op", "on")
    return [*stated.order_by("id").values_list("measure__name", "value", "lag"), *leaves]


def world(
    here, now, answers: dict[str, tuple[int, int]], *, close: bool, look_at=NEAR
) -> dict[str, object]:
    """Let the branch vote in one way, and return all that can be seen of it; then undo it."""
    now["is"] = OPENED_AT
    with transaction.atomic():
        poll = poll_in(here, feeds="surveys")
        for name, answer in answers.items():
            polling.answer(poll, member=here.member(name).uid, answers=answer, today=TODAY)
        if close:
            now["is"] = CLOSED_AT
            polling.close_poll(poll, hand=officer(here, CLOSED_AT))
        told = seen_by_all(here, Poll.objects.get(), here.refining, look_at) | {
            "numbers": numbers(),
            "result": list(PollResult.objects.values_list("counts", "groups", "participants")),
        }
        transaction.set_rollback(True)
    return told


def differing(one: dict[str, object], other: dict[str, object]) -> list[str]:
    return [key for key in one if one[key] != other[key]]


def voters(first: tuple[int, int], second: tuple[int, int]) -> dict[str, tuple[int, int]]:
    names = [row[0] for row in REFINING]
    return dict.fromkeys(names[:6], (0, 0)) | {names[6]: first, names[7]: second}


@pytest.mark.torture
def test_whoever_opens_every_page_learns_no_more(now, here):
    one = world(here, now, voters((2, 1), (0, 0)), close=True, look_at=FAR)
    other = world(here, now, voters((0, 0), (2, 1)), close=True, look_at=FAR)

    assert differing(one, other) == []


@pytest.mark.once
def test_who_knows_all_but_two_learns_only_their_sum(now, here):
    one = world(here, now, voters((2, 1), (0, 0)), close=True)
    other = world(here, now, voters((0, 0), (2, 1)), close=True)

    assert differing(one, other) == []
    assert one["result"][0][0][0] == [7, 0, 1, 0]
    another = world(here, now, voters((0, 0), (0, 0)), close=True)
    assert "numbers" in differing(one, another)  # else this test could see no leak
    assert any("held" in key for key in differing(one, another))


@pytest.mark.once
def test_nothing_at_all_is_seen_before_the_end(now, here):
    one = world(here, now, voters((2, 2), (2, 2)), close=False)
    other = world(here, now, voters((0, 0), (0, 0)), close=False)

    assert differing(one, other) == []


def test_unlinked_tables_know_neither_time_nor_number_nor_relation():
    for model in (Participation, Ballot, BallotBox, Ticket, Token):
        kinds = [field for field in model._meta.get_fields() if field.concrete]
        assert not [
            field
            for field in kinds
            if isinstance(field, models.DateField | models.AutoField | models.ForeignKey)
        ], model


def voted(here, order: list[str]) -> Poll:
    poll = poll_in(here)
    for name in order:
        polling.answer(poll, member=here.member(name).uid, answers=(0, 0), today=TODAY)
    return poll


def as_they_lie(table: str, column: str) -> list[str]:
    place = "ctid" if connection.vendor == "postgresql" else "1"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY {place}")  # noqa: S608 - ours
        return [row[0] for row in cursor.fetchall()]


def test_ballots_do_not_lie_in_the_order_in_which_they_came(here):
    poll = voted(here, [row[0] for row in REFINING])
    assert Ballot.objects.count() == 5
    assert as_they_lie("polls_ballot", "uid") == sorted(as_they_lie("polls_ballot", "uid"))
    polling.close_poll(poll, hand=officer(here, CLOSED_AT))

    found = as_they_lie("polls_ballot", "uid")
    assert len(found) == 8
    assert found == sorted(found)


def test_sqlite_numbers_no_row_of_these_tables():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite alone numbers rows")
    for table in ("participation", "ballot", "ballotbox", "token"):
        with connection.cursor() as cursor, pytest.raises(Exception, match="no such column"):
            cursor.execute(f"SELECT rowid FROM polls_{table}")  # noqa: S608 - ours


def test_a_box_is_one_row_whatever_waits_in_it(here):
    voted(here, [row[0] for row in REFINING[:4]])

    assert not Ballot.objects.exists()
    assert BallotBox.objects.count() == 1
    assert b'["b_' not in bytes(BallotBox.objects.get().content)  # sealed, not spelled


@pytest.mark.once
def test_the_rated_branch_cannot_tell_who_of_two_raters_thought_what(now, here):
    held = opened(here)
    seen = []
    for swapped in (False, True):
        with transaction.atomic():
            pairs = list(Assignment.objects.filter(rated=here.refining).order_by("rater_id"))
            marks = [(0, 0), (0, 0), (1, 1), (3, 3), (2, 2)]
            if swapped:
                marks[3], marks[4] = marks[4], marks[3]
            for pair, mark in zip(pairs, marks, strict=True):
                rate(held, pair, mark)
            now["is"] = CLOSED_AT
            evaluating.close_round(held, hand=officer(here, CLOSED_AT))
            told = seen_by_all(here, Round.objects.get(), here.refining)
            told["result"] = list(PeerResult.objects.order_by("unit_id").values_list("awarded"))
            told["facts"] = json.dumps(numbers(), default=str)
            seen.append(told)
            transaction.set_rollback(True)
            now["is"] = OPENED_AT

    assert differing(*seen) == []
