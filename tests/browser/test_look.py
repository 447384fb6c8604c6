"""The frame of every page in a real browser: light, readable, within 360 px, nothing from outside."""

import gzip
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Response

from tests.people import PASSWORD, SmallCommittee

BUDGET = 80 * 1024
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def narrow(chromium: Browser, served: str) -> Iterator[Page]:
    with chromium.new_context(base_url=served, viewport=NARROW, locale="zh-CN") as context:
        yield context.new_page()


def sign_in(page: Page, username: str) -> Page:
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def pages_of(here: SmallCommittee) -> list[str]:
    return [
        reverse("desk:overview", args=[here.committee.uid]),
        reverse("desk:branch", args=[here.refining.uid]),
        reverse("desk:record", args=[here.member("赵兰").rec]),
        reverse("desk:burden"),
    ]


def test_the_first_page_is_light(chromium, served, page, here):
    sign_in(page, "officer")
    signed = page.context.storage_state()
    with chromium.new_context(base_url=served, storage_state=signed) as fresh:  # nothing cached yet
        answers = answers_of(fresh.new_page(), "/")
        sent = sum(len(gzip.compress(answer.body())) for answer in answers)

    assert len(answers) > 3
    assert sent <= BUDGET
    document = next(one for one in answers if one.request.resource_type == "document")
    assert document.headers["content-encoding"] == "gzip"


NO_CONTENT = 204  # such an answer has no body to weigh


def answers_of(page: Page, address: str) -> list[Response]:
    answers: list[Response] = []

    def note(answer: Response) -> None:
        if answer.ok and answer.status != NO_CONTENT:
            answers.append(answer)

    page.on("response", note)
    page.goto(address, wait_until="networkidle")
    return answers


def test_nothing_comes_from_elsewhere_and_the_policy_is_kept(page, here):
    hosts, complaints = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("console", lambda message: complaints.append(message.text))
    sign_in(page, "chenke")
    for address in pages_of(here):
        page.goto(address)

    assert hosts == {"127.0.0.1"}
    assert complaints == []


def test_the_pages_of_the_desk_are_accessible(page, here, axe_clean: Callable[[Page], None]):
    sign_in(page, "chenke")
    for address in pages_of(here):
        page.goto(address)
        axe_clean(page)


def test_they_are_accessible_in_the_dark(page, here, axe_clean: Callable[[Page], None]):
    page.emulate_media(color_scheme="dark")
    sign_in(page, "officer")
    for address in pages_of(here):
        page.goto(address)
        axe_clean(page)


def test_signing_in_and_what_is_not_found_are_accessible(
    page, here, axe_clean: Callable[[Page], None]
):
    page.goto("/sign-in/")
    axe_clean(page)
    sign_in(page, "chenke").goto("/branches/nowhere/")
    axe_clean(page)
    assert page.get_by_role("heading", name="没有找到这一页").is_visible()


def test_a_narrow_phone_needs_no_scrolling_sideways(narrow, here):
    sign_in(narrow, "chenke")
    for address in pages_of(here):
        narrow.goto(address)
        assert narrow.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address


def test_on_a_phone_the_menu_opens_under_its_button(narrow, here):
    sign_in(narrow, "chenke")
    meetings = narrow.get_by_role("link", name="组织生活").first
    narrow.get_by_text("菜单", exact=True).click()

    assert narrow.locator("details.menu a", has_text="组织生活").is_visible()
    assert meetings.count() == 1


def test_targets_on_a_phone_are_large_enough_for_a_thumb(narrow, here):
    sign_in(narrow, "chenke")
    narrow.goto(reverse("desk:branch", args=[here.refining.uid]))
    sizes = [button.bounding_box() for button in narrow.locator(".btn:visible").all()]

    assert sizes
    assert all(box and box["height"] >= 44 for box in sizes)


def test_the_keyboard_reaches_the_main_text_first(page, here):
    sign_in(page, "chenke")
    page.goto(reverse("desk:branch", args=[here.refining.uid]))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_large_type_does_not_break_the_page(chromium, served, here):
    """A browser's own font size of 20 px: rem follows it, so the same as 125 %."""
    half = {"width": 288, "height": 592}  # 360 px seen through a zoom of 125 %
    with chromium.new_context(base_url=served, viewport=half, locale="zh-CN") as context:
        page = sign_in(context.new_page(), "chenke")
        for address in pages_of(here):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= half["width"], address


def test_the_language_button_turns_the_page(page, here):
    sign_in(page, "chenke").goto("/burden/")
    page.get_by_role("button", name="English").click()

    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name=re.compile("中文")).click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
