"""A month's pack is computed, its opening words are a person's, and nobody is last in it."""

import io
import zipfile
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import SmallCommittee, at, hand
from tests.rooms.review.test_judging import rows
from tests.rooms.scrutiny.conftest import hold
from zhibu.assessment import engine
from zhibu.core.periods import Month
from zhibu.journal import log, replay
from zhibu.meetings import actions as meetings
from zhibu.meetings.models import Meeting
from zhibu.review import actions, monthly, printing, queries
from zhibu.review.actions import CannotComment

APRIL = Month(2026, 4)
MAY = date(2026, 5, 20)


@pytest.fixture
def worked(here: SmallCommittee) -> SmallCommittee:
    """Hold the Party day of March in time, that of April never."""
    hold(here, date(2026, 3, 18))
    engine.assess_all(year=2026, as_of=MAY)
    return here


def comment(here: SmallCommittee, words: str = "四月抓得不紧。", **told):
    by = hand(here.accounts.officer, at=at(2026, 5, 20))
    return actions.comment(
        **{"organization": here.committee, "month": APRIL, "words": words, **told}, hand=by
    )


def test_a_month_says_what_was_due_done_and_missing_by_cause(worked):
    march = monthly.pack_of(worked.committee, Month(2026, 3), as_of=MAY)
    april = monthly.pack_of(worked.committee, APRIL, as_of=MAY)

    (done,), (gap,) = march.causes, april.causes
    assert (done.item, done.on_time, done.missing) == ("P1", 1, 0)
    assert (gap.item, gap.on_time, gap.missing) == ("P1", 0, 1)
    assert gap.branches_missing == ("炼油一车间党支部",)
    assert march.short == ()
    assert [line for line in march.highlights if "主题党日 1 次" in line]
    assert april.highlights == ()


def test_a_withdrawn_meeting_is_no_highlight(worked):
    by = hand(worked.accounts.secretary, role="secretary", at=at(2026, 3, 30))
    meetings.withdraw_meeting(rec=Meeting.objects.get().rec, reason="没有开", hand=by)
    march = monthly.pack_of(worked.committee, Month(2026, 3), as_of=MAY)
    assert not [line for line in march.highlights if "主题党日" in line]


def test_a_person_approves_the_words_and_the_figures_stand_in_the_record(worked):
    comment(worked)
    _leaf, told = queries.commentary_of(worked.committee, APRIL.index)
    assert told.words == "四月抓得不紧。"
    assert [(one.item, one.due, one.missing) for one in told.figures] == [("P1", 1, 1)]
    with pytest.raises(log.NoReason):
        comment(worked, "换一句")
    comment(worked, "换一句", reason="措辞")
    assert queries.commentary_of(worked.committee, APRIL.index)[1].words == "换一句"
    before = rows()
    replay.replay("review")
    assert rows() == before


@pytest.mark.parametrize("told", [{"words": " "}, {"month": Month(2026, 6)}])
def test_nothing_is_approved_without_words_or_before_its_month(worked, told):
    with pytest.raises(CannotComment):
        comment(worked, **told)


def test_markdown_takes_nothing_for_markup(worked):
    pack = monthly.pack_of(worked.committee, APRIL, as_of=MAY)
    told = printing.markdown_of(pack, "# 不是标题\n<script>alert(1)</script>")
    assert "\\# 不是标题" in told
    assert "<script>" not in told
    assert "缺记录：炼油一车间党支部。" in told


def test_the_commentary_is_taken_away_as_an_official_document(worked, client: Client):
    client.force_login(worked.accounts.officer)
    address = reverse("review:month-file", args=[worked.committee.uid, "2026-04", "docx"])
    answer = client.get(address)
    assert answer.status_code == 200
    body = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert "党建工作讲评" in body
    assert "炼油一车间党支部" in body


def test_everybody_reads_it_once_approved_and_nobody_below_before(worked, client: Client):
    address = reverse("review:month", args=[worked.committee.uid, "2026-04"])
    client.force_login(worked.accounts.member)
    assert client.get(address).status_code == 404
    comment(worked)
    page = client.get(address)
    assert page.status_code == 200
    assert "四月抓得不紧。" in page.content.decode()


@pytest.mark.parametrize("month", ["2026-13", "1999-01", "2999-01", "x"])
def test_a_month_that_is_none_is_not_there(worked, client: Client, month):
    client.force_login(worked.accounts.officer)
    assert (
        client.get(f"/organizations/{worked.committee.uid}/review/months/{month}/").status_code
        == 404
    )
