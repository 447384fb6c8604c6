"""The pages: choose, look over, fix or skip, enter, take back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.rooms.intake.books import csv, id_number
from zhibu.intake.models import Batch, Draft, DraftFile, Edit
from zhibu.meetings.models import Meeting
from zhibu.party.models import Member

pytestmark = pytest.mark.django_db
WANG = id_number("19760201", "964")
HEADER = ["姓名", "身份证号码", "入党时间", "转正时间"]
ROSTER = csv(
    "乙烯裂解党支部花名册.csv",
    [HEADER, ["王兰", WANG, "不详", "2007-12-06"], ["李明", "", "2012-04-07", "2013-04-07"]],
)
LEDGER = csv(
    "乙烯裂解党支部2026年台账.csv",
    [["会议类型", "时间", "应到", "实到"], ["党课", "2026-01-05", "8", "8"]],
)


@pytest.fixture
def browser(here):
    client = Client()
    client.force_login(here.accounts.officer, "django.contrib.auth.backends.ModelBackend")
    return client


def upload(browser, *files):
    chosen = [SimpleUploadedFile(one.name, one.content) for one in files]
    return browser.post(reverse("intake:new"), {"sheets": chosen})


def fields_of(page):
    """Return the form's fields as a browser would send them back."""
    text = page.content.decode()
    found = re.findall(r'<input type="(hidden|text)" name="([^"]*)" value="([^"]*)"', text)
    return {name: value for _type, name, value in found if name != "csrfmiddlewaretoken"}


def test_nothing_is_entered_before_it_was_looked_over(browser):
    answer = upload(browser, ROSTER, LEDGER)

    page = browser.get(answer.url)
    text = page.content.decode()
    assert "入党时间写的是“不详”，不是日期" in text
    assert "C2 入党时间" in text
    assert not Batch.objects.exists()


def test_a_value_is_fixed_on_the_page_and_the_batch_goes_in(browser):
    draft = upload(browser, ROSTER, LEDGER).url
    fields = fields_of(browser.get(draft))
    fixed = {
        n: "2006-12-06" if v == "不详" and n.startswith("cell") else v for n, v in fields.items()
    }

    entered = browser.post(draft, {**fixed, "enter": "1"}, follow=True)

    assert "历史补录" in entered.content.decode()
    assert Member.objects.get(name="王兰").joined_on.isoformat() == "2006-12-06"
    assert "整批撤回" in entered.content.decode()


def test_a_row_is_skipped_and_unskipped(browser):
    draft = upload(browser, ROSTER).url
    page = browser.get(draft)
    (skip,) = re.findall(r'type="checkbox" name="([^"]*#2)"', page.content.decode())

    browser.post(draft, {**fields_of(page), skip: "1"})
    skipped = browser.get(draft)
    assert "入党时间写的是" not in skipped.content.decode()

    browser.post(draft, fields_of(skipped))
    assert "入党时间写的是" in browser.get(draft).content.decode()


def test_a_fault_says_whose_row_it_is(browser):
    page = browser.get(upload(browser, ROSTER).url).content.decode()

    assert re.search(r'入党时间<br><span class="k">王兰</span>', page)


def test_faults_hold_the_batch_back_and_nothing_typed_is_lost(browser):
    draft = upload(browser, ROSTER).url
    fields = fields_of(browser.get(draft))
    typed = {n: "去年" if v == "不详" and n.startswith("cell") else v for n, v in fields.items()}

    page = browser.post(draft, {**typed, "enter": "1"})

    assert "还有 1 处错误" in page.content.decode()
    assert 'value="去年"' in page.content.decode()
    assert not Batch.objects.exists()


def test_what_lies_in_a_draft_is_unreadable_in_the_database(browser):
    draft = upload(browser, ROSTER).url
    fields = fields_of(browser.get(draft))
    browser.post(draft, {n: WANG if v == "不详" and n.startswith("cell") else v
                         for n, v in fields.items()})  # fmt: skip

    (file,), (edit,) = DraftFile.objects.all(), Edit.objects.all()
    assert WANG.encode() not in bytes(file.content_sealed)
    assert WANG.encode() not in bytes(edit.value_sealed)
    assert f'value="{WANG}"' in browser.get(draft).content.decode()


