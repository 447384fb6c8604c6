"""Heads are signed as the journal grows, and published ones stand."""

import pytest
from django.db import DatabaseError, transaction

from tests.notary.scenes import NOON, enter, guard, head_of, is_true, later, open_journal
from zhibu.notary import checkpoints, keys
from zhibu.notary.checkpoints import InsideTransactionError, NothingToSign, Why
from zhibu.notary.models import Checkpoint

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_head_over_what_was_entered_is_signed_once():
    open_journal()
    enter(3)

    note = checkpoints.sign_head(NOON)

    assert head_of(note).size == 5
    assert head_of(note).origin == keys.origin()
    assert is_true(note)
    assert checkpoints.latest() == note
    assert checkpoints.sign_head(later(60)) is None


def test_heads_are_signed_no_more_than_once_a_second():
    open_journal()
    checkpoints.sign_head(NOON)
    enter()

    assert checkpoints.sign_head(later(0.5)) is None
    assert head_of(checkpoints.sign_head(later(1))).size == 3


def test_the_guard_remembers_a_head_before_it_is_stored(monkeypatch):
    open_journal()

    def fail(*_, **__):
        raise DatabaseError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "_kept", fail)
        with pytest.raises(DatabaseError):
            checkpoints.sign_head(NOON)
    assert Checkpoint.objects.count() == 0
    assert guard().last().checkpoint.size == 2
    assert is_true(checkpoints.sign_head(NOON))


def test_only_the_last_internal_heads_stay_and_every_published_one():
    open_journal()
    checkpoints.publish(NOON, Why.ASKED)
    for turn in range(12):
        enter()
        checkpoints.sign_head(later(turn + 1))

    sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    assert sizes == [2, *range(7, 15)]


def test_publishing_takes_the_place_of_the_internal_head_and_is_done_once():
    open_journal()
    note = checkpoints.sign_head(NOON)

    assert checkpoints.publish(later(1), Why.DAILY).data == note.data
    assert checkpoints.publish(later(2), Why.ASKED).data == note.data
    assert [(one.size, one.why) for one in checkpoints.published()] == [(2, "daily")]


def test_a_published_head_is_neither_changed_nor_deleted_by_anybody(raw):
    open_journal()
    checkpoints.publish(NOON, Why.DAILY)
    enter()
    checkpoints.sign_head(later(1))

    for role in ("default", "sequencer", "owner"):
        for order in (
            "UPDATE notary_checkpoint SET note = 'another'",
            "UPDATE notary_checkpoint SET why = ''",
            "DELETE FROM notary_checkpoint WHERE why <> ''",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                raw(order, role=role)
    assert raw("SELECT size FROM notary_checkpoint ORDER BY size") == [(2,), (3,)]


def test_a_cosignature_stands(raw):
    open_journal()
    checkpoints.publish(NOON, Why.DAILY)
    checkpoints.cosign(2, "w.example/x+00000000+AA==", "— w.example/x AAAAAAAA\n", at=NOON)

    for order in ("UPDATE notary_cosignature SET line = ''", "DELETE FROM notary_cosignature"):
        with pytest.raises(DatabaseError):
            raw(order, role="owner")


def test_a_cosignature_needs_a_published_head():
    open_journal()
    checkpoints.sign_head(NOON)

    with pytest.raises(Checkpoint.DoesNotExist):
        checkpoints.cosign(2, "w", "— w.example/x AAAAAAAA\n", at=NOON)


def test_nothing_is_signed_inside_a_transaction():
    open_journal()
    with transaction.atomic(), pytest.raises(InsideTransactionError):
        checkpoints.sign_head(NOON)


def test_an_empty_journal_has_no_head():
    with pytest.raises(NothingToSign):
        checkpoints.publish(NOON, Why.ASKED)
    assert checkpoints.sign_head(NOON) is None


def test_a_leaf_is_covered_by_the_newest_published_head_over_it():
    open_journal()
    checkpoints.publish(NOON, Why.DAILY)
    enter(2)
    internal = checkpoints.sign_head(later(1))

    assert head_of(checkpoints.covering(1)).size == 2
    assert checkpoints.covering(3) == internal
    assert checkpoints.covering(4) is None
