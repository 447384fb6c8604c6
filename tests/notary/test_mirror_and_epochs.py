"""The leaf mirror brings back what a restore lost; what it cannot bring back ends the epoch."""

import shutil

import pytest
from django.core.management import call_command

from tests.notary.scenes import NOON, enter, guard, head_of, later, number, open_journal
from tests.notary.test_guard import cut, strike
from zhibu.core.checkpoint import Checkpoint as Head
from zhibu.core.merkle import leaf_hash
from zhibu.core.notes import Note
from zhibu.journal import putting_back, reading, tree
from zhibu.journal.backends import store
from zhibu.journal.models import Entry, LeafRow, Pending
from zhibu.journal.putting_back import OutOfPlaceError
from zhibu.notary import alarms, checkpoints, epochs, keys, mirror, policy
from zhibu.notary.alarms import Danger
from zhibu.notary.checkpoints import writer
from zhibu.notary.epochs import CannotRecover, NoReasonForEpoch
from zhibu.notary.guard import NAME
from zhibu.notary.management.rounds import Rounds
from zhibu.notary.mirror import MirrorDisagrees
from zhibu.notary.records import hand_of_system

pytestmark = pytest.mark.django_db(transaction=True)


def mirrored() -> list[bytes]:
    return list(mirror.current().leaves())


def lose(raw, size: int) -> None:
    """Bring back a backup from when the journal had so many entries."""
    lost = [bytes(lh) for lh in Entry.objects.filter(seq__gte=size).values_list("lh", flat=True)]
    cut(raw, size)
    for table in ("journal_leaf", "journal_payload"):
        for lh in lost:
            strike(raw, table, f"DELETE FROM {table} WHERE lh = %s", lh)  # noqa: S608 - ours


def test_every_leaf_is_copied_before_its_head_is_signed(monkeypatch):
    open_journal()
    enter(4)
    order = []
    write, sign = mirror.Mirror._write, checkpoints.sign_head
    with monkeypatch.context() as patch:
        patch.setattr(mirror.Mirror, "_write", lambda *told: order.append("copy") or write(*told))
        patch.setattr(checkpoints, "sign_head", lambda at: order.append("sign") or sign(at))
        Rounds().turn(NOON)

    assert order == ["copy", "sign"]
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("seq").values_list("leaf", flat=True)]
    assert mirrored() == leaves
    assert mirror.current().path.stat().st_mode & 0o777 == 0o600


def test_the_mirror_goes_on_where_it_stopped_also_for_another_worker():
    open_journal()
    held = mirror.current()
    enter(3)
    assert held.catch_up(using=writer()) == 5
    assert held.catch_up(using=writer()) == 0
    enter(2)
    assert mirror.current().catch_up(using=writer()) == 2
    enter()
    assert held.catch_up(using=writer()) == 1
    assert len(mirrored()) == 8
    assert mirror.state_of(held).agree


def test_a_line_that_was_cut_short_is_written_again():
    open_journal()
    enter(3)
    mirror.current().catch_up(using=writer())
    path = mirror.current().path
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])

    assert len(mirrored()) == 4
    assert mirror.current().catch_up(using=writer()) == 1
    assert path.read_bytes() == whole


def test_a_mirror_of_another_history_is_not_written_on(raw):
    open_journal()
    enter(3)
    mirror.current().catch_up(using=writer())
    path = mirror.current().path
    path.write_bytes(path.read_bytes().replace(b'"op":"create"', b'"op":"creatE"'))

    with pytest.raises(MirrorDisagrees):
        mirror.current().catch_up(using=writer())
    assert not mirror.state_of(mirror.current()).agree
    assert mirror.first_difference(mirror.current()) == 2


def test_a_mirror_that_cannot_be_kept_is_an_alarm_and_stops_no_signing(settings):
    open_journal()
    blocked = settings.DATA / "no-folder"
    blocked.write_bytes(b"")
    kept, settings.MIRROR = settings.MIRROR, blocked
    rounds = Rounds()
    rounds.turn(NOON)

    assert [one.danger for one in alarms.standing()] == [Danger.MIRROR]
    assert head_of(checkpoints.latest()).size == 2

    settings.MIRROR = kept
    blocked.unlink()
    rounds._mirroring._held = None
    enter()
    rounds.turn(later(60))
    assert alarms.standing() == []
    assert len(mirrored()) == 3


def test_what_a_restore_lost_comes_back_under_its_numbers(raw):
    open_journal()
    kept = enter(3)
    lost = enter(4)
    Rounds().turn(NOON)
    before = guard().last().checkpoint
    lose(raw, 5)
    Rounds().turn(later(60))
    assert {Danger.HEADS, Danger.MIRROR} <= {one.danger for one in alarms.standing()}

    assert epochs.recover() == 4

    assert Head(keys.origin(), tree.size(), tree.root()) == before
    numbers = dict(Entry.objects.values_list("lh", "seq"))
    assert [numbers[leaf.lh] for leaf in lost] == [5, 6, 7, 8]
    assert reading.leaf_of(kept[0].lh).number == 2
    assert not LeafRow.objects.filter(payload_id=lost[0].lh).exists()
    Rounds().turn(later(120))
    assert alarms.standing() == []
    enter()
    assert head_of(checkpoints.sign_head(later(180))).size == 10
    mirror.current().catch_up(using=writer())
    assert epochs.recover() == 0


