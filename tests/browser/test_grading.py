"""A branch claims a bonus, two judge apart, it is accepted, and the meeting decides the year."""

from collections.abc import Callable
from datetime import UTC

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee, at
from tests.rooms.grading import scenes
from zhibu.grading.models import BranchResult, Claim


@pytest.fixture
def here(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, founded: SmallCommittee
) -> SmallCommittee:
    """Let it be 18 January 2027; five more branches work in the system."""
    scenes.adopt(monkeypatch)
    found = founded
    scenes.account(found, "linfang")
    names = ("动力", "仪表", "电气", "储运", "水务")
    places = [scenes.branch(found, f"{name}车间党支部", "production") for name in names]
    finals = (9_300, 7_200, 9_400, 8_400, 8_500, 8_600, 8_700)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2027, 1, 18, 10).astimezone(UTC))
    for place, final in zip([found.refining, found.cracking, *places], finals, strict=True):
        scenes.score(place, final)
    return found


def main_of(page: Page) -> str:
    return page.get_by_role("main").inner_text()


def judge(page: Page, claim: str, username: str, points: str) -> None:
    page.context.clear_cookies()
    sign_in(page, username)
    page.goto(reverse("grading:claim", args=[claim]))
    page.get_by_label("给分").fill(points)
    page.get_by_label("评判理由").fill("有记录，别的车间来学过。")
    page.get_by_role("button", name="提交评判").click()


def narrow(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_from_a_claim_to_the_result_of_the_year(
    page: Page, phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sign_in(page, "chenke")
    page.goto(reverse("grading:branch", args=[here.refining.uid]))
    axe_clean(page)
    page.get_by_role("link", name="申报加分").click()
    axe_clean(page)
    page.get_by_label("年度").select_option("2026")
    page.get_by_label("活动名称").fill("党员检修突击队")
    page.get_by_label("做了什么").fill("大修期间党员包机组，逐台立账销号。")
    page.get_by_label("取得什么成效").fill("检修工期缩短三天。")
    page.get_by_label("已经借鉴的单位").fill("检修车间")
    page.get_by_role("button", name="提交申报").click()
    expect(page.get_by_role("main")).to_contain_text("已交 0 份，共需 2 份")
    claim = Claim.objects.get().rec

    judge(page, claim, "assessor", "3")
    expect(page.get_by_role("main")).to_contain_text("已交 1 份，共需 2 份")
    judge(phone, claim, "linfang", "4")
    expect(phone.get_by_role("main")).to_contain_text("最大相差 1 分")
    axe_clean(phone)
    assert narrow(phone)

    page.context.clear_cookies()
    sign_in(page, "officer")
    page.goto(reverse("grading:committee", args=[here.committee.uid]))
    axe_clean(page)
    page.get_by_role("link", name="党员检修突击队").click()
    expect(page.get_by_role("main")).to_contain_text("按评判的平均分计 3.5 分")
    axe_clean(page)
    page.get_by_label("采纳", exact=True).check()
    page.get_by_role("button", name="提交认定").click()
    expect(page.get_by_role("main")).to_contain_text("采纳 +3.5")
    assert Claim.objects.get().points == 350

    scenes.score(here.refining, 9_650)
    page.goto(reverse("grading:decide-results", args=[here.committee.uid]) + "?year=2026")
    axe_clean(page)
    page.get_by_label("会议日期").fill("2027-01-18")
    page.get_by_label("改动 1：支部").select_option(label="乙烯裂解党支部")
    page.get_by_label("改动 1：会议决定为").select_option(label="达标")
    page.get_by_label("改动 1：理由").fill("整改到位，经党委会研究。")
    page.get_by_role("button", name="确定年度结果").click()
    expect(page.get_by_role("main")).to_contain_text("整改到位，经党委会研究。")
    axe_clean(page)
    line = BranchResult.objects.get(branch=here.cracking)
    assert (line.computed, line.decided) == ("below_standard", "qualified")
    assert BranchResult.objects.get(branch=here.refining).decided == "advanced"

    phone.context.clear_cookies()
    sign_in(phone, "wanglixin")
    phone.goto(reverse("grading:results", args=[here.committee.uid]) + "?year=2026")
    expect(phone.get_by_role("main")).to_contain_text("炼油一车间党支部")
    assert "乙烯裂解党支部" not in main_of(phone)
    axe_clean(phone)
    assert narrow(phone)


OFFICER = (
    ("grading:committee",), ("grading:classes",), ("grading:class", "production"),
    ("grading:results",), ("grading:decide-results",), ("grading:cases",),
)  # fmt: skip
KEEPER = (("grading:branch",), ("grading:new-claim",), ("grading:ask",))
OVER = (("grading:new-veto",), ("grading:move",), ("grading:branch",))


def test_every_page_of_grading_is_clean(
    page: Page, phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    case = scenes.find(here, here.accounts.officer, when=at(2027, 1, 15))
    for browser in (page, phone):
        for username, views, place in (
            ("officer", OFFICER, here.committee),
            ("officer", OVER, here.refining),
            ("chenke", KEEPER, here.refining),
        ):
            browser.context.clear_cookies()
            sign_in(browser, username)
            for view, *more in views:
                browser.goto(reverse(view, args=[place.uid, *more]))
                axe_clean(browser)
                assert narrow(browser), view
        browser.goto(reverse("grading:veto", args=[case.rec]))
        axe_clean(browser)
        assert narrow(browser)
