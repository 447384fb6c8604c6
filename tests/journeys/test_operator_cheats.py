"""An operator with full rights over the database tries ten ways to cheat. Each is named in words."""

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from tests.notary import scenes
from tests.notary.tampering import superuser
from tests.people import SmallCommittee, hand
from tests.rooms.meetings.conftest import general
from zhibu.core import canonical, merkle
from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.notes import Note
from zhibu.journal import opening
from zhibu.journal.log import Leaf, civil
from zhibu.journal.models import Entry
from zhibu.meetings import actions
from zhibu.meetings.models import Meeting
from zhibu.notary import checkpoints, keys, mirror

# ruff: noqa: S608 - every name in these queries is one of our own tables
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(transactional_db: None, here: SmallCommittee) -> Leaf:
    """A meeting in a journal of its own, under a published head, and mirrored."""
    opening.open_journal(demo=False, hand=hand())
    keys.establish(hand().at, hand())
    now = timezone.now()
    secretary = hand(here.accounts.secretary, role="secretary", at=now)
    told = general(here, held_on=civil(now))
    leaf = actions.hold_meeting(branch=here.refining, told=told, hand=secretary)
    scenes.number()
    checkpoints.publish(now, "asked")
    mirror.current().catch_up()
    return leaf


def verified(capsys) -> tuple[int, str]:
    """Run the command as an auditor does; return its exit code and what it said."""
    capsys.readouterr()
    try:
        call_command("verify")
    except SystemExit as end:
        return int(end.code or 0), capsys.readouterr().out
    return 0, capsys.readouterr().out


def number_of(leaf: Leaf) -> int:
    return Entry.objects.get(lh=leaf.lh).seq


def more_came(_raw, leaf):
    """He lets eight people more have come, in the table that pages read."""
    _raw.ask("UPDATE meetings_meeting SET present = present + 8 WHERE rec = ?", leaf.rec)
    return "meetings_meeting", f"rec={leaf.rec}", "present"


def better_sum(raw, _leaf):
    """He adds a meeting to the sums that scores are made of."""
    raw.ask("UPDATE journal_tally SET sum = sum + 1 WHERE fact_no = (SELECT no FROM"
            " journal_measure WHERE name = 'meetings.general_meeting.held')")  # fmt: skip
    return "journal_tally", "应为 1"


def earlier(raw, leaf):
    """He lets the record have been entered in time."""
    raw.ask("UPDATE journal_leaf SET lag = 4 WHERE lh = ?", leaf.lh)
    return "journal_leaf", leaf.lh.hex(), "lag"


def other_words(raw, leaf):
    """He puts another payload under the record."""
    other = raw.ask("SELECT parts FROM journal_payload WHERE lh <> ? LIMIT 1", leaf.lh)[0][0]
    raw.ask("UPDATE journal_payload SET parts = ? WHERE lh = ?", bytes(other), leaf.lh)
    return "journal_payload", leaf.lh.hex()


def another_day(raw, leaf):
    """He rewrites the day in the leaf itself."""
    entry = Entry.objects.get(lh=leaf.lh)
    told = canonical.decode(bytes(entry.leaf))
    forged = canonical.encode({**told, "on": "2026-01-05"})
    raw.ask("UPDATE journal_entry SET leaf = ? WHERE seq = ?", forged, entry.seq)
    return "journal_entry", f"seq={entry.seq}", "leaf"


def never_was(raw, leaf):
    """He deletes the record from every table."""
    seq = number_of(leaf)
    raw.ask("DELETE FROM meetings_topic WHERE meeting_id = ?", leaf.rec)
    raw.ask("DELETE FROM meetings_attended WHERE meeting_id = ?", leaf.rec)
    raw.ask("DELETE FROM meetings_meeting WHERE rec = ?", leaf.rec)
    for table in ("journal_fact", "journal_leaf", "journal_payload", "journal_entry"):
        raw.ask(f"DELETE FROM {table} WHERE lh = ?", leaf.lh)
    return "journal_entry", f"seq={seq}"


def slipped_in(raw, leaf):
    """He makes up an entry and puts it after the last one."""
    told = canonical.decode(bytes(Entry.objects.get(lh=leaf.lh).leaf))
    forged = canonical.encode({**told, "on": "2026-01-05", "rec": "r_" + "b" * 26})
    lh, seq = merkle.leaf_hash(forged), number_of(leaf) + 1
    raw.ask("INSERT INTO journal_entry (seq, lh, leaf) VALUES (?, ?, ?)", seq, lh, forged)
    return "journal_entry", f"seq={seq}"


def changed_places(raw, leaf):
    """He lets two entries change places."""
    seq = number_of(leaf)
    for old, new in ((seq, -1), (3, seq), (-1, 3)):
        raw.ask("UPDATE journal_entry SET seq = ? WHERE seq = ?", new, old)
    return "journal_entry", "seq=3", f"seq={seq}"


def forked(raw, leaf):
    """He signs another head of the same size with the stolen key."""
    size = number_of(leaf) + 1
    head = Head(keys.origin(), size, b"\x07" * 32)
    note = Note(head.text, (keys.log_signer().sign(head.text),))
    raw.ask("UPDATE notary_checkpoint SET note = ? WHERE size = ?", note.data.decode(), size)
    return "notary_checkpoint", f"size={size}", "账本分叉"


def gone(raw, leaf):
    """He drops what the record says and claims privacy, with no entry that says so."""
    raw.ask("DELETE FROM journal_payload WHERE lh = ?", leaf.lh)
    return "journal_payload", leaf.lh.hex(), "没有批准这次删除的记录"


CHEATS = (
    more_came, better_sum, earlier, other_words, another_day, never_was, slipped_in,
    changed_places, forked, gone,
)  # fmt: skip


def test_before_the_operator_comes_everything_is_in_order(held, capsys):
    code, said = verified(capsys)
    assert code == 0
    assert said.count("没有发现不符") == 4
    assert Meeting.objects.get(rec=held.rec).present


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.__name__)
def test_the_operator_is_found_out_in_words(held, capsys, cheat):
    with superuser() as raw:
        named = cheat(raw, held)
    connections.close_all()
    code, said = verified(capsys)
    assert code == 1
    sentences = [line for line in said.splitlines() if line.startswith("V") and named[0] in line]
    assert sentences
    for word in named[1:]:
        assert any(word in line for line in sentences), said
