"""A whole exported journal: what was done to it is found, and the first wrong entry is named."""

import random
import shutil

import pytest

from tests.core import forging
from tests.tools import files
from tests.tools.files import POLICY, VECTORS, run, told_of, tool
from zhibu.core import merkle
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.tlog_proof import TlogProof


@pytest.fixture
def journal(tmp_path):
    folder = tmp_path / "journal"
    folder.mkdir()
    names = [path for path in VECTORS.iterdir() if path.name not in {"record.json", "policy.txt"}]
    for path in names:
        shutil.copyfile(path, folder / path.name)
    return folder


def lines_of(folder):
    return (folder / "entries.jsonl").read_bytes().splitlines(keepends=True)


def write_lines(folder, lines):
    (folder / "entries.jsonl").write_bytes(b"".join(lines))


def fault_of(folder, *words):
    done = run("log", "--policy", POLICY, folder, "--json", *words)
    assert done.returncode == 1
    return told_of(done)["fault"]


def test_a_changed_entry_is_within_what_the_next_head_covers(journal):
    lines = lines_of(journal)
    lines[261] = lines[261].replace(b"2026-03-14", b"2026-03-13")
    write_lines(journal, lines)

    fault = fault_of(journal)
    assert (fault["code"], fault["file"], fault["entry"]) == ("root", "cp-300", 257)
    assert "257…299" in fault["words"]


def test_an_entry_with_a_proof_is_named_itself(journal):
    lines = lines_of(journal)
    lines[123] = lines[123].replace(b"2026-03-14", b"2026-03-13")
    write_lines(journal, lines)
    (journal / "leaf-123.json").unlink()
    for path in journal.glob("record-*"):
        path.unlink()

    fault = fault_of(journal)
    assert (fault["code"], fault["entry"]) == ("proven", 123)


def test_with_all_proofs_the_very_first_wrong_entry_is_named(journal):
    lines = lines_of(journal)
    hashes = [merkle.leaf_hash(line[:-1]) for line in lines]
    note = forging.Note.parse((journal / "cp-300").read_bytes())
    for number in range(20):
        path = tuple(forging.spans(hashes, merkle.inclusion_spans(number, 300)))
        proof = TlogProof(number, path, note)
        (journal / f"entry-{number}.tlog-proof").write_bytes(proof.data)
    del lines[17]
    write_lines(journal, lines)
    for path in journal.glob("record-*"):
        path.unlink()

    fault = fault_of(journal)
    assert (fault["code"], fault["entry"]) == ("proven", 17)
    assert "17…17" in fault["words"]


def test_a_journal_cut_short_is_found(journal):
    write_lines(journal, lines_of(journal)[:-10])
    assert fault_of(journal)["code"] == "cut"


def test_a_journal_cut_short_with_its_heads_is_found_by_who_kept_one(journal, tmp_path):
    write_lines(journal, lines_of(journal)[:257])
    kept = tmp_path / "kept"
    (journal / "cp-300").rename(kept)
    for path in [*journal.glob("record-*"), *journal.glob("entry-*"), journal / "cons-257-300"]:
        path.unlink()

    assert run("log", "--policy", POLICY, journal).returncode == 0
    fault = fault_of(journal, "--checkpoint", kept)
    assert (fault["code"], fault["file"]) == ("cut", str(kept))


def test_another_history_is_found_by_who_kept_a_head(tmp_path):
    """Two journals of one origin, both signed and witnessed: only a head kept outside tells."""
    kept = written(tmp_path / "shown", [b"one", b"two", b"three"])
    written(tmp_path / "hidden", [b"one", b"zwei", b"three"])
    policy = ["--policy", tmp_path / "hidden" / "policy.txt"]

    assert run("log", *policy, tmp_path / "hidden").returncode == 0
    split = run("log", *policy, tmp_path / "hidden", "--checkpoint", kept, "--english")
    assert split.returncode == 1
    assert "SPLIT VIEW" in split.stdout


def written(folder, words):
    """Write a small journal whose only head covers all of it; return the head's file."""
    folder.mkdir()
    leaves = [forging.leaf_of([["kind", "x/1"], ["t", word.decode()]]) for word in words]
    (folder / "entries.jsonl").write_bytes(b"".join(leaf + b"\n" for leaf in leaves))
    root = merkle.root([merkle.leaf_hash(leaf) for leaf in leaves])
    head = folder / f"cp-{len(leaves)}"
    head.write_bytes(forging.signed(Checkpoint(forging.ORIGIN, len(leaves), root).text).data)
    (folder / "policy.txt").write_text(forging.POLICY, "utf-8")
    return head


