"""The restore drill (J8): back up, put back elsewhere, hold against a checkpoint from outside."""

import hashlib
import json
import shutil
import tarfile
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from tests.journal import toys
from tests.notary.scenes import NOON, later, number, open_journal
from tests.people import at, hand
from zhibu.core import canonical
from zhibu.core import leaf as spelling
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, Signer
from zhibu.core.refusal import Refusal
from zhibu.journal import erasing, log, reading, tree
from zhibu.journal.models import LeafRow, Payload, StatedFact, Tally
from zhibu.journal.records import Ground, Target
from zhibu.meetings import actions, attachments
from zhibu.meetings.models import Meeting, StoredFile
from zhibu.meetings.records import TopicTold
from zhibu.meetings.told import MeetingTold
from zhibu.notary import checkpoints, keys, mirror
from zhibu.notary.backup import making, recovering, restoring
from zhibu.notary.backup.manifest import NAME, BackupDamaged, CannotReach, Manifest
from zhibu.notary.backup.restoring import CannotRestore, Outside
from zhibu.notary.backup.rows import NotEmpty, OtherVersion
from zhibu.notary.checkpoints import Why
from zhibu.notary.guard import HeadsDisagree
from zhibu.notary.records import hand_of_system
from zhibu.party.models import Account, Member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]
UNIT = "o_" + "b" * 26
PLAN = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"


def enter(many=1, *, at=NOON):
    for turn in range(many):
        toys.meet(UNIT, "2026-03-06", by=hand(at=at), topic=f"学习 {turn}")
    number()


@pytest.fixture
def journal():
    open_journal()
    enter(5)
    return checkpoints.publish(NOON, Why.ASKED)


def put_back(place, outside, *, when=None):
    kept = Outside.parse(outside.data) if outside else None
    mine = hand_of_system(when or later(86_400))
    restored = restoring.restore(str(place), outside=kept, hand=mine)
    return recovering.settle(restored, kept, reason="", hand=mine)


def backed_up(tmp_path, name="day.zhibu.tar", **more):
    place = tmp_path / name
    told = making.make(str(place), at=later(60), **more)
    return place, told


def everything():
    """Return what an installation holds, as far as it can be compared."""
    tables = (LeafRow, StatedFact, Tally, Member, Account, Meeting, StoredFile)
    return {model.__name__: sorted(map(repr, model.objects.values_list())) for model in tables}


def test_an_installation_stands_again_elsewhere_row_for_row(tmp_path, elsewhere_empty, here):
    """Work with people, sums, accounts and an attached file: all of it comes back, and verifies."""
    open_journal()
    file = attachments.store(branch=here.refining.uid, name="检修计划.pdf", content=PLAN, at=NOON)
    told = MeetingTold(
        form="general_meeting", held_on=date(2026, 3, 6), began="14:00", place="活动室",
        chair=here.member("陈可").uid, recorder=here.member("李明远").uid, away={},
        topics=(TopicTold("讨论检修", resolution="划定责任区"),),
        attachments=attachments.attachments_of([file]),
    )  # fmt: skip
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 9))
    actions.hold_meeting(branch=here.refining, told=told, hand=mine)
    number()
    outside = checkpoints.publish(NOON, Why.DAILY)
    before, root = everything(), tree.root()
    place, _ = backed_up(tmp_path)

    with elsewhere_empty() as there:
        settled = put_back(place, outside)

        assert (settled.lost, settled.recovered) == (0, 0)
        assert tree.root(tree.size() - 1) == root
        held = everything()
        note = [row for row in held["LeafRow"] if row not in before["LeafRow"]]
        assert len(note) == 1
        assert "backup.restore" in note[0]
        assert {**held, "LeafRow": before["LeafRow"]} == before
        stored = StoredFile.objects.get()
        assert attachments.content_of(stored) == PLAN
        assert (there / "keys" / "signed-heads").read_text().count("\n") == 1
        assert checkpoints.publish(later(90_000), Why.ASKED)


