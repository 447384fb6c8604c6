"""A letter from one branch to the other, at a desk and on a telephone."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee, hand
from zhibu.mobility import actions

SHOTS = os.environ.get("ZHIBU_SHOTS", "")


def seen(page: Page, name: str, axe_clean: Callable[[Page], None]) -> None:
    """Check a page for whoever cannot see it; keep a picture where a folder is named."""
    axe_clean(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def fits(phone: Page) -> bool:
    return phone.evaluate("document.documentElement.scrollWidth") <= 390


def away(here: SmallCommittee) -> None:
    """Let 曾小雨 and 贾𠮷 be away since long ago."""
    mine = hand(here.accounts.secretary, role="secretary", at=timezone.now())
    since = timezone.localdate() - timedelta(days=400)
    for name, place, abroad in (("曾小雨", "广东省佛山市", False), ("贾𠮷", "新加坡", True)):
        actions.register_outflow(
            branch=here.refining, member=here.member(name), since=since, place=place,
            abroad=abroad, hand=mine, keeper=here.member("赵兰"),
        )  # fmt: skip


def test_a_letter_goes_out_at_a_desk_and_is_received_on_a_telephone(
    page: Page, phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    away(here)

    sign_in(page, "chenke")
    page.goto(reverse("mobility:new-letter", args=[here.refining.uid]))
    page.get_by_label("党员", exact=True).select_option(label="王立新")
    page.get_by_label("接收党组织", exact=True).fill("乙烯裂解党支部")
    page.get_by_label("党费交至").fill("2026-02")
    seen(page, "new_letter", axe_clean)
    page.get_by_role("button", name="开具并入账").click()
    expect(page.get_by_text("等对方接收")).to_be_visible()
    seen(page, "letter_sent", axe_clean)
    for name in ("branch", "afloat", "lists", "quarter-report"):
        page.goto(reverse(f"mobility:{name}", args=[here.refining.uid]))
        seen(page, name, axe_clean)

    sign_in(phone, "zhoujianguo")
    phone.goto(reverse("mobility:branch", args=[here.cracking.uid]))
    seen(phone, "phone_branch", axe_clean)
    assert fits(phone)
    phone.get_by_role("link", name="王立新").click()
    seen(phone, "phone_letter", axe_clean)
    assert fits(phone)
    phone.get_by_role("button", name="确认接收").click()
    expect(phone.locator("h1")).to_contain_text("已接收")
    page.goto(reverse("mobility:lists", args=[here.refining.uid]))
    page.get_by_label("或者粘贴名单").fill("姓名\t入党日期\n陈可\t2006-12-07\n何青\t2012-04-07\n")
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.get_by_role("button", name="导出差异清单")).to_be_visible()
    seen(page, "differences", axe_clean)
