"""The files a committee keeps: every planted fault is named, nothing else is called wrong."""

import json

import pytest

from tests.rooms.intake.books import SAMPLES, beside, dry, errors, samples

FAULTS = json.loads((SAMPLES / "faults.json").read_text("utf-8"))


def named(proposal):
    return {(f.file, f.row, f.column) for f in proposal.findings if f.severity == "error"}


def test_every_planted_fault_is_named_at_its_cell_and_nothing_else_is_an_error():
    planted = {(fault["file"], fault["row"], fault["column"]) for fault in FAULTS}

    proposal = dry(*samples())

    assert named(proposal) == planted
    assert proposal.counts["faults"] == len(FAULTS)
    assert proposal.counts["rows"] == 419


@pytest.mark.parametrize("file", samples(), ids=lambda source: source.name)
def test_a_file_alone_shows_the_same_faults(file):
    planted = [(f["row"], f["column"]) for f in FAULTS if f["file"] == file.name]

    proposal = dry(file)

    assert sorted(errors(proposal)) == sorted(planted)


@pytest.mark.django_db
def test_beside_an_empty_installation_nothing_changes():
    assert named(beside(*samples())) == named(dry(*samples()))


@pytest.mark.parametrize(
    "words",
    [
        "主持人闫可同时列在缺席人员中",
        "预备党员没有被选举权，却填有党内职务“组织委员”",
        "党小组会没有写明是哪个党小组",
        "许永晨不是支部委员，却列为支委会缺席",
        "任期已于 2026-07-09 届满",
        "暂按当月最后一天 2026-04-30 计",
    ],
)
def test_what_real_life_gets_wrong_is_warned_of(words):
    proposal = dry(*samples())

    assert any(words in f.message for f in proposal.findings if f.severity == "warning")


def test_a_finding_tells_its_cell_as_the_spreadsheet_shows_it():
    proposal = dry(*samples())

    told = next(f.told() for f in proposal.findings if f.row == 7 and f.severity == "error")
    assert set(told) == {"file", "sheet", "row", "column", "cell", "severity", "message"}
    assert told["cell"] in {"C7", "F7"}
