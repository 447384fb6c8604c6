"""A committee's first day: from the spreadsheets it keeps to a score that explains itself."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from tests.people import PASSWORD, SmallCommittee, hand
from tests.rooms.intake.books import BRANCH, csv, organizations, xlsx
from zhibu.intake.checking.proposing import Source
from zhibu.journal import log
from zhibu.meetings.models import Meeting
from zhibu.meetings.queries import told_of
from zhibu.party import actions
from zhibu.party.models import Member, Organization

NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)  # a Tuesday, ten in the morning
MONTHS = range(1, 11)
PEOPLE = ("王兰", "李明", "赵青", "钱 江", "孙宁")
Check = Callable[[Page], None]


@pytest.fixture
def here(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, founded: SmallCommittee
) -> SmallCommittee:
    committee = founded
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return committee


def roster() -> Source:
    header = ["序号", "姓名", "性别", "入党时间", "转正时间", "党内职务", "党小组"]
    posts = ("书记", "组织委员", "宣传委员", "", "")
    rows = [
        [order, name, "男", "2006.12.6", "2007年12月6日", post, "第一党小组"]
        for order, (name, post) in enumerate(zip(PEOPLE, posts, strict=True), 1)
    ]
    title = [f"{BRANCH}党员花名册"]
    return xlsx(f"党员花名册-{BRANCH}.xlsx", [title, header, *rows], merged=("A1:G1",))


def ledger() -> Source:
    header = ["会议类型", "时间", "地点", "主持人", "应到", "实到", "主要内容", "形成决议"]
    forms = (("支委会", 3), ("党小组会", 5), ("主题党日", 5))
    rows = [
        [form, f"2026年{month}月{12}日", "会议室", "王兰", n, n, "学习文件", "同意"]
        for month in MONTHS
        for form, n in forms
    ]
    title = [f"{BRANCH}2026年三会一课台账"]
    return xlsx(f"三会一课台账-{BRANCH}.xlsx", [title, header, *rows], merged=("A1:H1",))


def dues() -> Source:
    header = ["姓名", "缴费基数", "月应缴", *(f"{month}月" for month in MONTHS)]
    rows = [[name.replace(" ", ""), 5000, 50, *(50 for _ in MONTHS)] for name in PEOPLE]
    return csv(f"党费收缴-{BRANCH}2026年.csv", [header, *rows], "gb18030")


def chosen(*sources: Source) -> list[FilePayload]:
    kind = "application/octet-stream"
    return [{"name": one.name, "mimeType": kind, "buffer": one.content} for one in sources]


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def import_all(page: Page, axe_clean: Check) -> None:
    page.goto("/import/")
    axe_clean(page)
    page.locator("input[name=sheets]").set_input_files(
        chosen(organizations(), roster(), ledger(), dues())
    )
    page.get_by_role("button", name="检查文件").click()
    page.wait_for_url(re.compile("/import/drafts/"))
    axe_clean(page)
    page.get_by_role("button", name="入账", exact=True).click()
    page.wait_for_url(re.compile("/import/batches/"))
    axe_clean(page)


def give_account(here: SmallCommittee) -> None:
    """Let the administrator open an account for the imported secretary."""
    account = actions.create_account(
        username="wanglan", password=PASSWORD, display_name="王兰",
        member=Member.objects.get(name="王兰"),
    )  # fmt: skip
    branch = Organization.objects.get(name=BRANCH)
    giver = hand(here.accounts.administrator, role="administrator", at=NOW)
    actions.grant_role(account=account, role="secretary", organization=branch, hand=giver)


def record_without_resolution(phone: Page) -> None:
    phone.get_by_role("link", name="记一次会", exact=True).tap()
    phone.wait_for_url(re.compile("/meetings/new/"))
    phone.get_by_text("支委会", exact=True).tap()
    expect(phone.locator("#count")).to_have_text("3 / 3")
    phone.get_by_label("地点").fill("会议室")
    phone.get_by_label("议题 1", exact=True).fill("检修费用使用安排")
    phone.get_by_label("重大事项").first.check()


def add_resolution(phone: Page) -> None:
    phone.get_by_label("议题 1 的决议").fill("同意，按预算执行")
    phone.get_by_label("更正理由").fill("补写漏记的决议")


def points_of(screen: Page) -> str:
    """Return what the scorecard says of decisions taken together, and come back to the record."""
    screen.get_by_role("link", name="看本支部得分").click()
    screen.wait_for_url(re.compile("/score/"))
    said = screen.locator("#A5 .got").inner_text()
    screen.go_back()
    return re.sub(r"\s", "", said)


def test_the_first_day_of_a_committee(
    page: Page, phone: Page, here: SmallCommittee, axe_clean: Check
):
    # Gao Xiang, the officer, brings in what the branch has kept, and lets it go live.
    sign_in(page, "officer")
    import_all(page, axe_clean)
    page.get_by_role("button", name="今天起全部启用").click()
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text(BRANCH)
    axe_clean(page)

    # Wang Lan, its secretary, records a meeting on her telephone and forgets the resolution.
    give_account(here)
    sign_in(phone, "wanglan")
    axe_clean(phone)
    record_without_resolution(phone)
    axe_clean(phone)
    phone.get_by_role("button", name="提交入账").tap()
    phone.wait_for_url(re.compile("/records/"))
    axe_clean(phone)
    expect(phone.get_by_role("main")).to_contain_text(re.compile("得分 .+ → "))
    assert points_of(phone) == "2.25/3"

    # She sees why, puts it right, and both versions stay to be seen.
    phone.get_by_role("link", name="更正").tap()
    phone.wait_for_url(re.compile("/correct/"))
    add_resolution(phone)
    axe_clean(phone)
    phone.get_by_role("button", name="提交更正").tap()
    phone.wait_for_url(re.compile("/records/[^/]+/$"))
    expect(phone.get_by_role("main")).to_contain_text(re.compile("得分 .+ → "))
    expect(phone.get_by_role("main")).to_contain_text("补写漏记的决议")
    expect(phone.get_by_role("main")).to_contain_text("最初")
    axe_clean(phone)
    assert points_of(phone) == "3/3"
    rec = Meeting.objects.get(held_on=NOW.date()).rec
    assert told_of(rec).topics[0].resolution == "同意，按预算执行"
    assert len(log.versions_of(rec)) == 2
