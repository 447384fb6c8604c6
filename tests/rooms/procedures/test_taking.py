"""林晓晨 applied before the branch used Zhibu: an older ledger tells how far the case had come."""

from datetime import date

import pytest
from django.urls import reverse

from tests.rooms.meetings.facts import facts_of
from tests.rooms.procedures.conftest import NAME, do, keeper
from zhibu.core.lag import Lag
from zhibu.journal import log, replay
from zhibu.procedures import actions, presenting, queries
from zhibu.procedures.actions import CannotComplete, CannotOpen
from zhibu.procedures.models import Awaited, Case, CaseStep
from zhibu.procedures.papers import Held
from zhibu.procedures.taking import CaseKnown, StepKnown

TODAY = date(2026, 4, 20)
APPLIED, TALKED = date(2026, 1, 5), date(2026, 1, 20)


def known(here, *steps: StepKnown, **told: object) -> CaseKnown:
    usual = [
        StepKnown("application", APPLIED),
        StepKnown("talk", TALKED, {"by": here.member("王立新").uid, "opinion": "态度端正"}),
    ]
    return CaseKnown(**{
        "subject": "", "subject_name": NAME, "opened_on": APPLIED, "steps": steps or usual,
        "note": "材料在老柜子里", **told,
    })  # fmt: skip


def taken(here, *steps: StepKnown, **told: object) -> Case:
    return actions.take_over(
        family="trial", variant="", organization=here.refining, known=known(here, *steps, **told),
        hand=keeper(here, TODAY),
    )  # fmt: skip


def test_one_record_holds_the_case_and_its_steps(here):
    case = taken(here)
    leaf = log.leaf_of_record(case.rec)
    assert (leaf.kind, leaf.lag, leaf.on) == ("procedures.taken_over", Lag.HISTORY, APPLIED)
    assert [(one.step, one.on) for one in case.steps.order_by("on")] == [
        ("application", APPLIED), ("talk", TALKED),
    ]  # fmt: skip
    assert (case.version, case.opened_on) == ("2026-01", APPLIED)


def test_the_file_knows_what_the_ledger_knew(here):
    file = queries.file_of(taken(here))
    talk = file.entered[1]
    assert talk.done.values == {"by": here.member("王立新").uid, "opinion": "态度端正"}
    assert (talk.done.taken_over, talk.source) == (True, file.case.rec)
    assert file.taken.note == "材料在老柜子里"


def test_a_case_taken_over_goes_on_like_every_other(here):
    case = taken(here)
    assert [one.step for one in Awaited.objects.all()] == ["meeting"]
    with pytest.raises(CannotComplete):
        do(here, case, "approval", date(2026, 4, 21))
    do(here, case, "meeting", date(2026, 4, 21))
    do(here, case, "approval", date(2026, 4, 28))
    do(here, case, "archive", date(2026, 4, 29))
    case.refresh_from_db()
    assert case.closed_as == "completed"


def test_nothing_is_stated_of_steps_that_nobody_here_saw(here):
    case = taken(here)
    stated = facts_of(here.refining.uid, "admission")
    assert not {name for name, number in stated.items() if number}
    do(here, case, "meeting", date(2026, 4, 21))
    do(here, case, "approval", date(2026, 4, 28))
    stated = facts_of(here.refining.uid, "admission")
    assert stated["admission.approval.due"] == 1
    assert stated["admission.approval.done_in_time"] == 1


def test_what_stands_open_is_owed(here):
    taken(here, StepKnown("application", APPLIED))
    assert facts_of(here.refining.uid, "admission")["admission.talk.due"] == 1


def test_the_file_audit_says_what_the_ledger_does_not_prove(here):
    file = queries.file_of(taken(here))
    gaps = [(step.id, gap.rule) for step, gap in presenting.gaps_of(file, TODAY)]
    assert gaps == [("application", "taken_over"), ("talk", "taken_day")]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([StepKnown("application", APPLIED), StepKnown("talk", date(2026, 1, 4))], "派人谈话"),
        ([StepKnown("application", TODAY)], "流程页办理"),
        ([StepKnown("application", APPLIED), StepKnown("oath", TALKED)], "oath"),
        ([StepKnown("meeting", TALKED)], "请写明"),
    ],
)
def test_what_cannot_have_been_is_refused_and_nothing_is_kept(here, steps, words):
    with pytest.raises(CannotOpen) as refused:
        taken(here, *steps)
    assert words in str(refused.value)
    assert refused.value.field == "steps"
    assert not Case.objects.exists()


