"""What is wrong with files of tallies is named: file, row, way out."""

import math

import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.bulk.tables import alike, crew_of, live, scored, write
from zhibu.bulk import crew, rows
from zhibu.bulk.faults import TallyFault

HELD = "meetings.party_day.held"
FINE = (1, HELD, 3, 0, 1.0)
UNITS = {1: "office", 2: "support"}


def refusal(folder):
    with pytest.raises(TallyFault) as caught:
        scored(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ((1, HELD, 13, 0, 1.0), "part-0.parquet 第 2 行：月份 13"),
        ((1, HELD, -1, 0, 1.0), "part-0.parquet 第 2 行：月份 -1"),
        ((1, HELD, 3, 7, 1.0), "part-0.parquet 第 2 行：时滞 7"),
        ((1, HELD, 3, 0, 1.5), "part-0.parquet 第 2 行：数值 1.5 不是整数"),
        ((1, HELD, 3, 0, math.nan), "part-0.parquet 第 2 行：数值 nan 不是整数"),
        ((1, HELD, 3, 0, math.inf), "part-0.parquet 第 2 行：数值 inf 不是整数"),
        ((1, HELD, 3, 0, -math.inf), "part-0.parquet 第 2 行：数值 -inf 不是整数"),
        ((1, HELD, 3, 0, 1e15), "part-0.parquet 第 2 行：数值 1000000000000000.0 超过一万亿"),
        ((0, HELD, 3, 0, 1.0), "part-0.parquet 第 2 行：单位 0 排在更大的编号之后"),
        ((1, HELD, None, 0, 1.0), "part-0.parquet 的 month 列有空值"),
        ((1, None, 3, 0, 1.0), "part-0.parquet 的 fact 列有空值"),
        ((3, HELD, 3, 0, 1.0), "part-0.parquet 里的单位 3 没有列在 units.parquet"),
    ],
)
def test_a_bad_row_is_refused_by_its_number(tmp_path, bad, says):
    write(tmp_path, [FINE, bad], units=UNITS)

    assert says in refusal(tmp_path)


def test_a_row_is_counted_from_the_file_s_beginning(tmp_path):
    told = [FINE] * 9 + [(1, HELD, 13, 0, 1.0)]
    write(tmp_path, told, units=UNITS, row_group_size=4)

    assert "第 10 行" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("types", "says"),
    [
        ({"value": pa.float32()}, "value 列是 float 类型，应是 float64"),
        ({"unit": pa.int32()}, "unit 列是 int32 类型，应是 int64"),
        ({"month": pa.int16()}, "month 列是 int16 类型，应是 int8"),
    ],
)
def test_a_column_of_another_type_is_refused(tmp_path, types, says):
    write(tmp_path, [FINE], units=UNITS, **types)

    assert says in refusal(tmp_path)


def test_facts_may_come_as_plain_strings(tmp_path):
    write(tmp_path, [FINE], units=UNITS, fact=pa.string())

    assert alike(scored(tmp_path)) == live([FINE], UNITS)


def test_a_missing_column_is_named(tmp_path):
    write(tmp_path, [FINE], units=UNITS)
    path = tmp_path / "part-0.parquet"
    pa.parquet.write_table(pa.parquet.read_table(path).drop_columns(["lag"]), path)

    assert "part-0.parquet 没有 lag 列" in refusal(tmp_path)


def test_what_is_no_parquet_is_named(tmp_path):
    write(tmp_path, [FINE], units=UNITS)
    (tmp_path / "part-1.parquet").write_bytes(b"unit,fact\n1,x\n")

    assert "part-1.parquet 不是完整的 Parquet 文件" in refusal(tmp_path)