def test_what_no_head_covers_is_said_to_be_unsigned(journal):
    write_lines(journal, [*lines_of(journal), forging.leaf_of() + b"\n"])

    done = run("log", "--policy", POLICY, journal)
    assert done.returncode == 0
    assert "最后 1 条还没有账本头签名" in done.stdout


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"v":1,"kind":"x"}\n', "syntax"),
        (b'{"v":2}\n', "leaf"),
        (b"\xff\n", "utf8"),
        (b"{" * 5000 + b"\n", "leaf"),
        (b'{"a":1,"v":1}\n', "shape"),
        (b"", "leaf"),
    ],
)
def test_a_line_that_is_no_leaf_is_named(journal, line, code):
    lines = lines_of(journal)
    lines[5] = line or lines[5][:-1]
    write_lines(journal, lines[:6] if not line else lines)

    fault = fault_of(journal)
    assert (fault["code"], fault["file"], fault["entry"]) == (code, "entries.jsonl", 5)


@pytest.mark.parametrize("name", ["cp-257", "cons-257-300", "entry-123.tlog-proof", "leaf-123.json",
                                  "record-whole.json", "record-redacted.json", "entries.jsonl"])  # fmt: skip
def test_no_byte_of_any_file_can_be_changed_unnoticed(journal, name):
    """A witness's line may be made unreadable: then the head has a witness less, and that is said."""
    chance = random.Random(name)
    policy = tool.Policy.parse(POLICY.read_bytes())
    good, before = (journal / name).read_bytes(), tool.Export(journal, policy, []).check()
    for _ in range(40):
        (journal / name).write_bytes(files.flipped(good, chance))
        try:
            said = tool.Export(journal, policy, []).check()
        except tool.Fault:
            continue
        assert said["unwitnessed"] > before["unwitnessed"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: (folder / "cp-257").rename(folder / "cp-256"), "name"),
        (lambda folder: (folder / "cp-257").unlink(), "missing"),
        (lambda folder: (folder / "leaf-123.json").rename(folder / "leaf-124.json"), "differs"),
        (lambda folder: (folder / "leaf-123.json").rename(folder / "leaf-999.json"), "differs"),
        (lambda folder: (folder / "entries.jsonl").unlink(), "missing"),
        (lambda folder: [one.unlink() for one in folder.glob("c*-*")], "nothing"),
    ],
)
def test_files_that_do_not_belong_together_are_found(journal, change, code):
    change(journal)
    assert fault_of(journal)["code"] == code


def test_a_head_with_too_few_witnesses_alone_proves_nothing(tmp_path):
    head = written(tmp_path / "journal", [b"one"])
    note = forging.Note.parse(head.read_bytes())
    head.write_bytes(forging.Note(note.text, note.lines[:2]).data)

    done = run(
        "log", "--policy", tmp_path / "journal" / "policy.txt", tmp_path / "journal", "--json"
    )
    assert (done.returncode, told_of(done)["fault"]["code"]) == (1, "quorum")


@pytest.mark.parametrize("size", range(1, 70))
def test_every_head_of_a_journal_continues_every_earlier_one(size):
    hashes = [merkle.leaf_hash(b"%d" % i) for i in range(size)]
    new = tool.Checkpoint("x", size, merkle.root(hashes), None)
    for small in range(size + 1):
        old = tool.Checkpoint("x", small, merkle.root(hashes[:small]), None)
        path = forging.spans(hashes, merkle.consistency_spans(small, size)) if small else []
        assert tool.is_consistent(old, new, path)
        other = tool.Checkpoint("x", small, bytes(32), None)
        assert not tool.is_consistent(other, new, path)
    for index in range(size):
        path = forging.spans(hashes, merkle.inclusion_spans(index, size))
        assert tool.is_included(hashes[index], index, size, path, new.root)
        assert not tool.is_included(bytes(32), index, size, path, new.root)
        assert not tool.is_included(hashes[index], index, size, [*path, bytes(32)], new.root)
