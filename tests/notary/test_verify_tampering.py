"""Whoever holds the whole database edits it: each edit is found and named."""

# ruff: noqa: S608 - every name in these queries is one of our own tables or columns

import random
from collections.abc import Iterable

import pytest
from django.conf import settings

from tests import people
from tests.notary import scenes
from tests.notary.tampering import Raw, Vandal, columns, superuser, tables, unnamed
from zhibu.core import canonical, merkle
from zhibu.core import leaf as spelling
from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.notes import Note
from zhibu.journal.models import Entry
from zhibu.notary import checkpoints, keys, mirror, verify
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import Fault, Level

AT = people.at(2026, 11, 23)
HAND = hand_of_system(AT)
MANY = 100_000


def faults(*levels: str) -> list[Fault]:
    found = [verify.run(Level(level), hand=HAND, most=MANY) for level in levels]
    return [fault for one in found for fault in one.faults]


def keys_of(found: Iterable[Fault], table: str = "journal_entry") -> set[str]:
    return {fault.key for fault in found if fault.table == table}


SOURCES = {"journal_entry", "journal_node", "journal_payload"}


@pytest.mark.demo
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sources", [True, False])
def test_an_edit_of_any_column_of_any_table_is_named(sources):
    """Where a record and what is told from it are both spoiled, nobody can say what was right."""
    scenes.number()
    checkpoints.publish(AT, "asked")
    with superuser() as raw:
        vandal = Vandal(raw, random.Random(7))
        edits = [
            edit
            for model in tables()
            if (model._meta.db_table in SOURCES) is sources
            for verb, column in [
                *(("update", str(field.column)) for field in columns(model)),
                ("delete", ""),
                ("insert", ""),
            ]
            if (edit := vandal.spoil(model, verb, column))
        ]
    assert len(edits) > (8 if sources else 150)
    assert unnamed(edits, faults("V1", "V2", "V3")) == []


@pytest.fixture
def signed(transactional_db: None) -> None:
    """A journal of 300 entries under a published head; ten more came after it."""
    scenes.open_journal()
    scenes.enter(300)
    checkpoints.publish(scenes.later(10), "asked")
    scenes.enter(10)
    assert faults("V0", "V1", "V2", "V3") == []


@pytest.fixture
def mirrored(signed: None) -> None:
    mirror.current().catch_up()


def swap(raw: Raw, one: int, other: int) -> None:
    for old, new in ((one, -1), (other, one), (-1, other)):
        raw.ask("UPDATE journal_entry SET seq = ? WHERE seq = ?", new, old)


@pytest.mark.parametrize(("one", "other"), [(3, 4), (17, 200), (260, 290)])
def test_two_entries_that_changed_places_are_named(mirrored, one, other):
    with superuser() as raw:
        swap(raw, one, other)
    assert keys_of(faults("V1")) == {f"seq={one}", f"seq={other}"}


def test_without_a_mirror_a_change_of_places_is_named_as_well_as_can_be(signed):
    with superuser() as raw:
        swap(raw, 260, 290)
    named = keys_of(faults("V1"))
    if settings.CLUSTER:  # rows and numbers do not count alike there: the head tells the range
        assert named == {"seq=0..301"}
    else:
        assert named == {"seq=260", "seq=290"}


def test_entries_cut_off_are_named_by_the_head_the_rows_and_the_mirror(mirrored):
    with superuser() as raw:
        raw.ask("DELETE FROM journal_entry WHERE seq >= 290")
    named = keys_of(faults("V1"))
    assert {"seq=290..301", "seq=290..311"} <= named
    assert len([key for key in named if key.startswith("lh=")]) == 22
    assert keys_of(faults("V0")) == {"seq=290..301"}


def test_a_hole_in_the_numbers_is_named(signed):
    with superuser() as raw:
        raw.ask("DELETE FROM journal_entry WHERE seq = 100")
    assert "seq=100" in keys_of(faults("V1"))


def test_an_entry_slipped_in_is_named(signed):
    with superuser() as raw:
        forged = canonical.encode(
            {
                "at": "2026-03-09T04:00:00.000Z",
                "kind": "toys.met",
                "op": "create",
                "rec": "r_" + "a" * 26,
                "v": 1,
            }
        )
        lh = merkle.leaf_hash(forged)
        raw.ask("UPDATE journal_entry SET lh = ?, leaf = ? WHERE seq = 50", lh, forged)
        raw.ask(
            "INSERT INTO journal_entry (seq, lh, leaf) VALUES (?, ?, ?)", 900, b"x" * 32, forged
        )
    named = keys_of(faults("V1"))
    assert {"seq=50", "seq=900"} <= named


def test_history_rewritten_in_every_table_is_named_by_the_signed_head(mirrored):
    """Leaf, hash, payload, row, node: all agree with each other, and not with what was signed."""
    entry = Entry.objects.get(seq=40)
    told = canonical.decode(bytes(entry.leaf))
    new = spelling.encode({**told, "on": "2026-03-01"})
    lh, old = merkle.leaf_hash(new), bytes(entry.lh)
    with superuser() as raw:
        raw.ask("UPDATE journal_entry SET lh = ?, leaf = ? WHERE seq = 40", lh, new)
        raw.ask("UPDATE journal_payload SET lh = ? WHERE lh = ?", lh, old)
        raw.ask("UPDATE journal_leaf SET lh = ? WHERE lh = ?", lh, old)
        raw.ask("UPDATE journal_fact SET lh = ? WHERE lh = ?", lh, old)
        hashes = [
            bytes(h)
            for (h,) in raw.ask("SELECT lh FROM journal_entry WHERE seq < 256 ORDER BY seq")
        ]
        raw.ask("UPDATE journal_node SET h = ? WHERE level = 1 AND n = 0", merkle.root(hashes))
    assert "seq=40" in keys_of(faults("V1"))
    mirror.current().path.unlink()
    assert any(key.startswith("seq=0..") for key in keys_of(faults("V1")))


def test_an_old_copy_put_back_is_named_by_the_guard(mirrored):
    """Everything in the database agrees; the file of signed heads remembers more."""
    with superuser() as raw:
        rows = [bytes(lh) for (lh,) in raw.ask("SELECT lh FROM journal_entry WHERE seq >= 280")]
        for table in ("journal_fact", "journal_leaf", "journal_payload", "journal_entry"):
            for lh in rows:
                raw.ask(f"DELETE FROM {table} WHERE lh = ?", lh)
        raw.ask("DELETE FROM notary_checkpoint")
        if settings.CLUSTER:
            raw.ask("UPDATE journal_head SET size = 280")
    assert keys_of(faults("V0")) == {"seq=280..301"}
    assert "seq=280..301" in keys_of(faults("V1"))


def test_a_fork_signed_with_the_stolen_key_is_named_by_the_guard(signed):
    head = Head(keys.origin(), 302, b"\x07" * 32)
    note = Note(head.text, (keys.log_signer().sign(head.text),))
    with superuser() as raw:
        raw.ask("UPDATE notary_checkpoint SET note = ? WHERE size = 302", note.data.decode())
    assert keys_of(faults("V1"), "notary_checkpoint") == {"size=302"}


def test_content_erased_without_an_entry_is_named(signed):
    with superuser() as raw:
        lh = bytes(Entry.objects.get(seq=77).lh)
        raw.ask("DELETE FROM journal_payload WHERE lh = ?", lh)
    assert keys_of(faults("V2"), "journal_payload") == {f"lh={lh.hex()}"}
