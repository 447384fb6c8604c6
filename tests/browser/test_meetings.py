"""Recording a meeting on a telephone, from the sheet to the record, and mending it."""

import re
from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.people import PASSWORD, SmallCommittee
from zhibu.meetings.models import Meeting
from zhibu.meetings.queries import told_of


def sign_in(page: Page, username: str) -> Page:
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def sheet_of(page: Page, here: SmallCommittee, form: str = "general_meeting") -> Page:
    page.goto(reverse("meetings:record", args=[here.refining.uid]) + f"?form={form}")
    return page


def tell(page: Page, place: str = "三楼党员活动室") -> None:
    page.get_by_label("地点").fill(place)
    page.get_by_label("议题 1", exact=True).fill("通过一季度工作报告")


def test_chen_ke_records_a_general_meeting_on_a_telephone(
    phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sheet_of(sign_in(phone, "chenke"), here)
    tell(phone)
    phone.get_by_role("button", name="王立新").tap()
    phone.get_by_role("button", name="赵兰").tap()
    phone.get_by_role("button", name="赵兰").tap()
    expect(phone.get_by_role("button", name="王立新")).to_have_text("王立新 请假")
    expect(phone.get_by_role("button", name="赵兰")).to_have_text("赵兰 缺席")
    expect(phone.locator("#quorum")).to_contain_text("有表决权 7 人，到会 5 人，达到半数")
    axe_clean(phone)
    phone.get_by_role("button", name="提交入账").tap()
    phone.wait_for_url(re.compile("/records/"))

    expect(phone.get_by_role("main")).to_contain_text("应到 8 人，实到 6 人")
    assert Meeting.objects.get().present == 6


def test_the_sheet_fits_and_can_be_tapped(phone: Page, here: SmallCommittee):
    sheet_of(sign_in(phone, "chenke"), here)

    small = "els => els.map(e => e.getBoundingClientRect().height).filter(h => h && h < 44)"
    assert phone.locator("#sheet .chip, #sheet .send .btn").evaluate_all(small) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_too_few_for_a_vote_is_said_while_tapping(phone: Page, here: SmallCommittee):
    sheet_of(sign_in(phone, "chenke"), here)
    for name in ("王立新", "赵兰", "单国栋", "曾小雨"):
        phone.get_by_role("button", name=name).tap()

    expect(phone.locator("#quorum")).to_contain_text("到会 3 人，不足半数（须 4 人），不能表决")


def test_what_was_typed_outlives_the_page_until_it_is_entered(phone: Page, here: SmallCommittee):
    sheet_of(sign_in(phone, "chenke"), here)
    tell(phone)
    phone.get_by_role("button", name="王立新").tap()
    expect(phone.locator("#kept")).to_have_text("草稿已存在本机")

    sheet_of(phone, here)
    expect(phone.locator("#restored")).to_contain_text("已恢复")
    expect(phone.get_by_label("议题 1", exact=True)).to_have_value("通过一季度工作报告")
    expect(phone.get_by_role("button", name="王立新")).to_have_text("王立新 请假")

    phone.get_by_role("button", name="提交入账").tap()
    phone.wait_for_url(re.compile("/records/"))
    sheet_of(phone, here)
    expect(phone.locator("#restored")).to_be_hidden()
    expect(phone.get_by_label("议题 1", exact=True)).to_have_value("")
    drafts = "Object.keys(localStorage).filter((key) => key.startsWith('zhibu.draft.'))"
    assert phone.evaluate(drafts) == []


def test_another_form_lays_the_sheet_out_anew_and_keeps_what_was_typed(
    phone: Page, here: SmallCommittee
):
    sheet_of(sign_in(phone, "chenke"), here)
    tell(phone)
    phone.get_by_text("支委会", exact=True).tap()

    expect(phone.locator("#count")).to_have_text("4 / 4")
    expect(phone.get_by_label("议题 1", exact=True)).to_have_value("通过一季度工作报告")
    expect(phone.get_by_label("地点")).to_have_value("三楼党员活动室")


def test_a_refusal_stands_beside_its_field(
    phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sheet_of(sign_in(phone, "chenke"), here)
    tell(phone, place="")
    phone.get_by_role("button", name="提交入账").tap()

    expect(phone.locator("#id_place_error")).to_contain_text("须写明地点")
    expect(phone.get_by_label("议题 1", exact=True)).to_have_value("通过一季度工作报告")
    axe_clean(phone)
    assert not Meeting.objects.exists()


def test_at_a_desk_a_wrong_place_is_corrected_in_three_clicks(
    page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sheet_of(sign_in(page, "chenke"), here)
    tell(page)
    page.get_by_role("button", name="提交入账").click()
    page.wait_for_url(re.compile("/records/"))

    page.get_by_role("link", name="更正").click()
    page.get_by_label("地点").fill("礼堂")
    page.get_by_label("更正理由").fill("地点记错")
    axe_clean(page)
    page.get_by_role("button", name="提交更正").click()
    page.wait_for_url(re.compile("/records/[^/]+/$"))

    expect(page.get_by_role("main")).to_contain_text("礼堂")
    expect(page.get_by_role("main")).to_contain_text("三楼党员活动室")
    assert told_of(Meeting.objects.get().rec).place == "礼堂"


def test_the_list_is_clean_on_both_screens(
    page: Page, phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sheet_of(sign_in(page, "chenke"), here)
    tell(page)
    page.get_by_role("button", name="提交入账").click()
    page.wait_for_url(re.compile("/records/"))

    for screen in (page, sign_in(phone, "wanglixin")):
        screen.goto(reverse("meetings:list", args=[here.refining.uid]))
        expect(screen.get_by_role("main")).to_contain_text("党员大会")
        axe_clean(screen)
