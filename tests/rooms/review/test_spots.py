"""Spot checks: announced first, drawn by what nobody could know, drawn again by anybody."""

import base64
import hashlib
import re
from datetime import date

import pytest

from tests.people import SmallCommittee, at, hand
from tests.rooms.review import scenes
from tests.rooms.review.test_judging import rows
from zhibu.core.checkpoint import Checkpoint
from zhibu.journal import log, replay
from zhibu.notary import checkpoints
from zhibu.notary.checkpoints import Published
from zhibu.party import actions as party
from zhibu.review import actions, spots
from zhibu.review.actions import CannotSpotCheck
from zhibu.review.actions.spot_checking import SpotTold
from zhibu.review.models import DrawnLine, SpotCheck
from zhibu.review.records import SpotAnnounced

# The heads of these tests are made up, over numbers that PostgreSQL gives outside a test's
# transaction; test_drawing_for_real.py draws by a real one on both.
pytestmark = pytest.mark.once

TEXT = "2026 年 3 月现场抽查"
ROOT = hashlib.sha256(b"a head nobody knew").digest()


class Note:
    """A published note as far as a draw reads it."""

    def __init__(self, size: int, root: bytes = ROOT) -> None:
        self.text = Checkpoint("example.org/log", size, root).text


@pytest.fixture
def publish(monkeypatch):
    """Return what publishes a head of a size."""
    heads: dict[int, Published] = {}

    def over(number: int) -> Published | None:
        found = [size for size in heads if size > number]
        return heads[min(found)] if found else None

    monkeypatch.setattr(checkpoints, "first_published_over", over)

    def told(size: int, root: bytes = ROOT) -> None:
        heads[size] = Published(size, Note(size, root), at(2026, 3, 20), "daily")

    return told


@pytest.fixture
def wide(here: SmallCommittee) -> SmallCommittee:
    """Let both branches work in the system."""
    party.go_live(
        branch=here.cracking, live_on=date(2026, 2, 1), counted_from=date(2026, 1, 1), hand=hand()
    )
    return here


def announce(here: SmallCommittee, *, branches: int = 1, items: int = 3, text: str = TEXT):
    by = hand(here.accounts.assessor, role="assessor", at=at(2026, 3, 19))
    told = SpotTold(text, branches, items)
    leaf = actions.announce(organization=here.committee, year=2026, told=told, hand=by)
    return SpotCheck.objects.get(rec=leaf.rec)


def draw(here: SmallCommittee, spot: SpotCheck):
    by = hand(here.accounts.assessor, role="assessor", at=at(2026, 3, 20))
    actions.draw(spot, hand=by)
    spot.refresh_from_db()
    return spot


def find(line: DrawnLine, account, outcome: str, words: str = "", **told):
    by = hand(account, role="assessor", at=at(2026, 3, 25))
    return actions.find(line, outcome=outcome, words=words, who=scenes.by(account), hand=by, **told)


def test_a_draw_waits_for_a_head_over_its_announcement(wide, publish):
    spot = announce(wide)
    number = log.leaf_of(spot.leaf_id).number
    publish(number)  # a head that ends just before the announcement
    with pytest.raises(CannotSpotCheck, match="还没有公布"):
        draw(wide, spot)
    publish(number + 1)
    assert draw(wide, spot).size == number + 1


def test_the_first_head_decides_and_no_later_one(wide, publish):
    spot = announce(wide)
    number = log.leaf_of(spot.leaf_id).number
    publish(number + 40, hashlib.sha256(b"another").digest())
    publish(number + 1)
    assert base64.b64decode(draw(wide, spot).root) == ROOT
    with pytest.raises(CannotSpotCheck, match="不能重抽"):
        draw(wide, spot)


def test_the_draw_is_done_again_by_hand_from_what_the_page_shows(wide, publish):
    spot = announce(wide)
    publish(log.leaf_of(spot.leaf_id).number + 1)
    draw(wide, spot)
    announced = spots.announcement_of(spot)

    seed = hashlib.sha256(base64.b64decode(spot.root) + TEXT.encode()).hexdigest()
    names = [uid for pool in announced.pool for uid in pool.branches]
    lot = {name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest() for name in names}
    branch = min(lot, key=lot.get)
    items = sorted(
        announced.among,
        key=lambda item: hashlib.sha256(f"{seed}:{branch}:{item}".encode()).hexdigest(),
    )[:3]

    drawn = [(line.branch_id, line.item) for line in spot.lines.order_by("place")]
    assert spot.seed == seed
    assert drawn == [(branch, item) for item in items]


def test_branches_and_items_are_drawn_and_never_persons(wide, publish):
    spot = announce(wide, branches=30, items=10)
    publish(log.leaf_of(spot.leaf_id).number + 1)
    draw(wide, spot)
    drawn = {line.branch_id for line in spot.lines.all()}
    assert drawn == {wide.refining.uid, wide.cracking.uid}
    told = repr(spots.announcement_of(spot))
    assert not re.search(r"\bm_[a-z2-7]{26}", told)
    assert "member" not in set(SpotAnnounced.__dataclass_fields__)


def test_a_branch_that_is_not_live_cannot_be_drawn(here, publish):
    announced = spots.announcement_of(announce(here, branches=5))
    assert [pool.branches for pool in announced.pool] == [(here.refining.uid,)]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"text": "  "}, "名称"),
        ({"text": "长" * 101}, "最多"),
        ({"branches": 0}, "1 到 30"),
        ({"branches": 31}, "1 到 30"),
        ({"items": 11}, "1 到 10"),
    ],
)
def test_an_announcement_that_makes_no_sense_is_refused(wide, told, words):
    with pytest.raises(CannotSpotCheck, match=words):
        announce(wide, **told)


@pytest.fixture
def line(wide, publish) -> DrawnLine:
    spot = announce(wide, branches=2)
    publish(log.leaf_of(spot.leaf_id).number + 1)
    draw(wide, spot)
    return DrawnLine.objects.filter(branch=wide.refining).order_by("place").first()


def test_what_was_found_is_recorded_and_corrected(wide, line):
    assessor = wide.accounts.assessor
    find(line, assessor, "differs", "记录写到会 8 人，现场说 5 人")
    line.refresh_from_db()
    with pytest.raises(log.NoReason):
        find(line, assessor, "as_recorded")
    find(line, assessor, "as_recorded", reason="看错了日期")
    line.refresh_from_db()
    assert line.outcome == "as_recorded"
    assert len(log.versions_of(line.finding)) == 2


def test_a_difference_is_put_into_words(wide, line):
    with pytest.raises(CannotSpotCheck, match="理由"):
        find(line, wide.accounts.assessor, "missing")
    with pytest.raises(CannotSpotCheck, match="请选一种结果"):
        find(line, wide.accounts.assessor, "fine", "好")


def test_nobody_checks_the_own_branch(wide, line):
    insider = scenes.assessor(wide, "insider", member="单国栋")
    with pytest.raises(CannotSpotCheck, match="本人所在的支部"):
        find(line, insider, "as_recorded")


def test_spot_checks_are_told_again_from_the_journal(wide, line):
    find(line, wide.accounts.assessor, "differs", "没有签到")
    line.refresh_from_db()
    find(line, wide.accounts.assessor, "missing", "没有台账", reason="核实了")
    before = rows()
    replay.replay("review")
    assert rows() == before
