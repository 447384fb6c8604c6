"""The whole journal as a folder, and one record as a file: a stranger checks both without us."""

import json
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import people
from tests.desk.test_record_page import told
from tests.notary.scenes import enter, number, open_journal
from tests.tools.files import run, told_of
from zhibu.core.leaf import spell_bytes
from zhibu.core.notes import COSIGNATURE, Note, Signer
from zhibu.desk import exporting
from zhibu.journal import erasing, reading, tree
from zhibu.journal.models import Entry, LeafRow
from zhibu.journal.records import Ground, Target
from zhibu.meetings import actions, attachments
from zhibu.notary import checkpoints, export_journal, export_record, policy
from zhibu.notary.checkpoints import Why
from zhibu.notary.export_journal import CannotExport, Wanted
from zhibu.notary.models import Checkpoint
from zhibu.notary.records import EXPORTED, Post, WitnessChanged, hand_of_system

pytestmark = pytest.mark.django_db(transaction=True)

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
MARCH_30 = people.at(2026, 3, 30)
WITNESS = Signer.of_seed("superior.example/witness", b"W" * 32, COSIGNATURE)


@pytest.fixture
def here():
    """Return a committee in whose journal a meeting was entered, corrected, and heads published."""
    open_journal()
    committee = people.small_committee(at=people.at(2026, 3, 9, 9))
    number()
    return committee


@pytest.fixture
def held(here):
    """Return the first version of a meeting that was corrected, with an attachment."""
    stored = attachments.store(
        branch=here.refining.uid, name="签到表.pdf", content=PDF, at=people.at(2026, 3, 23)
    )
    listed = attachments.attachments_of([stored])
    mine = people.hand(here.accounts.secretary, role="secretary", at=people.at(2026, 3, 23))
    leaf = actions.hold_meeting(
        branch=here.refining, told=told(here, attachments=listed), hand=mine
    )
    publish(people.at(2026, 3, 23, 12))
    mine = people.hand(here.accounts.secretary, role="secretary", at=people.at(2026, 3, 25))
    later = told(here, attachments=listed, place="二楼会议室")
    actions.correct_meeting(rec=leaf.rec, told=later, reason="地点记错", hand=mine)
    publish(people.at(2026, 3, 25, 12))
    return leaf


def publish(at):
    number()
    return checkpoints.publish(at, Why.ASKED)


def export(folder, **wanted):
    hand = hand_of_system(MARCH_30)
    done = export_journal.export(folder, wanted=Wanted(**wanted), hand=hand)
    number()
    return done


def verify(folder, *words):
    return run("log", "--policy", folder / "policy.txt", folder, "--json", *words)


@pytest.fixture
def exported(held, tmp_path):
    folder = tmp_path / "journal"
    export(folder, records=[held.rec], files=exporting.files_of)
    return folder


def test_a_stranger_finds_the_exported_journal_genuine(exported):
    said = told_of(verify(exported))["said"]

    assert said["entries"] == said["proofs"] == said["proven"] == tree.size() - 1
    assert (said["checkpoints"], said["records"], said["unsigned"]) == (2, 2, 0)


def test_the_folder_has_the_names_that_verifiers_of_these_formats_know(exported, held):
    size = tree.size() - 1
    names = {path.name for path in exported.iterdir()}
    record = {f"record-{one.number}.json" for one in reading.versions_of(held.rec)}
    assert names >= {
        "entries.jsonl", "policy.txt", "attachments", f"cp-{size - 1}", f"cp-{size}",
        f"cons-{size - 1}-{size}", "entry-0.tlog-proof", "leaf-0.json", *record,
    }  # fmt: skip
    assert (exported / "entries.jsonl").read_bytes().splitlines()[0] == bytes(
        Entry.objects.get(seq=0).leaf
    )


def test_what_was_exported_is_its_owners_alone_and_stands_in_the_journal(exported):
    modes = {path.stat().st_mode & 0o077 for path in [exported, *exported.rglob("*")]}
    assert modes == {0}
    record = reading.record_of(reading.leaf_of(LeafRow.objects.get(kind=EXPORTED).payload_id))
    assert (record.entries, record.records, record.files) == (tree.size() - 1, 2, 1)