def test_a_case_without_any_step_is_not_taken_over(here):
    empty = CaseKnown("", NAME, APPLIED, ())
    with pytest.raises(CannotOpen):
        actions.take_over(
            family="trial", variant="", organization=here.refining, known=empty,
            hand=keeper(here, TODAY),
        )  # fmt: skip


def test_nobody_has_two_cases_of_one_family(here):
    subject = here.member("王立新").uid
    taken(here, subject=subject)
    with pytest.raises(CannotOpen):
        taken(here, subject=subject)


def test_a_case_from_before_the_first_version_goes_on_by_the_first(here):
    old = date(2019, 3, 1)
    case = taken(here, StepKnown("application", old), opened_on=old)
    assert (case.version, case.opened_on) == ("2026-01", old)


def test_a_step_of_the_ledger_is_not_mended_alone(here):
    case = taken(here)
    rec = CaseStep.objects.get(step="talk").rec
    with pytest.raises(CannotComplete):
        actions.withdraw_step(case=case, rec=rec, reason="录错", hand=keeper(here, TODAY))
    with pytest.raises(CannotComplete):
        actions.correct_step(
            case=case, rec=rec, on=date(2026, 1, 21), values={}, reason="录错",
            hand=keeper(here, TODAY),
        )  # fmt: skip
    with pytest.raises(CannotComplete):
        actions.withdraw_case(case=case, reason="录错", hand=keeper(here, TODAY))


def test_papers_found_later_are_added_and_the_audit_is_quiet_about_them(here):
    case = taken(here)
    rec = CaseStep.objects.get(step="application").rec
    assert queries.gone_on([case.rec]) == ""
    held = (Held("letter", where="组织委员文件柜二层"),)
    actions.add_material(case=case, rec=rec, on=TODAY, papers=held, hand=keeper(here, TODAY))
    gaps = [step.id for step, _gap in presenting.gaps_of(queries.file_of(case), TODAY)]
    assert gaps == ["talk"]
    assert queries.gone_on([case.rec]) == NAME


def test_a_step_done_here_is_taken_back_to_where_the_ledger_stood(here):
    case = taken(here)
    do(here, case, "meeting", date(2026, 4, 21))
    rec = CaseStep.objects.get(step="meeting").rec
    actions.withdraw_step(case=case, rec=rec, reason="录错", hand=keeper(here, TODAY))
    assert [one.step for one in Awaited.objects.all()] == ["meeting"]


def test_the_room_comes_out_of_the_journal_again(here):
    case = taken(here)
    do(here, case, "meeting", date(2026, 4, 21))
    before = list(CaseStep.objects.order_by("rec").values())
    replay.replay("procedures")
    assert list(CaseStep.objects.order_by("rec").values()) == before


def test_the_page_tells_a_step_without_a_word_in_the_ledger(here, client):
    voted = StepKnown("meeting", date(2026, 3, 20), outcome="passed")
    case = taken(here, StepKnown("application", APPLIED), voted)
    client.force_login(here.accounts.secretary)
    page = client.get(reverse("procedures:case", args=[case.rec])).content.decode()
    assert page.count("原台账没有记载") == 1
    assert "这一步不办" not in page


def test_the_page_says_that_a_step_was_taken_over(here, client):
    case = taken(here)
    client.force_login(here.accounts.secretary)
    page = client.get(reverse("procedures:case", args=[case.rec])).content.decode()
    assert page.count("据原台账接续") >= 2
    assert "材料在老柜子里" in page
    record = client.get(reverse("desk:record", args=[case.rec])).content.decode()
    assert "派人谈话" in record
    assert "王立新" in record


def test_where_a_step_of_the_ledger_stands_it_says_how_it_is_mended(here, client):
    case = taken(here)
    page = reverse("procedures:case", args=[case.rec])

    client.force_login(here.accounts.secretary)
    shown = client.get(page).content.decode()
    client.force_login(here.accounts.auditor)
    read = client.get(page).content.decode()

    assert shown.count("这一步不能单独更正") == 2
    assert f'href="{reverse("intake:new")}"' in shown.partition("这一步不能单独更正")[2]
    assert "这一步不能单独更正" not in read
