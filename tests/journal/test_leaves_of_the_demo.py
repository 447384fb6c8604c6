"""The demo committee's year, read as somebody reads who holds the database and nothing else."""

import zlib
from pathlib import Path

import pytest

from zhibu.core import canonical, commitment, merkle
from zhibu.core import leaf as spelling
from zhibu.journal import kinds, payloads, reading, sequencer
from zhibu.journal.backends import store
from zhibu.journal.models import Entry, LeafRow, Payload, StatedFact, Tally
from zhibu.party.models import Account, Member

pytestmark = [pytest.mark.demo, pytest.mark.django_db(transaction=True)]
ALWAYS = {"actor", "at", "kind", "on", "op", "pc", "rec", "role", "v", "via"}
ALLOWED = ALWAYS | {"org", "prev"}


def leaves() -> list[Entry]:
    if store.is_staged():
        sequencer.drain()
    return list(Entry.objects.order_by("seq"))


def test_every_leaf_is_spelled_as_the_specification_has_it():
    found = leaves()
    rows = {bytes(row.payload_id): row for row in LeafRow.objects.all()}
    assert [entry.seq for entry in found] == list(range(len(rows)))
    for entry in found:
        data = bytes(entry.leaf)
        told, row = canonical.decode(data), rows[bytes(entry.lh)]
        assert canonical.encode(told) == data
        assert len(data) <= 4096
        assert merkle.leaf_hash(data) == bytes(entry.lh)
        assert ALWAYS <= set(told) <= ALLOWED
        assert (told["kind"], told["rec"], told["actor"]) == (row.kind, row.rec, row.actor)
        assert (told.get("org", ""), told["on"]) == (row.unit, row.on.isoformat())


def test_every_payload_is_what_its_leaf_commits_to():
    for entry in leaves():
        lh = bytes(entry.lh)
        parts = reading.parts_of(lh)
        assert [part[0] for part in parts[:2]] == ["kind", "facts"]
        again = commitment.commit(reading.secret_of(lh), commitment.encode_parts(parts))
        assert canonical.decode(bytes(entry.leaf))["pc"] == spelling.spell_bytes(again)
        assert kinds.tagged(parts[0][1]).name == canonical.decode(bytes(entry.leaf))["kind"]


def test_what_lies_open_in_the_journal_names_nobody():
    names = {name.encode() for name in Member.objects.values_list("name", flat=True)}
    names |= {name.encode() for name in Account.objects.values_list("display_name", flat=True)}
    assert len(names) > 50
    lying_open = b"\n".join(
        part for row in Payload.objects.all() for part in payloads._unpack(bytes(row.parts))
    )
    lying_open += b"\n".join(bytes(entry.leaf) for entry in leaves())
    assert {name.decode() for name in names if name in lying_open} == set()
    for field in (b'"id_number"', b'"phone"', b'"base"', b'"home_address"', b'"minutes"'):
        assert field not in lying_open


def test_facts_hold_numbers_and_at_most_the_identity_they_are_about():
    subjects = set(StatedFact.objects.exclude(subject="").values_list("subject", flat=True))
    assert all(subject[:2] in {"o_", "m_"} and len(subject) == 28 for subject in subjects)
    for entry in leaves():
        for told in reading.parts_of(bytes(entry.lh))[1][1]:
            assert set(told) <= {"f", "on", "v", "l", "s", "u"}


def test_no_byte_of_the_file_spells_a_number_a_phone_or_an_income(raw):
    """Also not packed: a page of the file may hold a stream that only looks unreadable."""
    if store.is_staged():
        rows = raw("SELECT string_agg(encode(parts, 'hex'), '') FROM journal_payload")
        held = bytes.fromhex(rows[0][0])
    else:
        from django.conf import settings

        raw("PRAGMA wal_checkpoint(TRUNCATE)")
        held = Path(settings.DATABASES["default"]["NAME"]).read_bytes()
    told = personal()
    assert len(told) > 50
    assert [text for text in told if text.encode() in held] == []
    for row in Payload.objects.all():
        text = zlib.decompress(bytes(row.parts)).decode()
        assert not any(one in text for one in told)


def personal() -> set[str]:
    """Return every number and phone that the committee's cards hold, as the rooms unseal them."""
    from zhibu.party.sealing import open_item

    return {
        open_item(member.uid, item, kept)
        for member in Member.objects.all()
        for item in ("id_number", "phone")
        if (kept := getattr(member, f"{item}_sealed"))
    }


def test_the_tallies_are_what_the_facts_add_up_to():
    """Flows: the stated facts by month and lag, those whose day has come. Levels: all of them."""
    from zhibu.journal import facts, numbers

    levels, names = facts.levels(), numbers.names_by_number()
    added: dict[tuple[int, int, int, int], int] = {}
    unripe = set(StatedFact.objects.filter(unripe__isnull=False).values_list("id", flat=True))
    for fact in StatedFact.objects.all():
        if fact.id in unripe or names[fact.measure_id] in levels:
            continue
        key = (fact.unit_id, fact.on.year * 100 + fact.on.month, fact.measure_id, fact.lag)
        added[key] = added.get(key, 0) + fact.value
    covered = {each.fact for each in facts.known().coverages}
    kept = {
        (one.unit_no, one.month, one.fact_no, one.lag): one.sum
        for one in Tally.objects.all()
        if names[one.fact_no] not in levels and names[one.fact_no] not in covered
    }
    assert {key: value for key, value in kept.items() if value} == {
        key: value for key, value in added.items() if value
    }