TAMPERED = ("cp-*", "cons-*", "entry-0*", "leaf-0*", "record-*", "entries.jsonl", "attach*/*")


def test_no_file_can_be_tampered_with(exported):
    for pattern in TAMPERED:
        path = next(exported.glob(pattern))
        good = path.read_bytes()
        middle = len(good) // 2
        path.write_bytes(good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :])
        assert verify(exported).returncode == 1, path.name
        path.write_bytes(good)
    assert verify(exported).returncode == 0


def test_each_version_of_a_corrected_record_is_genuine_with_its_attachment(exported):
    for path in exported.glob("record-*"):
        words = ["record", "--policy", exported / "policy.txt", path, "--json"]
        said = told_of(run(*words, "--attachments", exported / "attachments"))["said"]
        assert said["files"] == {"签到表.pdf": True}
        assert said["leaf"]["op"] in {"create", "correct"}


def test_a_head_kept_outside_convicts_a_journal_that_was_told_again(exported, tmp_path):
    kept = tmp_path / "kept"
    heads = sorted(exported.glob("cp-*"), key=lambda path: int(path.name[3:]))
    shutil.copyfile(heads[-1], kept)
    lines = (exported / "entries.jsonl").read_bytes().splitlines(keepends=True)
    (exported / "entries.jsonl").write_bytes(b"".join(lines[:-1]))
    for path in [heads[-1], *exported.glob("record-*"), *exported.glob("cons-*"),
                 *exported.glob("entry-*"), *exported.glob("leaf-*"),
                 *exported.glob("attachments/*")]:  # fmt: skip
        path.unlink()

    assert verify(exported).returncode == 0
    assert told_of(verify(exported, "--checkpoint", kept))["fault"]["code"] == "cut"


