"""Materials of a step on a phone: two files are sent, seen at the case and taken away again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_admission import keep, send, sign_in
from tests.people import SmallCommittee
from tests.rooms.admission.walking import RECEIVED, Walk
from tests.rooms.meetings.test_attachments import JPEG, PDF
from zhibu.meetings.models import StoredFile

pytestmark = pytest.mark.usefixtures("in_june")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= 390)


def test_two_files_of_a_step_are_sent_seen_and_taken_away(
    phone: Page, here: SmallCommittee, tmp_path: Path, axe_clean: Callable[[Page], None]
):
    walk = Walk(here)
    walk.apply()
    record, photo = tmp_path / "谈话记录.pdf", tmp_path / "签字页.jpg"
    record.write_bytes(PDF)
    photo.write_bytes(JPEG)
    sign_in(phone, "chenke")
    phone.goto(reverse("procedures:step", args=[walk.case.rec, "first_talk"]))
    assert fits(phone)
    axe_clean(phone)

    # On a day before the application: refused, and the files stay.
    phone.locator("#first_talk_on").fill("2026-05-01")
    phone.locator(f"main [name=a_talkers][value='{here.member('陈可').uid}']").check()
    phone.locator("main [name=f_talk]").set_input_files([record, photo])
    send(phone, "first_talk")
    expect(phone.get_by_role("main")).to_contain_text("谈话记录.pdf")
    phone.locator("#first_talk_on").fill("2026-06-10")
    send(phone, "first_talk")
    expect(phone.locator("body")).to_contain_text("已入账")
    assert StoredFile.objects.count() == 2

    phone.goto(reverse("procedures:case", args=[walk.case.rec]))
    expect(phone.locator("#now-activist")).to_be_visible()
    phone.locator("summary", has_text="2026 年 6 月 10 日").click()
    assert fits(phone)
    axe_clean(phone)
    with phone.expect_download() as taken:
        phone.get_by_role("link", name="谈话记录.pdf").click()
    assert Path(taken.value.path()).read_bytes() == PDF
    phone.goto(reverse("procedures:audit", args=[walk.case.rec]))
    expect(phone.get_by_role("main")).to_contain_text("没有查出缺漏")


def test_what_came_later_is_added_to_its_step(
    phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    walk = Walk(here)
    walk.apply()
    sign_in(phone, "chenke")
    phone.goto(reverse("procedures:case", args=[walk.case.rec]))
    phone.locator(".way summary").first.click()
    phone.get_by_role("link", name="补充材料").click()
    phone.get_by_label("收到日期").fill(RECEIVED.replace(month=6, day=1).isoformat())
    assert fits(phone)
    axe_clean(phone)
    keep(phone, "identity")
    phone.get_by_role("button", name="提交补充").click()

    expect(phone.locator("body")).to_contain_text("已入账：补充材料")
    phone.locator(".way summary").first.click()
    expect(phone.get_by_role("main")).to_contain_text("2026 年 6 月 1 日 补充")
