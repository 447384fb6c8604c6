"""The pages: who sees and does what, lists by state and cause, paper, files, words kept."""

import re
from datetime import date
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.people import at
from tests.rooms.notices.conftest import (
    drafts,
    issued,
    officer,
    receipted,
    replied,
    secretary,
)
from zhibu.meetings.models import StoredFile
from zhibu.notices import actions
from zhibu.notices.models import Notice, NoticeDraft, State

OVERSEERS = ("officer", "assessor", "auditor")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Have it be 24 March, for pages too."""
    now = {"is": at(2026, 3, 24, 11)}
    monkeypatch.setattr(timezone, "now", lambda: now["is"])
    return now


@pytest.fixture
def as_(client, here):
    def sign_in(role):
        client.force_login(
            getattr(here.accounts, role), "django.contrib.auth.backends.ModelBackend"
        )
        return client

    return sign_in


def address(name, notice):
    return reverse(f"notices:{name}", args=[notice.rec])


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def filled(draft, **told):
    usual = {"codes": [one["code"] for one in draft.findings], "demand": draft.demand,
             "reply_by": "2026-04-10"}  # fmt: skip
    return {f"{draft.uid}-{key}": value for key, value in {**usual, **told}.items()}


def test_the_officer_drafts_looks_and_issues_all_with_one_button(as_, here):
    drafts(here)  # the night has gone by
    NoticeDraft.objects.all().delete()
    client = as_("officer")
    answer = client.post(reverse("notices:draft", args=[here.committee.uid]), follow=True)
    shown = words(answer)
    assert "炼油一车间党支部" in shown
    assert "主题党日每月开展" in shown
    assert "默认，待确认" in shown
    assert Notice.objects.count() == 0

    draft = NoticeDraft.objects.get()
    listed = reverse("notices:drafts", args=[here.committee.uid])
    answer = client.post(listed, {"issue": "all", **filled(draft)}, follow=True)
    assert "已签发 1 份，已入账。" in words(answer)
    assert "整改〔2026〕1号" in words(answer)
    assert Notice.objects.get().reply_by == date(2026, 4, 10)


def test_one_draft_is_issued_by_itself_with_what_was_edited(as_, here):
    (draft,) = drafts(here)
    listed = reverse("notices:drafts", args=[here.committee.uid])
    told = filled(draft, codes=["C7"], demand="请补收党费。", reply_by="2026-04-03")
    as_("officer").post(listed, {"issue": draft.uid, **told})
    notice = Notice.objects.get()
    assert (notice.codes, notice.reply_by) == (["C7"], date(2026, 4, 3))
    assert "请补收党费。" in words(as_("secretary").get(address("notice", notice)))


def test_faults_stand_at_their_fields_and_nothing_goes_out(as_, here):
    (draft,) = drafts(here)
    listed = reverse("notices:drafts", args=[here.committee.uid])
    told = filled(draft, codes=[], demand="只写了要求。", reply_by="明天")
    answer = as_("officer").post(listed, {"issue": draft.uid, **told})
    assert answer.status_code == 422
    assert "只写了要求。" in answer.content.decode()
    assert "请至少选一个项目" in words(answer)
    assert "日期写成" in words(answer)
    assert Notice.objects.count() == 0
    past = filled(draft, reply_by="2026-03-01")
    answer = as_("officer").post(listed, {"issue": "all", **past})
    assert answer.status_code == 422
    assert "期限要在今天以后" in words(answer)
    assert as_("officer").post(listed, {"issue": "d_" + "a" * 26}).status_code == 422


def test_a_draft_is_thrown_away(as_, here):
    (draft,) = drafts(here)
    listed = reverse("notices:drafts", args=[here.committee.uid])
    as_("officer").post(listed, {"drop": draft.uid})
    assert not NoticeDraft.objects.exists()
    assert Notice.objects.count() == 0


def test_only_who_issues_sees_drafts(as_, here):
    drafts(here)
    listed = reverse("notices:drafts", args=[here.committee.uid])
    made = reverse("notices:draft", args=[here.committee.uid])
    for role, status in (
        ("assessor", 403), ("auditor", 403), ("secretary", 404), ("stranger", 404),
        ("member", 404), ("administrator", 404),
    ):  # fmt: skip
        client = as_(role)
        assert client.get(listed).status_code == status
        assert client.post(listed, {"issue": "all"}).status_code == status
        assert client.post(made).status_code == status


def test_for_others_a_notice_is_not_there(as_, here):
    notice = issued(here)
    pages = [address(name, notice) for name in ("notice", "pdf", "docx")]
    pages += [reverse("notices:branch", args=[here.refining.uid]),
              reverse("notices:committee", args=[here.committee.uid])]  # fmt: skip
    steps = ("receipt", "reply", "visit", "close", "escalate", "withdraw")
    for role in ("stranger", "member", "administrator"):
        client = as_(role)
        assert {client.get(page).status_code for page in pages} == {404}
        assert {client.post(address(step, notice)).status_code for step in steps} == {404}


def test_what_may_be_seen_but_not_done_is_refused(as_, here):
    notice = issued(here)
    for role in OVERSEERS:
        assert as_(role).get(address("notice", notice)).status_code == 200
        assert as_(role).post(address("receipt", notice)).status_code == 403
        assert as_(role).post(address("reply", notice)).status_code == 403
    for role in ("secretary", "organization", "assessor", "auditor"):
        for step in ("visit", "close", "escalate", "withdraw"):
            assert as_(role).post(address(step, notice)).status_code == 403
    assert Notice.objects.get().state == State.ISSUED


def test_an_address_that_never_was_is_the_same_404(as_, here):
    for rec in ("r_" + "a" * 26, "o_" + "a" * 26, "x", "..", "r_" + "A" * 26):
        assert as_("secretary").get(f"/notices/{rec}/").status_code == 404


def test_the_branch_signs_and_answers_with_a_file(as_, here):
    notice = issued(here)
    client = as_("secretary")
    assert "已入账：签收" in words(client.post(address("receipt", notice), follow=True))
    told = {"measures": "已补开，见附件。", "files": SimpleUploadedFile("记录.pdf", PDF)}
    answer = client.post(address("reply", notice), told, follow=True)
    assert "已入账：整改答复" in words(answer)
    assert "已补开，见附件。" in words(as_("officer").get(address("notice", notice)))
    file = StoredFile.objects.get()
    page = reverse("notices:file", args=[notice.rec, file.uid])
    fetched = as_("officer").get(page)
    assert fetched.content == PDF
    assert fetched["Content-Security-Policy"].startswith("sandbox")
    assert as_("stranger").get(page).status_code == 404
    other = reverse("notices:file", args=[notice.rec, "f_" + "a" * 26])
    assert as_("officer").get(other).status_code == 404


def test_a_wrong_file_is_refused_with_the_words_kept_and_nothing_entered(as_, here):
    notice = receipted(here)
    told = {"measures": "请看附件。", "files": SimpleUploadedFile("页面.html", b"<html>")}
    answer = as_("secretary").post(address("reply", notice), told)
    assert answer.status_code == 422
    assert "请看附件。" in answer.content.decode()
    assert "只收 PDF" in words(answer)
    assert Notice.objects.get().state == State.RECEIPTED


def test_a_step_out_of_turn_says_the_order(as_, here):
    notice = issued(here)
    told = {"measures": "已补。"}
    answer = as_("secretary").post(address("reply", notice), told)
    assert answer.status_code == 422
    assert "整改按签收、答复、复查、销号的次序办" in words(answer)
    answer = as_("officer").post(address("close", notice), follow=True)
    assert "整改按签收、答复、复查、销号的次序办" in words(answer)


def test_the_officer_rechecks_and_strikes_off(as_, here, today):
    notice = replied(here)
    today["is"] = at(2026, 4, 2)
    client = as_("officer")
    assert "待复查" in words(client.get(address("notice", notice)))
    empty = client.post(address("visit", notice), {"words": ""})
    assert empty.status_code == 422
    told = {"result": "not_passed", "words": "没有补。", "reply_by": "2026-04-30"}
    client.post(address("visit", notice), told)
    assert Notice.objects.get().state == State.NOT_PASSED
    actions.reply(notice, measures="又补了。", hand=secretary(here, 4, 2))
    told = {"result": "passed", "words": "属实。"}
    refused = words(client.post(address("visit", notice), told))
    assert "的得分还没有恢复" in refused
    client.post(address("visit", notice), told | {"although": "记录在补录。"})
    answer = client.post(address("close", notice), follow=True)
    assert "已入账：整改销号" in words(answer)
    assert "已销号" in words(answer)


def test_it_goes_up_and_is_taken_back_on_the_page(as_, here, today):
    notice = receipted(here)
    today["is"] = at(2026, 4, 14)
    client = as_("officer")
    assert "逾期 2 个工作日" in words(client.get(address("notice", notice)))
    told = {"why": "逾期没有答复。", "reply_by": "2026-05-08"}
    answer = client.post(address("escalate", notice), told, follow=True)
    assert "已上报督办" in words(answer)
    answer = client.post(address("withdraw", notice), {"reason": "发错了。"}, follow=True)
    assert "通知书已撤回" in words(answer)
    assert 'name="reason"' not in answer.content.decode()


def test_the_committees_list_is_filtered_by_state_and_cause(as_, here):
    notice = issued(here)
    listed = reverse("notices:committee", args=[here.committee.uid])
    client = as_("officer")
    assert "A4 支委会每月召开" in words(client.get(listed))
    for query, there in (
        ({"state": "issued"}, True), ({"state": "closed"}, False), ({"cause": "A4"}, True),
        ({"cause": "Z9"}, False), ({"state": "' OR 1=1"}, True), ({"page": "99"}, True),
    ):  # fmt: skip
        assert (notice.rec in client.get(listed, query).content.decode()) == there


def test_what_a_branch_writes_is_text_and_no_markup(as_, here):
    notice = receipted(here)
    actions.reply(notice, measures="<script>alert(1)</script> & “引号”", hand=secretary(here))
    shown = as_("officer").get(address("notice", notice)).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_the_notice_on_paper_says_what_the_record_says(as_, here):
    notice = issued(here)
    answer = as_("secretary").get(address("pdf", notice))
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    pages = PdfReader(BytesIO(answer.content)).pages
    shown = "".join("".join(page.extract_text().split()) for page in pages)
    for said in (
        "整改〔2026〕1号", "炼油一车间党支部：", "A4支委会每月召开", "1月、2月缺2次",
        f"合计扣{notice.lost / 100:g}分", "2026年3月26日前签收", "2026年4月10日前书面答复", "2026年3月23日",
        "签收回执", "整改答复", "复查意见", notice.rec,
    ):  # fmt: skip
        assert said in shown
    written = docx.Document(BytesIO(as_("secretary").get(address("docx", notice)).content))
    assert any("2026年4月10日前书面答复" in one.text for one in written.paragraphs)
    assert written.tables[0].rows[1].cells[0].text == "A4支委会每月召开"


def test_paper_is_chinese_whoever_reads(as_, here):
    notice = issued(here)
    client = as_("officer")
    client.cookies["language"] = "en"
    pages = PdfReader(BytesIO(client.get(address("pdf", notice)).content)).pages
    assert "整改通知书" in "".join(pages[0].extract_text().split())


def test_a_provisional_deadline_is_said_on_page_and_paper(as_, here, today):
    from tests.rooms.notices.conftest import wanted

    when = at(2026, 12, 21)
    (draft,) = drafts(here, when)
    leaf = actions.issue(
        committee=here.committee, wanted=[wanted(draft, reply_by=date(2027, 1, 15))],
        hand=officer(here, 12, 21),
    )[0]  # fmt: skip
    today["is"] = when
    notice = Notice.objects.get(rec=leaf.rec)
    assert "暂定" in words(as_("officer").get(address("notice", notice)))
    pages = PdfReader(BytesIO(as_("officer").get(address("pdf", notice)).content)).pages
    assert "（暂定）" in "".join("".join(page.extract_text().split()) for page in pages)


def test_lists_ask_the_database_a_bounded_number_of_times(as_, here, django_assert_max_num_queries):
    notice = replied(here)
    client = as_("officer")
    with django_assert_max_num_queries(20):
        client.get(reverse("notices:committee", args=[here.committee.uid]))
    with django_assert_max_num_queries(20):
        client.get(reverse("notices:branch", args=[here.refining.uid]))
    with django_assert_max_num_queries(80):
        client.get(address("notice", notice))


def test_the_record_page_tells_of_a_notice(as_, here):
    notice = issued(here)
    shown = words(as_("secretary").get(reverse("desk:record", args=[notice.rec])))
    assert "整改通知书" in shown
    assert as_("stranger").get(reverse("desk:record", args=[notice.rec])).status_code == 404
