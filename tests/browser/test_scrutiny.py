"""A branch is asked on a telephone and answers; the officer settles at a desk."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee
from tests.rooms.scrutiny.conftest import anachronism, sweep
from zhibu.scrutiny.models import Flag, State


def test_the_branch_answers_first_and_then_the_officer_settles(
    phone: Page, page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    anachronism(here)
    sweep()
    address = reverse("scrutiny:flag", args=[Flag.objects.get().rec])

    sign_in(phone, "chenke")
    phone.goto(reverse("scrutiny:branch", args=[here.refining.uid]))
    axe_clean(phone)
    phone.get_by_role("link", name="超前学习").tap()
    main = phone.get_by_role("main")
    expect(main).to_contain_text("不扣分、不排名、不评个人")
    axe_clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_label("支部说明").fill("日期写错了一年，已经更正。")
    phone.get_by_role("button", name="提交说明").tap()
    expect(main).to_contain_text("已入账：支部说明")

    sign_in(page, "officer")
    page.goto(reverse("scrutiny:committee", args=[here.committee.uid]))
    axe_clean(page)
    page.get_by_role("link", name="超前学习").click()
    expect(page.get_by_role("main")).to_contain_text("日期写错了一年，已经更正。")
    axe_clean(page)
    page.get_by_label("已说明，合理").check()
    page.get_by_label("理由").fill("日期已更正。")
    page.get_by_role("button", name="提交结论").click()
    expect(page.get_by_role("main")).to_contain_text("已入账：核查结论")
    assert page.url.endswith(address)
    assert Flag.objects.get().state == State.EXPLAINED

    page.goto(reverse("scrutiny:rules"))
    axe_clean(page)
