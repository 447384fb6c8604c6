"""J11: whatever parts are erased, the others verify, and the value is in no byte of a fresh dump."""

from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import people
from tests.databases import address_of
from tests.journal.toys import Came, Kept, Noted, hand, spelled
from zhibu.core import canonical, commitment, merkle
from zhibu.core import leaf as spelling
from zhibu.core.ids import new_id
from zhibu.journal import erasing, log, models, payloads, reading, sequencer
from zhibu.journal.backends import changing, store
from zhibu.journal.erasing.choosing import kind_of
from zhibu.journal.records import Ground, Target
from zhibu.meetings import actions
from zhibu.meetings.models import Meeting
from zhibu.meetings.parts import State, TopicTold
from zhibu.meetings.told import Away, MeetingTold

transactional = pytest.mark.django_db(transaction=True)
WORDS = "XYZZY-WORDS-0123456789"  # letters, so that they lie in the file as they are
PLACE = "XYZZY-PLACE-0123456789"


def note(unit, place=PLACE, words=WORDS):
    with log.act(unit):
        record = Noted(
            date(2026, 11, 10), unit, words, "x", place, "13800000000",
            (Came("m_" + "w" * 26, "王立新"), Came("m_" + "r" * 26, "任心文")),
            (Kept("f_" + "a" * 26, "证明.pdf"),),
        )  # fmt: skip
        return log.append(record, unit=unit, **hand("2026-11-11").told)


def take_away(leaf, places, ground=Ground.ERASE):
    told = Target(spelling.spell_bytes(leaf.lh), tuple(sorted(places)), ("words",))
    request = erasing.ask(
        [told], ground=ground, why="本人申请", person="m_a", hand=hand("2026-11-18")
    )
    for person in ("m_b", "m_c"):
        erasing.approve(request.rec, person=person, hand=hand("2026-11-19"))


def free_places(leaf):
    return [one.place for one in erasing.choices_of(leaf.lh) if not one.fixed]


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_erased_all_other_parts_verify(data):
    leaf = note(new_id("o"))
    free = free_places(leaf)
    before = reading.opened_of(leaf.lh)
    erased = data.draw(st.sets(st.sampled_from(free), min_size=1))
    withheld = data.draw(st.sets(st.sampled_from(free))) - erased
    if withheld:
        take_away(leaf, withheld, Ground.RESTRICT)
    take_away(leaf, erased)

    after = reading.opened_of(leaf.lh)
    published = canonical.decode(spelled(leaf))["pc"]
    for place, part in enumerate(before.parts):
        if place in erased:
            assert (after.parts[place], after.salts[place]) == (None, None)
            assert after.digests[place] == before.digests[place]
        else:
            assert after.salts[place] == before.salts[place]
            assert (after.parts[place] is None) == (place in withheld)
            assert commitment.digest(after.salts[place], part) == after.digests[place]
    assert spelling.spell_bytes(commitment.root_of(after.digests)) == published
    assert merkle.leaf_hash(spelled(leaf)) == leaf.lh
    log.record_of(leaf)


def hold(here):
    """A meeting whose place, minutes and reason of absence are words found nowhere else."""
    told = MeetingTold(
        form="general_meeting", held_on=date(2026, 3, 13), place=PLACE, minutes=WORDS,
        chair=here.member("陈可").uid, recorder=here.member("李明远").uid,
        topics=(TopicTold(f"{PLACE}-TOPIC", resolution=f"{WORDS}-RESOLVED"),),
        away={here.member("王立新").uid: Away(State.EXCUSED, WORDS)},
    )  # fmt: skip
    by = people.hand(here.accounts.secretary, role="secretary", at=people.at(2026, 3, 14))
    return actions.hold_meeting(branch=here.refining, told=told, hand=by)


def traces_of(row):
    """What of a payload's old columns would be known again in any dump."""
    blobs = [bytes(row.sealed)[12:60], bytes(row.secret)[12:60], bytes(row.parts)[-24:]]
    return [*blobs, *(blob.hex().encode() for blob in blobs), PLACE.encode(), WORDS.encode()]


