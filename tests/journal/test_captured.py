"""Offline capture: what a phone claims travels with the record, and moves nothing."""

from datetime import UTC, date, datetime

import pytest

from tests.journal.test_door import standing
from tests.journal.toys import Met, hand
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.ids import new_id
from zhibu.core.lag import Lag
from zhibu.core.notes import Note, Signer
from zhibu.journal import log, reading
from zhibu.journal.log import Captured, UnreadableCheckpoint

pytestmark = pytest.mark.django_db
TAKEN_DOWN = datetime(2026, 11, 5, 12, 0, 0, 250_000, UTC)
ORIGIN = "maoyuan.example/journal/0"


def held():
    """A checkpoint note such as a phone holds."""
    text = Checkpoint(ORIGIN, 41, b"\x07" * 32).text
    return Note(text, (Signer.of_seed(ORIGIN, b"\x01" * 32).sign(text),)).data.decode()


def take_down(unit, captured):
    with log.act(unit):
        record = Met(date(2026, 11, 5))
        return log.append(record, unit=unit, captured=captured, **hand("2026-11-20").told)


def test_what_the_phone_said_is_read_again():
    captured = Captured(TAKEN_DOWN, held())
    leaf = take_down(new_id("o"), captured)

    assert log.captured_of(leaf) == captured
    assert [part[0] for part in reading.parts_of(leaf.lh)].count("captured") == 1
    assert log.record_of(leaf) == Met(date(2026, 11, 5))


def test_a_record_made_at_the_desk_says_nothing_of_it():
    assert log.captured_of(take_down(new_id("o"), None)) is None


def test_a_claimed_time_makes_no_late_record_timely():
    unit = new_id("o")
    leaf = take_down(unit, Captured(TAKEN_DOWN))

    assert leaf.at == hand("2026-11-20").at
    assert [*standing(unit)] == [("meetings.party_day.held", 202611, Lag.WITHIN_22)]
    assert log.captured_of(leaf) == Captured(TAKEN_DOWN)


@pytest.mark.parametrize("sent", [
    "", "账本头", f"{ORIGIN}\n41\nnot base64\n\n— a b\n", "x" * 9000, held() + "more\n",
    held().replace("\n41\n", "\n041\n"),
], ids=["empty", "no note", "no head", "too long", "trailing", "nought before the size"])  # fmt: skip
def test_what_is_no_checkpoint_is_refused_with_the_reason(sent):
    with pytest.raises(UnreadableCheckpoint, match="账本头无法识别"):
        take_down(new_id("o"), Captured(TAKEN_DOWN, sent))
