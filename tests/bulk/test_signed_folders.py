"""Tallies for a superior: signed, received once, and refused when anything was touched."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.bulk.tables import ZB41, scored
from zhibu.bulk import folder as folders
from zhibu.bulk.faults import TallyFault
from zhibu.bulk.folder import Branch, Sheet
from zhibu.bulk.manifest import CHECKPOINT, MANIFEST, Manifest
from zhibu.core import sums
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, Signer

ORIGIN = "liancheng.example/journal/1"
LIANCHENG = Signer.of_seed(ORIGIN, bytes(range(32)))
STRANGER = Signer.of_seed(ORIGIN, bytes(32))
BRANCHES = [Branch(4, "office", "o_" + "a" * 26), Branch(2, "support", "o_" + "b" * 26)]
FACTS = sums.facts(ZB41)[:3]
SHEET = Sheet(
    *(np.array(column) for column in ([4, 2, 2], [0, 1, 0], [0, 3, 0], [0, 5, 0], [1, 2, 1])),
    facts=FACTS,
)


def exported(place, *, by=LIANCHENG, size=7, root=b"r" * 32, as_of=date(2026, 10, 31)):
    """Write a folder as 炼城石化 would."""
    files = folders.write_tables(place, SHEET, BRANCHES)
    head = Checkpoint(ORIGIN, size, root).text
    (place / CHECKPOINT).write_bytes(Note(head, (by.sign(head),)).data)
    told = Manifest(
        origin=ORIGIN, year=2026, as_of=as_of, entries=size, stated=frozenset(FACTS),
        files=(*files, folders.listed(place / CHECKPOINT)),
    )  # fmt: skip
    sign(place, told, by)
    return place


def sign(place, manifest, by=LIANCHENG):
    (place / MANIFEST).write_bytes(manifest.signed_by(by).data)


def received(place, store):
    return folders.receive(place, store, LIANCHENG.verifier)


def refusal(place, store, verifier=LIANCHENG.verifier):
    with pytest.raises(TallyFault) as caught:
        folders.receive(place, store, verifier)
    assert not [path for path in store.rglob("*") if path.name.startswith(".receiving")]
    return str(caught.value)


@pytest.fixture
def sent(tmp_path):
    return exported(tmp_path / "sent")


@pytest.fixture
def store(tmp_path):
    return tmp_path / "tallies-from"


def test_what_was_sent_is_received_under_origin_and_period(sent, store):
    place = received(sent, store)

    assert place == store / "liancheng.example_journal_1" / "2026-10"
    assert {path.name for path in place.iterdir()} == {path.name for path in sent.iterdir()}
    assert set(scored(place)) == {2, 4}


def test_nothing_but_branches_facts_and_sums_is_told(sent):
    tallies = pq.read_table(sent / "part-0000.parquet")

    assert pq.read_table(sent / "units.parquet").column_names == ["unit", "class", "uid"]
    assert tallies.column_names == ["unit", "fact", "month", "lag", "value"]
    assert tallies["unit"].to_pylist() == [2, 2, 4]


@pytest.mark.parametrize("name", ["part-0000.parquet", "units.parquet", CHECKPOINT, MANIFEST])
def test_a_flipped_byte_anywhere_is_found_and_its_file_named(sent, store, name):
    path = sent / name
    whole = path.read_bytes()
    for place in range(0, len(whole), max(len(whole) // 25, 1)):
        spoiled = bytearray(whole)
        spoiled[place] ^= 1 << place % 8
        path.write_bytes(spoiled)

        assert name in refusal(sent, store), place


@pytest.mark.parametrize("name", ["part-0000.parquet", "units.parquet", CHECKPOINT])
def test_a_missing_file_is_named(sent, store, name):
    (sent / name).unlink()

    assert f"缺少清单所列的文件 {name}" in refusal(sent, store)


def test_a_folder_without_a_list_is_refused(sent, store):
    (sent / MANIFEST).unlink()

    assert "没有清单文件" in refusal(sent, store)


def test_a_file_that_is_not_listed_is_refused(sent, store):
    (sent / "members.csv").write_text("王立新")

    assert "members.csv 不在清单里" in refusal(sent, store)


def test_a_file_that_leads_elsewhere_is_refused(sent, store, tmp_path):
    (sent / "units.parquet").rename(tmp_path / "elsewhere")
    (sent / "units.parquet").symlink_to(tmp_path / "elsewhere")

    assert "units.parquet 与清单不符" in refusal(sent, store)


def test_another_key_of_the_same_name_is_refused(tmp_path, store):
    sent = exported(tmp_path / "sent", by=STRANGER)

    assert "不是用给定的公钥" in refusal(sent, store)


def test_a_second_signature_is_a_change_too(sent, store):
    note = Note.parse((sent / MANIFEST).read_bytes())
    (sent / MANIFEST).write_bytes(note.adding(STRANGER.sign(note.text)).data)

    assert "不是用给定的公钥" in refusal(sent, store)


def test_a_column_more_is_refused_though_it_is_signed(sent, store):
    path = sent / "units.parquet"
    table = pq.read_table(path)
    pq.write_table(table.append_column("name", pa.array(["王立新", "赵兰"])), path)
    resign(sent, path, rows=2)

    assert "units.parquet 多出了 name 列" in refusal(sent, store)


def test_a_wrong_count_of_rows_is_refused_though_it_is_signed(sent, store):
    resign(sent, sent / "part-0000.parquet", rows=9)

    assert "part-0000.parquet 有 3 行，清单写明 9 行" in refusal(sent, store)


def resign(sent, path, *, rows):
    """Have 炼城石化 itself sign a changed file."""
    told = Manifest.parse(Note.parse((sent / MANIFEST).read_bytes()).text)
    others = tuple(one for one in told.files if one.name != path.name)
    sign(sent, replace(told, files=(*others, folders.listed(path, rows))))


def test_the_same_period_is_received_once(sent, store, tmp_path):
    received(sent, store)
    again = exported(tmp_path / "again", size=9)

    assert "2026-10 已经收过" in refusal(again, store)


def test_a_journal_that_became_shorter_is_refused(sent, store, tmp_path):
    received(sent, store)
    older = exported(tmp_path / "older", size=6, as_of=date(2026, 11, 30))

    assert "只到第 6 条，比已收到的第 7 条旧" in refusal(older, store)


def test_another_journal_of_the_same_length_is_refused(sent, store, tmp_path):
    received(sent, store)
    forked = exported(tmp_path / "forked", root=b"s" * 32, as_of=date(2026, 11, 30))

    assert "账本分叉了" in refusal(forked, store)


def test_the_next_month_is_received_beside_the_last(sent, store, tmp_path):
    first = received(sent, store)
    second = received(exported(tmp_path / "next", size=9, as_of=date(2026, 11, 30)), store)

    assert (first.name, second.name) == ("2026-10", "2026-11")


def test_a_head_that_belongs_to_no_manifest_is_refused(sent, store):
    head = Checkpoint(ORIGIN, 8, b"r" * 32).text
    (sent / CHECKPOINT).write_bytes(Note(head, (LIANCHENG.sign(head),)).data)
    resign(sent, sent / CHECKPOINT, rows=0)

    assert "账本头 checkpoint 有误" in refusal(sent, store)


@pytest.mark.parametrize("origin", ["../up", "a/../b", ".hidden", "a b", "a//b", "a\\b", ""])
def test_no_origin_leads_out_of_the_store(origin):
    with pytest.raises(TallyFault, match="不能作文件夹名"):
        folders.folder_of(origin)


def test_files_are_cut_between_units(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "IN_A_FILE", 1)
    place = exported(tmp_path / "sent")

    units = [pq.read_table(path)["unit"].to_pylist() for path in sorted(place.glob("part-*"))]

    assert units == [[2, 2], [4]]


def test_a_folder_with_something_in_it_is_not_written_into(sent):
    with pytest.raises(TallyFault, match="已有内容"):
        folders.write_tables(sent, SHEET, BRANCHES)