def test_a_file_spoiled_in_the_middle_is_named(tmp_path):
    told = [(1, HELD, month % 13, month % 7, float(month)) for month in range(50_000)]
    write(tmp_path, told, units=UNITS)
    path = tmp_path / "part-0.parquet"
    data = bytearray(path.read_bytes())
    data[4 : len(data) // 2] = bytes(len(data) // 2 - 4)
    path.write_bytes(data)

    assert "part-0.parquet" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "units.parquet").unlink(), "没有 units.parquet"),
        (lambda folder: (folder / "part-0.parquet").unlink(), "没有 .parquet 文件"),
        (lambda folder: (folder / "units.parquet").write_bytes(b"PAR1"), "units.parquet 不是完整"),
    ],
)
def test_a_folder_lacking_something_is_refused(tmp_path, spoil, says):
    spoil(write(tmp_path, [FINE], units=UNITS))

    assert says in refusal(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert "没有 units.parquet" in refusal(tmp_path / "nowhere")


def test_a_unit_in_two_files_is_refused(tmp_path):
    write(tmp_path, [FINE], [FINE], units=UNITS)

    assert "单位 1 分在不止一处：part-1.parquet" in refusal(tmp_path)


def test_a_class_that_the_standard_does_not_know_is_refused(tmp_path):
    write(tmp_path, [FINE], units={1: "elsewhere"})

    assert "类别“elsewhere”不在标准里" in refusal(tmp_path)


def test_a_unit_listed_twice_is_refused(tmp_path):
    write(tmp_path, [FINE], units=UNITS)
    listed = {"unit": pa.array([1, 1], pa.int64()), "class": ["office", "support"]}
    pa.parquet.write_table(pa.table(listed), tmp_path / "units.parquet")

    assert "units.parquet 里单位 1 出现不止一次" in refusal(tmp_path)


def test_rows_told_twice_are_added_up(tmp_path):
    told = [(1, "party.counted", 0, 0, 1.0), (1, "party.live", 0, 0, 1.0)]
    told += [(1, "party.members", 0, 0, 10.0)] * 2 + [
        (1, "learning.study_minutes", 1, 0, 100.0)
    ] * 3
    write(tmp_path, told, units=UNITS)

    assert alike(scored(tmp_path)) == live(told, UNITS)


def test_facts_that_nobody_asks_for_are_counted_and_left_out(tmp_path):
    strange = [(1, "weather.rain", 3, 0, 1.0)] * 5 + [(2, "weather.sun", 3, 0, 1.0)]
    write(tmp_path, [FINE, *strange], units=UNITS)
    asked = crew_of(tmp_path)

    told = pa.Table.from_batches(asked.score()).to_pylist()

    assert asked.tally.ignored == {"weather.rain": 5, "weather.sun": 1}
    assert alike({row["unit"]: row for row in told}) == live([FINE], UNITS)


def test_a_unit_without_a_row_is_scored_too(tmp_path):
    write(tmp_path, [FINE], units={**UNITS, 9: "office"})

    assert set(scored(tmp_path)) == {1, 2, 9}
    assert scored(tmp_path)[9]["result"] is None


@pytest.mark.parametrize("spans", [1, 3, 1000])
def test_units_across_row_groups_are_whole(tmp_path, monkeypatch, spans):
    monkeypatch.setattr(crew, "ROWS_AT_ONCE", spans)
    told = [(unit, HELD, month, 0, 1.0) for unit in (1, 2, 4) for month in range(1, 13)]
    units = dict.fromkeys(range(1, 6), "office")
    write(tmp_path, told, units=units, row_group_size=5)

    assert alike(scored(tmp_path)) == live(told, units)


def test_disorder_between_row_groups_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(crew, "ROWS_AT_ONCE", 1)
    told = [(2, HELD, 1, 0, 1.0), (2, HELD, 2, 0, 1.0), (1, HELD, 1, 0, 1.0), (1, HELD, 2, 0, 1.0)]
    write(tmp_path, told, units=UNITS, row_group_size=2)

    assert "第 3 行：单位 1 排在更大的编号之后" in refusal(tmp_path)


def test_a_unit_with_endless_rows_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "MOST_OF_A_UNIT", 20)
    write(tmp_path, [FINE] * 50, units=UNITS, row_group_size=5)

    assert "单位 1 的行数超过 20" in refusal(tmp_path)


def test_another_process_tells_the_same_fault(tmp_path):
    write(tmp_path, [FINE, (1, HELD, 13, 0, 1.0)], units=UNITS)

    with pytest.raises(TallyFault, match="第 2 行：月份 13"):
        scored(tmp_path, processes=2)
