"""Ten thousand random edits by whoever holds the database, a thousand honest days without alarm.

Many disjoint edits are planted in one copy of the demonstration; every single one must be named.
``ZHIBU_EDITS`` and ``ZHIBU_CLEAN_RUNS`` make it shorter for a first try.
"""

import os
import random
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from tests import people
from tests.notary import scenes
from tests.notary.tampering import Edit, Vandal, superuser, tables, unnamed
from tests.people import small_committee
from tests.rooms.meetings.conftest import general
from zhibu.core.refusal import Refusal
from zhibu.journal import opening, ripening
from zhibu.journal.log import civil
from zhibu.meetings import actions as meetings
from zhibu.meetings import queries
from zhibu.meetings.told import told_by
from zhibu.notary import checkpoints, keys, verify
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import Fault, Level
from zhibu.party import actions as party

pytestmark = [pytest.mark.torture, pytest.mark.django_db(transaction=True)]

AT = people.at(2026, 11, 23)
LEVELS = (Level.LEAVES, Level.CONTENTS, Level.TABLES)
EDITS = int(os.environ.get("ZHIBU_EDITS", "10000"))
CLEAN_RUNS = int(os.environ.get("ZHIBU_CLEAN_RUNS", "1000"))
AT_ONCE = 250
MOST = 1_000_000


def faults(at=AT) -> list[Fault]:
    hand = hand_of_system(at)
    return [one for level in LEVELS for one in verify.run(level, hand=hand, most=MOST).faults]


def planted(turn: int, many: int) -> list[Edit]:
    """Spoil rows of tables drawn by chance, each table as likely as any other.

    Entries and payloads in one turn, what is told from them in the next: where both are spoiled,
    nobody can say any more what should have been told.
    """
    chance = random.Random(turn)
    source = {"journal_entry", "journal_node", "journal_payload"}
    every = [one for one in tables() if (one._meta.db_table in source) == bool(turn % 4 == 0)]
    with superuser() as raw:
        vandal = Vandal(raw, chance)
        edits: list[Edit] = []
        while len(edits) < many:
            edit = vandal.spoil(chance.choice(every))
            edits += [edit] if edit else []
    return edits


@pytest.mark.demo
@pytest.mark.parametrize("turn", range(EDITS // AT_ONCE))
def test_every_random_edit_is_named(turn, capsys):
    scenes.number()
    checkpoints.publish(AT, "asked")
    edits = planted(turn, AT_ONCE)
    missed = unnamed(edits, faults())
    by_table = Counter(edit.table for edit in edits)
    with capsys.disabled():
        words = f"{len(edits)} edits in {len(by_table)} tables, {len(missed)} unnamed"
        sys.stdout.write(f"\nturn {turn}: {words}")
    assert len(edits) >= AT_ONCE
    assert missed == []


class Days:
    """A branch's honest days: meetings entered, corrected, withdrawn; members come and change."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._here = small_committee()
        self._now = people.at(2026, 3, 2)

    @property
    def now(self):
        return self._now

    def act(self) -> str:
        """Do one honest thing a few hours later; a refusal is honest too."""
        self._now += timedelta(hours=self._chance.randrange(1, 9), milliseconds=137)
        act = self._chance.choice(
            [self._meet, self._meet, self._correct, self._withdraw, self._register, self._leave,
             self._change, self._group, self._rename, self._ripen]
        )  # fmt: skip
        try:
            act()
        except Refusal:
            return "refused"
        return act.__name__

    @property
    def _hand(self):
        account = self._here.accounts.secretary
        return people.hand(account, role="secretary", at=self._now)

    def _meet(self) -> None:
        day = civil(self._now) - timedelta(days=self._chance.randrange(30))
        form = self._chance.choice(["general_meeting", "party_day", "committee_meeting"])
        told = general(self._here, held_on=day, form=form)
        meetings.hold_meeting(branch=self._here.refining, told=told, hand=self._hand)

    def _some_meeting(self):
        return queries.meetings_of(self._here.refining, 2026).order_by("?").first()

    def _correct(self) -> None:
        if meeting := self._some_meeting():
            told = replace(told_by(queries.told_of(meeting.rec)), place=f"{self._now:%H%M} 室")
            meetings.correct_meeting(rec=meeting.rec, told=told, reason="地点", hand=self._hand)

    def _withdraw(self) -> None:
        if meeting := self._some_meeting():
            meetings.withdraw_meeting(rec=meeting.rec, reason="重复", hand=self._hand)

    def _register(self) -> None:
        card = people.card("新来的" + self._chance.choice("甲乙丙丁戊己庚辛"))
        party.register_member(
            branch=self._here.refining, card=card, since=civil(self._now), hand=self._hand
        )

    def _some_member(self):
        name = self._chance.choice(["曾小雨", "贾𠮷", "孙晓梅", "单国栋", "郑海波"])
        return self._here.member(name)

    def _leave(self) -> None:
        party.leave(
            member=self._some_member(), left_on=civil(self._now), reason="transfer", hand=self._hand
        )

    def _change(self) -> None:
        words = f"岗位{self._now:%d%H%M}"
        party.change_member(
            member=self._some_member(), changed_on=civil(self._now), occupation=words,
            hand=self._hand,
        )  # fmt: skip

    def _group(self) -> None:
        group = self._chance.choice([self._here.first_group, self._here.second_group])
        party.group_members(
            party_group=group, members=[self._some_member()], from_on=civil(self._now),
            hand=self._hand,
        )  # fmt: skip

    def _rename(self) -> None:
        party.change_organization(
            organization=self._here.cracking, changed_on=civil(self._now),
            name=f"裂解{self._now:%d%H}党支部", hand=self._hand,
        )  # fmt: skip

    def _ripen(self) -> None:
        ripening.ripen(civil(self._now))


def test_a_thousand_honest_days_raise_no_alarm(capsys):
    opening.open_journal(demo=False, hand=people.hand(at=people.at(2026, 2, 1)))
    keys.establish(people.at(2026, 2, 1), hand_of_system(people.at(2026, 2, 1)))
    days, done, alarms = Days(random.Random(1)), Counter(), 0
    for run in range(CLEAN_RUNS):
        done[days.act()] += 1
        scenes.number()
        if run % 5 == 0:
            checkpoints.publish(days.now, "asked")
        found = faults(days.now)
        alarms += bool(found)
        assert [fault.words for fault in found] == []
    with capsys.disabled():
        words = f"{CLEAN_RUNS} clean runs after {dict(done)}: {alarms} false alarms"
        sys.stdout.write(f"\n{words}\n")