def test_a_folder_with_something_in_it_is_not_written_into(here, tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(CannotExport, match="已有内容"):
        export(tmp_path)
    with pytest.raises(CannotExport, match="不能写入"):
        export(tmp_path / "mine.txt")


@pytest.mark.parametrize(
    ("wanted", "words"),
    [({"proofs": [10_000]}, "没有第 10000 条"), ({"records": ["r_" + "a" * 26]}, "没有这条记录")],
)
def test_what_is_not_there_cannot_be_asked_for(here, tmp_path, wanted, words):
    with pytest.raises(CannotExport, match=words):
        export(tmp_path / "new", **wanted)
    assert not (tmp_path / "new").exists()


def test_of_a_long_journal_only_the_proofs_asked_for_are_written(held, tmp_path, monkeypatch):
    monkeypatch.setattr(export_journal, "BOUND", 10)
    assert export(tmp_path / "usual").proofs == 0
    assert export(tmp_path / "two", proofs=[7, 3, 7]).proofs == 2
    assert verify(tmp_path / "two").returncode == 0


def test_what_no_head_covers_is_exported_and_counted_as_unsigned(held, tmp_path):
    enter(3, at=people.at(2026, 3, 26))

    assert export(tmp_path / "journal").unsigned == 3
    said = told_of(verify(tmp_path / "journal"))["said"]
    assert (said["unsigned"], said["proofs"]) == (3, said["entries"] - 3)


def test_the_command_writes_a_journal_signed_to_its_last_entry(held, tmp_path, capsys):
    folder = tmp_path / "journal"
    call_command("journal", "export", str(folder), "--proofs", "0,3", "--records", held.rec)
    number()

    assert told_of(verify(folder))["said"]["unsigned"] == 0
    assert "2 份凭证、2 份记录、1 个附件" in capsys.readouterr().out


def test_the_command_refuses_what_it_does_not_understand(here, tmp_path):
    for words in (["--proofs", "alle"], ["--proofs", "1,,2"], ["--records", "x"]):
        with pytest.raises(CannotExport):
            call_command("journal", "export", str(tmp_path / "journal"), *words)


def test_a_witnessed_head_is_taken_before_a_newer_one_that_is_not(held):
    older, newer = Checkpoint.objects.exclude(why="").order_by("size")
    with_witness(older)
    number_of_first = held.number or Entry.objects.get(lh=held.lh).seq

    proof = export_record.proof_of(number_of_first, policy.parsed(MARCH_30))
    assert proof.checkpoint.size == older.size
    assert policy.parsed(MARCH_30).judge(proof.note).met
    latest = reading.versions_of(held.rec)[-1]
    assert (
        export_record.proof_of(latest.number, policy.parsed(MARCH_30)).checkpoint.size == newer.size
    )


def with_witness(row):
    """Have the superior witness one head and be trusted from then on."""
    from zhibu.journal import log
    from zhibu.journal.leaves import Op

    at = people.at(2026, 3, 24)
    record = WitnessChanged("superior", Post.SUPERIOR, WITNESS.verifier.spelled, date(2026, 3, 24))
    with log.act():
        log.append(record, unit=None, op=Op.SYSTEM, **hand_of_system(at).told)
    number()
    note = Note.parse(row.note.encode())
    line = WITNESS.cosign(note.text, int(at.timestamp()))
    checkpoints.cosign(row.size, WITNESS.verifier.spelled, line, at=at)


def test_a_record_that_waits_for_its_number_has_no_file_yet(here):
    mine = people.hand(here.accounts.secretary, role="secretary", at=people.at(2026, 3, 23))
    leaf = actions.hold_meeting(branch=here.refining, told=told(here), hand=mine)

    with pytest.raises(export_record.NotProvenYet, match="待定"):
        export_record.file_of(leaf.lh, at=MARCH_30)


def test_parts_that_are_not_shown_take_the_secret_with_them(held):
    """With the secret, whoever likes to guess could try until a digest fits."""
    whole = json.loads(export_record.file_of(held.lh, at=MARCH_30))
    some = json.loads(
        export_record.file_of(held.lh, at=MARCH_30, shows=lambda name, _: name != "attendance")
    )

    assert "secret" in whole
    assert "secret" not in some
    assert {frozenset(part) for part in some["parts"]} == {
        frozenset({"salt", "value"}),
        frozenset({"digest"}),
    }
    assert "陪护家人" not in json.dumps(some, ensure_ascii=False)


def test_modes_are_made_for_the_owner_alone(tmp_path):
    export_journal.put(tmp_path / "x", b"")
    assert stat.S_IMODE(Path(tmp_path / "x").stat().st_mode) == 0o600


def carry_out(rec, *names, ground):
    """Have parts of all versions of a record erased or withheld: one asks, two others approve."""
    targets = []
    for leaf in reading.versions_of(rec):
        places = tuple(one.place for one in erasing.choices_of(leaf.lh) if one.name in names)
        targets.append(Target(spell_bytes(leaf.lh), places, names))
    day = people.hand(at=people.at(2026, 3, 26))
    asked = erasing.ask(targets, ground=ground, why="本人申请", person="m_陈可", hand=day)
    for person in ("m_高翔", "m_宋岚"):
        erasing.approve(asked.rec, person=person, hand=day)
    publish(people.at(2026, 3, 26, 12))


def test_what_was_erased_is_in_no_exported_file_and_everything_else_is_genuine(held, tmp_path):
    carry_out(held.rec, "attendance", "file", ground=Ground.ERASE)
    carry_out(held.rec, "place", ground=Ground.RESTRICT)
    export(tmp_path / "journal", records=[held.rec], files=exporting.files_of)

    assert verify(tmp_path / "journal").returncode == 0
    written = b"".join(
        one.read_bytes() for one in (tmp_path / "journal").iterdir() if one.is_file()
    )
    for gone in ("陪护家人", "签到表.pdf", "三楼党员活动室", "二楼会议室"):
        assert gone.encode() not in written
    assert not (tmp_path / "journal" / "attachments").exists()
    assert "划定 6 个党员责任区".encode() in written
