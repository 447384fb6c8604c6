"""`zhibu tallies` and `zhibu assess --tallies`, from a small committee to its superior."""

import io
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from tests.bulk.tables import write
from tests.notary.scenes import number, open_journal
from tests.people import at, hand
from tests.rooms.assessment.conftest import holder
from zhibu import standards
from zhibu.assessment import engine
from zhibu.assessment.in_force import shipped
from zhibu.assessment.models import Purpose
from zhibu.desk import tallies
from zhibu.notary import keys

STANDARD = Path(standards.__file__).parent / "zb41.yaml"
EXPORTED_AT = at(2026, 11, 22)


@pytest.fixture
def here(transactional_db, founded):
    open_journal()
    found = founded
    number()
    return found


def told(*words, **options):
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_a_superior_scores_what_was_sent_as_it_is_scored_here(here, tmp_path, settings):
    hold = holder(here)
    for month in (2, 3, 4, 5):
        hold("party_day", date(2026, month, 10))
        hold("committee_meeting", date(2026, month, 11))
    hold("lecture", date(2026, 3, 12), entered=at(2026, 6, 1))
    sent, out = tmp_path / "sent", tmp_path / "scores.parquet"
    done = tallies.export(sent, year=2026, hand=hand(here.accounts.officer, at=EXPORTED_AT))
    settings.DATA = tmp_path / "superior"

    said = told("tallies", "import", str(sent), key=keys.current().vkey)
    place = next((tmp_path / "superior" / "tallies-from").glob("*/2026-11"))
    told("assess", tallies=place, standard=STANDARD, out=out, processes=1)

    assert "核验无误" in said
    assert done.branches == 2
    assert bulk_points(out, place) == live_points(here)


def bulk_points(out, place):
    uids = {row["unit"]: row["uid"] for row in pq.read_table(place / "units.parquet").to_pylist()}
    rows = pq.read_table(out).to_pylist()
    return {
        uids[row["unit"]]: {k: v for k, v in row.items() if k.startswith("item_")} for row in rows
    }


def live_points(here):
    standard = shipped(Purpose.ASSESSMENT)
    units = [here.refining.uid, here.cracking.uid]
    width = engine.read(standard, units, 2026)
    scores = engine.judge(standard, width.sums, date(2026, 11, 22))
    return {
        unit: {
            f"item_{item.id}": int(scores.points[n, place]) if scores.applicable[n, place] else None
            for n, item in enumerate(standard.items)
        }
        for place, unit in enumerate(width.units)
    }


def test_no_byte_that_leaves_names_a_person(here, tmp_path):
    done = tallies.export(
        tmp_path / "sent", year=2026, hand=hand(here.accounts.officer, at=EXPORTED_AT)
    )

    text = b"".join(path.read_bytes() for path in (tmp_path / "sent").iterdir())
    table = pq.read_table(tmp_path / "sent" / "part-0000.parquet")
    members = [here.member("王立新"), here.member("周建国")]
    assert [one for one in members if one.uid.encode() in text or one.name.encode() in text] == []
    assert len(table) == done.rows > 0


def test_verify_names_the_origin_or_what_is_wrong(here, tmp_path):
    sent = tmp_path / "sent"
    tallies.export(sent, year=2026, hand=hand(here.accounts.officer, at=EXPORTED_AT))
    key = tmp_path / "key"
    key.write_text(f"log {keys.current().vkey}\n")

    assert keys.origin() in told("tallies", "verify", str(sent), key=str(key))
    (sent / "part-0000.parquet").write_bytes(b"PAR1")
    with pytest.raises(CommandError, match=r"part-0000\.parquet 与清单不符"):
        told("tallies", "verify", str(sent), key=str(key))
    with pytest.raises(CommandError, match="看不懂公钥"):
        told("tallies", "verify", str(sent), key="nonsense")


def test_that_tallies_left_stands_in_the_journal(here, tmp_path):
    from zhibu.journal.models import LeafRow

    told("tallies", "export", str(tmp_path / "sent"))

    assert LeafRow.objects.filter(kind="export.made").count() == 1


@pytest.fixture
def folder(tmp_path):
    rows = [(1, "party.counted", 0, 0, 1.0), (1, "weather.rain", 1, 0, 4.0)]
    return write(tmp_path / "tallies", rows, units={1: "office"})


def test_the_summary_tells_classes_and_what_was_left_out(folder):
    said = told("assess", tallies=folder, standard=STANDARD, processes=1)

    assert "1 个单位，2 行" in said
    assert "office：1 个" in said
    assert "weather.rain 1" in said


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"tallies": Path("/nowhere")}, "没有 units.parquet"),
        ({"standard": None}, "请用 --standard 写明标准文件"),
        ({"standard": Path("/nowhere")}, "不能读取标准文件"),
    ],
)
def test_what_cannot_be_scored_is_said_in_a_sentence(folder, wrong, says):
    with pytest.raises(CommandError, match=says):
        told("assess", **{"tallies": folder, "standard": STANDARD, "processes": 1, **wrong})


def test_a_faulty_standard_is_refused_by_its_line(folder, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(STANDARD.read_text("utf-8").replace("total: 100", "total: 90"), "utf-8")

    with pytest.raises(CommandError, match=r"bad\.yaml 第 \d+ 行：标准标明总分 90"):
        told("assess", tallies=folder, standard=path, processes=1)


def test_scores_are_not_written_among_the_tallies(folder):
    with pytest.raises(CommandError, match="会混进统计数据"):
        told("assess", tallies=folder, standard=STANDARD, out=folder / "x.parquet", processes=1)


def test_half_a_file_is_never_left(folder, tmp_path):
    table = pq.read_table(folder / "part-0.parquet")
    month = pa.array([13, 13], pa.int8())
    pq.write_table(table.set_column(2, "month", month), folder / "part-0.parquet")

    with pytest.raises(CommandError, match="月份 13"):
        told("assess", tallies=folder, standard=STANDARD, out=tmp_path / "o.parquet", processes=1)
    assert not list(tmp_path.glob("o.parquet*"))
