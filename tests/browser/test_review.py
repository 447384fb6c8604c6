"""An assessor judges a branch at a desk, a second one on a telephone; the branch reads it."""

from collections.abc import Callable
from datetime import UTC

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee, at, hand
from tests.rooms.review import scenes
from zhibu.review import actions
from zhibu.review.actions.assessing_oneself import OwnTold
from zhibu.review.models import Opening, Sheet

MOST_CLICKS = 10


class Clicks:
    """Counts what a person clicks."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        target.click()
        self.count += 1


@pytest.fixture
def here(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, founded: SmallCommittee
) -> SmallCommittee:
    """Let it be 21 December 2026, with the branch's own view beside the items."""
    scenes.adopt(monkeypatch)
    found = founded
    scenes.assessor(found, "linfang")
    keeper = hand(found.accounts.secretary, role="secretary", at=at(2026, 12, 18))
    told = {"J3": OwnTold(1_500, "义务检修进社区，三个支部来学")}
    actions.assess_oneself(branch=found.refining, year=2026, told=told, hand=keeper)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 12, 21, 10).astimezone(UTC))
    return found


def test_five_items_are_judged_in_ten_clicks_with_the_evidence_beside(
    page: Page, phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    clicks = Clicks()
    sign_in(page, "assessor")
    menu = page.get_by_role("navigation", name="主菜单")
    clicks.on(menu.get_by_role("link", name="评审", exact=True))
    axe_clean(page)
    clicks.on(page.get_by_role("link", name="炼油一车间党支部 年终考核"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("义务检修进社区，三个支部来学")
    expect(main.get_by_role("link", name="规则与记录 活动有特色")).to_be_visible()
    axe_clean(page)
    for code, grade in (("J1", "较好"), ("J2", "好"), ("J3", "好"), ("J4", "一般"), ("J5", "差")):
        wanted = page.locator(f'input[name="share_{code}"]')
        label = page.get_by_label(grade, exact=False)
        clicks.on(wanted.and_(label).first)
    clicks.on(page.get_by_role("button", name="提交评判表"))
    expect(main).to_contain_text("还差 1 位考核员，交齐后一起开封")
    assert clicks.count <= MOST_CLICKS
    assert Sheet.objects.count() == 1

    sign_in(phone, "linfang")
    phone.goto(reverse("review:sheet", args=[here.refining.uid, "year_end"]))
    expect(phone.get_by_role("main")).to_contain_text("炼油一车间党支部")
    assert phone.locator("input:checked").count() == 0
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    axe_clean(phone)
    for code in scenes.JUDGED:
        phone.locator(f'input[name="share_{code}"]').first.tap()
    phone.get_by_role("button", name="提交评判表").tap()
    expect(phone.get_by_role("main")).to_contain_text("评判表已开封")
    assert Opening.objects.get().spread == 10_000
    phone.goto(reverse("review:branch", args=[here.refining.uid]))
    expect(phone.get_by_role("main")).to_contain_text("请第三位考核员评判")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    axe_clean(phone)


def test_every_page_of_review_is_clean(
    page: Page, phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    for browser, username, views in (
        (page, "officer", OFFICER),
        (phone, "officer", OFFICER),
        (page, "chenke", KEEPER),
        (phone, "chenke", KEEPER),
    ):
        browser.context.clear_cookies()
        sign_in(browser, username)
        for view, *more in views:
            place = here.committee if views is OFFICER else here.refining
            browser.goto(reverse(view, args=[place.uid, *more]))
            axe_clean(browser)
            width = browser.viewport_size["width"]
            assert browser.evaluate("document.documentElement.scrollWidth") <= width, view


OFFICER = (
    ("review:committee",),
    ("review:delegations",),
    ("review:spots",),
    ("review:month", "2026-12"),
)
KEEPER = (("review:branch",), ("review:self",), ("review:appeal", "J2"))
