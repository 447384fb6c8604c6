"""Receipts: promised at once, proved soon, and a broken promise is noticed."""

import logging
from datetime import timedelta

import pytest
from django.db import DatabaseError

from tests import people
from tests.notary.scenes import NOON, enter, later, number, open_journal
from zhibu.core.promise import Promise
from zhibu.core.tlog_proof import TlogProof
from zhibu.journal import log
from zhibu.journal.backends import store
from zhibu.meetings import actions
from zhibu.meetings.records import TopicTold
from zhibu.meetings.told import MeetingTold
from zhibu.notary import alarms, checkpoints, keys, policy, receipts
from zhibu.notary.alarms import Danger
from zhibu.notary.management.rounds import Rounds
from zhibu.notary.receipts import State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here():
    open_journal()
    return people.small_committee(at=people.at(2026, 3, 9, 9))


@pytest.fixture
def browser(client, here):
    client.force_login(here.accounts.secretary, backend="django.contrib.auth.backends.ModelBackend")
    return client


def hold(here, *, at=NOON):
    told = MeetingTold(
        form="party_day", held_on=people.at(2026, 3, 6).date(), began="14:00",
        place="三楼党员活动室", chair=here.member("陈可").uid, recorder=here.member("李明远").uid,
        away={}, topics=(TopicTold("学习党章"),),
    )  # fmt: skip
    hand = people.hand(here.accounts.secretary, role="secretary", at=at)
    return actions.hold_meeting(branch=here.refining, told=told, hand=hand)


def receipt_of(browser, leaf):
    answer = browser.get(f"/journal/receipts/{leaf.lh.hex()}")
    assert answer.status_code == 200
    return answer.json()


def test_a_record_is_promised_at_once_and_proved_under_the_next_head(here, browser):
    leaf = hold(here)

    told = receipt_of(browser, leaf)
    assert told["state"] == (State.PENDING if store.is_staged() else State.NUMBERED)
    assert told["proof"] == ""
    promise = receipts.promise_of(leaf)
    assert told["promise"] == promise.data.decode()
    assert Promise.parse(promise.text) == Promise(keys.origin(), leaf.lh, leaf.at)
    assert promise.is_signed_by(keys.promise_verifiers()[0])

    number()
    checkpoints.sign_head(NOON)
    told = receipt_of(browser, leaf)
    proof = TlogProof.parse(told["proof"].encode())
    assert (told["state"], told["number"]) == (State.NUMBERED, proof.index)
    assert proof.proves(leaf.lh)
    assert policy.parsed().judge(proof.note).signed


def test_the_proof_of_one_leaf_proves_no_other(here):
    mine, other = hold(here), enter()[0]
    checkpoints.sign_head(NOON)
    assert receipts.proof_of(mine.lh).proves(mine.lh)
    assert not receipts.proof_of(mine.lh).proves(other.lh)


def test_the_record_page_carries_hash_and_promise_and_then_number_and_proof(here, browser):
    leaf = hold(here)
    page = browser.get(f"/records/{leaf.rec}/").content.decode()
    assert f'data-leaf="{leaf.lh.hex()}"' in page
    assert f"{keys.origin()}/promise" in page
    assert leaf.fingerprint in page
    assert "等待证明" in page
    assert ("已入账，编号待定" in page) == store.is_staged()

    number()
    checkpoints.sign_head(NOON)
    page = browser.get(f"/records/{leaf.rec}/").content.decode()
    place = receipts.receipt_of(leaf.lh).number
    assert f"第 {place} 条" in page
    assert "已证明在账" in page
    assert 'data-proved="1"' in page


def test_the_api_gives_the_promise_with_its_receipt(here, browser):
    from zhibu.desk.api.receipts import receipt_of as told_by_api

    leaf = hold(here)
    told = told_by_api(leaf)
    assert told.leaf == leaf.lh.hex()
    assert told.promise == receipts.promise_of(leaf).data.decode()


@pytest.mark.parametrize("lh", ["0" * 64, "A" * 64, "00", "x" * 64, "0" * 63 + " "])
def test_what_is_no_leaf_has_no_receipt(here, browser, lh):
    assert browser.get(f"/journal/receipts/{lh}").status_code == 404


