"""A real browser for the tests: ``page`` is a desk, ``phone`` a telephone, both in Chinese."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.people import CHINA, SmallCommittee
from workshop import browser as browsers

# Playwright keeps an event loop running in this thread, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
PATIENCE = 10_000  # milliseconds until a page that does not answer is a fault


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once for all tests of this worker."""
    if os.environ.get("ZHIBU_WITHOUT_BROWSER"):
        pytest.skip("without a browser, as asked")
    sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsers.found(), args=[*QUIET, *sandbox]
        )
        yield browser
        browser.close()


@pytest.fixture
def here(transactional_db: None, founded: SmallCommittee) -> SmallCommittee:
    """Return the small committee, which the server's threads see too."""
    return founded


@pytest.fixture
def in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have cases be worked on in the afternoon of 12 June 2026."""
    now = datetime(2026, 6, 12, 17, tzinfo=CHINA)
    for door in ("party.access", "procedures.views.admitting"):
        monkeypatch.setattr(f"zhibu.{door}.timezone", SimpleNamespace(now=lambda: now))


def opened(context: BrowserContext) -> Page:
    context.set_default_timeout(PATIENCE)
    return context.new_page()


@pytest.fixture
def page(chromium: Browser, served: str) -> Iterator[Page]:
    """Return a page of a desk's size whose addresses start at the live server."""
    size = {"width": 1360, "height": 900}
    with chromium.new_context(base_url=served, viewport=size, locale="zh-CN") as context:
        yield opened(context)


@pytest.fixture
def phone(chromium: Browser, served: str) -> Iterator[Page]:
    """Return a page of a telephone's size, touched and not clicked."""
    size = {"width": 390, "height": 844}
    with chromium.new_context(
        base_url=served,
        viewport=size,
        locale="zh-CN",
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    ) as context:
        yield opened(context)


@pytest.fixture
def axe_clean() -> Callable[[Page], None]:
    """Return a check: nothing on the page breaks WCAG 2.2 at levels A and AA."""
    axe = Axe()

    def check(page: Page) -> None:
        rules = {"runOnly": {"type": "tag", "values": list(WCAG)}}
        results = axe.run(page, options=rules)
        assert results.violations_count == 0, results.generate_report()

    return check
