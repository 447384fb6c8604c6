"""What verification lets pass as erased: only what was asked for and approved, by records."""

from datetime import date

import pytest
from django.db import transaction

from tests import people
from tests.journal.test_erased_bytes import free_places, note, take_away
from tests.journal.toys import hand
from tests.notary import scenes
from tests.notary.tampering import superuser
from zhibu.core import leaf as spelling
from zhibu.core.ids import new_id
from zhibu.journal import log
from zhibu.journal.erasing import carrying_out
from zhibu.journal.leaves import Op
from zhibu.journal.records import Erased, Ground, Target
from zhibu.notary import verify
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import Level

pytestmark = pytest.mark.django_db(transaction=True)
HAND = hand_of_system(people.at(2026, 11, 23))


def faults():
    scenes.number()
    return verify.run(Level.CONTENTS, hand=HAND).faults


def test_an_act_that_nobody_asked_for_covers_nothing():
    """An operator enters the act itself, and names two accounts that never approved."""
    leaf = note(new_id("o"))
    places = tuple(free_places(leaf)[:1])
    target = Target(spelling.spell_bytes(leaf.lh), places, ("words",))
    done = Erased(new_id("r"), target.lh, places, ("words",), Ground.ERASE,
                  ("a_one", "a_two"), date(2026, 11, 20))  # fmt: skip
    with transaction.atomic():
        act = log.append(done, unit=leaf.unit, op=Op.ERASE, supersedes=leaf.lh, **hand().told)
        carrying_out._change(leaf.lh, target, Ground.ERASE, act=act.lh)

    assert ("journal_payload", f"lh={leaf.lh.hex()}") in {(f.table, f.key) for f in faults()}


def test_an_erasure_of_two_persons_is_clean():
    leaf = note(new_id("o"))
    places = free_places(leaf)
    take_away(leaf, places[:1], Ground.RESTRICT)
    take_away(leaf, places[1:2])
    take_away(leaf, places[:1], Ground.GIVE_BACK)
    assert [fault.words for fault in faults()] == []


@pytest.mark.parametrize(("column", "value"), [
    ("erased", b'{"3":"x"}'), ("withholds", True), ("applied", 0),
])  # fmt: skip
def test_what_allowed_a_change_cannot_be_made_to_say_something_else(column, value):
    leaf = note(new_id("o"))
    take_away(leaf, free_places(leaf)[:1])
    with superuser() as raw:
        raw.ask(f'UPDATE journal_erasure SET "{column}" = ?', value)  # noqa: S608 - ours
    assert [(f.table, f.column) for f in faults()] == [("journal_erasure", column)]


@pytest.mark.parametrize("kind", ["erase", "erase.asked", "erase.approved"])
def test_a_spoiled_record_of_erasing_is_named_and_stops_nothing(kind):
    leaf = note(new_id("o"))
    take_away(leaf, free_places(leaf)[:1])
    with superuser() as raw:
        raw.ask(
            "UPDATE journal_payload SET parts = ? WHERE lh IN"
            " (SELECT lh FROM journal_leaf WHERE kind = ?)",
            b"spoiled", kind,
        )  # fmt: skip
        spoiled = {f"lh={bytes(lh).hex()}" for (lh,) in raw.ask(
            "SELECT lh FROM journal_leaf WHERE kind = ?", kind
        )}  # fmt: skip
    assert spoiled <= {fault.key for fault in faults() if fault.table == "journal_payload"}