@transactional
def test_what_was_erased_is_in_no_byte_of_the_database_nor_of_a_fresh_dump(tmp_path, here):
    leaf = hold(here)
    traces = traces_of(models.Payload.objects.get(lh=leaf.lh))
    before = dumped(tmp_path / "before")
    assert [trace for trace in traces if trace in before]
    for words in (PLACE, f"{PLACE}-TOPIC"):
        assert words.encode() in before

    take_away(leaf, free_places(leaf))
    connections.close_all()
    after = dumped(tmp_path / "after")
    assert [trace for trace in traces if trace in after] == []
    assert log.record_of(leaf).place is None
    assert Meeting.objects.get(rec=leaf.rec).place == ""
    changing.wipe_traces()


def dumped(place):
    """A fresh dump's bytes; on SQLite also those of the file itself and of its log."""
    if connection.vendor == "postgresql":
        return copied()
    file = Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(place)])
    parts = [file, file.with_name(f"{file.name}-wal"), place]
    return b"".join(part.read_bytes() for part in parts if part.exists())


def copied():
    """Every row of every table, as the owner copies them out."""
    found = []
    with psycopg.connect(address_of("owner")) as base:
        rows = base.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in rows.fetchall():
            with base.cursor().copy(f'COPY "{table}" TO STDOUT') as rows_out:
                found += [bytes(portion) for portion in rows_out]
    return b"".join(found)


@transactional
@pytest.mark.parametrize("order", [
    "UPDATE journal_payload SET parts = parts",
    "UPDATE journal_payload SET secret = '', erased = '{}'",
    "DELETE FROM journal_payload",
    "DELETE FROM journal_erasure",
    "UPDATE journal_erasure SET applied = 0",
    "UPDATE journal_erasure SET lh = act_lh",
])  # fmt: skip
def test_no_payload_changes_without_an_act_nor_twice_by_one(order):
    leaf = note(new_id("o"))
    take_away(leaf, free_places(leaf)[:1])

    with pytest.raises(DatabaseError, match=r"stands|denied"), connection.cursor() as cursor:
        cursor.execute(order)


@transactional
def test_the_owner_may_not_either():
    if not store.is_staged():
        pytest.skip("SQLite has no roles; only witnesses protect there")
    leaf = note(new_id("o"))
    take_away(leaf, free_places(leaf)[:1])

    for order in ("UPDATE journal_payload SET parts = parts", "DELETE FROM journal_erasure"):
        with pytest.raises(DatabaseError, match="stands"), connections["owner"].cursor() as cursor:
            cursor.execute(order)


@transactional
def test_an_erasure_names_an_act_about_this_very_payload():
    first, second = note(new_id("o")), note(new_id("o"))
    take_away(first, free_places(first)[:1])
    act = erasing.acts_on(first.rec)[0].leaf
    opened = reading.opened_of(second.lh)
    kept = opened.without([6]).row(payloads.hidden_names(kind_of(opened)), restricted=False)

    for lh in (act.lh, first.lh):
        with pytest.raises(DatabaseError), transaction.atomic():
            changing.change(kept, act=lh)
    assert reading.opened_of(second.lh) == opened


@transactional
def test_a_payload_that_says_more_was_erased_than_the_act_is_refused():
    if store.is_staged():
        pytest.skip("there the application's role has no way but the function")
    leaf = note(new_id("o"))
    take_away(leaf, free_places(leaf)[:1])
    act = erasing.acts_on(leaf.rec)[0].leaf

    with pytest.raises(DatabaseError, match=r"UNIQUE|stands"), transaction.atomic():
        models.Erasure.objects.create(
            payload_id=leaf.lh, act_id=act.lh, erased=None, withholds=False
        )


@transactional
def test_who_audits_reads_the_journal_and_writes_nothing():
    if not store.is_staged():
        pytest.skip("SQLite has no roles")
    note(new_id("o"))
    sequencer.drain()
    address = address_of("default").replace("zhibu_app", "zhibu_audit", 1)
    with psycopg.connect(address, autocommit=True) as audit:
        for order in (
            "SELECT count(*) FROM journal_entry", "SELECT count(*) FROM journal_payload",
            "SELECT count(*) FROM journal_erasure", "SELECT count(*) FROM meetings_meeting",
        ):  # fmt: skip
            audit.execute(order)
        for order in (
            "SELECT * FROM party_account", "SELECT * FROM django_session",
            "DELETE FROM journal_pending", "INSERT INTO journal_unit (uid) VALUES ('o_x')",
            "UPDATE journal_payload SET parts = parts",
            "SELECT journal_erase('a','b','c','d','e','f','g','h')",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                audit.execute(order)
