"""林夏 from application to full membership in the browser, while two and a half years pass."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from tests.papers import BOX
from tests.people import CHINA, PASSWORD, SmallCommittee
from tests.rooms.admission.walking import (
    DAYS,
    LIN_XIA,
    MEETINGS,
    OFFICERS,
    OUTCOMES,
    RECEIVED,
    Walk,
    values_of,
)
from zhibu.party.models import Member
from zhibu.procedures import queries
from zhibu.procedures.models import Case


class Clock:
    """What time it is for the pages; the day moves when told to."""

    def __init__(self) -> None:
        self.day = RECEIVED

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 17, tzinfo=CHINA)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the door of the pages, where a hand gets its time, ask this clock."""
    found = Clock()
    for door in ("party.access", "procedures.views.admitting"):
        monkeypatch.setattr(f"zhibu.{door}.timezone", SimpleNamespace(now=found.now))
    return found


def sign_in(page: Page, username: str) -> Page:
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


@pytest.fixture
def gao_xiang(chromium: Browser, served: str, here: SmallCommittee) -> Iterator[Page]:
    """Return the officer's own browser, signed in."""
    with chromium.new_context(base_url=served, locale="zh-CN") as context:
        context.set_default_timeout(10_000)
        yield sign_in(context.new_page(), "officer")


def apply(page: Page, here: SmallCommittee) -> None:
    page.goto(reverse("admission:new", args=[here.refining.uid]))
    page.get_by_label("姓名").fill(LIN_XIA.name)
    page.get_by_label("公民身份号码").fill(LIN_XIA.id_number)
    page.get_by_label("学历").select_option(LIN_XIA.education)
    page.get_by_label("工作岗位").fill(LIN_XIA.work)
    page.get_by_label("纸质申请书存放处").fill(BOX)
    page.get_by_role("button", name="提交入账").click()
    page.wait_for_url(lambda url: "/procedures/" in url)


def do(page: Page, case: Case, name: str, values: dict[str, Any]) -> None:
    """Fill in the page of one step and send it."""
    step = name.removesuffix("_2")
    address = reverse("procedures:step", args=[case.rec, step])
    page.goto(address, wait_until="domcontentloaded")
    page.locator(f"#{step}_on").fill(DAYS[name].isoformat())
    for field, value in values.items():
        put(page.locator(f"main [name=a_{field}]"), value)
    if step in OUTCOMES:
        page.locator(f"main [name=outcome][value={OUTCOMES[step]}]").check()
    papers = queries.file_of(case).procedure.steps[step].materials.values()
    for paper in papers:
        if paper.required:
            keep(page, paper.id)
    send(page, step)
    expect(page.locator("body")).to_contain_text("已入账")


def keep(page: Page, paper: str) -> None:
    """Say how a material is kept: made from facts where it can be, else where it lies."""
    made = page.locator(f"main [name=m_{paper}]")
    if made.count():
        made.check()
    else:
        page.locator(f"main [name=w_{paper}]").fill(BOX)


def send(page: Page, step: str) -> None:
    page.locator(f"form:has(#{step}_on) button[type=submit]").first.click()


def put(inputs: Locator, value: Any) -> None:
    """Fill in a field, whatever it is made of."""
    first = inputs.first
    kind = first.evaluate("one => one.type || one.tagName.toLowerCase()")
    if kind in ("radio", "checkbox"):
        wanted = value if isinstance(value, tuple) else [value]
        for one in wanted:
            spelled = {True: "yes", False: "no"}.get(one, one) if isinstance(one, bool) else one
            inputs.and_(inputs.page.locator(f"[value='{spelled}']")).check()
    elif kind == "select-one":
        first.select_option(str(value))
    else:
        first.fill(value.isoformat() if isinstance(value, date) else str(value))


def test_lin_xia_is_admitted_and_converted_while_time_passes(
    page: Page, gao_xiang: Page, here: SmallCommittee, clock: Clock,
    axe_clean: Callable[[Page], None],
):  # fmt: skip
    chen_ke = sign_in(page, "chenke")
    apply(chen_ke, here)
    axe_clean(chen_ke)
    walk, told = Walk(here), values_of(here)
    walk.case = case = Case.objects.get(family="admission")

    for name, day in DAYS.items():
        clock.day = max(clock.day, day)
        step = name.removesuffix("_2")
        values = dict(told.get(step, {}))
        if step in MEETINGS:
            values["meeting"] = walk.meet(day).rec
        do(gao_xiang if step in OFFICERS else chen_ke, case, name, values)

    member = Member.objects.get(name="林夏")
    assert (member.joined_on, member.converted_on) == (date(2027, 8, 31), date(2028, 8, 31))
    chen_ke.goto(reverse("procedures:audit", args=[case.rec]))
    expect(chen_ke.get_by_role("main")).to_contain_text("林夏")
    axe_clean(chen_ke)


def test_a_listing_a_day_too_early_is_refused_beside_its_field(
    page: Page, here: SmallCommittee, clock: Clock
):
    walk = Walk(here)
    walk.apply()
    walk.until("examination_2")
    clock.day = DAYS["listing"]
    chen_ke = sign_in(page, "chenke")
    chen_ke.goto(reverse("procedures:step", args=[walk.case.rec, "listing"]))
    chen_ke.locator("#listing_on").fill("2027-06-21")
    send(chen_ke, "listing")

    expect(chen_ke.get_by_role("main")).to_contain_text("须经过一年以上培养教育和考察")
    expect(chen_ke.locator("#listing_on")).to_have_value("2027-06-21")


def test_the_application_fits_a_telephone(
    phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sign_in(phone, "chenke").goto(reverse("admission:new", args=[here.refining.uid]))

    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    axe_clean(phone)
    phone.goto(reverse("admission:branch", args=[here.refining.uid]))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