@pytest.mark.parametrize("place", [
    "cell\t{0}\t\tZZZZZZ2",
    "cell\t{0}\t\tA99999999999", "cell\t{0}\t\t#²",
    "cell\t{0}\t\t#99999999999999", "cell\t另一份.csv\t\tA1", "cell\t{0}\t" + "x" * 99 + "\tA1",
])  # fmt: skip
def test_a_place_that_is_none_is_not_typed_over(browser, place):
    draft = upload(browser, ROSTER).url

    answer = browser.post(draft, {place.format(ROSTER.name): "0"}, follow=True)

    assert answer.status_code == 200


@pytest.mark.parametrize("place", ["cell\t{0}\t\tA\x001", "cell\t{0}\t\x00\tA1"])
def test_a_place_with_the_sign_of_no_text_is_refused(browser, place):
    draft = upload(browser, ROSTER).url

    answer = browser.post(draft, {place.format(ROSTER.name): "0"})

    assert answer.status_code == 400
    assert not Edit.objects.exists()


def test_the_rest_goes_in_where_rows_at_fault_are_skipped(browser):
    draft = upload(browser, ROSTER).url

    browser.post(draft, {"enter": "1", "skip_faulty": "on"})

    assert Member.objects.filter(name="李明").exists()
    assert not Member.objects.filter(name="王兰").exists()


def test_a_batch_is_taken_back_from_its_page(browser):
    browser.post(upload(browser, LEDGER).url, {"enter": "1"})
    batch = Batch.objects.get()

    refused = browser.post(reverse("intake:take-back", args=[batch.rec]), {"reason": ""})
    assert "请写明撤回的理由" in refused.content.decode()
    browser.post(reverse("intake:take-back", args=[batch.rec]), {"reason": "选错了"})

    assert not Meeting.objects.filter(withdrawn=False).exists()
    assert "已撤回" in browser.get(reverse("intake:batch", args=[batch.rec])).content.decode()


def test_imported_branches_are_offered_to_go_live(browser, here):
    page = browser.post(upload(browser, LEDGER).url, {"enter": "1"}, follow=True)

    text = page.content.decode()
    assert f"{reverse('party:go-live', args=[here.cracking.uid])}?counted_from=2026-01-01" in text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("花名册.xls", b"<html></html>", "网页"),
        ("花名册.csv", b"a,b\n1,2\n", "没有认出表头"),
        ("花名册.csv", b"", "文件是空的"),
    ],
)
def test_a_file_that_is_no_list_is_refused_on_the_page(browser, name, content, words):
    answer = browser.post(reverse("intake:new"), {"sheets": [SimpleUploadedFile(name, content)]})

    assert words in answer.content.decode()
    assert not Draft.objects.exists()


def test_no_file_at_all_is_told(browser):
    assert "请选择要导入的文件" in browser.post(reverse("intake:new"), {}).content.decode()


def test_drafts_and_batches_of_others_are_not_there(browser, here):
    draft = upload(browser, LEDGER).url
    browser.post(draft, {"enter": "1"})
    batch = reverse("intake:batch", args=[Batch.objects.get().rec])
    stranger, member = Client(), Client()
    stranger.force_login(here.accounts.secretary, "django.contrib.auth.backends.ModelBackend")
    member.force_login(here.accounts.member, "django.contrib.auth.backends.ModelBackend")

    assert stranger.get(draft).status_code == stranger.get(batch).status_code == 404
    assert member.get(reverse("intake:new")).status_code == 404


def test_a_draft_is_thrown_away(browser):
    draft = upload(browser, LEDGER).url

    browser.post(f"{draft}discard/")

    assert not Draft.objects.exists()


def test_what_files_say_is_shown_inert(browser):
    hostile = csv(
        "乙烯裂解党支部花名册.csv",
        [HEADER, ["<script>alert(1)</script>", "", '"><img src=x>'.replace('"', "'"), ""]],
    )
    text = browser.get(upload(browser, hostile).url).content.decode()

    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_page_costs_few_questions(browser, django_assert_max_num_queries):
    for _turn in range(2):
        browser.post(upload(browser, LEDGER).url, {"enter": "1"})
        batch = Batch.objects.filter(taken_back_at=None).first()
        browser.post(reverse("intake:take-back", args=[batch.rec]), {"reason": "再来"})

    with django_assert_max_num_queries(12):
        browser.get(reverse("intake:new"))
