"""A whole re-election: asked for at a desk, approved by the superior, counted by two people."""

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import opened
from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee
from tests.rooms.elections.conftest import account_of
from zhibu.elections.models import PaperBallot
from zhibu.party import permits
from zhibu.party import queries as party
from zhibu.party.models import Term
from zhibu.party.permits import Ability
from zhibu.procedures.models import Case

SHOTS = os.environ.get("ZHIBU_SHOTS", "")
FIVE = ("陈可", "李明远", "王立新", "赵兰", "单国栋")
TELLERS = ("曾小雨", "贾𠮷")
VOTES = {"陈可": 7, "李明远": 6, "王立新": 5, "赵兰": 4, "单国栋": 4}


@pytest.fixture
def here(transactional_db: None, founded: SmallCommittee) -> SmallCommittee:
    small = founded
    soon = date.today() + timedelta(days=100)  # both clocks have run
    Term.objects.filter(organization=small.refining).update(ends_on=soon)
    for name in TELLERS:
        account_of(small, name)
    return small


def seen(page: Page, name: str, axe_clean: Callable[[Page], None]) -> None:
    """Check a page for whoever cannot see it; keep a picture where a folder is named."""
    axe_clean(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def fits(phone: Page) -> bool:
    return phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture
def newcomer(chromium: Browser, served: str) -> Iterator[Page]:
    """Return a second desk, for the superior's officer."""
    with chromium.new_context(base_url=served, locale="zh-CN") as context:
        yield opened(context)


@pytest.fixture
def second(chromium: Browser, served: str) -> Iterator[Page]:
    """Return a third desk, for a counter."""
    with chromium.new_context(base_url=served, locale="zh-CN") as context:
        yield opened(context)


def do(page: Page, case: Case, step: str, fill: Callable[[Page], None] | None = None) -> None:
    """Enter a step on its own page, with the papers it asks for."""
    page.goto(reverse("procedures:step", args=[case.rec, step]))
    if fill:
        fill(page)
    for box in page.locator("main input[name^=m_]").all():
        box.check()
    page.get_by_role("button", name="提交入账").click()
    expect(page.get_by_role("main")).to_contain_text("已入账")


def approve(words: str) -> Callable[[Page], None]:
    return lambda shown: shown.get_by_label(words, exact=True).check()


def tick(name: str, *people: str) -> Callable[[Page], None]:
    """Tick people in the list of a field."""

    def fill(page: Page) -> None:
        for person in people:
            page.locator(f"input[name=a_{name}]").and_(
                page.get_by_label(person, exact=True)
            ).check()

    return fill


def count(page: Page, **votes: int) -> None:
    """Enter a sheet: seven papers given out, seven returned, all valid."""
    page.get_by_role("link", name="录入计票").click()
    for label, number in (("发出选票", 7), ("收回选票", 7), ("有效票", 7), ("无效票", 0)):
        page.get_by_label(label).fill(str(number))
    for name, number in votes.items():
        page.get_by_label(f"{name}的得票").fill(str(number))


def prepare(page: Page, officer: Page, case: Case) -> None:
    """Walk from the decision to the meeting's door."""
    planned = date.today().isoformat()
    do(
        page,
        case,
        "decision",
        lambda shown: shown.get_by_label("拟召开选举大会的日期").fill(planned),
    )
    do(page, case, "request")
    do(officer, case, "approval", approve("同意"))
    do(page, case, "nomination", tick("nominees", *FIVE))
    do(page, case, "shortlist", tick("candidates", *FIVE))
    do(page, case, "candidates_request")
    do(officer, case, "review", approve("同意"))
    do(page, case, "method")


def call_roll(page: Page, case: Case, axe_clean: Callable[[Page], None]) -> None:
    """Try to vote with five of seven, then with all."""
    page.goto(reverse("elections:meeting", args=[case.rec]))
    page.get_by_role("link", name="点名").click()
    page.get_by_label("实到有选举权的人数").fill("5")
    page.get_by_role("button", name="点名并发选票").click()
    expect(page.get_by_role("main")).to_contain_text("没有达到五分之四")
    seen(page, "4-quorum", axe_clean)
    page.get_by_label("实到有选举权的人数").fill("7")
    for person in TELLERS:
        page.get_by_role("group", name="大会通过的计票人").get_by_label(person, exact=True).check()
    page.get_by_role("button", name="点名并发选票").click()
    expect(page.get_by_role("main")).to_contain_text("您是候选人，不能计票")
    seen(page, "5-meeting", axe_clean)


def vote(page: Page, phone: Page, case: Case, axe_clean: Callable[[Page], None]) -> None:
    """Count twice: first they differ, then two tie, then all seats are filled."""
    page.goto(reverse("elections:meeting", args=[case.rec]))
    count(page, **VOTES)
    seen(page, "6-sheet", axe_clean)
    page.get_by_role("button", name="提交我的计票").click()
    expect(page.get_by_role("main")).to_contain_text("等另一人录入")

    phone.goto(reverse("elections:meeting", args=[case.rec]))
    count(phone, **{**VOTES, "赵兰": 3})
    seen(phone, "7-phone-sheet", axe_clean)
    assert fits(phone)
    phone.get_by_role("button", name="提交我的计票").click()
    expect(phone.get_by_role("main")).to_contain_text("不一致的是：赵兰的得票")
    seen(phone, "8-phone-differ", axe_clean)
    assert fits(phone)
    phone.get_by_role("link", name="改录我的计票").click()
    phone.get_by_label("赵兰的得票").fill("4")
    phone.get_by_role("button", name="提交我的计票").click()
    expect(phone.get_by_role("main")).to_contain_text("两人录入一致")
    seen(phone, "9-phone-tie", axe_clean)

    assert PaperBallot.objects.get(turn=2).kind == "tied"
    for one in (page, phone):
        one.goto(reverse("elections:meeting", args=[case.rec]))
        count(one, 赵兰=4, 单国栋=3)
        one.get_by_role("button", name="提交我的计票").click()
    expect(phone.get_by_role("main")).to_contain_text("两人录入一致")


def test_a_whole_re_election(
    phone: Page, page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None],
    newcomer: Page, second: Page,
):  # fmt: skip
    officer = newcomer
    sign_in(page, "chenke")
    sign_in(officer, "officer")

    officer.goto(reverse("elections:committee", args=[here.committee.uid]))
    expect(officer.get_by_role("main")).to_contain_text("启动")
    seen(officer, "1-committee", axe_clean)
    page.goto(reverse("elections:branch", args=[here.refining.uid]))
    seen(page, "2-branch", axe_clean)
    page.get_by_role("button", name="启动换届").click()
    case = Case.objects.get()
    assert case.context["seats"] == "4"
    seen(page, "3-case", axe_clean)

    prepare(page, officer, case)

    call_roll(page, case, axe_clean)

    teller = second
    sign_in(teller, account_of(here, "曾小雨").username)
    sign_in(phone, account_of(here, "贾𠮷").username)
    vote(teller, phone, case, axe_clean)
    page.goto(reverse("elections:meeting", args=[case.rec]))
    seen(page, "10-result", axe_clean)
    page.get_by_role("button", name="记入流程").click()

    def duties(shown: Page) -> None:
        shown.get_by_label("到会委员人数").fill("4")
        shown.locator("select[name=a_secretary]").select_option(label="李明远")
        shown.get_by_label("书记得票").fill("4")

    do(page, case, "first_committee", duties)
    do(page, case, "results_report")
    do(officer, case, "confirmation", approve("批准"))
    page.goto(reverse("elections:handover", args=[case.rec]))
    seen(page, "11-handover", axe_clean)
    do(page, case, "handover")
    do(page, case, "archive", approve("办结"))

    assert party.secretary_of(here.refining, date.today()).name == "李明远"
    assert Term.objects.filter(organization=here.refining).count() == 2
    page.goto(reverse("elections:branch", args=[here.refining.uid]))
    expect(page.get_by_role("main")).to_contain_text("李明远")
    seen(page, "12-after", axe_clean)
    page.set_viewport_size({"width": 390, "height": 844})
    seen(page, "13-phone-branch", axe_clean)
    assert fits(page)

    officer.goto(reverse("procedures:case", args=[case.rec]))
    seen(officer, "10-rights", axe_clean)
    officer.get_by_role("button", name="按当选结果调整账号权限").click()
    expect(officer.get_by_role("main")).to_contain_text("调整了")
    assert permits.may(here.accounts.organization, Ability.ASK_ERASURE, here.refining)
