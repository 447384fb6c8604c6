"""A case's pages: whose turn it is, what stands in the way, and the papers."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.people import at
from tests.rooms.procedures.conftest import NAME, do, keeper, opened, walked
from zhibu.procedures import awaiting
from zhibu.procedures.models import Awaited, Case, CaseException, CaseStep

MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def _spring(monkeypatch):
    """Let it be 21 April 2026 at the faces."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 4, 21, 9))


def signed(client, account):
    client.force_login(account)
    return client


def words(response) -> str:
    return response.content.decode()


def test_a_case_shows_its_stages_its_steps_and_the_form_of_what_to_do_now(here, client):
    case = walked(here, "application")
    page = words(signed(client, here.accounts.secretary).get(f"/procedures/{case.rec}/"))

    assert NAME in page
    assert "现在要做：" in page
    assert "谈话人" in page
    assert "2026 年 3 月 9 日" in page
    assert "《试行细则》第二条" in page


def test_what_a_branch_starts_is_called_by_its_family_and_not_by_one_variant(here, client):
    page = words(
        signed(client, here.accounts.secretary).get(f"/branches/{here.refining.uid}/procedures/")
    )
    started = re.findall(r'class="btn"[^>]*>.*?</svg>([^<]+)</a>', page)
    assert {"发展党员", "换届选举"} <= set(started)


def test_a_step_says_whose_turn_it_is_or_that_its_turn_has_not_come(here, client):
    case = walked(here, "application")
    signed(client, here.accounts.secretary)
    assert "还没有轮到：支部大会讨论" in words(client.get(f"/procedures/{case.rec}/steps/meeting/"))

    signed(client, here.accounts.officer)
    assert "等对方办理：派人谈话" in words(client.get(f"/procedures/{case.rec}/steps/talk/"))


def test_a_step_is_entered_from_the_page(here, client):
    case = walked(here, "application")
    told = {"on": "2026-02-12", "a_by": here.member("王立新").uid, "a_opinion": "态度端正"}

    answer = signed(client, here.accounts.secretary).post(
        f"/procedures/{case.rec}/steps/talk/", told
    )

    assert answer.status_code == 302
    assert CaseStep.objects.get(step="talk").on == date(2026, 2, 12)


def test_what_was_typed_stays_and_the_fault_names_the_article(here, client):
    case = walked(here, "talk")
    told = {
        "on": "2026-03-20", "outcome": "passed", "a_whole": "6", "a_present": "6",
        "a_votes": "3", "a_counters": [here.member("赵兰").uid],
    }  # fmt: skip

    answer = signed(client, here.accounts.secretary).post(
        f"/procedures/{case.rec}/steps/meeting/", told
    )

    assert answer.status_code == 422
    assert 'name="a_votes" value="3"' in words(answer)
    assert "（依据：《试行细则》第三条）" in words(answer)


def test_a_stranger_sees_nothing_and_a_reader_of_scores_does_nothing(here, client):
    case = walked(here, "meeting")
    address = f"/procedures/{case.rec}/"

    assert signed(client, here.accounts.stranger).get(address).status_code == 404
    assessor = signed(client, here.accounts.assessor)
    assert assessor.get(address).status_code == 200
    assert assessor.post(f"{address}steps/approval/", {}).status_code == 403


def test_the_officer_approves_in_one_click(here, client):
    case = walked(here, "meeting")
    officer = signed(client, here.accounts.officer)
    address = reverse("procedures:committee", args=[here.committee.uid])
    page = words(officer.get(address))
    assert NAME in page
    assert "逾期 1 天" in page

    answer = officer.post(
        f"/procedures/{case.rec}/steps/approval/",
        {"on": "2026-04-21", "outcome": "agreed", "next": here.committee.uid},
    )

    assert answer["Location"] == address
    assert CaseStep.objects.filter(step="approval").exists()
    assert NAME not in words(officer.get(address))


def test_an_exception_is_granted_and_shown(here, client):
    case = walked(here, "talk")
    address = f"/procedures/{case.rec}/steps/meeting/exceptions/"
    told = {"exception": "urgent", "on": "2026-02-13", "reason": "本人将出国"}

    assert signed(client, here.accounts.secretary).post(address, told).status_code == 403
    signed(client, here.accounts.officer).post(address, told)

    assert CaseException.objects.get().exception == "urgent"
    assert "情况紧急可不等五个工作日" in words(client.get(f"/procedures/{case.rec}/"))