def test_the_restore_is_on_record_with_what_it_was_held_against(tmp_path, journal, elsewhere_empty):
    place, told = backed_up(tmp_path)
    with elsewhere_empty():
        put_back(place, journal)
        record = restored_record()

        assert (record.size, record.checked, record.recovered) == (told.size, 7, 0)
        assert record.backup == hashlib.sha256(told.data).hexdigest()


def restored_record():
    return reading.record_of(next(iter(reading.leaves_named({"backup.restore"}))))


def test_what_the_database_refuses_it_refuses_after_a_restore(
    tmp_path, journal, elsewhere_empty, raw
):
    place, _ = backed_up(tmp_path)
    with elsewhere_empty():
        put_back(place, journal)
        for order in ("DELETE FROM journal_entry", "UPDATE journal_payload SET parts = parts"):
            for role in ("default", "owner"):
                with pytest.raises(Exception, match=r"stands|permission|denied"):
                    raw(order, role=role)
        enter(2, at=later(100_000))


@pytest.mark.once
def test_a_folder_holds_the_same_as_a_file(tmp_path, journal, elsewhere_empty):
    place, told = backed_up(tmp_path, "folder")
    assert Manifest.parse((place / NAME).read_bytes()) == told
    assert (place / f"checkpoints/cp-{told.size}").read_bytes() == journal.data
    with elsewhere_empty():
        assert put_back(place, journal).lost == 0


@pytest.mark.once
def test_no_key_is_in_a_backup_unless_asked_for(tmp_path, journal, elsewhere_empty):
    _, told = backed_up(tmp_path)
    assert [one.name for one in told.members if "key" in one.name or "seed" in one.name] == []

    place, told = backed_up(tmp_path, "safe.tar", with_keys=True)
    assert {"keys/log-1.seed", "keys/promise-1.seed"} <= {one.name for one in told.members}
    with elsewhere_empty(with_keys=False):
        put_back(place, journal)
        assert checkpoints.publish(later(90_000), Why.ASKED)


@pytest.mark.once
def test_sealed_work_is_not_put_back_without_the_key_that_opens_it(
    tmp_path, settings, journal, elsewhere_empty
):
    (settings.KEYS / "vault.key").write_bytes(b"k" * 32)
    place, _ = backed_up(tmp_path)
    with elsewhere_empty(with_keys=False), pytest.raises(CannotRestore, match=r"vault\.key"):
        put_back(place, journal)


def spoilt(place, name, change):
    """Return a copy of a backup with one member changed and nothing else."""
    other = place.with_name(f"spoilt-{name.replace('/', '-')}.tar")
    with tarfile.open(place) as old, tarfile.open(other, "w") as new:
        for told in old.getmembers():
            data = old.extractfile(told).read()
            if told.name == name:
                data = change(data)
                if data is None:
                    continue
                told.size = len(data)
            new.addfile(told, BytesIO(data))
    return other


def flipped(data):
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_tampered_backup_is_refused_with_the_file_named(tmp_path, journal, elsewhere_empty):
    place, told = backed_up(tmp_path)
    with elsewhere_empty():
        for member in told.members:
            if not member.size:
                continue
            for change in (flipped, lambda data: data[:-1], lambda _: None):
                with pytest.raises(BackupDamaged) as caught:
                    put_back(spoilt(place, member.name, change), journal)
                assert member.name in str(caught.value)
        restoring.rows.insist_on_empty()


