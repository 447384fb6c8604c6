"""Honest journals are found clean, whatever happened in them."""

import pytest

from tests import people
from zhibu.journal import sequencer
from zhibu.journal.backends import store
from zhibu.notary import verify
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import Level, contents

HAND = hand_of_system(people.at(2026, 11, 23))


def numbered():
    if store.is_staged():
        sequencer.drain()


@pytest.mark.demo
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("level", ["V0", "V1", "V2", "V3"])
def test_the_demo_is_clean(level):
    numbered()
    found = verify.run(Level(level), hand=HAND)
    assert [fault.words for fault in found.faults] == []
    assert found.size > 1000


@pytest.mark.demo
@pytest.mark.django_db(transaction=True)
def test_two_processes_find_what_one_finds(monkeypatch):
    numbered()
    monkeypatch.setattr(contents, "PORTION", 600)
    shared, alone = contents.verify_contents(), contents.verify_contents(processes=1)
    assert shared.clean
    assert shared.counted == alone.counted
    assert sum(sum(one.values()) for one in shared.counted["there"].values()) == shared.size
