"""One tap says whether one was there; mending a record takes three clicks and a reason."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sheet_of, sign_in, tell
from tests.people import SmallCommittee, hand
from tests.rooms.meetings.conftest import general
from zhibu.core.periods import Month
from zhibu.dues.actions import LineTold, collect_dues
from zhibu.journal.log import Leaf, civil
from zhibu.meetings import actions, answers, queries


@pytest.fixture
def held(here: SmallCommittee) -> Leaf:
    """Return a general meeting of today, entered by the secretary."""
    now = timezone.now()
    secretary = hand(here.accounts.secretary, role="secretary", at=now)
    told = general(here, held_on=civil(now))
    return actions.hold_meeting(branch=here.refining, told=told, hand=secretary)


def clicked(page: Page) -> list[str]:
    """Count every click from now on, whatever it hits."""
    seen: list[str] = []

    def tapped(name: str) -> None:
        seen.append(name)

    page.expose_function("tapped", tapped)
    page.add_init_script("addEventListener('click', (e) => tapped(e.target.tagName), true)")
    return seen


def test_wang_lixin_answers_on_his_first_page_with_one_tap(
    phone: Page, here: SmallCommittee, held: Leaf, axe_clean: Callable[[Page], None]
):
    sign_in(phone, "wanglixin")
    card = phone.locator("section.card", has_text="记录里写到您的会")
    expect(card).to_contain_text("可答可不答，不催、不计分")
    expect(card).to_contain_text("记录写您“到会”")
    axe_clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    phone.get_by_role("button", name="我在场", exact=False).first.tap()

    expect(phone.get_by_role("main")).to_contain_text("已记下：“我在场”")
    expect(card).to_have_count(0)
    assert answers.counted(held.rec) == answers.Counted(1, 0)


def test_a_dispute_is_the_first_thing_the_secretary_reads(
    page: Page, phone: Page, here: SmallCommittee, held: Leaf, axe_clean: Callable[[Page], None]
):
    sign_in(phone, "wanglixin")
    phone.get_by_role("link", name="支部党员大会").first.tap()
    phone.get_by_role("button", name="我不在场").tap()
    expect(phone.get_by_role("button", name="我不在场")).to_have_attribute("aria-pressed", "true")
    axe_clean(phone)

    sign_in(page, "chenke")
    first = page.locator(".todo").first
    expect(first).to_contain_text("王立新说“我不在场”，记录写的是“到会”")
    axe_clean(page)
    first.get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("1 人有异议")
    axe_clean(page)


def test_a_record_is_corrected_and_withdrawn_in_three_clicks_from_the_list(
    page: Page, here: SmallCommittee, held: Leaf, axe_clean: Callable[[Page], None]
):
    sign_in(page, "chenke")
    clicks = clicked(page)
    page.goto(reverse("meetings:list", args=[here.refining.uid]))
    page.locator("table.cards th a").first.click()
    page.get_by_role("link", name="更正").click()
    page.get_by_label("地点").fill("三楼会议室")
    page.get_by_label("更正理由").fill("地点记错")
    page.get_by_role("button", name="提交更正").click()

    place = page.locator("dt", has_text="地点").first.locator("+ dd")
    expect(place.locator("del")).to_have_text("原：党员活动")
    expect(place.locator("ins")).to_have_text("改为：会议")
    expect(place).to_contain_text("三楼")
    axe_clean(page)
    assert len(clicks) == 3

    clicks.clear()
    page.goto(reverse("meetings:list", args=[here.refining.uid]))
    page.locator("table.cards th a").first.click()
    page.get_by_role("link", name="撤回").click()
    page.get_by_label("撤回理由").fill("重复录入")
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_role("main")).to_contain_text("已经撤回")
    assert len(clicks) == 3
    assert queries.meeting(held.rec).withdrawn


def test_dues_are_withdrawn_in_three_clicks_from_their_page(
    page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    now = timezone.now()
    secretary = hand(here.accounts.secretary, role="secretary", at=now)
    line = LineTold(here.member("王立新").uid, None, Decimal(5000))
    month = Month.of(civil(now))
    collect_dues(branch=here.refining, month=month, lines=(line,), hand=secretary)
    sign_in(page, "chenke")
    clicks = clicked(page)

    page.goto(reverse("dues:list", args=[here.refining.uid]))
    axe_clean(page)
    page.locator(".collections a").click()
    page.get_by_role("link", name="撤回").click()
    page.get_by_label("撤回理由").fill("记重了")
    axe_clean(page)
    page.get_by_role("button", name="撤回").click()

    expect(page.get_by_role("main")).to_contain_text("已经撤回")
    assert len(clicks) == 3


@pytest.mark.parametrize(("screen", "least"), [("page", 90), ("phone", 120)])
def test_recording_stays_within_its_time_by_the_keystroke_model(
    request: pytest.FixtureRequest, here: SmallCommittee, screen: str, least: int
):
    """Count acts and signs of a usual meeting; the model of docs/stories.md makes seconds of them.

    No clock is read: what a practised person needs follows from what the page asks for.
    """
    at_hand: Page = request.getfixturevalue(screen)
    sign_in(at_hand, "chenke")
    clicks = clicked(at_hand)
    sheet_of(at_hand, here)
    typed = "三楼党员活动室" + "通过一季度工作报告" + "讨论检修期责任区" + "划定六个责任区。"
    tell(at_hand)
    at_hand.get_by_label("议题 2", exact=True).fill("讨论检修期责任区")
    at_hand.get_by_label("议题 2 的决议").fill("划定六个责任区。")
    for name in ("王立新", "赵兰", "单国栋"):
        at_hand.get_by_role("button", name=name).click()
    at_hand.get_by_role("button", name="提交入账").click()
    at_hand.wait_for_url("**/records/**")

    fields = 4
    taps = len(clicks) + (fields if screen == "phone" else 0)
    key = 0.5 if screen == "phone" else 0.28
    seconds = taps * (1.1 + 0.2) + (len(clicks) + fields) * 1.35 + fields * 0.4
    assert seconds + 3 * key * len(typed) <= least