def test_strangers_get_no_receipts(client, here):
    leaf = hold(here)
    for path in (f"receipts/{leaf.lh.hex()}", "checkpoint", "checkpoints/2", "policy.txt"):
        assert client.get(f"/journal/{path}").status_code == 302


def test_heads_and_proofs_are_handed_out(here, browser):
    first = checkpoints.publish(NOON, "asked") if not number() else None
    hold(here)
    number()
    second = checkpoints.publish(later(1), "asked")
    old, new = (int(note.text.split("\n")[1]) for note in (first, second))

    assert browser.get("/journal/checkpoint").content == second.data
    assert browser.get(f"/journal/checkpoints/{old}").content == first.data
    lines = browser.get(f"/journal/consistency/{old}/{new}").content.decode().splitlines()
    assert lines
    assert browser.get("/journal/policy.txt").content.decode() == policy.text()
    for wrong in (f"consistency/{new}/{old}", f"consistency/0/{new}", f"consistency/1/{9**30}",
                  f"checkpoints/{new + 1}", f"checkpoints/{9**30}", "checkpoints/-1"):  # fmt: skip
        assert browser.get(f"/journal/{wrong}").status_code == 404


def test_before_there_are_heads_nothing_is_handed_out(client):
    opened = people.small_committee(at=people.at(2026, 3, 9, 9))
    client.force_login(
        opened.accounts.secretary, backend="django.contrib.auth.backends.ModelBackend"
    )
    for path in ("checkpoints/1", "policy.txt"):
        assert client.get(f"/journal/{path}").status_code == 404
    assert client.get("/journal/checkpoint").status_code == 204


def test_a_minute_without_a_proof_is_an_alarm_until_it_comes(here, caplog):
    number()
    rounds = Rounds()
    rounds.turn(later(-100))
    late = hold(here)

    assert receipts.overdue(later(60)) is None
    found = receipts.overdue(later(61))
    assert (found.since, found.waiting) == (late.at, 1)

    with caplog.at_level(logging.ERROR):
        rounds._watch(later(61))
    assert [one.danger for one in alarms.standing()] == [Danger.LATE]
    assert "wait for a proof" in caplog.text

    number()
    rounds.turn(later(80))
    assert receipts.overdue(later(90)) is None
    assert alarms.standing() == []


def test_a_promise_whose_leaf_was_dropped_is_kept_by_whoever_recorded(here, browser, raw):
    """A96: the row is gone; promise and hash are on the phone, and the journal knows nothing."""
    leaf = hold(here)
    promise = receipts.promise_of(leaf)
    if not store.is_staged():
        pytest.skip("numbered at once: dropping it is cutting the tail, which the guard sees")
    with pytest.raises(DatabaseError):
        raw("DELETE FROM journal_pending WHERE lh = %s", leaf.lh)
    raw("DELETE FROM journal_pending WHERE lh = %s", leaf.lh, role="sequencer")
    number()
    checkpoints.sign_head(NOON + timedelta(minutes=2))

    assert receipt_of(browser, leaf)["proof"] == ""
    assert promise.is_signed_by(keys.promise_verifiers()[0])


def test_receipts_of_what_nobody_entered_are_no_receipts(here):
    with pytest.raises(log.NoSuchLeafError):
        receipts.receipt_of(b"x" * 32)
    assert receipts.proof_of(b"x" * 32) is None


def test_a_page_that_shows_no_record_still_names_the_leaf_just_entered(here, browser):
    roll = [here.member(name).uid for name in ("陈可", "李明远", "王立新", "赵兰", "单国栋", "曾小雨",
                                               "贾𠮷", "孙晓梅")]  # fmt: skip
    told = {f"base_{uid}": "10000" for uid in roll} | {f"payer_{uid}": "wage" for uid in roll}
    told |= {f"full_{uid}": "on" for uid in roll}

    place = f"/branches/{here.refining.uid}/dues/new/?month=2026-03"
    answer = browser.post(place, told, follow=True)

    leaf = log.leaves_of(here.refining.uid, named=["dues.collected"])[0]
    assert f'class="success slip" data-leaf="{leaf.lh.hex()}"' in answer.content.decode()