def test_a_step_is_corrected_and_taken_back_on_its_pages(here, client):
    case = walked(here, "talk")
    rec = case.steps.get(step="talk").rec
    secretary = signed(client, here.accounts.secretary)
    form = secretary.get(f"/procedures/{case.rec}/records/{rec}/correct/")
    seen = form.context["form"].initial["seen"]
    told = {
        "on": "2026-02-10", "a_by": here.member("赵兰").uid, "a_opinion": "态度端正",
        "reason": "记错了", "seen": seen,
    }  # fmt: skip

    assert secretary.post(form.request["PATH_INFO"], told).status_code == 302
    assert CaseStep.objects.get(rec=rec).on == date(2026, 2, 10)
    secretary.post(f"/procedures/{case.rec}/records/{rec}/withdraw/", {"reason": "谈的是别人"})
    assert not CaseStep.objects.filter(rec=rec).exists()


def test_the_file_audit_names_each_gap_with_its_article(here, client):
    case = opened(here)
    do(here, case, "application", date(2026, 2, 9))
    do(here, case, "talk", date(2026, 3, 12), hand=keeper(here, date(2026, 3, 12)))

    page = words(signed(client, here.accounts.secretary).get(f"/procedures/{case.rec}/audit/"))

    assert "查出 1 处" in page
    assert "《试行细则》第二条" in page


def test_the_list_of_papers_comes_as_word_and_as_pdf(here, client):
    case = walked(here, "talk")
    secretary = signed(client, here.accounts.secretary)

    pdf = secretary.get(f"/procedures/{case.rec}/documents/catalogue.pdf")
    docx = secretary.get(f"/procedures/{case.rec}/documents/catalogue.docx")

    assert pdf.content[:5] == b"%PDF-"
    assert docx.content[:2] == b"PK"
    assert secretary.get(f"/procedures/{case.rec}/documents/other.pdf").status_code == 404


def test_a_definition_is_drawn(here, client):
    page = words(
        signed(client, here.accounts.member).get("/procedures/definitions/trial~-~2026-01/")
    )
    assert "<svg" in page
    assert "支部大会讨论" in page


def test_a_form_with_members_and_meetings_costs_no_more(
    here, client, django_assert_max_num_queries
):
    case = walked(here, "talk")
    address = f"/procedures/{case.rec}/"
    signed(client, here.accounts.secretary).get(address)

    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(address)

    assert "计票人" in words(page)


@pytest.mark.parametrize("page", ["case", "step", "audit", "branch", "committee"])
def test_pages_cost_no_more_for_a_thousand_cases(here, client, page, django_assert_max_num_queries):
    case = walked(here, "meeting")
    signed(client, here.accounts.officer)
    address = {
        "case": f"/procedures/{case.rec}/",
        "step": f"/procedures/{case.rec}/steps/approval/",
        "audit": f"/procedures/{case.rec}/audit/",
        "branch": f"/branches/{here.refining.uid}/procedures/",
        "committee": f"/organizations/{here.committee.uid}/procedures/",
    }[page]
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        client.get(address)
    crowd(case, 999)

    with django_assert_max_num_queries(len(one)):
        client.get(address)


def crowd(case: Case, count: int) -> None:
    """Put many cases beside one, each with its steps, that wait for the same."""
    steps = list(case.steps.all())
    waits = Awaited.objects.filter(case=case).values()
    recs = [f"r_{number:026d}" for number in range(count)]
    told = Case.objects.filter(rec=case.rec).values()[0]
    Case.objects.bulk_create([Case(**{**told, "rec": rec}) for rec in recs])
    Awaited.objects.bulk_create(
        [Awaited(**{**row, "case_id": rec}) for row in waits for rec in recs]
    )
    CaseStep.objects.bulk_create(
        [
            CaseStep(
                rec=f"r_{place}{rec[3:]}", leaf_id=one.leaf_id, case_id=rec, step=one.step,
                version=one.version, on=one.on, outcome=one.outcome, entered_at=one.entered_at,
            )
            for rec in recs
            for place, one in enumerate(steps)
        ]
    )  # fmt: skip


def test_what_cases_wait_for_can_be_reckoned_anew(here):
    walked(here, "meeting")
    before = list(Awaited.objects.values())
    Awaited.objects.all().delete()

    assert awaiting.refresh_all(date(2026, 4, 21)) == 1
    assert list(Awaited.objects.values()) == before
