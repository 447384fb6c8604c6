"""A closed year stands: nothing that is recorded, corrected or adopted later moves its cards."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from tests.notary.scenes import number, open_journal
from tests.people import at, hand
from tests.rooms.assessment.conftest import holder, meeting
from tests.rooms.assessment.test_adoption import edition
from zhibu.assessment import actions, queries, sealing
from zhibu.assessment.actions import CannotAdopt, CannotSeal, CannotWithdraw, Proposal
from zhibu.assessment.models import Adopted, LiveScore, Sealed, SealedScore
from zhibu.core.checkpoint import Checkpoint
from zhibu.journal import log, replay
from zhibu.meetings import actions as meetings
from zhibu.notary import checkpoints
from zhibu.notary.verify.tables import verify_tables

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY = at(2027, 1, 20)
DONE = 3  # its place among an item's numbers


@pytest.fixture
def here(founded):
    open_journal()
    return founded


@pytest.fixture
def hold(here):
    return holder(here)


@pytest.fixture
def seal(here):
    def seal(committee=None, *, year=2026, when=JANUARY):
        number()
        mine = hand(here.accounts.officer, at=when)
        leaves = actions.seal(committee or here.committee, year=year, hand=mine)
        number()
        return Sealed.objects.get(rec=leaves[0].rec)

    return seal


def card_of(branch):
    return json.loads(SealedScore.objects.get(unit=branch.uid, purpose="assessment").card)


def test_the_sealed_card_is_what_the_live_one_says_that_day(here, hold, seal):
    for month in (2, 3, 5):
        hold("party_day", date(2026, month, 10))
    seal()

    card = card_of(here.refining)
    call_command("assess", year=2026, as_of=JANUARY.date(), stdout=io.StringIO())
    live = queries.live_score_of(here.refining.uid, year=2026)
    assert (card["points"], card["out_of"]) == (live.points, live.out_of)
    assert {code: told for code, *told in card["items"]}["C3"][DONE] == 3
    assert dict(card["states"]) == live.states


def test_it_names_the_published_head_it_was_computed_from(here, seal):
    sealed = seal()

    published = checkpoints.published_at(sealed.size)
    assert published.why == "period-seal"
    assert Checkpoint.parse(published.note.text).root.hex() == sealed.root
    assert log.leaf_of_record(sealed.rec).number >= sealed.size


def test_a_record_told_late_moves_the_live_score_only(here, hold, seal):
    hold("party_day", date(2026, 2, 10))
    sealed = seal()
    before = card_of(here.refining)

    hold("lecture", date(2026, 3, 10), entered=at(2027, 1, 25))
    number()

    assert card_of(here.refining) == before
    assert list(sealing.check(sealed)) == []
    live = LiveScore.objects.get(unit=here.refining.uid, year=2026, standard=sealed.standard)
    assert live.as_of == date(2027, 1, 25)
    note = queries.scorecard_of(here.refining, year=2026, as_of=date(2027, 1, 25)).sealed
    assert note.points == f"{before['points'] / 100:.2f}"


def test_a_correction_and_a_withdrawal_move_nothing_sealed(here, hold, seal):
    wrong = hold("party_day", date(2026, 2, 10))
    gone = hold("party_day", date(2026, 3, 10))
    sealed = seal()

    mine = hand(here.accounts.secretary, role="secretary", at=at(2027, 2, 1))
    meetings.correct_meeting(
        rec=wrong.rec, told=meeting(here, "party_day", date(2026, 4, 10)), reason="日期记错",
        hand=mine, seen=wrong.fingerprint,
    )  # fmt: skip
    meetings.withdraw_meeting(rec=gone.rec, reason="没有开成", hand=mine)
    number()

    assert list(sealing.check(sealed)) == []
    assert queries.live_score_of(here.refining.uid, year=2026).items["C3"].done == 0


def test_a_new_version_of_the_standard_moves_nothing_sealed(here, hold, seal):
    hold("party_day", date(2026, 2, 10))
    sealed = seal()
    mine = hand(here.accounts.officer, at=at(2027, 2, 1))

    actions.adopt(
        here.committee, Proposal(text=edition(), effective_from=date(2027, 1, 1)), hand=mine
    )
    number()

    assert list(sealing.check(sealed)) == []


def test_no_standard_reaches_into_a_sealed_year(here, seal):
    seal()
    mine = hand(here.accounts.officer, at=at(2027, 2, 1))

    with pytest.raises(CannotAdopt, match="2026 年度已经封存"):
        actions.adopt(
            here.general_branch,
            Proposal(text=edition(), effective_from=date(2026, 6, 1)),
            hand=mine,
        )


def test_what_a_sealed_year_stands_on_is_not_withdrawn(here, seal):
    mine = hand(here.accounts.officer, at=at(2026, 3, 20))
    leaf = actions.adopt(
        here.committee, Proposal(text=edition(), effective_from=date(2026, 1, 1)), hand=mine
    )
    assert seal().adoption == leaf.rec

    with pytest.raises(CannotWithdraw, match="封存"):
        actions.withdraw(Adopted.objects.get(rec=leaf.rec), reason="不要了", hand=mine)


def test_a_year_is_closed_once_and_not_before_its_end(here, seal):
    with pytest.raises(CannotSeal, match="还没有结束"):
        seal(when=at(2026, 12, 30))
    seal(here.general_branch)

    with pytest.raises(CannotSeal, match="没有可封存"):
        seal()


def test_a_year_of_which_nothing_is_recorded_is_a_slip_of_the_pen(here, seal):
    with pytest.raises(CannotSeal, match="1066 年度没有任何记录"):
        seal(year=1066)
    assert not Sealed.objects.exists()


def test_cards_can_be_told_again_from_the_journal(here, hold, seal):
    hold("party_day", date(2026, 2, 10))
    seal()
    before = list(SealedScore.objects.order_by("unit").values())

    replay.replay("assessment")

    assert list(SealedScore.objects.order_by("unit").values()) == before


def test_a_card_that_was_tampered_with_is_named(here, hold, seal):
    hold("party_day", date(2026, 2, 10))
    sealed = seal()
    row = SealedScore.objects.filter(unit=here.refining.uid, rec=sealed.rec)
    row.update(card=row.get().card.replace('"vetoed":false', '"vetoed":true'))

    found = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("seal", check=True, stdout=found)

    assert ended.value.code == 1
    assert here.refining.uid in found.getvalue()


def test_the_command_closes_and_checks(here, hold, monkeypatch):
    hold("party_day", date(2026, 2, 10))
    number()
    monkeypatch.setattr("django.utils.timezone.now", lambda: JANUARY)

    told = io.StringIO()
    call_command("seal", year=2026, stdout=told)
    number()
    call_command("seal", check=True, stdout=told)

    assert "重算一致" in told.getvalue()


def test_verification_computes_closed_years_again(here, hold, seal):
    hold("party_day", date(2026, 2, 10))
    sealed = seal()

    assert verify_tables(today=JANUARY.date()).clean

    SealedScore.objects.filter(rec=sealed.rec, unit=here.refining.uid).delete()
    findings = verify_tables(today=JANUARY.date())
    assert findings.by_table["assessment_sealed_score"] >= 1
