"""The books change hands: made in two clicks, the same for who comes, closed to who went."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee, hand
from zhibu.journal.log import Leaf
from zhibu.meetings import actions as meetings
from zhibu.meetings.parts import TopicTold
from zhibu.meetings.told import MeetingTold
from zhibu.party import actions as party
from zhibu.party.sets import Role

HELD_ON = date(2026, 3, 18)


def meeting(here: SmallCommittee) -> Leaf:
    """Enter the meeting both secretaries must find in the book."""
    told = MeetingTold(
        form="general_meeting", held_on=HELD_ON, began="14:00", ended="15:30",
        place="三楼会议室", chair=here.member("陈可").uid, recorder=here.member("李明远").uid,
        topics=(TopicTold("讨论年度计划", resolution="按计划执行"),), minutes="", away={},
    )  # fmt: skip
    entered = replace(
        hand(here.accounts.secretary, role="secretary"), at=hand().at + timedelta(days=45)
    )
    return meetings.hold_meeting(branch=here.refining, told=told, hand=entered)


def taken(page: Page, name: str) -> bytes:
    """Take a file from the page of the books."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).first.click()
    return Path(waiting.value.path()).read_bytes()


def words(pdf: bytes) -> str:
    return "".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages)


def test_the_new_secretary_finds_the_books_the_old_one_kept(
    page: Page, phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    leaf = meeting(here)
    books = reverse("ledgers:books", args=[here.refining.uid])
    sign_in(page, "chenke")
    page.get_by_role("navigation").get_by_role("link", name="台账").click()
    kept = words(taken(page, "PDF"))
    assert leaf.fingerprint in kept
    assert "按计划执行" in kept
    assert any(
        one.endswith(".docx") for one in ZipFile(BytesIO(taken(page, "下载全部"))).namelist()
    )

    party.hand_over_roles(
        organization=here.refining,
        holders={Role.SECRETARY: here.member("李明远").uid, Role.ORGANIZATION: ""},
        hand=hand(here.accounts.officer),
    )
    sign_in(phone, "limingyuan")
    phone.goto(books + f"?span={HELD_ON.year}")
    axe_clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="PDF", exact=True).first.tap()
    assert leaf.fingerprint in words(Path(waiting.value.path()).read_bytes())

    refused = page.goto(books)
    assert refused is not None
    assert refused.status == 404  # what may not be seen is not there
    expect(page.get_by_role("main")).not_to_contain_text("下载全部")
