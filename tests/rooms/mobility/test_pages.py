"""The pages: who sees and does what, paper, words kept, and nothing for strangers."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.people import at
from tests.rooms.mobility.conftest import issued, secretary
from zhibu.mobility import actions
from zhibu.mobility.models import Floating, Letter, State
from zhibu.party.models import ReadLog


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Have it be 12 March, for pages too."""
    now = {"is": at(2026, 3, 12, 11)}
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


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(name, *ids):
    return reverse(f"mobility:{name}", args=ids)


def test_the_secretary_issues_a_letter_and_the_other_one_receives_it_with_one_click(here, as_):
    told = {"member": here.member("王立新").uid, "to_name": "乙烯裂解党支部", "valid_days": "10",
            "paid_up_to": "2026-02"}  # fmt: skip

    answer = as_("secretary").post(page("new-letter", here.refining.uid), told)

    letter = Letter.objects.get()
    assert answer.url == page("letter", letter.rec)
    assert "王立新" in words(as_("stranger").get(page("branch", here.cracking.uid)))
    as_("stranger").post(page("receive", letter.rec))
    letter.refresh_from_db()
    assert letter.state == State.RECEIVED


def test_a_name_nobody_here_has_is_asked_about_and_what_was_typed_stays(here, as_):
    told = {"member": here.member("王立新").uid, "to_name": "乙烯裂介党支部", "valid_days": "10",
            "paid_up_to": "2026-02"}  # fmt: skip

    answer = as_("secretary").post(page("new-letter", here.refining.uid), told)

    assert answer.status_code == 422
    assert "系统内没有“乙烯裂介党支部”" in words(answer)
    assert 'value="乙烯裂介党支部"' in answer.content.decode()
    told["outside"] = "on"
    as_("secretary").post(page("new-letter", here.refining.uid), told)
    assert Letter.objects.get().to is None


def test_without_dues_and_without_a_month_the_form_says_what_to_fill_in(here, as_):
    told = {"member": here.member("王立新").uid, "to_name": "乙烯裂解党支部", "valid_days": "10"}

    answer = as_("secretary").post(page("new-letter", here.refining.uid), told)

    assert "2026-09" in words(answer)
    assert answer.status_code == 422


def test_the_sender_cannot_receive_its_own_letter_and_the_receiver_not_take_it_back(here, as_):
    letter = issued(here)

    assert as_("secretary").post(page("receive", letter.rec)).status_code == 403
    answer = as_("stranger").post(page("withdraw", letter.rec), {"reason": "不要了"})
    assert answer.status_code == 403
    letter.refresh_from_db()
    assert letter.state == State.ISSUED


def test_a_letter_between_others_is_not_there(here, as_):
    letter = issued(here, to=None, to_name="外省某支部")

    for name in ("letter", "pdf", "docx"):
        assert as_("stranger").get(page(name, letter.rec)).status_code == 404
    for name in ("receive", "refuse", "withdraw", "receipt"):
        assert as_("stranger").post(page(name, letter.rec)).status_code == 404
        assert as_("member").post(page(name, letter.rec)).status_code == 404


def test_the_committee_chooses_the_branch_for_a_letter_to_itself(here, as_):
    letter = issued(here, to=here.committee)

    assert "王立新" in words(as_("officer").get(page("committee", here.committee.uid)))
    answer = as_("officer").post(page("receive", letter.rec), {"branch": ""})
    assert answer.status_code == 422
    as_("officer").post(page("receive", letter.rec), {"branch": here.cracking.uid})
    letter.refresh_from_db()
    assert letter.to_branch_id == here.cracking.uid


def test_the_assessor_reads_and_neither_issues_nor_receives(here, as_):
    letter = issued(here)

    assert as_("assessor").get(page("letter", letter.rec)).status_code == 200
    assert as_("assessor").post(page("receive", letter.rec)).status_code == 403
    assert as_("assessor").get(page("pdf", letter.rec)).status_code == 403
    assert as_("assessor").get(page("new-letter", here.refining.uid)).status_code == 403


def test_the_printed_letter_has_three_parts_and_its_reading_is_logged(here, as_, tmp_path):
    letter = issued(here)

    answer = as_("secretary").get(page("pdf", letter.rec))

    printed = tmp_path / "letter.pdf"
    printed.write_bytes(answer.content)
    reader = PdfReader(printed)
    text = "".join(one.extract_text() for one in reader.pages).replace("\n", "")
    assert [part for part in ("存根", "第二联", "回执", "转〔2026〕1号") if part not in text] == []
    assert "乙烯裂解党支部" in text
    assert len(reader.pages) <= 2
    assert ReadLog.objects.get().items == "id_number,phone"
    assert as_("stranger").get(page("docx", letter.rec)).status_code == 200


def test_a_receipt_before_the_letter_is_refused_at_its_field(here, as_):
    letter = issued(here, to=None, to_name="外省某支部")

    answer = as_("secretary").post(
        page("receipt", letter.rec), {"received_on": "2026-03-01", "handler": "林同志"}
    )

    assert answer.status_code == 422
    assert "2026-03-10 至 2026-03-12" in words(answer)


def test_somebody_from_outside_is_taken_in_on_the_page(here, as_):
    told = {"name": "何青", "sex": "2", "ethnicity": "01", "joined_on": "2012-04-07",
            "converted_on": "2013-04-07", "since": "2026-03-11", "from_name": "广州某支部",
            "letter_number": "17"}  # fmt: skip

    answer = as_("secretary").post(page("new-arrival", here.refining.uid), told)

    assert answer.status_code == 302
    assert "何青" in words(as_("secretary").get(page("branch", here.refining.uid)))


