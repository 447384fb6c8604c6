"""The pages: the branch sees it first, strangers see nothing, and forms refuse in words."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.people import at
from tests.rooms.scrutiny.conftest import hold, officer, secretary, sweep
from zhibu.journal import log
from zhibu.meetings.models import StoredFile
from zhibu.scrutiny import actions
from zhibu.scrutiny.models import Flag, State

OVERSEERS = ("officer", "assessor", "auditor")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Have it be the Tuesday after the sweep, for pages too."""
    now = {"is": at(2026, 3, 24)}
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


def page(flag):
    return reverse("scrutiny:flag", args=[flag.rec])


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_branch_sees_evidence_record_and_a_reply_form(as_, here, flag):
    for role in ("secretary", "organization"):
        answer = as_(role).get(page(flag))
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert "写到《中共中央关于制定国民经济和社会发展第十五个五年规划的建议》" in shown
        assert 'href="/records/' in shown
        assert "不扣分" in shown
        assert 'name="words"' in shown
        assert 'name="outcome"' not in shown


def test_who_oversees_sees_nothing_before_the_branch_had_its_say(as_, here, flag):
    listed = reverse("scrutiny:committee", args=[here.committee.uid])
    of_branch = reverse("scrutiny:branch", args=[here.refining.uid])
    for role in OVERSEERS:
        client = as_(role)
        assert client.get(page(flag)).status_code == 404
        assert flag.rec not in client.get(listed).content.decode()
        assert flag.rec not in client.get(of_branch).content.decode()


def test_who_oversees_sees_it_once_answered_and_the_officer_may_settle(as_, here, flag):
    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    for role in OVERSEERS:
        answer = as_(role).get(page(flag))
        assert answer.status_code == 200
        assert "日期写错了。" in words(answer)
        assert ('name="outcome"' in answer.content.decode()) == (role == "officer")


def test_who_oversees_sees_it_when_the_days_are_over(as_, here, flag, today):
    today["is"] = at(2026, 3, 30)
    assert as_("auditor").get(page(flag)).status_code == 200


def test_for_others_it_is_not_there(as_, here, flag):
    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    settle = reverse("scrutiny:settle", args=[flag.rec])
    of_branch = reverse("scrutiny:branch", args=[here.refining.uid])
    of_committee = reverse("scrutiny:committee", args=[here.committee.uid])
    for role in ("stranger", "member", "administrator"):
        client = as_(role)
        seen = [client.get(one).status_code for one in (page(flag), of_branch, of_committee)]
        assert seen == [404, 404, 404]
        assert client.post(page(flag), {"words": "替你们说"}).status_code == 404
        assert client.post(settle, {"outcome": "wrong", "why": "没事"}).status_code == 404
    assert Flag.objects.get().replies.count() == 1
    assert Flag.objects.get().state == State.ANSWERED


def test_the_record_page_and_the_lists_of_records_do_not_show_it(as_, here, flag):
    for role in ("secretary", "officer", "auditor", "stranger"):
        client = as_(role)
        assert client.get(reverse("desk:record", args=[flag.rec])).status_code == 404
        assert client.get(f"/api/records/{flag.rec}").status_code == 404
        shown = client.get(reverse("desk:branch", args=[here.refining.uid])).content.decode()
        assert flag.rec not in shown


def test_an_address_that_never_was_is_the_same_404(as_, here):
    client = as_("secretary")
    for rec in ("r_" + "a" * 26, "o_" + "a" * 26, "x", "..", "r_" + "A" * 26):
        assert client.get(f"/scrutiny/{rec}/").status_code == 404


def test_an_officer_may_not_answer_for_the_branch(as_, here, flag):
    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    assert as_("officer").post(page(flag), {"words": "替支部说明"}).status_code == 403


def test_only_an_officer_settles(as_, here, flag):
    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    settle = reverse("scrutiny:settle", args=[flag.rec])
    for role in ("secretary", "organization", "assessor", "auditor"):
        assert as_(role).post(settle, {"outcome": "wrong", "why": "没事"}).status_code == 403
    assert Flag.objects.get().state == State.ANSWERED


def test_an_officer_cannot_settle_what_is_not_open_yet(as_, here, flag):
    settle = reverse("scrutiny:settle", args=[flag.rec])
    assert as_("officer").post(settle, {"outcome": "wrong", "why": "x"}).status_code == 404


def test_a_reply_with_a_file_is_entered_and_can_be_fetched(as_, here, flag):
    told = {"words": "会议日期是 2026 年，写成了 2025 年。",
            "files": SimpleUploadedFile("签到表.pdf", PDF)}  # fmt: skip
    answer = as_("secretary").post(page(flag), told, follow=True)
    assert "已入账：支部说明" in words(answer)
    assert Flag.objects.get().state == State.ANSWERED

    file = StoredFile.objects.get()
    address = reverse("scrutiny:file", args=[flag.rec, file.uid])
    fetched = as_("officer").get(address)
    assert fetched.content == PDF
    assert fetched["Content-Security-Policy"].startswith("sandbox")
    assert "attachment" in fetched["Content-Disposition"]
    assert as_("stranger").get(address).status_code == 404
    other = reverse("scrutiny:file", args=[flag.rec, "f_" + "a" * 26])
    assert as_("officer").get(other).status_code == 404


