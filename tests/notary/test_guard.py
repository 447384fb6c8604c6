"""The file of signed heads: what was signed once is never contradicted, whatever became of it."""

import threading

import pytest
from django.conf import settings
from django.db import connections

from tests.notary.scenes import NOON, enter, guard, head_of, is_true, later, number, open_journal
from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.merkle import leaf_hash
from zhibu.journal import tree
from zhibu.notary import alarms, checkpoints, keys
from zhibu.notary.alarms import Danger
from zhibu.notary.guard import NAME, Guard, GuardDamaged, HeadsDisagree
from zhibu.notary.management.rounds import Rounds
from zhibu.notary.models import Alarm, Checkpoint

pytestmark = pytest.mark.django_db(transaction=True)


def cut(raw, size: int) -> None:
    """Bring back the journal as it was when it had so many entries, as whoever owns it can."""
    strike(raw, "journal_entry", "DELETE FROM journal_entry WHERE seq >= %s", size)
    strike(raw, "notary_checkpoint", "DELETE FROM notary_checkpoint WHERE size > %s", size)
    if "owner" in connections.settings:
        raw("UPDATE journal_head SET size = %s", size, role="owner")


def strike(raw, table: str, order: str, *values: object) -> None:
    """Run an order past a table's triggers."""
    if "owner" in connections.settings:
        raw(f"ALTER TABLE {table} DISABLE TRIGGER USER", role="owner")
        raw(order, *values, role="owner")
        raw(f"ALTER TABLE {table} ENABLE TRIGGER USER", role="owner")
        return
    found = raw(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", table
    )
    for name, _ in found:
        raw(f"DROP TRIGGER {name}")
    raw(order, *values)
    for _, sql in found:
        raw(sql)


def place():
    return settings.KEYS / NAME


def test_last_weeks_database_brought_back_is_not_signed(raw):
    open_journal()
    enter(2)
    checkpoints.publish(NOON, "daily")
    enter(3)
    checkpoints.sign_head(later(1))
    cut(raw, 4)
    before = place().read_bytes()

    for act in (lambda: checkpoints.publish(later(60), "asked"), checkpoints.check_guard):
        with pytest.raises(HeadsDisagree) as refused:
            act()
        assert refused.value.seen == {"kept": 7, "size": 4}
    assert checkpoints.sign_head(later(60)) is None
    Rounds().turn(later(60))
    assert [one.danger for one in alarms.standing()] == [Danger.HEADS]
    assert place().read_bytes() == before


def test_a_shorter_journal_that_grew_again_is_another_one(raw):
    open_journal()
    enter(3)
    checkpoints.sign_head(NOON)
    cut(raw, 3)
    enter(5)

    with pytest.raises(HeadsDisagree, match="前 5 条"):
        checkpoints.sign_head(later(60))
    assert Checkpoint.objects.count() == 0


def test_a_fork_at_the_signed_size_is_refused(raw):
    open_journal()
    enter(3)
    checkpoints.sign_head(NOON)
    forged = leaf_hash(b"forged")
    strike(raw, "journal_entry", "UPDATE journal_entry SET lh = %s WHERE seq = 1", forged)
    enter()

    with pytest.raises(HeadsDisagree):
        checkpoints.sign_head(later(60))


def test_an_unfinished_last_line_was_never_a_head_and_is_passed_over():
    open_journal()
    checkpoints.sign_head(NOON)
    whole = place().read_bytes()
    enter()
    for torn in (whole.splitlines()[-1][:20], b"\0" * 40):
        place().write_bytes(whole + torn)

        assert guard().last().checkpoint.size == 2
        checkpoints.check_guard()

    checkpoints.sign_head(later(1))
    assert place().read_bytes().startswith(whole)
    assert [one.checkpoint.size for one in guard().heads()] == [2, 3]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-3] + b"0\n",
        lambda data: b"\0" * len(data[:-1]) + b"\n",
        lambda data: data.replace(b" ", b"  ", 1),
        lambda data: data + b"nonsense\n",
        lambda data: b"\xff\xfe" + data,
    ],
)
def test_a_whole_line_that_does_not_read_is_refused(damage):
    open_journal()
    checkpoints.sign_head(NOON)
    place().write_bytes(damage(place().read_bytes()))
    enter()

    with pytest.raises(GuardDamaged):
        checkpoints.sign_head(later(1))


