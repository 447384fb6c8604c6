"""On PostgreSQL the application may stage leaves: only true ones, and never in another's way."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.journal.test_erased_bytes import free_places, note, take_away
from zhibu.core import merkle
from zhibu.core.ids import new_id
from zhibu.journal import erasing, payloads, sequencer, tree
from zhibu.journal.backends import store
from zhibu.journal.models import Entry, Payload, Pending

FORGED = b"\7" * 32


@pytest.fixture(autouse=True)
def staged(transactional_db):
    if not store.is_staged():
        pytest.skip("on SQLite nothing waits")


def ask(order, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(order, values)


@pytest.mark.parametrize(("lh", "leaf"), [
    (FORGED, b"no leaf of that hash"),
    (merkle.leaf_hash(b"x" * 4097), b"x" * 4097),
], ids=["another hash", "too long"])  # fmt: skip
def test_what_is_not_its_own_hash_does_not_wait(lh, leaf):
    with pytest.raises(DatabaseError, match="stands"):
        ask("INSERT INTO journal_pending (lh, leaf) VALUES (%s, %s)", lh, leaf)


def test_a_leaf_staged_twice_keeps_its_number_and_stops_nobody():
    first = note(new_id("o"))
    sequencer.drain()
    ask("INSERT INTO journal_pending (lh, leaf) SELECT lh, leaf FROM journal_entry")
    second = note(new_id("o"))

    sequencer.drain()
    found = dict(Entry.objects.values_list("lh", "seq"))
    assert {bytes(lh): seq for lh, seq in found.items()} == {first.lh: 0, second.lh: 1}
    assert tree.size() == 2
    assert not Pending.objects.exists()


def erase_by_a_row_alone(lh):
    """Do what an application's connection could: rows to look up by, and the owner's function."""
    nothing = payloads.pack([])
    with transaction.atomic():
        ask("INSERT INTO journal_payload (lh, secret, parts) VALUES (%s, '', %s)", FORGED, nothing)
        ask(
            'INSERT INTO journal_leaf (lh, unit, rec, kind, op, "on", at, actor, role, via, prev,'
            " lag) SELECT %s, unit, rec, 'erase', 'erase', \"on\", at, actor, role, via, lh, lag"
            " FROM journal_leaf WHERE lh = %s",
            FORGED, lh,
        )  # fmt: skip
        call = "SELECT journal_erase(%s, %s, '', '', %s, NULL, NULL, '{}'::bytea)"
        ask(call, lh, FORGED, nothing)


def test_a_row_that_tells_of_an_act_erases_nothing_while_no_leaf_does():
    leaf = note(new_id("o"))
    kept = bytes(Payload.objects.get(lh=leaf.lh).parts)
    with pytest.raises(DatabaseError, match="stands"):
        erase_by_a_row_alone(leaf.lh)
    assert bytes(Payload.objects.get(lh=leaf.lh).parts) == kept


def test_a_true_act_erases_numbered_or_waiting():
    for drained in (True, False):
        leaf = note(new_id("o"))
        if drained:
            sequencer.drain()
        place = free_places(leaf)[0]
        take_away(leaf, [place])
        assert [one.erased for one in erasing.choices_of(leaf.lh) if one.place == place] == [True]