def test_leaves_that_wait_for_their_number_keep_what_they_say(raw):
    open_journal()
    if not store.is_staged():
        pytest.skip("nothing waits for its number here")
    [leaf] = enter()
    mirror.current().catch_up(using=writer())
    checkpoints.sign_head(NOON)
    cut(raw, 2)
    Pending.objects.create(lh=leaf.lh, leaf=mirrored()[2])

    assert epochs.recover() == 1

    assert reading.leaf_of(leaf.lh).number == 2
    assert reading.record_of(reading.leaf_of(leaf.lh)).topic.startswith("学习")
    assert not Pending.objects.exists()


def test_a_mirror_that_does_not_lead_to_the_signed_head_brings_nothing_back(raw):
    open_journal()
    enter(3)
    mirror.current().catch_up(using=writer())
    enter(2)
    checkpoints.sign_head(NOON)
    lose(raw, 3)

    with pytest.raises(CannotRecover, match="第 7 条"):
        epochs.recover()
    assert tree.size() == 3


def test_a_journal_that_was_worked_in_since_cannot_be_joined_to_the_mirror(raw):
    open_journal()
    enter(3)
    Rounds().turn(NOON)
    lose(raw, 3)
    enter()

    with pytest.raises(CannotRecover):
        epochs.recover()
    assert tree.size() == 4


def test_leaves_come_back_only_at_their_own_place():
    open_journal()
    with pytest.raises(OutOfPlaceError):
        putting_back.put_back([b"{}"], after=1, using=writer())
    assert tree.size() == 2


def open_epoch(reason="主机硬盘损坏，只有上周的备份"):
    leaf = epochs.open_epoch(reason, hand=hand_of_system(later(300)))
    number()
    return leaf


def test_what_cannot_come_back_ends_the_epoch_and_everybody_can_read_why(raw):
    open_journal()
    enter(5)
    Rounds().turn(NOON)
    former, old_key = keys.origin(), keys.log_signer().verifier
    last = checkpoints.latest()
    lose(raw, 4)
    mirror.current().path.unlink()

    leaf = open_epoch()

    said = reading.record_of(leaf)
    assert (said.epoch, said.lost_first, said.lost_last) == (2, 4, 7)
    assert said.reason == "主机硬盘损坏，只有上周的备份"
    assert Note.parse(said.checkpoint.encode()).is_signed_by(old_key)
    assert said.checkpoint == last.data.decode()
    assert leaf.op == "system"
    assert keys.origin() == former.removesuffix("1") + "2"
    assert keys.log_signer().verifier.key != old_key.key

    note = checkpoints.sign_head(later(301))
    assert (head_of(note).origin, head_of(note).size) == (keys.origin(), 6)
    assert policy.parsed().judge(note).signed
    assert [one.name for one in policy.parsed().log] == [keys.origin()]
    Rounds().turn(later(400))
    assert alarms.standing() == []
    assert mirror.current().path.name == "leaves-2.jsonl"
    assert len(mirrored()) == 6


def test_an_origin_is_never_used_again(raw):
    """The database forgets that an epoch was opened; the files beside it do not."""
    open_journal()
    enter(3)
    checkpoints.sign_head(NOON)
    lose(raw, 3)
    open_epoch()
    checkpoints.sign_head(later(301))
    lose(raw, 3)
    with pytest.raises(epochs.Refusal):
        checkpoints.sign_head(later(400))

    epochs.open_epoch("又一次恢复", hand=hand_of_system(later(500)))
    number()
    assert keys.origin().endswith("/journal/3")


def test_an_epoch_ends_for_a_reason_or_not_at_all(raw):
    open_journal()
    enter(3)
    checkpoints.sign_head(NOON)
    with pytest.raises(NoReasonForEpoch, match="不需要"):
        open_epoch()
    lose(raw, 3)
    with pytest.raises(NoReasonForEpoch, match="写明"):
        open_epoch("  ")
    assert keys.current().epoch == 1


def test_a_damaged_guard_is_set_aside_by_a_new_epoch():
    open_journal()
    enter(3)
    checkpoints.publish(NOON, "daily")
    place = keys.folder() / NAME
    place.write_bytes(b"nonsense\n")

    said = reading.record_of(open_epoch("签名记录损坏"))

    assert (said.lost_first, said.lost_last) == (5, 5)
    assert head_of(Note.parse(said.checkpoint.encode())).size == 5
    assert (keys.folder() / f"{NAME}.damaged-1").read_bytes() == b"nonsense\n"
    assert head_of(checkpoints.sign_head(later(400))).size == 7


def test_the_commands_recover_compare_and_open(raw, capsys):
    open_journal()
    enter(3)
    call_command("mirror", "--catch-up")
    assert "5 条" in capsys.readouterr().out
    checkpoints.sign_head(NOON)
    lose(raw, 3)
    call_command("epoch", "recover")
    assert "找回 2 条" in capsys.readouterr().out

    path = mirror.current().path
    shutil.copy(path, path.with_suffix(".kept"))
    path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":2'))
    with pytest.raises(SystemExit) as ended:
        call_command("mirror")
    assert ended.value.code == 1

    lose(raw, 3)
    call_command("epoch", "open", "--reason", "备份太旧")
    assert "/journal/2" in capsys.readouterr().out


def test_mirrored_leaves_hash_to_what_the_journal_holds():
    open_journal()
    enter(2)
    mirror.current().catch_up(using=writer())
    hashes = [bytes(lh) for lh in Entry.objects.order_by("seq").values_list("lh", flat=True)]
    assert [leaf_hash(leaf) for leaf in mirrored()] == hashes
