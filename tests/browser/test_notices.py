"""From a score to the end of a notice: at a desk the officer, on a telephone the secretary."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee
from zhibu.assessment import engine
from zhibu.notices.models import Notice, State

SHOTS = os.environ.get("ZHIBU_SHOTS", "")


def seen(page: Page, name: str, axe_clean: Callable[[Page], None]) -> None:
    """Check a page for whoever cannot see it; keep a picture where a folder is named."""
    axe_clean(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def fits(phone: Page) -> bool:
    return phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_from_score_to_notice_to_answer_to_recheck_to_its_end(
    phone: Page, page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    engine.assess_all(year=date.today().year, as_of=date.today())
    sign_in(page, "officer")
    page.goto(reverse("assessment:scorecard", args=[here.refining.uid]))
    page.goto(reverse("notices:committee", args=[here.committee.uid]))
    seen(page, "1-none", axe_clean)
    page.get_by_role("button", name="按今天的得分起草").click()
    expect(page.get_by_role("main")).to_contain_text("炼油一车间党支部")
    seen(page, "2-drafts", axe_clean)
    page.get_by_role("button", name="全部签发").click()
    expect(page.get_by_role("main")).to_contain_text("已签发 1 份")
    seen(page, "3-issued", axe_clean)
    notice = Notice.objects.get()

    sign_in(phone, "chenke")
    phone.goto(reverse("notices:branch", args=[here.refining.uid]))
    seen(phone, "4-branch", axe_clean)
    phone.get_by_role("link", name="整改〔").tap()
    expect(phone.get_by_role("button", name="签收")).to_be_visible()
    seen(phone, "5-receipt", axe_clean)
    assert fits(phone)
    phone.get_by_role("button", name="签收").tap()
    expect(phone.get_by_role("main")).to_contain_text("已入账：签收")
    phone.get_by_label("整改措施和结果").fill("已补开会议，今后每月初排定。")
    seen(phone, "6-reply", axe_clean)
    phone.get_by_role("button", name="提交答复").tap()
    expect(phone.get_by_role("main")).to_contain_text("已入账：整改答复")
    assert fits(phone)

    page.goto(reverse("notices:notice", args=[notice.rec]))
    expect(page.get_by_role("main")).to_contain_text("已补开会议，今后每月初排定。")
    seen(page, "7-recheck", axe_clean)
    page.get_by_label("已整改", exact=True).check()
    page.get_by_label("复查情况").fill("看了会议记录，属实。")
    page.get_by_role("button", name="提交复查结果").click()
    expect(page.get_by_role("button", name="销号")).to_have_count(0)  # points are still missing
    page.get_by_label("得分没有恢复，为什么算已整改").fill(
        "漏开的会议已过期，补不回来，今后已排定。"
    )
    page.get_by_label("复查情况").fill("看了会议记录，属实。")
    page.get_by_label("已整改", exact=True).check()
    page.get_by_role("button", name="提交复查结果").click()
    page.get_by_role("button", name="销号").click()
    expect(page.get_by_role("main")).to_contain_text("已入账：整改销号")
    seen(page, "8-closed", axe_clean)
    assert Notice.objects.get().state == State.CLOSED

    with page.expect_download() as fetched:
        page.get_by_role("link", name="PDF").click()
    assert fetched.value.suggested_filename.endswith(".pdf")
    if SHOTS:
        fetched.value.save_as(Path(SHOTS) / "notice.pdf")

    phone.goto(reverse("notices:reminders"))
    seen(phone, "9-reminders", axe_clean)
    assert fits(phone)
    expect(phone.get_by_role("main")).not_to_contain_text("整改〔")