def test_floating_members_are_listed_with_who_is_due(here, as_):
    told = {"member": here.member("曾小雨").uid, "since": "2025-08-01", "place": "广东省佛山市"}

    answer = as_("secretary").post(page("outflow", here.refining.uid), told)

    assert answer.status_code == 302
    shown = words(as_("secretary").get(page("afloat", here.refining.uid)))
    assert "曾小雨" in shown
    assert "2026-03-31 前" in shown
    floating = Floating.objects.get()
    as_("secretary").post(
        page("contact", floating.rec), {"on": "2026-03-12", "way": "phone", "words": "都好。"}
    )
    assert "2026-06-30 前" in words(as_("secretary").get(page("afloat", here.refining.uid)))


def test_a_finer_place_is_refused_at_its_field_and_stays_typed(here, as_):
    told = {"member": here.member("曾小雨").uid, "since": "2025-08-01", "place": "绿景小区"}

    answer = as_("secretary").post(page("outflow", here.refining.uid), told)

    assert answer.status_code == 422
    assert "省、市或县" in words(answer)
    assert 'value="绿景小区"' in answer.content.decode()


def test_a_strangers_floating_members_are_not_there(here, as_):
    leaf = actions.register_outflow(
        branch=here.refining, member=here.member("曾小雨"), since=date(2025, 8, 1),
        place="广东省佛山市", abroad=False, hand=secretary(here),
    )  # fmt: skip

    for name in ("floating", "contact", "end"):
        client = as_("stranger")
        send = client.get if name == "floating" else client.post
        assert send(page(name, leaf.rec)).status_code == 404
    assert as_("assessor").post(page("end", leaf.rec), {"why": "left"}).status_code == 403
    assert as_("member").get(page("afloat", here.refining.uid)).status_code == 404


def test_one_page_of_letters_costs_the_same_for_one_and_for_five(
    here, as_, django_assert_max_num_queries
):  # fmt: skip
    for name in ("王立新", "李明远", "曾小雨", "贾𠮷", "赵兰"):
        issued(here, name)
    client = as_("secretary")
    client.get(page("branch", here.refining.uid))

    with django_assert_max_num_queries(16):
        client.get(page("branch", here.refining.uid))


def test_a_letter_taken_back_says_why_and_is_not_printed_any_more(here, as_):
    letter = issued(here)
    as_("secretary").post(page("withdraw", letter.rec), {"reason": "接收单位写错了"})

    for role in ("secretary", "stranger"):
        shown = as_(role).get(page("letter", letter.rec))
        assert "接收单位写错了" in words(shown)
        assert page("pdf", letter.rec) not in shown.content.decode()
    answer = as_("secretary").get(page("pdf", letter.rec), follow=True)
    assert answer.redirect_chain == [(page("letter", letter.rec), 302)]
    assert "不再打印" in words(answer)
    assert not ReadLog.objects.exists()


def test_a_letter_sent_back_says_why_to_who_sent_it(here, as_):
    letter, other = issued(here), issued(here, "曾小雨")
    as_("stranger").post(page("refuse", other.rec), {"reason": "已经退休"})
    as_("stranger").post(page("refuse", letter.rec), {"reason": "劳动关系不在我单位"})

    shown = words(as_("secretary").get(page("letter", letter.rec)))

    assert "劳动关系不在我单位" in shown
    assert "已经退休" not in shown
    assert "另开介绍信" in shown


def test_who_keeps_the_duty_is_said_while_a_letter_waits_and_not_once_it_is_received(here, as_):
    letter = issued(here)
    assert "未接收前由原党组织负责" in words(as_("secretary").get(page("letter", letter.rec)))

    as_("stranger").post(page("receive", letter.rec))

    assert "原党组织负责" not in words(as_("secretary").get(page("letter", letter.rec)))


def test_a_letter_that_ran_out_is_issued_anew_from_what_it_said(here, as_, today):
    letter = issued(here, to=None, to_name="外省某支部", valid_days=30)
    today["is"] = at(2026, 4, 20, 11)

    shown = as_("secretary").get(page("letter", letter.rec))
    again = f"{page('new-letter', here.refining.uid)}?member={letter.member_id}"
    assert again in shown.content.decode()
    form = as_("secretary").get(again).context["form"]
    assert form["to_name"].value() == "外省某支部"
    assert (form["outside"].value(), form["valid_days"].value()) == (True, 30)

    told = {"member": letter.member_id, "to_name": "外省某支部", "outside": "on",
            "valid_days": "30", "paid_up_to": "2026-03"}  # fmt: skip
    as_("secretary").post(page("new-letter", here.refining.uid), told)
    assert "转〔2026〕2号" in words(as_("secretary").get(page("letter", letter.rec)))


def test_the_committee_reads_from_which_branch_a_letter_that_ran_out_came(here, as_, today):
    issued(here)
    today["is"] = at(2026, 4, 20, 11)

    shown = words(as_("officer").get(page("committee", here.committee.uid)))

    assert "由炼油一车间党支部转往乙烯裂解党支部" in shown


def test_who_was_taken_in_stays_on_the_page_of_the_branch(here, as_):
    letter = issued(here)
    as_("stranger").post(page("receive", letter.rec))

    shown = as_("stranger").get(page("branch", here.cracking.uid))

    assert page("letter", letter.rec) in shown.content.decode()
    assert "系统内转入" in words(shown)
