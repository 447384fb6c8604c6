"""A meeting taken down on a phone without a network, as it arrives."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.meetings.test_pages import address, sheet, sign_in
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, Signer
from zhibu.journal import log, opening
from zhibu.meetings.models import Meeting
from zhibu.notary import keys

CLAIMED = "2026-03-18T07:31:00.000Z"


@pytest.fixture
def secretary(client, here):
    return sign_in(client, here.accounts.secretary)


def head(signer: Signer, origin: str, size: int = 12) -> str:
    """Return a signed head as a phone keeps it."""
    text = Checkpoint(origin, size, b"\x07" * 32).text
    return Note(text, (signer.sign(text),)).data.decode()


def page_of(client, rec: str) -> str:
    return client.get(reverse("desk:record", args=[rec])).content.decode()


def entered(client, here, **more: str) -> log.Leaf:
    client.post(address(here), sheet(here, **more))
    return log.leaf_of_record(Meeting.objects.get().rec)


def test_the_claimed_time_is_kept_as_a_claim_and_lateness_goes_by_arrival(secretary, here):
    told = entered(secretary, here)
    secretary.post(address(here), sheet(here, captured_at=CLAIMED))

    other = log.leaf_of_record(Meeting.objects.exclude(rec=told.rec).get().rec)
    assert (other.via, told.via) == ("offline", "web")
    assert log.captured_of(other).at == datetime(2026, 3, 18, 7, 31, tzinfo=UTC)
    assert other.lag == told.lag
    shown = page_of(secretary, other.rec)
    for words in ("2026 年 3 月 18 日 15:31", "只是一个说法", "手机没有带账本头", "只按这个时间算"):
        assert words in shown


def test_what_was_told_with_a_network_claims_nothing(secretary, here):
    leaf = entered(secretary, here)

    assert log.captured_of(leaf) is None
    assert "离线记录的时间" not in page_of(secretary, leaf.rec)


def test_a_head_this_journal_signed_proves_that_it_was_not_before(secretary, here):
    opening.open_journal(demo=False, hand=hand(at=at(2026, 2, 3)))
    keys.establish(at(2026, 2, 3), hand(at=at(2026, 2, 3)))
    published = head(keys.log_signer(), keys.origin())

    leaf = entered(secretary, here, captured_at=CLAIMED, held_checkpoint=published)

    assert log.captured_of(leaf).checkpoint == published
    assert "账本头 12" in page_of(secretary, leaf.rec)


def test_a_head_signed_by_somebody_else_proves_nothing(secretary, here):
    stranger = Signer.of_seed("elsewhere.invalid/journal/1", b"\x01" * 32)
    foreign = head(stranger, "elsewhere.invalid/journal/1")

    leaf = entered(secretary, here, captured_at=CLAIMED, held_checkpoint=foreign)

    assert "不是本系统签署的" in page_of(secretary, leaf.rec)


@pytest.mark.parametrize("none", ["nonsense", "x" * 9000, "{}", "—\n\n"])
def test_what_is_no_checkpoint_is_left_out_and_the_meeting_entered(secretary, here, none):
    leaf = entered(secretary, here, captured_at=CLAIMED, held_checkpoint=none)

    assert log.captured_of(leaf).checkpoint is None


@pytest.mark.parametrize("never", ["soon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "12"])
def test_a_time_no_clock_shows_is_refused_in_words(secretary, here, never):
    answer = secretary.post(address(here), sheet(here, captured_at=never))

    assert answer.status_code == 422
    assert "手机记录时间无法识别" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_the_same_sheet_sent_again_enters_nothing_new(secretary, here):
    told = sheet(here, rec="r_" + "c" * 26, captured_at=CLAIMED)

    first, second = secretary.post(address(here), told), secretary.post(address(here), told)

    assert first.url == second.url
    assert Meeting.objects.count() == 1


def test_a_refused_sheet_keeps_what_the_phone_claimed(secretary, here):
    answer = secretary.post(address(here), sheet(here, place="", captured_at=CLAIMED))

    assert answer.status_code == 422
    assert f'value="{CLAIMED}"' in answer.content.decode()


def test_the_script_for_use_without_a_network_is_for_who_may_record(secretary, client, here):
    place = reverse("meetings:worker", args=[here.refining.uid])

    answer = secretary.get(place)
    assert answer["Content-Type"].startswith("text/javascript")
    assert place.startswith(address(here))
    for account, status in (("stranger", 404), ("member", 404), ("officer", 403)):
        sign_in(client, getattr(here.accounts, account))
        assert client.get(place).status_code == status
