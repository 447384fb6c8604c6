"""The worker's rounds: a head a day, before and after assessment, and when somebody asks."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connections
from django.utils import timezone

from tests import people
from tests.notary.scenes import NOON, enter, head_of, number, open_journal
from zhibu.desk.management.commands import work
from zhibu.journal.backends import store
from zhibu.notary import alarms, checkpoints, keys, receipts, wishes
from zhibu.notary.alarms import Danger
from zhibu.notary.management.rounds import Rounds

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30


def published() -> list[tuple[int, str]]:
    return [(one.size, one.why) for one in checkpoints.published()]


def test_a_head_is_published_each_day_from_five_past_midnight():
    open_journal()
    rounds = Rounds()
    rounds.turn(people.at(2026, 3, 9, 23, 50))
    assert published() == [(2, "daily")]
    enter(at=people.at(2026, 3, 9, 23, 55))
    rounds.turn(people.at(2026, 3, 9, 23, 56))
    rounds.turn(people.at(2026, 3, 10, 0, 4))
    assert published() == [(2, "daily")]

    rounds.turn(people.at(2026, 3, 10, 0, 5))
    assert published() == [(2, "daily"), (3, "daily")]


def test_another_worker_of_the_same_day_publishes_nothing_again():
    open_journal()
    Rounds().turn(people.at(2026, 3, 9, 9))
    enter()
    Rounds().turn(people.at(2026, 3, 9, 15))
    assert published() == [(2, "daily")]


def test_a_day_on_which_nothing_grew_has_no_head_of_its_own():
    open_journal()
    rounds = Rounds()
    rounds.turn(people.at(2026, 3, 9, 9))
    rounds.turn(people.at(2026, 3, 10, 9))
    assert published() == [(2, "daily")]


def test_heads_stand_before_and_after_every_assessment():
    people.small_committee(at=people.at(2026, 3, 9, 9))
    open_journal()
    assert work.nightly()
    number()
    assert [why for _, why in published()] == ["before-assessment"]


def test_assessment_goes_on_where_nothing_can_be_signed():
    people.small_committee(at=people.at(2026, 3, 9, 9))
    open_journal(with_keys=False)
    assert work.nightly()
    assert published() == []


def test_officers_and_auditors_ask_for_a_head_and_the_worker_grants_it(client):
    open_journal()
    here = people.small_committee(at=people.at(2026, 3, 9, 9))
    number()
    rounds = Rounds()
    rounds.turn(NOON)
    enter()

    for account in (here.accounts.secretary, here.accounts.member, here.accounts.administrator):
        assert ask(client, account) == 403
    assert wishes.standing() is None
    for account in (here.accounts.officer, here.accounts.auditor):
        assert ask(client, account) == 302
    before = len(published())

    rounds.turn(people.at(2026, 3, 9, 13))
    assert wishes.standing() is None
    assert published()[before:] == [(head_of(checkpoints.latest()).size, "asked")]


def ask(client, account) -> int:
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.post("/journal/publish/").status_code


def test_a_missing_key_is_an_alarm_and_the_journal_goes_on():
    open_journal()
    (keys.folder() / "log-1.seed").rename(keys.folder() / "elsewhere")
    rounds = Rounds()
    rounds.turn(NOON)
    assert Danger.KEY in {one.danger for one in alarms.standing()}
    assert enter(2)

    (keys.folder() / "elsewhere").rename(keys.folder() / "log-1.seed")
    rounds.turn(people.at(2026, 3, 9, 13))
    assert alarms.standing() == []


def test_a_clock_set_back_delays_no_signature():
    open_journal()
    place = keys.folder() / "log-1.seed"
    place.rename(keys.folder() / "elsewhere")
    rounds = Rounds()
    rounds.turn(people.at(2026, 3, 9, 13))
    (keys.folder() / "elsewhere").rename(place)

    rounds.turn(NOON)
    assert head_of(checkpoints.latest()).size == 2
    assert alarms.standing() == []


def test_the_worker_proves_a_record_by_itself(elsewhere):
    """A process of its own, as ``zhibu work`` runs: number, head and proof come by themselves."""
    open_journal(with_keys=False)
    words = [sys.executable, "-m", "zhibu", "sequencer" if store.is_staged() else "work"]
    worker = subprocess.Popen(words, env=elsewhere, stdout=subprocess.DEVNULL)
    try:
        [leaf] = enter_unnumbered()
        until = time.monotonic() + PATIENCE
        while (proof := receipts.proof_of(leaf.lh)) is None and time.monotonic() < until:
            connections.close_all()
            time.sleep(0.1)
        assert proof is not None
        assert proof.proves(leaf.lh)
    finally:
        os.kill(worker.pid, signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0


def enter_unnumbered():
    from django.db import transaction

    from tests.journal.toys import Met
    from zhibu.journal import log

    at = timezone.now()
    with transaction.atomic():
        return [log.append(Met(at.date()), unit=None, **people.hand(at=at).told)]