def test_no_file_is_no_licence():
    open_journal()
    checkpoints.sign_head(NOON)
    place().unlink()
    enter()

    with pytest.raises(GuardDamaged, match="不见了"):
        checkpoints.sign_head(later(1))


def test_an_older_copy_of_the_file_is_refused():
    open_journal()
    older = place().read_bytes()
    checkpoints.sign_head(NOON)
    place().write_bytes(older)
    enter()

    with pytest.raises(GuardDamaged, match="还旧"):
        checkpoints.sign_head(later(1))


def test_a_journal_whose_keys_were_undone_gets_none_behind_the_guards_back(raw):
    """A database from before the keys, beside a file that remembers heads: nothing is entered."""
    open_journal()
    enter(3)
    checkpoints.sign_head(NOON)
    strike(raw, "journal_leaf", "DELETE FROM journal_leaf WHERE kind = 'key.rotate'")
    before = raw("SELECT count(*) FROM journal_leaf")

    Rounds().turn(later(60))

    assert raw("SELECT count(*) FROM journal_leaf") == before
    assert [one.danger for one in alarms.standing()] == [Danger.HEADS]


def test_what_the_guard_refuses_is_an_alarm_until_it_is_set_right(raw, client):
    open_journal()
    enter(2)
    rounds = Rounds()
    rounds.turn(NOON)
    kept = place().read_bytes()
    place().write_bytes(b"nonsense\n")
    enter()

    rounds.turn(later(10))
    [alarm] = alarms.standing()
    assert (alarm.danger, alarm.since) == (Danger.GUARD, later(10))
    assert "signed-heads" in str(alarm.words)
    assert client.get("/readyz").status_code == 200
    rounds.turn(later(20))
    assert Alarm.objects.get().since == later(10)

    place().write_bytes(kept)
    rounds.turn(later(30))
    assert alarms.standing() == []
    assert head_of(checkpoints.latest()).size == 5


def test_two_signers_at_once_sign_one_history(transactional_db):
    open_journal()
    enter(4)
    begin, failed = threading.Barrier(4), []

    def sign(turn: int) -> None:
        try:
            begin.wait()
            for step in range(5):
                checkpoints.publish(later(turn + 4 * step), f"turn-{turn}")
                checkpoints.sign_head(later(100 + turn + 4 * step))
        except Exception as fault:  # noqa: BLE001 - told below
            failed.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=[turn]) for turn in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(5):
        enter(at=later(turn))
    for thread in threads:
        thread.join()

    assert failed == []
    number()
    heads = [one.checkpoint for one in guard().heads()]
    sizes = [one.size for one in heads]
    assert sizes == sorted(set(sizes))
    assert all(one.root == tree.root(one.size) for one in heads)
    assert all(is_true(one.note) for one in checkpoints.published())


def test_the_guard_itself_takes_no_head_that_contradicts_its_last(tmp_path):
    here = Guard(tmp_path / NAME)
    here.begin()
    here.append(Head("x.example/journal/1", 5, b"a" * 32), NOON)
    here.append(Head("x.example/journal/1", 5, b"a" * 32), NOON)

    for wrong in (
        Head("x.example/journal/1", 4, b"a" * 32),
        Head("x.example/journal/1", 5, b"b" * 32),
    ):
        with pytest.raises(HeadsDisagree):
            here.append(wrong, NOON)
    assert [one.checkpoint.size for one in here.heads()] == [5]


def test_a_later_epoch_in_the_file_means_an_older_database(tmp_path):
    here = Guard(tmp_path / NAME)
    here.begin()
    here.append(Head("x.example/journal/2", 5, b"a" * 32), NOON)

    with pytest.raises(HeadsDisagree, match="第 2 账期"):
        here.check("x.example/journal/1", 9, lambda _: b"a" * 32)
    here.check("x.example/journal/3", 1, lambda _: b"b" * 32)


def test_a_long_file_is_read_from_its_end(tmp_path):
    here = Guard(tmp_path / NAME)
    here.begin()
    for size in range(1, 1200):
        here.append(Head("x.example/journal/1", size, size.to_bytes(32, "big")), NOON)

    assert here.last().checkpoint.size == 1199
    assert sum(1 for _ in here.heads()) == 1199


def test_the_seeds_are_their_owners_alone():
    open_journal()
    modes = {path.name: path.stat().st_mode & 0o777 for path in keys.folder().glob("*-1.seed")}
    assert modes == {"log-1.seed": 0o600, "promise-1.seed": 0o600}
    assert place().stat().st_mode & 0o777 == 0o600