@pytest.mark.once
def test_a_backup_cut_short_or_without_sense_is_refused(tmp_path, journal, elsewhere_empty):
    place, _ = backed_up(tmp_path)
    whole = place.read_bytes()
    with elsewhere_empty():
        for data in (b"", b"nonsense", whole[: len(whole) // 2], whole[:600], b"\0" * 1024):
            broken = tmp_path / "broken.tar"
            broken.write_bytes(data)
            with pytest.raises(BackupDamaged):
                put_back(broken, journal)
        with pytest.raises(CannotReach):
            put_back(tmp_path / "nowhere.tar", journal)


def rewritten(place, change):
    """Return a backup whose manifest says something else, and agrees with itself."""
    with tarfile.open(place) as old:
        told = json.loads(old.extractfile(NAME).read())
    change(told)
    return spoilt(place, NAME, lambda _: canonical.encode(told))


@pytest.mark.once
def test_a_manifest_that_leads_elsewhere_is_refused(tmp_path, journal, elsewhere_empty):
    place, _ = backed_up(tmp_path)
    changes = (
        lambda told: told["members"].append(["../../etc/passwd", 0, "0" * 64]),
        lambda told: told["members"].append(["/etc/passwd", 0, "0" * 64]),
        lambda told: told["members"].append(["keys/x", -1, "0" * 64]),
        lambda told: told["members"].append(told["members"][0]),
        lambda told: told.update(format="zhibu-backup/9"),
        lambda told: told.update(engine="oracle"),
        lambda told: told.pop("size"),
        lambda told: told.update(members="all"),
        lambda told: told["members"].pop(),
    )
    with elsewhere_empty():
        for change in changes:
            with pytest.raises(BackupDamaged):
                put_back(rewritten(place, change), journal)


def test_a_backup_of_another_kind_or_a_later_version_is_refused(tmp_path, journal, elsewhere_empty):
    place, told = backed_up(tmp_path)
    other = "postgresql" if told.engine == "sqlite" else "sqlite"
    with elsewhere_empty():
        with pytest.raises(OtherVersion, match=told.engine):
            put_back(rewritten(place, lambda told: told.update(engine=other)), journal)
        ahead = rewritten(place, lambda told: told["migrations"].append(["journal", "9999_later"]))
        with pytest.raises(OtherVersion, match="升级"):
            put_back(ahead, journal)


def test_nothing_is_put_over_somebodys_work(tmp_path, journal):
    place, _ = backed_up(tmp_path)
    with pytest.raises(NotEmpty):
        put_back(place, journal)


@pytest.mark.once
def test_a_place_that_is_taken_is_not_written_over(tmp_path, journal):
    place, _ = backed_up(tmp_path)
    for taken in (place, tmp_path):
        with pytest.raises(CannotReach):
            making.make(str(taken), at=NOON)


@pytest.mark.once
def test_a_backup_that_fails_leaves_nothing_behind(tmp_path, journal, monkeypatch):
    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(making, "_files", fail)
    for name in ("half.tar", "half"):
        with pytest.raises((OSError, TypeError)):
            making.make(str(tmp_path / name), at=NOON)
    assert [path.name for path in tmp_path.iterdir() if "half" in path.name] == []


def test_a_forged_journal_in_a_sound_backup_is_found_by_the_checkpoint_outside(
    tmp_path, settings, elsewhere_empty
):
    """Who holds the server and its key forges journal, heads and guard alike; outside is true."""
    open_journal()
    enter(1)
    place, _ = backed_up(tmp_path, "early.tar", with_keys=True)
    kept = checkpoints.publish(NOON, Why.ASKED)
    enter(4)
    outside = checkpoints.publish(later(60), Why.ASKED)
    with elsewhere_empty(with_keys=False):
        put_back(place, kept, when=later(60))
        enter(6)
        checkpoints.publish(later(7_200), Why.ASKED)
        forged, _ = backed_up(tmp_path, "forged.tar", with_keys=True)
    with elsewhere_empty(with_keys=False):
        with pytest.raises(CannotRestore, match="外面保存的账本头不符"):
            put_back(forged, outside)
        restoring.rows.insist_on_empty()


@pytest.mark.once
def test_a_checkpoint_of_another_journal_checks_nothing(tmp_path, journal, elsewhere_empty):
    place, _ = backed_up(tmp_path)
    stranger = Signer.of_seed("elsewhere.example/journal/1", b"S" * 32)
    impostor = Signer.of_seed(Checkpoint.parse(journal.text).origin, b"S" * 32)
    other = Checkpoint(stranger.verifier.name, 3, b"r" * 32).text
    with elsewhere_empty():
        for note in (
            Note(other, (stranger.sign(other),)),
            Note(journal.text, (impostor.sign(journal.text),)),
        ):
            with pytest.raises(CannotRestore, match="--check"):
                put_back(place, note)
            restoring.rows.insist_on_empty()


def test_a_row_changed_before_the_backup_was_made_is_named(tmp_path, journal, elsewhere_empty):
    lift_and_change()
    place, _ = backed_up(tmp_path)
    with elsewhere_empty():
        with pytest.raises(CannotRestore, match="journal_payload"):
            put_back(place, journal)
        restoring.rows.insist_on_empty()


def lift_and_change():
    """Do what a superuser can: change what somebody said, triggers or not."""
    alias = "owner" if "owner" in connections.settings else "default"
    with connections[alias].cursor() as cursor:
        if connections[alias].vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_payload_no_update")
        else:
            cursor.execute("ALTER TABLE journal_payload DISABLE TRIGGER USER")
        cursor.execute("SELECT lh, secret FROM journal_payload ORDER BY lh LIMIT 1")
        lh, secret = cursor.fetchone()
        cursor.execute(
            "UPDATE journal_payload SET secret = %s WHERE lh = %s",
            [flipped(bytes(secret)), bytes(lh)],
        )


@pytest.mark.once
def test_without_an_outside_checkpoint_it_must_be_said_loudly(tmp_path, journal, elsewhere_empty):
    place, _ = backed_up(tmp_path)
    out, err = StringIO(), StringIO()
    with elsewhere_empty():
        with pytest.raises(Refusal, match="--check"):
            call_command("restore", str(place))
        call_command("restore", str(place), "--unchecked", stdout=out, stderr=err)
    assert "警告" in err.getvalue()
    assert "恢复一事已入账" in out.getvalue()


def test_the_commands_back_up_and_put_back(tmp_path, journal, elsewhere_empty):
    out, kept = StringIO(), tmp_path / "kept.txt"
    kept.write_bytes(journal.data)
    call_command("backup", str(tmp_path / "b.zhibu.tar"), stdout=out)
    assert "没有密钥" in out.getvalue()
    with elsewhere_empty():
        call_command("restore", str(tmp_path / "b.zhibu.tar"), "--check", str(kept), stdout=out)
        assert "核验 V2：通过" in out.getvalue()
        with pytest.raises(CannotRestore, match="读不了"):
            call_command("restore", "x", "--check", str(tmp_path / "nothing"))


@pytest.mark.once
def test_three_lines_copied_from_paper_will_do(tmp_path, journal, elsewhere_empty):
    place, _ = backed_up(tmp_path)
    kept = Outside.parse(journal.text.encode())
    with elsewhere_empty():
        restored = restoring.restore(str(place), outside=kept, hand=hand_of_system(NOON))
        assert restored.lost == 0
    for wrong in (b"", b"\xff", b"three\nother\nlines", journal.data[:-9]):
        with pytest.raises(CannotRestore):
            Outside.parse(wrong)


def test_a_backup_older_than_the_head_outside_signs_nothing(tmp_path, journal, elsewhere_empty):
    """A94: last week's backup, put back quietly. The head outside knows of more."""
    place, _ = backed_up(tmp_path)
    enter(4)
    outside = checkpoints.publish(later(3_600), Why.DAILY)
    with elsewhere_empty():
        settled = put_back(place, outside)
        assert settled.lost == 4
        assert "还缺 4 条" in settled.words
        with pytest.raises(HeadsDisagree):
            checkpoints.publish(later(90_000), Why.ASKED)
        assert LeafRow.objects.filter(kind="backup.restore").count() == 0


def test_what_was_lost_since_the_backup_comes_back_from_the_mirror(
    tmp_path, settings, journal, elsewhere_empty
):
    mirror.current().catch_up()
    place, _ = backed_up(tmp_path)
    enter(4)
    mirror.current().catch_up()
    outside = checkpoints.publish(later(3_600), Why.DAILY)
    second_disk = settings.MIRROR
    with elsewhere_empty():
        shutil.copytree(second_disk, settings.MIRROR, dirs_exist_ok=True)
        settled = put_back(place, outside)

        assert (settled.recovered, settled.lost) == (4, 0)
        size = Checkpoint.parse(outside.text).size
        assert tree.root(size) == Checkpoint.parse(outside.text).root
        assert restored_record().recovered == 4
        assert checkpoints.publish(later(90_000), Why.ASKED)


def test_what_cannot_come_back_ends_the_epoch(tmp_path, journal, elsewhere_empty):
    place, _ = backed_up(tmp_path)
    enter(4)
    outside = checkpoints.publish(later(3_600), Why.DAILY)
    kept = tmp_path / "kept.txt"
    kept.write_bytes(outside.data)
    out = StringIO()
    with elsewhere_empty():
        call_command(
            "restore", str(place), "--check", str(kept), "--new-epoch", "机房火灾，镜像也毁了",
            stdout=out,
        )  # fmt: skip
        assert "新账期已开启" in out.getvalue()
        assert keys.origin().endswith("/journal/2")
        assert restored_record().checked == Checkpoint.parse(outside.text).size


@pytest.mark.once
def test_the_mirror_in_a_backup_ends_with_its_journal(tmp_path, journal):
    mirror.current().catch_up()
    with pytest.MonkeyPatch.context() as patch:
        grown = making._written
        patch.setattr(making, "_written", lambda *told, **more: (enter(2), mirror.current().catch_up(), grown(*told, **more))[2])  # fmt: skip
        place, told = backed_up(tmp_path)
    with tarfile.open(place) as tar:
        assert tar.extractfile("mirror/leaves-1.jsonl").read().count(b"\n") == told.size == 7


def test_a_failed_restore_leaves_no_file_behind(tmp_path, journal, elsewhere_empty):
    lift_and_change()
    place, _ = backed_up(tmp_path, with_keys=True)
    with elsewhere_empty(with_keys=False) as there:
        with pytest.raises(CannotRestore):
            put_back(place, journal)
        left = [path for path in there.rglob("*") if path.is_file() and path.suffix != ".lock"]
        assert left == []


def holds(place, traces):
    """Say whether bytes stand anywhere in a backup, as they are or as PostgreSQL spells them."""
    data = place.read_bytes()
    return [one in data or one.hex().encode() in data for one in traces]


def test_what_was_erased_is_in_no_backup_made_afterwards(tmp_path):
    open_journal()
    with log.act(UNIT):
        record = toys.Noted(date(2026, 3, 6), UNIT, "缘由", "x", "某处", "13800000000", (), ())
        leaf = log.append(record, unit=UNIT, **hand(at=NOON).told)
    number()
    row = Payload.objects.get(lh=leaf.lh)
    traces = [bytes(row.parts)[-24:], bytes(row.sealed)[12:60], bytes(row.secret)[12:60]]
    before, _ = backed_up(tmp_path, "before.tar")
    places = [one.place for one in erasing.choices_of(leaf.lh) if not one.fixed]
    told = Target(spelling.spell_bytes(leaf.lh), tuple(sorted(places)), ("words",))
    request = erasing.ask(
        [told], ground=Ground.ERASE, why="本人申请", person="m_a", hand=hand(at=later(60))
    )
    for person in ("m_b", "m_c"):
        erasing.approve(request.rec, person=person, hand=hand(at=later(120)))
    number()
    after, _ = backed_up(tmp_path, "after.tar")

    assert all(holds(before, traces)), "or the test looks in the wrong place"
    assert not any(holds(after, traces))
