"""A member's telephone remembers the journal: an operator who swaps it is seen at once (J9, A95)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.people import (
    BELONG_SINCE,
    PASSWORD,
    SmallCommittee,
    card,
    hand,
)
from zhibu.journal import opening
from zhibu.notary import checkpoints, epochs, keys
from zhibu.notary.checkpoints import Why
from zhibu.notary.records import hand_of_system
from zhibu.party import actions

pytestmark = pytest.mark.once  # the operator swaps a file; what the browser does is the same


@pytest.fixture
def here(
    transactional_db: None, settings, tmp_path: Path, founded: SmallCommittee
) -> SmallCommittee:
    settings.KEYS = tmp_path / "keys"
    settings.DOMAIN = "dangjian.example"
    opening.open_journal(demo=True, hand=hand())
    keys.establish(timezone.now(), hand_of_system(timezone.now()))
    built = founded
    publish()
    return built


def publish() -> None:
    checkpoints.publish(timezone.now(), Why.ASKED)


def grow(here: SmallCommittee, word: str, times: int) -> None:
    for turn in range(times):
        actions.register_member(
            branch=here.cracking, card=card(f"{word}{turn}"), since=BELONG_SINCE, hand=hand()
        )
    publish()


def database() -> Path:
    return Path(connections.settings["default"]["NAME"])


def copied(tmp_path: Path) -> Path:
    """Copy the database, as an operator would at night."""
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(database())) as file:
        file.execute("VACUUM INTO ?", [str(copy)])
    return copy


def swap(copy: Path) -> None:
    """Put the copy in the place of the database, and the guard out of the way."""
    connections.close_all()
    for suffix in ("-wal", "-shm"):
        database().with_name(database().name + suffix).unlink(missing_ok=True)
    copy.replace(database())


def visit_next_day(phone: Page) -> None:
    phone.evaluate("localStorage.removeItem('zhibu-pin:day')")
    phone.goto("/")


def pinned(phone: Page) -> str:
    for _ in range(200):
        if phone.evaluate("localStorage.getItem('zhibu-pin:day')"):
            break
        phone.wait_for_timeout(50)
    return phone.evaluate("(JSON.parse(localStorage.getItem('zhibu-pin:last')) || {}).note || ''")


@pytest.fixture
def member(phone: Page, here: SmallCommittee) -> Page:
    phone.goto("/sign-in/")
    phone.get_by_label("用户名").fill("wanglixin")
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    phone.wait_for_url(lambda url: "sign-in" not in url)
    assert pinned(phone) == checkpoints.latest_published().note.data.decode()
    return phone


ALARM = "账本与本机上次见到的对不上"


def test_a_journal_that_grew_is_remembered_anew_without_a_word(member, here):
    grow(here, "新", 3)
    visit_next_day(member)

    assert pinned(member) == checkpoints.latest_published().note.data.decode()
    expect(member.get_by_text(ALARM)).to_have_count(0)


def test_it_is_asked_once_a_day(member, here):
    before = pinned(member)
    grow(here, "新", 1)
    asked: list[str] = []
    member.on("request", lambda request: asked.append(request.url))
    member.goto("/")
    member.wait_for_load_state("networkidle")

    assert [url for url in asked if "/journal/" in url] == []
    assert pinned(member) == before


def test_an_older_copy_raises_the_alarm_and_offers_both_heads(member, here, tmp_path, axe_clean):
    old = copied(tmp_path)
    grow(here, "后", 4)
    visit_next_day(member)
    kept = pinned(member)
    swap(old)
    visit_next_day(member)

    banner = member.get_by_role("alert").filter(has_text=ALARM)
    expect(banner).to_contain_text("比上次短")
    axe_clean(member)
    with member.expect_download() as caught:
        banner.get_by_role("link", name="上次见到的账本头").click()
    assert Path(caught.value.path()).read_text("utf-8") == kept
    with member.expect_download() as caught:
        banner.get_by_role("link", name="现在给出的账本头").click()
    assert Path(caught.value.path()).read_bytes() == checkpoints.latest_published().note.data
    assert pinned(member) == kept, "what was seen once is not replaced by what is wrong"
    member.goto("/burden/")
    expect(member.get_by_role("alert").filter(has_text=ALARM)).to_be_visible()


@pytest.mark.parametrize("secure", [True, False])
def test_a_fork_that_grew_beyond_it_raises_the_alarm(member, here, tmp_path, secure):
    """The fork is larger and signed by the true key: only the proof tells."""
    old, guard = copied(tmp_path), (keys.folder() / "signed-heads").read_bytes()
    grow(here, "真", 2)
    visit_next_day(member)
    pinned(member)
    if not secure:  # over plain HTTP browsers withhold crypto.subtle
        member.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    swap(old)
    (keys.folder() / "signed-heads").write_bytes(guard)  # whoever holds the server holds it too
    grow(here, "伪", 6)
    visit_next_day(member)

    expect(member.get_by_role("alert")).to_contain_text("被改动、替换")


def test_plain_http_proves_growth_with_its_own_hash(member, here):
    member.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    grow(here, "新", 7)
    visit_next_day(member)

    assert pinned(member) == checkpoints.latest_published().note.data.decode()
    expect(member.get_by_text(ALARM)).to_have_count(0)


def test_another_journal_in_its_place_raises_the_alarm(member, settings):
    member.route("**/journal/checkpoint", lambda route: route.fulfill(
        status=200, content_type="text/plain; charset=utf-8",
        body=checkpoints.latest_published().note.data.decode().replace("dangjian", "elsewhere"),
    ))  # fmt: skip
    visit_next_day(member)

    expect(member.get_by_role("alert")).to_contain_text("另一个名字")


def test_a_journal_without_a_head_any_more_raises_the_alarm(member):
    member.route("**/journal/checkpoint", lambda route: route.fulfill(status=404))
    visit_next_day(member)

    expect(member.get_by_role("alert")).to_contain_text("可能被清空")


def test_a_server_that_does_not_answer_proves_nothing(member):
    before = pinned(member)
    answers = iter((500, 302, 200))
    member.route("**/journal/checkpoint", lambda route: route.fulfill(status=next(answers)))
    for _ in range(3):
        visit_next_day(member)
        member.wait_for_load_state("networkidle")
    expect(member.get_by_text(ALARM)).to_have_count(0)
    assert member.evaluate("JSON.parse(localStorage.getItem('zhibu-pin:last')).note") == before


def test_a_new_epoch_is_said_and_never_silent(member, here, tmp_path):
    old = copied(tmp_path)
    grow(here, "后", 4)
    visit_next_day(member)
    kept = pinned(member)
    swap(old)
    epochs.open_epoch("机房火灾，丢了一天的记录", hand=hand_of_system(timezone.now()))
    publish()
    visit_next_day(member)

    notice = member.get_by_role("status").filter(has_text="账本开启了新账期")
    expect(notice).to_be_visible()
    with member.expect_download() as caught:
        notice.get_by_role("link", name="旧账期的账本头").click()
    assert Path(caught.value.path()).read_text("utf-8") == kept
    expect(member.get_by_text(ALARM)).to_have_count(0)
    notice.get_by_role("button", name="知道了").click()
    expect(notice).to_have_count(0)
    assert "/journal/2" in pinned(member)
