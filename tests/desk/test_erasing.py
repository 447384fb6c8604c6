"""The pages about erasing: asked for on the record's page, decided by two others in a list."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.people import PASSWORD, at, card, hand
from zhibu.desk.erasing import person_of
from zhibu.intake import drafts
from zhibu.intake.checking.proposing import Source
from zhibu.intake.models import Draft
from zhibu.journal import erasing, log
from zhibu.meetings import actions, attachments, shelf
from zhibu.meetings.models import Attended, Meeting, StoredFile, Topic
from zhibu.meetings.parts import State, TopicTold
from zhibu.meetings.told import Away, MeetingTold
from zhibu.party import actions as party
from zhibu.party.models import Account, Member

pytestmark = pytest.mark.django_db
SECRET = "王立新家中困难"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ff"
    "ff3f0005fe02fe0def46b80000000049454e44ae426082"
)


@pytest.fixture
def meeting(here):
    """A general meeting with minutes, somebody excused for a reason, and a photograph."""
    branch, secretary = here.refining, here.accounts.secretary
    file = attachments.store(branch=branch.uid, name="现场.png", content=PNG, at=at(2026, 3, 14))
    told = MeetingTold(
        form="general_meeting", held_on=date(2026, 3, 13), place="三楼会议室",
        chair=here.member("陈可").uid, recorder=here.member("李明远").uid,
        away={here.member("王立新").uid: Away(State.EXCUSED, "住院")},
        topics=(TopicTold("困难党员帮扶", resolution=SECRET),), minutes=f"会议通报：{SECRET}，决定帮扶。",
        attachments=attachments.attachments_of([file]),
    )  # fmt: skip
    by = hand(secretary, role="secretary", at=at(2026, 3, 14))
    return actions.hold_meeting(branch=branch, told=told, hand=by)


def sign_in(account):
    client = Client()
    client.force_login(account)
    return client


def page(client, address):
    return client.get(address).content.decode()


def tick(client, rec, *words, **told):
    """Tick the parts whose line says one of the words, and ask."""
    form = page(client, f"/records/{rec}/erase/")
    lines = re.findall(r'name="parts" value="(\d+)"[^>]*>\s*([^<]*)', form)
    chosen = [place for place, text in lines if any(word in text for word in words)]
    usual = {"ground": "erase", "why": "本人申请", "same": "on", "parts": chosen}
    return client.post(f"/records/{rec}/erase/", usual | told)


def decide(account, what, **told):
    (request,) = erasing.requests(is_open=True)
    return sign_in(account).post(f"/erasures/{request.rec}/{what}/", told)


def test_what_two_approve_is_on_no_page_and_in_no_row_any_more(here, meeting):
    people = here.accounts
    answer = tick(sign_in(people.secretary), meeting.rec, "会议记录", "议题", "王立新", "现场")
    assert answer.status_code == 302
    decide(people.officer, "approve")
    assert SECRET in page(sign_in(people.secretary), f"/records/{meeting.rec}/")
    decide(people.auditor, "approve")

    shown = page(sign_in(people.secretary), f"/records/{meeting.rec}/")
    assert SECRET not in shown
    assert "〔已删除〕" in shown
    assert "住院" not in shown
    assert not Topic.objects.filter(meeting=meeting.rec).exists()
    assert not Attended.objects.filter(meeting=meeting.rec, member__name="王立新").exists()
    assert Attended.objects.filter(meeting=meeting.rec).count() == 7
    assert Meeting.objects.get(rec=meeting.rec).summary == ""
    assert not StoredFile.objects.exists()


def test_the_bytes_of_an_erased_file_leave_the_disk_unless_another_holds_them(
    here, meeting, django_capture_on_commit_callbacks
):
    people = here.accounts
    kept = StoredFile.objects.get()
    other = attachments.store(
        branch=here.refining.uid, name="同一张.png", content=PNG, at=at(2026, 3, 14)
    )
    path = attachments.path_of(bytes(kept.sha256))
    tick(sign_in(people.secretary), meeting.rec, "现场")
    decide(people.officer, "approve")
    with django_capture_on_commit_callbacks(execute=True):
        decide(people.auditor, "approve")
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        shelf.forget([{"id": other.uid}])
    assert not path.exists()


def test_withheld_words_are_not_shown_and_can_be_given_back(here, meeting):
    people = here.accounts
    tick(sign_in(people.secretary), meeting.rec, "会议记录", ground="restrict")
    decide(people.officer, "approve")
    decide(people.auditor, "approve")
    shown = page(sign_in(people.officer), f"/records/{meeting.rec}/")
    assert "〔已封存〕" in shown
    assert "会议通报" not in shown

    tick(sign_in(people.officer), meeting.rec, "会议记录", ground="give-back")
    decide(people.auditor, "approve")
    other = party.create_account(username="second", password=PASSWORD, display_name="何晓")
    party.grant_role(
        account=other, role="officer", organization=here.committee,
        hand=hand(people.administrator, role="administrator"),
    )  # fmt: skip
    decide(other, "approve")
    assert "会议通报" in page(sign_in(people.officer), f"/records/{meeting.rec}/")


def test_who_is_a_member_is_one_person_by_whatever_account(here):
    people = here.accounts

    assert person_of(people.secretary) == here.member("陈可").uid
    assert person_of(people.officer) == people.officer.uid


def test_a_refusal_is_shown_with_its_reason(here, meeting):
    people = here.accounts
    tick(sign_in(people.secretary), meeting.rec, "会议记录")
    decide(people.officer, "refuse", why="还在保存期内")

    shown = page(sign_in(people.secretary), "/erasures/")
    assert "还在保存期内" in shown
    assert "未同意" in shown
    assert SECRET in log.record_of(meeting).minutes


@pytest.mark.parametrize(("role", "status"), [
    ("secretary", 200), ("officer", 200), ("organization", 403), ("auditor", 403),
    ("assessor", 403), ("member", 404), ("stranger", 404), ("administrator", 404),
])  # fmt: skip
def test_who_may_ask(here, meeting, role, status):
    client = sign_in(getattr(here.accounts, role))
    assert client.get(f"/records/{meeting.rec}/erase/").status_code == status


@pytest.mark.parametrize(("role", "status"), [
    ("officer", 302), ("auditor", 302), ("secretary", 403), ("assessor", 403), ("member", 404),
    ("stranger", 404), ("administrator", 404),
])  # fmt: skip
@pytest.mark.parametrize("what", ["approve", "refuse"])
def test_who_may_decide(here, meeting, role, status, what):
    tick(sign_in(here.accounts.secretary), meeting.rec, "会议记录")

    answer = decide(getattr(here.accounts, role), what, why="不必")
    assert answer.status_code == status


def test_a_request_lies_within_the_reach_of_those_it_concerns(here, meeting):
    tick(sign_in(here.accounts.secretary), meeting.rec, "会议记录", why="涉及个人")

    assert "涉及个人" in page(sign_in(here.accounts.auditor), "/erasures/")
    for role in ("member", "stranger", "administrator", "assessor"):
        assert "涉及个人" not in page(sign_in(getattr(here.accounts, role)), "/erasures/")


@pytest.mark.parametrize(("told", "words"), [
    ({"parts": []}, "没有选中任何内容"),
    ({"parts": ["0"]}, "不在这一版里"),
    ({"parts": ["x"]}, "不在这一版里"),
    ({"why": " "}, "请写明理由"),
    ({"ground": "burn"}, "burn"),
    ({"ground": "retain-until"}, "保存到期"),
    ({"ground": "retain-until", "until": "2026-02-30"}, "不是日期"),
])  # fmt: skip
def test_what_is_asked_badly_is_refused_in_words(here, meeting, told, words):
    answer = tick(sign_in(here.accounts.secretary), meeting.rec, "会议记录", **told)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert erasing.requests() == []


def test_a_list_of_requests_costs_the_same_however_long(here, meeting):
    people = here.accounts
    pages = sign_in(people.officer)
    costs = []
    for words in ("会议记录", "议题", "王立新"):
        tick(sign_in(people.secretary), meeting.rec, words)
        decide(people.officer, "refuse", why="再想想")
        with CaptureQueriesContext(connection) as asked:
            assert page(pages, "/erasures/").count("再想想") == len(costs) + 1
        costs.append(len(asked))

    assert costs[1:] == costs[:1] * 2


def test_unknown_records_versions_and_requests_do_not_exist(here, meeting):
    client = sign_in(here.accounts.officer)
    for address in ("/records/r_none/erase/", f"/records/{meeting.rec}/erase/?version=00"):
        assert client.get(address).status_code == 404
    assert client.post("/erasures/r_none/approve/").status_code == 404
    assert client.get("/erasures/r_none/approve/").status_code == 405


def test_a_members_card_is_told_again_without_what_was_erased(here):
    ren = party.register_member(
        branch=here.refining, since=date(2026, 2, 1), hand=hand(here.accounts.officer),
        card=card("任心文", phone="13800000000", occupation="特困家庭"),
    )  # fmt: skip
    people = here.accounts
    tick(sign_in(people.secretary), ren.rec, "特困", "手机")
    decide(people.officer, "approve")
    decide(people.auditor, "approve")

    left = Member.objects.get(pk=ren.pk)
    assert (left.name, left.occupation, left.phone_sealed) == ("任心文", "", None)
    assert Account.objects.filter(pk=people.secretary.pk).exists()


def test_an_open_draft_that_holds_what_was_erased_goes_with_it(here, meeting):
    people = here.accounts
    kept, gone = (
        drafts.open_draft(
            account=account, at=at(2026, 3, 20),
            files=[Source("花名册.csv", f"姓名,性别,入党时间,手机\n{name},男,2012-04-07,\n".encode())],
        )
        for account, name in ((people.officer, "金大勇"), (people.organization, f"{SECRET}者"))
    )  # fmt: skip
    tick(sign_in(people.secretary), meeting.rec, "议题")
    decide(people.officer, "approve")
    decide(people.auditor, "approve")

    assert [*Draft.objects.values_list("uid", flat=True)] == [kept.uid]
    assert gone.uid != kept.uid


def test_who_decides_reads_what_would_go_and_nobody_once_it_went(here, meeting):
    tick(sign_in(here.accounts.secretary), meeting.rec, "王立新")
    listed = {
        who: page(sign_in(who), "/erasures/")
        for who in (here.accounts.officer, here.accounts.secretary)
    }
    assert "王立新" in listed[here.accounts.officer]
    assert "王立新" not in listed[here.accounts.secretary]

    for account in (here.accounts.officer, here.accounts.auditor):
        decide(account, "approve")
    assert "王立新" not in page(sign_in(here.accounts.officer), "/erasures/")
