"""Materials of a step are files, papers made from facts, or papers whose place is told."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.meetings.test_attachments import JPEG, PDF
from tests.rooms.procedures.conftest import do, keeper, officer, opened, walked
from zhibu.core.case import Gap
from zhibu.journal import kinds, log, replay
from zhibu.meetings import attachments
from zhibu.meetings.models import StoredFile
from zhibu.procedures import actions, papers, presenting, queries
from zhibu.procedures.actions import CannotComplete
from zhibu.procedures.models import CaseStep
from zhibu.procedures.papers import Held
from zhibu.procedures.records import StepDone, StepTicked

APPLIED = date(2026, 2, 9)
LATER = date(2026, 2, 16)


def stored(here, name="申请书.pdf", content=PDF):
    return attachments.store(
        branch=here.refining.uid, name=name, content=content, at=at(2026, 2, 9)
    )


def filed(here, *names):
    return attachments.attachments_of([stored(here, name) for name in names or ("申请书.pdf",)])


def gaps(case, today=LATER) -> list[Gap]:
    return [gap for _step, gap in presenting.gaps_of(queries.file_of(case), today)]


def refusal(here, **told) -> CannotComplete:
    with pytest.raises(CannotComplete) as refused:
        do(here, opened(here), "application", APPLIED, **told)
    return refused.value


def test_the_record_names_each_material_with_its_files(here):
    files = filed(here, "申请书一.pdf", "申请书二.pdf")
    case = opened(here)

    leaf = do(here, case, "application", APPLIED, papers=(Held("letter", files),))

    told = log.record_of(leaf)
    assert isinstance(told, StepDone)
    assert [one.files for one in told.materials] == [tuple(one.id for one in files)]
    assert told.attachments == files
    assert queries.file_of(case).entered[0].papers == (Held("letter", files),)


def test_a_paper_says_where_it_lies_and_that_is_kept_encrypted(here):
    case = opened(here)
    do(here, case, "application", APPLIED, papers=(Held("letter", where="李书记的铁柜"),))

    (told,) = queries.file_of(case).entered[0].papers
    assert (told.where, told.on_paper) == ("李书记的铁柜", True)
    assert "kept_at" in kinds.latest("procedures.step_done").people


def test_a_step_without_its_paper_is_refused_by_name_and_article(here):
    refused = refusal(here, papers=())

    assert "申请书" in str(refused.words)
    assert refused.basis == "《试行细则》第一条"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Held("letter", ticked=True), "没有说明怎样保存"),
        (Held("letter"), "没有说明怎样保存"),
        (Held("letter", made=True), "不能由系统出具"),
        (Held("letter", where="柜" * 101), "写得太长"),
        (Held("other", where="铁柜"), "不是"),
    ],
)  # fmt: skip
def test_a_tick_that_says_nothing_is_refused(here, told, words):
    refused = refusal(here, papers=(told,))

    assert any(words in one.words for one in refused.obstacles)


def test_more_files_than_a_meeting_takes_are_refused(here):
    files = filed(here, *(f"{n}.pdf" for n in range(attachments.MOST + 1)))

    assert "最多附" in str(refusal(here, papers=(Held("letter", files),)).words)


def ticked(here, case) -> None:
    """Enter a step as it was entered while materials were only ticked."""
    record = StepTicked(case.rec, case.version, "application", APPLIED, materials=("letter",))
    with log.act(case.organization_id):
        log.append(record, unit=case.organization_id, **keeper(here, APPLIED).told)


def test_older_records_replay_and_the_audit_says_that_they_were_only_ticked(here):
    case = opened(here)
    ticked(here, case)
    before = list(CaseStep.objects.values())

    replay.replay("procedures")

    assert list(CaseStep.objects.values()) == before
    assert queries.file_of(case).core.done[0].materials == ("letter",)
    assert [(one.rule, one.basis) for one in gaps(case)] == [
        ("material_ticked", "《试行细则》第一条"),
    ]  # fmt: skip


def test_what_comes_later_is_an_act_of_its_own_and_settles_the_audit(here):
    case = opened(here)
    ticked(here, case)
    rec = CaseStep.objects.get().rec

    leaf = actions.add_material(
        case=case, rec=rec, on=date(2026, 2, 12), papers=(Held("letter", filed(here)),),
        hand=keeper(here, LATER),
    )  # fmt: skip

    assert leaf.kind == "procedures.material_added"
    assert gaps(case) == []
    (added,) = queries.file_of(case).entered[0].added
    assert (added.rec, added.record.on) == (leaf.rec, date(2026, 2, 12))
    before = list(CaseStep.objects.values())
    replay.replay("procedures")
    assert list(CaseStep.objects.values()) == before


def test_what_was_added_can_be_taken_back(here):
    case = opened(here)
    ticked(here, case)
    leaf = actions.add_material(
        case=case, rec=CaseStep.objects.get().rec, on=LATER, hand=keeper(here, LATER),
        papers=(Held("letter", where="支部资料盒"),),
    )  # fmt: skip

    actions.withdraw_material(case=case, rec=leaf.rec, reason="是别人的", hand=keeper(here, LATER))

    assert queries.file_of(case).entered[0].added == ()
    assert len(gaps(case)) == 1


def test_a_step_taken_back_takes_along_what_was_added(here):
    case = walked(here, "application")
    rec = CaseStep.objects.get().rec
    leaf = actions.add_material(
        case=case, rec=rec, on=LATER, hand=keeper(here, LATER),
        papers=(Held("letter", where="支部资料盒"),),
    )  # fmt: skip

    actions.withdraw_step(case=case, rec=rec, reason="办错了", hand=keeper(here, LATER))

    assert log.versions_of(leaf.rec)[-1].op is log.Op.WITHDRAW


def test_a_correction_keeps_what_was_added_and_a_file_alone_is_a_change(here):
    case = walked(here, "application")
    rec = CaseStep.objects.get().rec
    actions.add_material(
        case=case, rec=rec, on=LATER, hand=keeper(here, LATER),
        papers=(Held("letter", filed(here)),),
    )  # fmt: skip

    actions.correct_step(
        case=case, rec=rec, on=APPLIED, values={}, reason="补扫描件", hand=keeper(here, LATER),
        papers=(Held("letter", filed(here, "扫描.pdf"), where="支部资料盒"),),
    )  # fmt: skip

    entered = queries.file_of(case).entered[0]
    assert [file.name for file in entered.papers[0].files] == ["扫描.pdf"]
    assert len(entered.added) == 1


@pytest.mark.parametrize(
    ("on", "words"), [(date(2026, 2, 8), "早于"), (date(2026, 2, 17), "还没有到")]
)
def test_a_material_comes_neither_before_its_step_nor_tomorrow(here, on, words):
    case = walked(here, "application")

    with pytest.raises(CannotComplete, match=words):
        actions.add_material(
            case=case, rec=CaseStep.objects.get().rec, on=on, hand=keeper(here, LATER),
            papers=(Held("letter", where="支部资料盒"),),
        )  # fmt: skip


def test_only_the_body_of_a_step_adds_to_it(here):
    case = walked(here, "application")

    with pytest.raises(CannotComplete, match="由党支部办理"):
        actions.add_material(
            case=case, rec=CaseStep.objects.get().rec, on=LATER, hand=officer(here, LATER),
            papers=(Held("letter", where="支部资料盒"),),
        )  # fmt: skip


# The pages.


@pytest.fixture
def _spring(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 2, 16, 9))


@pytest.fixture
def chen_ke(here, client, _spring):
    client.force_login(here.accounts.secretary)
    return client


def upload(name="申请书.pdf", content=PDF):
    file = BytesIO(content)
    file.name = name
    return file


def step_url(case, step="application"):
    return reverse("procedures:step", args=[case.rec, step])


def test_files_are_sent_with_the_step_and_come_back_as_they_were(here, chen_ke):
    case = opened(here)
    told = {"on": "2026-02-09", "f_letter": [upload(), upload("信封.jpg", JPEG)]}

    assert chen_ke.post(step_url(case), told).status_code == 302

    page = chen_ke.get(f"/procedures/{case.rec}/").content.decode()
    assert "申请书.pdf" in page
    assert "信封.jpg" in page
    row = CaseStep.objects.get()
    scan = StoredFile.objects.get(name="申请书.pdf")
    photo = StoredFile.objects.get(name="信封.jpg")
    answer = chen_ke.get(reverse("procedures:file", args=[case.rec, row.rec, scan.uid]))
    assert answer.content == PDF
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    bare = chen_ke.get(reverse("procedures:file", args=[case.rec, row.rec, photo.uid])).content
    assert b"GPS" not in bare


def test_a_refusal_keeps_the_files_that_were_sent(here, chen_ke):
    case = opened(here)
    late = chen_ke.post(step_url(case), {"on": "2026-02-08", "f_letter": [upload()]})
    assert late.status_code == 422
    assert "申请书.pdf" in late.content.decode()
    (kept,) = next(late.context["turns"][0].form.sheets).chosen

    assert (
        chen_ke.post(step_url(case), {"on": "2026-02-09", "k_letter": kept.token}).status_code
        == 302
    )

    assert StoredFile.objects.count() == 1
    assert queries.file_of(case).entered[0].papers[0].files[0].name == "申请书.pdf"


def test_a_file_of_elsewhere_cannot_be_slipped_in(here, chen_ke):
    case, other = opened(here), stored(here)

    answer = chen_ke.post(step_url(case), {"on": "2026-02-09", "k_letter": other.uid})

    assert answer.status_code == 422
    assert "没有认出来" in answer.content.decode()
    assert not CaseStep.objects.exists()


def test_an_input_without_files_is_sent_by_browsers_as_an_empty_text(here, chen_ke):
    case = opened(here)

    answer = chen_ke.post(
        step_url(case), {"on": "2026-02-09", "f_letter": "", "w_letter": "支部资料盒"}
    )

    assert answer.status_code == 302


def test_what_is_no_paper_is_refused_beside_its_material(here, chen_ke):
    case = opened(here)

    answer = chen_ke.post(
        step_url(case), {"on": "2026-02-09", "f_letter": [upload("a.exe", b"MZ")]}
    )

    assert answer.status_code == 422
    assert "只收 PDF" in answer.content.decode()


def test_a_swapped_file_is_not_handed_out(here, chen_ke):
    case = opened(here)
    chen_ke.post(step_url(case), {"on": "2026-02-09", "f_letter": [upload()]})
    scan = StoredFile.objects.get()
    attachments.path_of(bytes(scan.sha256)).write_bytes(PDF + b"swapped")

    answer = chen_ke.get(
        reverse("procedures:file", args=[case.rec, CaseStep.objects.get().rec, scan.uid])
    )

    assert answer.status_code == 409
    assert "文件与账本不符" in answer.content.decode()


def test_a_file_is_not_there_for_strangers_nor_under_another_record(here, chen_ke, client):
    case = opened(here)
    chen_ke.post(step_url(case), {"on": "2026-02-09", "f_letter": [upload()]})
    scan, rec = StoredFile.objects.get(), CaseStep.objects.get().rec
    assert (
        chen_ke.get(reverse("procedures:file", args=[case.rec, case.rec, scan.uid])).status_code
        == 404
    )

    client.force_login(here.accounts.stranger)

    address = reverse("procedures:file", args=[case.rec, rec, scan.uid])
    assert client.get(address).status_code == 404


def test_a_material_is_added_on_its_page_and_the_audit_leads_there(here, chen_ke):
    case = opened(here)
    ticked(here, case)
    rec = CaseStep.objects.get().rec
    address = reverse("procedures:add-material", args=[case.rec, rec])
    assert address in chen_ke.get(f"/procedures/{case.rec}/audit/").content.decode()

    answer = chen_ke.post(address, {"on": "2026-02-12", "f_letter": [upload()]})

    assert answer.status_code == 302
    page = chen_ke.get(f"/procedures/{case.rec}/").content.decode()
    assert "2026 年 2 月 12 日 补充" in page
    assert "没有查出缺漏" in chen_ke.get(f"/procedures/{case.rec}/audit/").content.decode()


def test_nothing_is_added_by_who_may_only_read(here, client, _spring):
    case = walked(here, "application")
    client.force_login(here.accounts.assessor)
    address = reverse("procedures:add-material", args=[case.rec, CaseStep.objects.get().rec])

    assert client.post(address, {"on": "2026-02-12"}).status_code == 403


def test_one_click_is_not_offered_while_a_paper_is_nowhere(here, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 4, 21, 9))
    case = opened(here)
    ticked(here, case)
    for step, on in (("talk", date(2026, 2, 12)), ("meeting", date(2026, 3, 20))):
        do(here, case, step, on)
    client.force_login(here.accounts.officer)
    address = reverse("procedures:committee", args=[here.committee.uid])
    page = client.get(address).content.decode()
    assert "看材料后办理" in page
    assert 'name="outcome"' not in page
    shown = client.get(step_url(case, "approval")).content.decode()
    assert "卷内材料" in shown
    assert "只打了勾" in shown

    actions.add_material(
        case=case, rec=case.steps.get(step="application").rec, on=date(2026, 4, 20),
        papers=(Held("letter", filed(here)),),
        hand=hand(here.accounts.secretary, role="secretary", at=at(2026, 4, 20)),
    )  # fmt: skip

    assert 'name="outcome"' in client.get(address).content.decode()
    assert "申请书.pdf" in client.get(step_url(case, "approval")).content.decode()


def test_a_case_with_added_materials_costs_no_more_queries(
    here, chen_ke, django_assert_max_num_queries
):
    case = opened(here)
    ticked(here, case)
    actions.add_material(
        case=case, rec=CaseStep.objects.get().rec, on=LATER, hand=keeper(here, LATER),
        papers=(Held("letter", filed(here)),),
    )  # fmt: skip
    chen_ke.get(f"/procedures/{case.rec}/")

    with django_assert_max_num_queries(12):
        chen_ke.get(f"/procedures/{case.rec}/")


def test_words_say_how_a_paper_is_kept(here):
    files = filed(here)

    assert papers.words_of(Held("letter", files, where="铁柜")) == "电子文件 1 个、纸质：铁柜"
    assert papers.words_of(Held("letter", made=True)) == "系统出具"
    assert papers.words_of(Held("letter", ticked=True)) == "只打了勾"
