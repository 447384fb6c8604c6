"""From a rating of two stars over plan and visit to the exit test: at a desk, then on a telephone."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee
from zhibu.stars.models import Overhaul, Rating

SHOTS = os.environ.get("ZHIBU_SHOTS", "")


def seen(page: Page, name: str, axe_clean: Callable[[Page], None]) -> None:
    """Check a page for whoever cannot see it; keep a picture where a folder is named."""
    axe_clean(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def fits(phone: Page) -> bool:
    return phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_from_rating_to_overhaul_to_visit_to_exit(
    phone: Page, page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sign_in(page, "officer")
    page.goto(reverse("stars:committee", args=[here.committee.uid]))
    seen(page, "1-committee", axe_clean)
    page.get_by_role("link", name="评定", exact=True).click()
    seen(page, "2-rate", axe_clean)
    card = page.locator("section.card", has_text="炼油一车间党支部")
    for box in card.get_by_role("checkbox").all():
        box.uncheck()
    card.get_by_role("checkbox").first.check()
    card.get_by_label("理由").fill("现场核实，只有班子建设达到要求。")
    card.get_by_role("button", name="评定").click()
    expect(page.get_by_role("main")).to_contain_text("已评定 1 个支部")
    assert Rating.objects.get().level == 1

    page.goto(reverse("stars:branch", args=[here.refining.uid]))
    seen(page, "3-branch", axe_clean)
    page.get_by_role("link", name="制定方案").click()
    page.get_by_label("问题").first.fill("没有按月开支委会")
    page.get_by_label("措施").first.fill("每月五日前召开")
    page.get_by_label("责任人").first.select_option(label="陈可")
    by = date.today() + timedelta(days=30)
    page.get_by_label("期限").first.fill(by.isoformat())
    page.get_by_label("联系帮扶").select_option(label="乙烯裂解党支部")
    seen(page, "4-plan", axe_clean)
    page.get_by_role("button", name="确定方案").click()
    expect(page.get_by_role("main")).to_contain_text("已入账：整转提升方案")

    page.get_by_label("走访情况").fill("支委会已经按月开。")
    page.get_by_label("1. 没有按月开支委会").check()
    page.get_by_role("button", name="提交走访").click()
    expect(page.get_by_role("main")).to_contain_text("已解决")
    seen(page, "5-overhaul", axe_clean)

    overhaul = Overhaul.objects.get()
    ripe = date.today() - timedelta(days=1)
    Overhaul.objects.filter(rec=overhaul.rec).update(exit_from=ripe)  # half a year goes by
    page.reload()
    form = page.locator("form", has=page.get_by_role("button", name="提交复评"))
    for box in form.get_by_role("checkbox").all()[:3]:
        box.check()
    form.get_by_label("通过，整转结束").check()
    form.get_by_label("复评意见").fill("问题都已解决。")
    seen(page, "6-exit", axe_clean)
    form.get_by_role("button", name="提交复评").click()
    expect(page.get_by_role("main")).to_contain_text("已入账：整转复评")

    sign_in(phone, "chenke")
    for name, args in (("branch", here.refining.uid), ("overhaul", overhaul.rec)):
        phone.goto(reverse(f"stars:{name}", args=[args]))
        seen(phone, f"7-{name}", axe_clean)
        assert fits(phone)
    expect(phone.get_by_role("main")).to_contain_text("已结束")
