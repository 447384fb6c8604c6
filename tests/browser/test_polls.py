"""A blind round from assignment to result: planned at a desk, filled in on a telephone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee, hand, small_committee
from tests.rooms.polls.conftest import enlarge
from zhibu.polls.actions import evaluating
from zhibu.polls.models import Assignment, PeerResult, Round, Sheet

MOST_CLICKS = 10


@pytest.fixture
def here(transactional_db: None) -> SmallCommittee:
    found = small_committee()
    enlarge(found)
    return found


def test_a_round_goes_from_assignment_to_result(
    phone: Page, page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    closes_on = timezone.localdate() + timedelta(days=14)
    sign_in(page, "officer")
    page.get_by_role("navigation").get_by_role("link", name="互评与测评").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("互评与测评")
    axe_clean(page)
    page.get_by_role("link", name="订一轮互评").click()
    page.get_by_label("名称").fill("年度互评")
    page.get_by_label("截止日期").fill(closes_on.isoformat())
    page.get_by_label("公开的数").fill("3 8 5")
    axe_clean(page)
    page.get_by_role("button", name="算出分配，入账").click()
    expect(page.get_by_role("main")).to_contain_text("只有党委看得到")
    axe_clean(page)
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_role("main")).to_contain_text("互评开始")

    fill_in_on(phone, here, axe_clean)
    others_fill_in()

    address = page.url
    monkeypatch.setattr(
        timezone,
        "now",
        lambda: timezone.make_aware(datetime(closes_on.year, closes_on.month, closes_on.day, 12)),
    )
    sign_in(page, "officer")  # nobody stays signed in for so long
    page.goto(address)
    page.get_by_role("button", name="结束并算出结果").click()
    expect(page.get_by_role("main")).to_contain_text("结果已经算出")
    axe_clean(page)
    assert PeerResult.objects.filter(awarded__isnull=False).count() == 8


def fill_in_on(phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]) -> None:
    """Have the secretary rate a branch, counting taps from the list to the sealed sheet."""
    sign_in(phone, "chenke")
    phone.goto(reverse("polls:duties", args=[here.refining.uid]))
    axe_clean(phone)
    rated = Assignment.objects.filter(rater=here.refining).select_related("rated").first()
    taps = [phone.get_by_role("link", name=rated.rated.name)]
    taps[0].tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("评价：")
    axe_clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    taps += phone.get_by_label("较好", exact=True).all()
    taps.append(phone.get_by_role("button", name="封存提交"))
    for one in taps[1:]:
        one.tap()
    expect(phone.get_by_role("main")).to_contain_text("已封存")
    assert len(taps) <= MOST_CLICKS
    assert Sheet.objects.count() == 1


def others_fill_in() -> None:
    held = Round.objects.get()
    keeper = hand(role="secretary", at=timezone.now())
    for pair in Assignment.objects.select_related("rater"):
        marks = [0] * len(held.criteria)
        evaluating.fill_sheet(held, rater=pair.rater, rated=pair.rated_id, marks=marks, hand=keeper)
