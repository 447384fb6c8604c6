"""A phone without a network: the meeting waits on it and sends itself, once."""

import re
from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sheet_of, sign_in, tell
from tests.people import SmallCommittee
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import Note, Signer
from zhibu.journal import log
from zhibu.meetings.models import Meeting

LIST = "#waiting"


def cut(page: Page) -> None:
    page.context.set_offline(True)


def mend(page: Page) -> None:
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")


def record(page: Page) -> None:
    page.get_by_role("button", name="提交入账").tap()


def test_a_meeting_told_without_a_network_sends_itself_when_there_is_one(
    phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sheet_of(sign_in(phone, "chenke"), here)
    cut(phone)
    signer = Signer.of_seed("elsewhere.invalid/journal/1", b"\x01" * 32)
    text = Checkpoint("elsewhere.invalid/journal/1", 12, b"\x07" * 32).text
    pinned = Note(text, (signer.sign(text),)).data.decode()
    keep = "(note) => localStorage.setItem('zhibu-pin:last', JSON.stringify({ note }))"
    phone.evaluate(keep, pinned)
    tell(phone)
    phone.get_by_role("button", name="王立新").tap()
    record(phone)

    expect(phone.locator(LIST)).to_contain_text("已存在本机，联网后自动提交")
    expect(phone.locator(LIST)).to_contain_text("党员大会")
    axe_clean(phone)
    assert not Meeting.objects.exists()

    mend(phone)
    expect(phone.locator(LIST)).to_contain_text("已入账")
    leaf = log.leaf_of_record(Meeting.objects.get().rec)
    captured = log.captured_of(leaf)
    assert (leaf.via, captured.checkpoint) == ("offline", pinned)
    assert captured.at < leaf.at
    phone.get_by_role("link", name="看记录").tap()
    expect(phone.get_by_role("main")).to_contain_text("手机自述")


def test_an_answer_lost_on_the_way_enters_nothing_twice(phone: Page, here: SmallCommittee):
    sheet_of(sign_in(phone, "chenke"), here)
    cut(phone)
    tell(phone)
    record(phone)
    expect(phone.locator(LIST)).to_contain_text("党员大会")
    lost = []

    def lose(route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/meetings/new/**", lose)
    with phone.expect_event("requestfailed"):
        mend(phone)
    assert (lost, Meeting.objects.count()) == ([302], 1)
    phone.context.clear_cookies(name="zhibu_sent")  # it came with the answer that was lost
    phone.reload()

    expect(phone.locator(LIST)).to_contain_text("已入账")
    assert Meeting.objects.count() == 1


def test_what_is_refused_comes_back_as_it_was_told(phone: Page, here: SmallCommittee):
    sheet_of(sign_in(phone, "chenke"), here)
    cut(phone)
    tell(phone, place="")
    phone.get_by_role("button", name="王立新").tap()
    record(phone)
    expect(phone.locator(LIST)).to_contain_text("党员大会")

    mend(phone)
    expect(phone.locator(LIST)).to_contain_text("没有入账：党员大会须写明地点")
    phone.get_by_role("link", name="打开改一改").tap()
    expect(phone.locator("#offline")).to_contain_text("须写明地点")
    expect(phone.get_by_label("议题 1", exact=True)).to_have_value("通过一季度工作报告")
    expect(phone.get_by_role("button", name="王立新")).to_have_text("王立新 请假")
    phone.get_by_label("地点").fill("礼堂")
    record(phone)
    phone.wait_for_url(re.compile("/records/"))

    assert log.leaf_of_record(Meeting.objects.get().rec).via == "offline"
    sheet_of(phone, here)
    expect(phone.locator(LIST)).to_be_hidden()


def test_the_sheet_opens_without_a_network_each_time_as_another_record(
    phone: Page, here: SmallCommittee
):
    place = reverse("meetings:record", args=[here.refining.uid])
    sheet_of(sign_in(phone, "chenke"), here)
    phone.wait_for_function("() => navigator.serviceWorker.controller !== null")
    phone.goto(place + "?form=general_meeting")
    cut(phone)
    for waiting, topic in enumerate(("通过一季度工作报告", "讨论检修期责任区")):
        phone.goto(place + "?form=general_meeting")
        # The list moves the sheet down once it is read; a tap on the way down would miss.
        expect(phone.locator(f"{LIST} li")).to_have_count(waiting)
        tell(phone)
        phone.get_by_label("议题 1", exact=True).fill(topic)
        record(phone)
        expect(phone.locator(f"{LIST} li")).to_have_count(waiting + 1)

    mend(phone)
    expect(phone.locator(f"{LIST} li")).to_have_count(0)
    assert Meeting.objects.count() == 2


def test_signing_out_gives_up_the_kept_sheet_and_another_person_sees_nothing(
    phone: Page, here: SmallCommittee
):
    sheet_of(sign_in(phone, "chenke"), here)
    phone.wait_for_function("() => navigator.serviceWorker.controller !== null")
    cut(phone)
    tell(phone)
    record(phone)
    expect(phone.locator(LIST)).to_contain_text("党员大会")
    phone.route("**/meetings/new/", lambda route: route.abort())  # nothing is sent meanwhile
    phone.context.set_offline(False)
    phone.goto("/burden/")
    phone.locator("summary").first.tap()
    phone.locator("details.menu form button").tap()
    phone.wait_for_url(re.compile("/sign-in/"))
    phone.wait_for_function("() => caches.keys().then((names) => names.length === 0)")

    sheet_of(sign_in(phone, "limingyuan"), here)
    expect(phone.locator(LIST)).to_be_hidden()
    assert not Meeting.objects.exists()


def test_what_waits_is_no_draft_any_more(phone: Page, here: SmallCommittee):
    sheet_of(sign_in(phone, "chenke"), here)
    cut(phone)
    tell(phone)
    record(phone)
    expect(phone.locator(LIST)).to_contain_text("党员大会")
    phone.wait_for_timeout(600)  # longer than the sheet takes to keep what was typed last

    drafts = "Object.keys(localStorage).filter((key) => key.startsWith('zhibu.draft.'))"
    assert phone.evaluate(drafts) == []
