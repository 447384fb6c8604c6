"""Books made from records: what stands is printed, what was withdrawn is not, and what is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.people import at, hand
from zhibu.core.periods import Month
from zhibu.dues import actions as dues
from zhibu.dues.actions import LineTold
from zhibu.journal.kinds import Book
from zhibu.ledgers import box, packing, sections, spans, volumes
from zhibu.ledgers.box import Checked
from zhibu.ledgers.spans import NoSuchSpan
from zhibu.ledgers.wording import Sight
from zhibu.meetings import actions as meetings
from zhibu.meetings.parts import State, TopicTold
from zhibu.meetings.told import Away, MeetingTold
from zhibu.paper.document import Item, texts_of
from zhibu.worklog import actions as worklog
from zhibu.worklog.actions import WorkTold

TODAY = date(2026, 7, 10)
ALL = Sight(people=True, amounts=True)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def chen_ke(here):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 20))


def told(here, **changed):
    usual = MeetingTold(
        form="general_meeting", held_on=date(2026, 3, 18), began="14:00", ended="15:30",
        place="三楼会议室", chair=here.member("陈可").uid, recorder=here.member("李明远").uid,
        topics=(TopicTold("讨论年度计划", resolution="按计划执行"),), minutes="大家发言踊跃",
        away={here.member("赵兰").uid: Away(State.EXCUSED, "住院")},
    )  # fmt: skip
    return replace(usual, **changed)


def shelf(here, *, span="2026", sight=ALL):
    return volumes.shelf_of(here.refining, spans.parse(span), today=TODAY, sight=sight)


def words(found, book):
    return "\n".join(text for _role, text in texts_of(volumes.document_of(found, book)))


def items(found, book):
    body = volumes.document_of(found, book).body
    return [one.title for one in body if isinstance(one, Item)]


def test_a_meeting_is_printed_with_chair_absentee_resolution_and_fingerprint(here, chen_ke):
    leaf = meetings.hold_meeting(branch=here.refining, told=told(here), hand=chen_ke)

    said = words(shelf(here), Book.WORK)
    for part in (
        "支部党员大会",
        "陈可",
        "赵兰，请假，住院",
        "按计划执行",
        "大家发言踊跃",
        leaf.fingerprint,
    ):
        assert part in said


def test_a_corrected_meeting_shows_what_stands(here, chen_ke):
    leaf = meetings.hold_meeting(branch=here.refining, told=told(here), hand=chen_ke)
    meetings.correct_meeting(
        rec=leaf.rec, told=told(here, place="露天广场"), reason="地点写错", hand=chen_ke,
        seen=leaf.fingerprint,
    )  # fmt: skip

    said = words(shelf(here), Book.WORK)
    assert "露天广场" in said
    assert "三楼会议室" not in said
    assert items(shelf(here), Book.WORK) == ["支部党员大会"]


def test_a_withdrawn_meeting_is_left_out_and_a_line_says_so(here, chen_ke):
    leaf = meetings.hold_meeting(branch=here.refining, told=told(here), hand=chen_ke)
    meetings.withdraw_meeting(rec=leaf.rec, reason="没有开", hand=chen_ke)

    found = shelf(here)
    assert items(found, Book.WORK) == []
    said = words(found, Book.WORK)
    assert "已撤回的记录" in said
    assert "讨论年度计划" not in said


def test_each_form_of_meeting_goes_into_its_book(here, chen_ke):
    group = here.first_group
    meetings.hold_meeting(
        branch=here.refining, hand=chen_ke,
        told=told(here, form="group_meeting", groups=(group.uid,), away={}),
    )  # fmt: skip
    lecture = told(here, form="lecture", lecturer=here.member("陈可").uid)
    meetings.hold_meeting(branch=here.refining, hand=chen_ke, told=lecture)
    meetings.hold_meeting(branch=here.refining, hand=chen_ke, told=told(here, form="study"))

    found = shelf(here)
    assert items(found, Book.GROUP) == ["党小组会"]
    assert "第一党小组" in words(found, Book.GROUP)
    assert set(items(found, Book.LEARNING)) == {"党课", "集中学习"}
    assert items(found, Book.WORK) == ["党课"]


def test_who_only_assesses_reads_no_reason_of_absence_and_no_sum(here, chen_ke):
    meetings.hold_meeting(branch=here.refining, told=told(here), hand=chen_ke)
    lines = (LineTold(here.member("赵兰").uid, Decimal("73.50"), Decimal(10000)),)
    dues.collect_dues(branch=here.refining, month=Month(2026, 3), lines=lines, hand=chen_ke)

    found = shelf(here, sight=Sight(people=False, amounts=False))
    said = words(found, Book.WORK) + words(found, Book.BOX)
    assert not any(part in said for part in ("住院", "大家发言踊跃", "73.50", "三楼会议室"))
    assert "73.50" in words(shelf(here), Book.BOX)


def test_the_box_names_what_is_missing_and_where_to_enter_it(here, chen_ke):
    lines = (LineTold(here.member("赵兰").uid, None, Decimal(10000)),)
    for month in (1, 2):
        dues.collect_dues(branch=here.refining, month=Month(2026, month), lines=lines, hand=chen_ke)
    found = shelf(here, span="2026-Q1")

    check = Checked(here.refining.uid, found.span, TODAY)
    by_key = {one.key: one for one in box.sections_of(found.told, check)}
    assert [(one.title, one.when) for one in by_key["dues"].missing] == [("党费收缴", "2026年3月")]
    assert by_key["dues"].missing[0].url == reverse("dues:collect", args=[here.refining.uid])


def test_a_plan_is_missing_from_the_year_until_it_is_entered(here, chen_ke):
    assert "年度工作计划" in missing(here)["plans"]

    worklog.record_work(
        branch=here.refining, hand=chen_ke,
        told=WorkTold("year_plan", date(2026, 1, 9), "按月安排", parts=()),
    )  # fmt: skip
    assert "年度工作计划" not in missing(here)["plans"]


def missing(here):
    found = shelf(here)
    held = box.sections_of(found.told, Checked(here.refining.uid, found.span, TODAY))
    return {one.key: [lack.title for lack in one.missing] for one in held}


def test_the_box_has_its_eight_sections():
    assert len(sections.in_force().box) == 8


def test_the_same_records_give_the_same_pdf_and_a_docx_with_pages(here, chen_ke):
    meetings.hold_meeting(branch=here.refining, told=told(here), hand=chen_ke)

    found = shelf(here)
    assert packing.file_of(found, Book.WORK, "pdf") == packing.file_of(found, Book.WORK, "pdf")
    written = docx.Document(BytesIO(packing.file_of(found, Book.WORK, "docx")))
    index = written.tables[0].rows[1].cells
    assert [cell.text for cell in index[:4]] == ["1", "2026年3月18日", "支部党员大会", "陈可"]
    assert "PAGEREF item0" in index[4]._tc.xml


@pytest.mark.parametrize("key", ["2026-H3", "20x6", "2026-05-02..2026-05-01", "1800", "..", ""])
def test_a_span_that_cannot_be_is_refused_with_words(key):
    with pytest.raises(NoSuchSpan):
        spans.parse(key)


def test_the_page_leads_to_every_book_and_downloads_them_all(client, here, chen_ke):
    meetings.hold_meeting(branch=here.refining, told=told(here), hand=chen_ke)
    client.force_login(here.accounts.secretary, BACKEND)

    page = client.get(reverse("ledgers:books", args=[here.refining.uid]), {"span": "2026"})
    assert "党支部工作记录本" in page.content.decode()
    packed = client.get(reverse("ledgers:archive", args=[here.refining.uid]), {"span": "2026"})
    assert packed.content[:2] == b"PK"


def test_a_wrong_period_keeps_the_page_and_says_why(client, here):
    client.force_login(here.accounts.secretary, BACKEND)
    told_of = {"first": "2026-05-02", "last": "2026-05-01"}
    page = client.get(reverse("ledgers:books", args=[here.refining.uid]), told_of)
    assert page.status_code == 422
    assert "结束日期早于起始日期" in page.content.decode()


def test_a_member_and_another_branch_get_no_books(client, here):
    for who in (here.accounts.member, here.accounts.stranger):
        client.force_login(who, BACKEND)
        page = client.get(reverse("ledgers:book", args=[here.refining.uid, "work", "pdf"]))
        assert page.status_code == 404


def test_the_page_asks_as_often_with_forty_records_as_with_one(
    client, here, chen_ke, django_assert_max_num_queries
):
    client.force_login(here.accounts.secretary, BACKEND)
    for day in range(1, 13):
        meetings.hold_meeting(
            branch=here.refining, hand=chen_ke, told=told(here, held_on=date(2026, 3, day))
        )
    with django_assert_max_num_queries(32):
        client.get(reverse("ledgers:books", args=[here.refining.uid]), {"span": "2026"})


def test_the_command_writes_eight_files(here, chen_ke, tmp_path, capsys):
    meetings.hold_meeting(branch=here.refining, told=told(here), hand=chen_ke)
    call_command("books", branch="炼油一车间党支部", year="2026", out=tmp_path)
    assert len(list(tmp_path.iterdir())) == 8
    assert "8/8" in capsys.readouterr().out


def test_every_leaf_of_a_book_says_whether_a_signed_head_covers_it(here, chen_ke):
    meetings.hold_meeting(branch=here.refining, told=told(here), hand=chen_ke)
    document = volumes.document_of(shelf(here), Book.WORK)
    marks = [one.mark for one in document.body if isinstance(one, Item)]
    assert all("尚未" in mark for mark in marks)
    assert document.running == ("账本头尚未签署，本件暂不能与账本核对。",)
