"""The device keeps a promise until it is proved, checks the proof itself, and else complains."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sheet_of, sign_in, tell
from tests.people import SmallCommittee
from zhibu.journal import opening, sequencer
from zhibu.journal.backends import store
from zhibu.journal.models import LeafRow
from zhibu.notary import checkpoints, keys, receipts
from zhibu.notary.records import hand_of_system

KEPT = "Object.keys(localStorage).filter(k => k.startsWith('zhibu.promise.'))"
OLDER = """() => {
  for (const key of Object.keys(localStorage).filter(k => k.startsWith('zhibu.promise.'))) {
    const kept = JSON.parse(localStorage[key]);
    localStorage[key] = JSON.stringify({ ...kept, since: kept.since - 200000 });
  }
}"""


@pytest.fixture
def here(transactional_db: None, founded: SmallCommittee) -> SmallCommittee:
    at = timezone.now()
    opening.open_journal(demo=False, hand=hand_of_system(at))
    keys.establish(at, hand_of_system(at))
    return founded


def prove() -> None:
    """Do what the worker does."""
    if store.is_staged():
        sequencer.drain()
    checkpoints.publish(timezone.now(), "asked")


def record(page: Page, here: SmallCommittee) -> None:
    sheet_of(sign_in(page, "chenke"), here)
    tell(page)
    page.get_by_role("button", name="提交入账").click()
    page.wait_for_url(re.compile("/records/"))


def test_the_page_shows_the_promise_and_by_itself_the_proof(page: Page, here: SmallCommittee):
    record(page, here)
    slip = page.locator(".slip").last
    expect(slip).to_contain_text("已承诺入账，等待证明")
    assert page.evaluate(KEPT) == [f"zhibu.promise.{slip.get_attribute('data-leaf')}"]

    prove()
    expect(slip).to_contain_text("已证明在账")
    expect(slip).to_contain_text(re.compile(r"第 \d+ 条"))
    expect(page.locator("#broken-promise")).to_be_hidden()
    assert page.evaluate(KEPT) == []


@pytest.mark.once
def test_a_broken_promise_is_a_red_banner_on_every_page_and_a_file(
    page: Page, here: SmallCommittee
):
    record(page, here)
    leaf = page.locator(".slip").last.get_attribute("data-leaf")
    page.evaluate(OLDER)
    page.goto(reverse("meetings:list", args=[here.refining.uid]))

    expect(page.locator("#broken-promise")).to_contain_text(f"{leaf[:4]}-{leaf[4:8]}")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载申诉文件").click()
    told = download.value.path().read_text("utf-8")
    promise = receipts.receipt_of(bytes.fromhex(leaf)).promise
    assert leaf in told
    assert promise.data.decode() in told

    prove()
    page.goto(
        reverse("desk:record", args=[LeafRow.objects.get(payload_id=bytes.fromhex(leaf)).rec])
    )
    expect(page.locator(".slip").last).to_contain_text("已证明在账")
    wait_until_nothing_is_kept(page)
    expect(page.locator("#broken-promise")).to_be_hidden()


def wait_until_nothing_is_kept(page: Page) -> None:
    for _ in range(100):
        if page.evaluate(KEPT) == []:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the promise is still kept")


@pytest.mark.once
def test_a_proof_that_proves_something_else_is_no_proof(page: Page, here: SmallCommittee):
    record(page, here)
    prove()
    other = receipts.proof_at(3).data.decode()
    page.route(
        "**/journal/receipts/*",
        lambda route: route.fulfill(json={"state": "numbered", "number": 3, "promise": "", "proof": other}),
    )  # fmt: skip
    page.evaluate(
        "leaf => localStorage.setItem(`zhibu.promise.${leaf}`,"
        " JSON.stringify({ leaf, promise: 'kept', since: Date.now() - 200000 }))",
        page.locator(".slip").last.get_attribute("data-leaf"),
    )
    page.reload()

    expect(page.locator("#broken-promise")).to_be_visible()
    assert len(page.evaluate(KEPT)) == 1


@pytest.mark.once
def test_a_server_that_does_not_answer_has_broken_no_promise(page: Page, here: SmallCommittee):
    record(page, here)
    page.route("**/journal/receipts/*", lambda route: route.abort())
    page.evaluate(OLDER)
    with page.expect_event("requestfailed"):
        page.reload()

    expect(page.locator("#broken-promise")).to_be_hidden()
    assert len(page.evaluate(KEPT)) == 1
