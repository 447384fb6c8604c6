"""高翔, the committee's officer, makes a standard of a sheet: at a desk, then on a telephone."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee
from tests.rooms.drafting.conftest import HEADER, as_xlsx
from zhibu.core import rubric_writing
from zhibu.drafting.models import StandardDraft

ROWS = (
    ["炼油系统党支部考核表"],
    HEADER,
    ["组织生活", "支部党员大会按时召开", "支部工作条例第十一条", "每季度", 4, "每缺1次扣1分"],
    ["", "支委会、党小组会按时召开", "", "每月", 3, "每次扣0.5分，扣完为止"],
    ["班子建设", "班子团结协作", "", "", 20, "优20良15中10差0"],
    ["廉洁自律", "遵守廉洁规定", "", "", "", "不到位扣1分"],
    ["合计", "", "", "", 27, ""],
)


def wide(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def test_a_sheet_becomes_a_standard_ready_to_adopt(
    page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sign_in(page, "officer")
    page.goto(reverse("drafting:list", args=[here.committee.uid]))
    axe_clean(page)
    sheet = {"name": "考核表.xlsx", "mimeType": "", "buffer": as_xlsx(ROWS, ["A3:A4"])}
    page.get_by_label("考核表").set_input_files(sheet)
    page.get_by_role("button", name="导入并检查").click()

    main = page.get_by_role("main")
    expect(main).to_contain_text("拿不准的 2 处")
    axe_clean(page)
    page.get_by_role("button", name="由人评定").first.click()
    expect(main).to_contain_text("拿不准的 1 处")
    page.get_by_role("button", name="2 分", exact=True).click()
    expect(main).to_contain_text("拿不准的 0 处")
    page.get_by_role("link", name="看条款和合计").click()

    preview = page.locator("#preview")
    expect(preview).to_contain_text("没有要改的地方")
    page.get_by_role("link", name="支部党员大会按时召开").click()
    axe_clean(page)
    page.get_by_label("分值", exact=True).fill("5")
    expect(preview).to_contain_text("还没有保存")
    expect(preview).to_contain_text("还有 1 处要改")
    page.get_by_role("button", name="保存这一条").click()
    expect(preview).to_contain_text("改各条分值")
    page.get_by_role("button", name="按条款合计重算").click()
    expect(preview).to_contain_text("没有要改的地方")
    assert rubric_writing.read(StandardDraft.objects.get().text)["total"] == "30"

    page.get_by_role("button", name="试算并采用").click()
    expect(page).to_have_url(reverse("assessment:adopt", args=[here.committee.uid]))
    expect(page.get_by_role("main")).to_contain_text("炼油系统党支部考核表")


def test_it_works_on_a_telephone(
    phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sign_in(phone, "officer")
    phone.goto(reverse("drafting:list", args=[here.committee.uid]))
    assert wide(phone) <= 390
    phone.get_by_role("button", name="以现行标准为底稿").tap()
    expect(phone.locator("#preview")).to_contain_text("没有要改的地方")
    phone.get_by_role("link", name="支委会每月召开").tap()
    expect(phone.get_by_role("button", name="保存这一条")).to_be_visible()
    axe_clean(phone)
    assert wide(phone) <= 390
    phone.get_by_role("button", name="保存这一条").tap()
    expect(phone.get_by_role("main")).to_contain_text("已保存到草稿")
    for part in ("类别和总分", "正文"):
        phone.get_by_role("link", name=part, exact=True).tap()
        expect(phone.get_by_role("link", name=part, exact=True)).to_have_attribute(
            "aria-current", "page"
        )
        axe_clean(phone)
        assert wide(phone) <= 390