def test_a_reply_without_words_keeps_the_page_and_says_so(as_, here, flag):
    answer = as_("secretary").post(page(flag), {"words": " "})
    assert answer.status_code == 422
    assert Flag.objects.get().state == State.OPEN


def test_a_file_that_is_none_is_refused_with_the_words_kept(as_, here, flag):
    told = {"words": "请看附件。", "files": SimpleUploadedFile("页面.html", b"<html>")}
    answer = as_("secretary").post(page(flag), told)
    assert answer.status_code == 422
    assert "请看附件。" in answer.content.decode()
    assert "只收 PDF" in words(answer)
    assert Flag.objects.get().state == State.OPEN


def test_what_a_branch_writes_is_text_and_no_markup(as_, here, flag):
    actions.answer(flag, words="<script>alert(1)</script> & “引号”", hand=secretary(here))
    shown = as_("officer").get(page(flag)).content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_the_officer_settles_on_the_page(as_, here, flag):
    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    settle = reverse("scrutiny:settle", args=[flag.rec])
    client = as_("officer")
    assert client.post(settle, {"outcome": "guilty", "why": "x"}).status_code == 422
    assert client.post(settle, {"outcome": "explained", "why": ""}).status_code == 422
    answer = client.post(settle, {"outcome": "explained", "why": "日期已更正。"}, follow=True)
    assert "已说明，合理" in words(answer)
    assert 'name="outcome"' not in answer.content.decode()
    assert "日期已更正。" in words(as_("secretary").get(page(flag)))


def test_the_committees_list_is_filtered_by_state(as_, here, flag):
    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    listed = reverse("scrutiny:committee", args=[here.committee.uid])
    client = as_("officer")
    assert flag.rec in client.get(listed, {"state": "answered"}).content.decode()
    assert flag.rec not in client.get(listed, {"state": "confirmed"}).content.decode()
    assert flag.rec in client.get(listed, {"state": "' OR 1=1"}).content.decode()


def test_single_signals_are_the_branchs_alone(as_, here):
    from datetime import date, timedelta

    for n in range(36):
        hold(here, date(2025, 4, 1) + timedelta(days=9 * n))
    sweep()
    address = reverse("scrutiny:branch", args=[here.refining.uid])
    assert "到会从不变化" in words(as_("secretary").get(address))
    assert "到会从不变化" not in words(as_("officer").get(address))


def test_the_rules_are_shown_with_thresholds_and_precision(as_, here, flag):
    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    actions.settle(flag, outcome="confirmed", why="属实。", hand=officer(here))
    for role in ("secretary", "officer", "assessor", "auditor"):
        shown = words(as_(role).get(reverse("scrutiny:rules")))
        assert "前后两条间隔不到 45 分钟" in shown
        assert "100%" in shown
        assert "21%–100%" in shown
        assert "默认，待确认" in shown
    assert as_("member").get(reverse("scrutiny:rules")).status_code == 404


def test_nobody_is_ranked_and_no_points_are_named(as_, here, flag):
    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    shown = words(as_("officer").get(reverse("scrutiny:committee", args=[here.committee.uid])))
    assert "名次" not in shown
    assert not re.search(r"扣 ?\d", shown)


def test_the_menu_leads_there_for_those_who_have_it(as_, here):
    for role, name, argument in (
        ("secretary", "scrutiny:branch", here.refining.uid),
        ("officer", "scrutiny:committee", here.committee.uid),
    ):
        shown = as_(role).get("/", follow=True).content.decode()
        assert reverse(name, args=[argument]) in shown
    for role in ("member", "administrator"):
        assert "/scrutiny/" not in as_(role).get("/", follow=True).content.decode()


def test_pages_ask_the_database_a_bounded_number_of_times(
    as_, here, flag, django_assert_max_num_queries
):
    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    client = as_("officer")
    with django_assert_max_num_queries(20):
        client.get(reverse("scrutiny:committee", args=[here.committee.uid]))
    with django_assert_max_num_queries(35):
        client.get(page(flag))


def test_the_leaf_of_a_question_tells_nothing_of_the_branch(here, flag):
    leaf = log.leaf_of(flag.leaf_id)
    assert (leaf.kind, leaf.unit) == ("scrutiny.flagged", None)


def test_the_branch_s_first_page_says_that_a_question_waits(as_, here, flag):
    first = reverse("desk:branch", args=[here.refining.uid])
    assert "1 项核查等支部说明" in words(as_("secretary").get(first))
    for role in (*OVERSEERS, "member"):
        assert "核查等支部说明" not in words(as_(role).get(first))

    actions.answer(flag, words="日期写错了。", hand=secretary(here))
    assert "核查等支部说明" not in words(as_("secretary").get(first))
