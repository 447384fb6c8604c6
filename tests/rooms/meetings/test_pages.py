"""The pages of meetings: what they show to whom, and what a refusal keeps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhibu.journal import log
from zhibu.meetings.models import Meeting, StoredFile
from zhibu.meetings.queries import told_of

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def secretary(client, here):
    client.force_login(here.accounts.secretary, "django.contrib.auth.backends.ModelBackend")
    return client


def sign_in(client, account):
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client


def sheet(here, **changes: object) -> dict[str, object]:
    """Return a filled page: everybody of 炼油一车间 there but who is changed."""
    roll = [here.member(name).uid for name in
            ("陈可", "李明远", "王立新", "赵兰", "单国栋", "曾小雨", "贾𠮷", "孙晓梅")]  # fmt: skip
    told: dict[str, object] = {f"state_{uid}": "present" for uid in roll}
    told |= {
        "form": "general_meeting", "circle": "members", "held_on": "2026-03-18",
        "began": "14:00", "ended": "15:30", "place": "三楼", "chair": roll[0],
        "recorder": roll[1], "topic_1": "通过工作报告", "act": "submit",
    }  # fmt: skip
    return told | changes


def address(here) -> str:
    return reverse("meetings:record", args=[here.refining.uid])


def test_a_sheet_sent_becomes_a_record_with_a_receipt(secretary, here):
    answer = secretary.post(address(here), sheet(here))

    meeting = Meeting.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("desk:record", args=[meeting.rec])
    assert "应到 8 人，实到 8 人" in secretary.get(answer.url).content.decode()


def test_a_refusal_keeps_all_that_was_typed_and_stands_beside_the_field(secretary, here):
    wang = here.member("王立新").uid
    told = sheet(here, place="", minutes="讨论很充分", **{f"state_{wang}": "excused",
                 f"reason_{wang}": "出差"})  # fmt: skip

    answer = secretary.post(address(here), told)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "须写明地点" in page
    assert 'aria-describedby="id_place_error"' in page
    for kept in ("通过工作报告", "讨论很充分", 'value="出差"', 'value="14:00"'):
        assert kept in page
    assert not Meeting.objects.exists()


def test_a_file_once_sent_is_kept_through_a_refusal(secretary, here):
    upload = SimpleUploadedFile("签到表.pdf", PDF)
    answer = secretary.post(address(here), sheet(here, place="", files=upload))
    stored = StoredFile.objects.get()
    assert f'value="{stored.uid}" checked' in answer.content.decode()

    secretary.post(address(here), sheet(here, kept=stored.uid))

    (attached,) = told_of(Meeting.objects.get().rec).attachments
    assert (attached.id, attached.name, attached.size) == (stored.uid, "签到表.pdf", len(PDF))


def test_another_day_lays_out_that_days_roll_and_enters_nothing(secretary, here):
    answer = secretary.post(address(here), sheet(here, act="reload", held_on="2025-01-15"))

    assert "通过工作报告" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_sheet_laid_out_for_another_roll_is_not_entered(secretary, here):
    told = sheet(here)
    del told[f"state_{here.member('赵兰').uid}"]

    answer = secretary.post(address(here), told)

    assert answer.status_code == 422
    assert "名册已换成" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_the_next_sheet_starts_from_the_last_one(secretary, here):
    secretary.post(address(here), sheet(here, place="四楼会议室"))

    page = secretary.get(address(here) + "?form=general_meeting").content.decode()
    assert 'value="四楼会议室"' in page
    assert 'value="14:00"' in page

    copied = secretary.post(address(here), {"form": "general_meeting", "act": "copy"})
    assert "通过工作报告" in copied.content.decode()


def test_hostile_text_is_shown_as_text(secretary, here):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"

    answer = secretary.post(address(here), sheet(here, topic_1=evil, place=evil), follow=True)
    listed = secretary.get(reverse("meetings:list", args=[here.refining.uid]) + "?year=2026")
    again = secretary.post(address(here), sheet(here, topic_1=evil, place="", minutes=evil))

    for page in (answer, listed, again):
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": "9999-99-99"}, {"held_on": "2026-02-30"}, {"form": "rally"},
        {"circle": "everybody"}, {"chair": "m_nobody"}, {"topic_1": "题" * 5000},
        {"ayes_1": "-1"}, {"ayes_1": "1e308"}, {"began": "25:61"}, {"rec": "x"},
        {"groups": ["o_" + "a" * 26]}, {"themes": ["nonsense"]}, {"act": "nonsense", "place": ""},
        {"held_on": "1900-01-01"}, {"minutes": "字" * 20_000}, {"kept": ["f_nothing"], "place": ""},
    ],
)  # fmt: skip
def test_nonsense_is_answered_in_words(secretary, here, wrong):
    answer = secretary.post(address(here), sheet(here, **wrong))

    assert answer.status_code in {422, 302}
    if answer.status_code == 422:
        assert not Meeting.objects.exists()


def test_a_correction_starts_from_what_stands_and_shows_both(secretary, here):
    secretary.post(address(here), sheet(here))
    rec = Meeting.objects.get().rec
    mending = reverse("meetings:correct", args=[rec])
    page = secretary.get(mending).content.decode()
    assert "通过工作报告" in page

    seen = log.leaf_of_record(rec).fingerprint
    told = sheet(here, place="礼堂", reason="地点记错", seen=seen)
    answer = secretary.post(mending, told, follow=True)

    assert "礼堂" in answer.content.decode()
    assert len(log.versions_of(rec)) == 2


def test_a_withdrawal_asks_why(secretary, here):
    secretary.post(address(here), sheet(here))
    taking_back = reverse("meetings:withdraw", args=[Meeting.objects.get().rec])

    assert secretary.post(taking_back, {"reason": ""}).status_code == 422
    assert secretary.post(taking_back, {"reason": "重复"}).status_code == 302
    assert Meeting.objects.get().withdrawn


def test_the_other_branchs_secretary_sees_that_it_was_held_and_no_more(secretary, here, client):
    upload = SimpleUploadedFile("签到表.pdf", PDF)
    secretary.post(address(here), sheet(here, files=upload))
    meeting, stored = Meeting.objects.get(), StoredFile.objects.get()

    sign_in(client, here.accounts.stranger)
    page = client.get(reverse("meetings:list", args=[here.refining.uid]) + "?year=2026")

    assert "党员大会" in page.content.decode()
    assert "通过工作报告" not in page.content.decode()
    for closed in (
        address(here),
        reverse("meetings:correct", args=[meeting.rec]),
        reverse("meetings:withdraw", args=[meeting.rec]),
        reverse("meetings:file", args=[meeting.rec, stored.uid]),
    ):
        assert client.get(closed).status_code == 404
        assert client.post(closed, sheet(here)).status_code in {404, 405}


def test_a_superiors_officer_reads_and_does_not_write(secretary, here, client):
    secretary.post(address(here), sheet(here))
    sign_in(client, here.accounts.officer)

    listed = client.get(reverse("meetings:list", args=[here.refining.uid]) + "?year=2026")

    assert "通过工作报告" in listed.content.decode()
    assert client.get(address(here)).status_code == 403


def test_a_member_sees_the_own_attendance(secretary, here, client):
    wang = here.member("王立新").uid
    secretary.post(address(here), sheet(here, **{f"state_{wang}": "excused"}))
    sign_in(client, here.accounts.member)

    page = client.get(reverse("meetings:list", args=[here.refining.uid]) + "?year=2026")

    assert "请假" in page.content.decode()


def test_a_file_is_handed_out_and_never_opened_in_our_name(secretary, here):
    upload = SimpleUploadedFile("签到表.pdf", PDF)
    secretary.post(address(here), sheet(here, files=upload))
    place = reverse("meetings:file", args=[Meeting.objects.get().rec, StoredFile.objects.get().uid])

    answer = secretary.get(place)

    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_list_costs_the_same_for_one_meeting_and_for_forty(
    secretary, here, django_assert_max_num_queries
):
    listed = reverse("meetings:list", args=[here.refining.uid]) + "?year=2026"
    secretary.post(address(here), sheet(here))
    with django_assert_max_num_queries(12) as one:
        secretary.get(listed)
    for day in range(1, 18):
        secretary.post(address(here), sheet(here, held_on=f"2026-03-{day:02}"))
    with django_assert_max_num_queries(12) as many:
        secretary.get(listed)

    assert len(many) == len(one)


@pytest.mark.parametrize("page", ["0", "-1", "1000000000", "x", "９"])
def test_any_page_number_is_answered(secretary, here, page):
    listed = reverse("meetings:list", args=[here.refining.uid])

    assert secretary.get(listed, {"page": page, "year": page, "form": page}).status_code == 200
