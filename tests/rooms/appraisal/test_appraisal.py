"""A year's life meeting with democratic appraisal, and a work report."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import papers
from tests.people import at, hand
from tests.rooms.party.stated import facts_of
from zhibu.appraisal import actions, conducting, documents, queries
from zhibu.appraisal.actions import CannotBegin, CannotGrade, CannotTest
from zhibu.appraisal.models import MemberGrade
from zhibu.core.majority import Comparator, Threshold
from zhibu.meetings import actions as meetings
from zhibu.meetings.parts import TopicTold
from zhibu.meetings.told import MeetingTold
from zhibu.polls.actions import polling
from zhibu.procedures import actions as procedures
from zhibu.procedures import presenting
from zhibu.procedures import queries as cases
from zhibu.procedures.actions import CannotComplete
from zhibu.procedures.conditions import share_words

NOVEMBER = at(2026, 11, 30)
OPENED = at(2026, 11, 2)


def secretary(here, when=NOVEMBER):
    return hand(here.accounts.secretary, role="secretary", at=when)


def begun(here, family="appraisal"):
    return actions.begin(
        branch=here.refining, family=family, year=2026, hand=secretary(here, OPENED)
    )


def held(here, form, day, **told):
    usual = {
        "began": "14:00", "ended": "15:00", "place": "会议室", "minutes": "",
        "chair": here.member("陈可").uid, "recorder": here.member("李明远").uid,
        "topics": (TopicTold("年度组织生活会"),), "away": {}, "attachments": (),
    }  # fmt: skip
    return meetings.hold_meeting(
        branch=here.refining, told=MeetingTold(form=form, held_on=day, **(usual | told)),
        hand=secretary(here, at(day.year, day.month, day.day, 18)),
    )  # fmt: skip


def done(here, case, step, on, materials=(), outcome="", by=None, **values):
    return procedures.complete(
        case=case, step=step, on=on, values=values, outcome=outcome,
        papers=papers.of(case, step, materials),
        hand=by or secretary(here, at(on.year, on.month, on.day, 19)),
    )  # fmt: skip


def until_test(here, case):
    """Do everything before the test, with a talk and the meetings recorded."""
    until_held(here, case)
    done(here, case, "self_assessment", date(2026, 11, 10), assessed=8)
    done(here, case, "mutual", date(2026, 11, 10), took_part=8)


def until_held(here, case):
    """Do everything up to the life meeting."""
    done(here, case, "plan", date(2026, 11, 3), ("plan",), theme="对照党章找差距")
    study = held(here, "study", date(2026, 11, 4))
    done(here, case, "study", date(2026, 11, 4), meeting=study.rec)
    both = (here.member("陈可").uid, here.member("赵兰").uid)
    held(here, "talk", date(2026, 11, 5), topics=(), attending=both)
    done(here, case, "opinions", date(2026, 11, 5), received=4)
    done(here, case, "talks", date(2026, 11, 6))
    life = held(here, "life_meeting", date(2026, 11, 10))
    told = {"meeting": life.rec, "criticism": True, "problems": 3}
    done(here, case, "held", date(2026, 11, 10), ("problems",), **told)


def until_told(here, case):
    """Do everything before a report is tested: written, read above, told to the members."""
    officer = hand(here.accounts.officer, at=at(2026, 11, 4))
    done(here, case, "written", date(2026, 11, 3), ("report",))
    done(here, case, "reviewed", date(2026, 11, 4), outcome="agreed", by=officer)
    told = held(here, "general_meeting", date(2026, 11, 6))
    done(here, case, "told_below", date(2026, 11, 6), meeting=told.rec)


def with_test(here, case, ballots=6):
    actions.open_test(
        case=case, closes_on=date(2026, 11, 20), paper=False,
        hand=secretary(here, at(2026, 11, 12)),
    )  # fmt: skip
    (poll,) = queries.testing_of(case).open
    names = ("陈可", "李明远", "王立新", "赵兰", "单国栋", "曾小雨", "孙晓梅")
    for name in names[:ballots]:
        polling.answer(
            poll, member=here.member(name).uid, answers=(0, 1, 1, 1, 1, 1, 1),
            today=date(2026, 11, 13),
        )  # fmt: skip
    actions.close_test(case=case, hand=secretary(here, at(2026, 11, 20)))


def graded(here, case, **outstanding):
    full = actions.full_members(here.refining, date(2026, 11, 25))
    grades = {one.uid: "qualified" for one in full}
    for name in outstanding.get("names", ()):
        grades[here.member(name).uid] = "outstanding"
    grades |= outstanding.get("more", {})
    return actions.give_grades(
        case=case, grades=grades, on=date(2026, 11, 25), meeting="",
        hand=secretary(here, at(2026, 11, 25)),
    )  # fmt: skip


def test_a_year_is_appraised_and_every_number_comes_from_records(here):
    case = begun(here)
    until_test(here, case)
    with_test(here, case)
    done(here, case, "test", date(2026, 11, 20))
    graded(here, case, names=("陈可", "王立新"))
    done(here, case, "approval", date(2026, 11, 26), outcome="agreed",
         by=hand(here.accounts.officer, at=at(2026, 11, 26)))  # fmt: skip
    done(here, case, "feedback", date(2026, 11, 27), told=7)
    done(here, case, "mended", date(2026, 11, 28), closed=3)

    case.refresh_from_db()
    assert case.closed_as == "completed"
    assert queries.counted(case) == {
        "rated": 7, "outstanding": 2, "rest": 5, "unqualified": 0
    }  # fmt: skip
    stated = {name for name, _on, _value in facts_of(here.refining)}
    assert {"appraisal.life_meeting.complete", "appraisal.member_appraisal.complete"} <= stated


def test_three_outstanding_of_seven_are_more_than_a_third(here):
    case = begun(here)
    until_test(here, case)
    with_test(here, case)
    done(here, case, "test", date(2026, 11, 20))

    with pytest.raises(CannotComplete, match="三分之一"):
        graded(here, case, names=("陈可", "王立新", "赵兰"))
    assert not MemberGrade.objects.exists()


def test_who_is_on_probation_gets_no_grade(here):
    case = begun(here)
    with pytest.raises(CannotGrade, match="孙晓梅"):
        graded(here, case, more={here.member("孙晓梅").uid: "qualified"})


def test_nobody_is_left_without_a_grade(here):
    with pytest.raises(CannotGrade, match="没有评定等次"):
        actions.give_grades(
            case=begun(here), grades={here.member("陈可").uid: "qualified"},
            on=date(2026, 11, 25), meeting="", hand=secretary(here),
        )  # fmt: skip


def test_four_ballots_give_no_result_and_the_step_says_so(here):
    case = begun(here)
    until_test(here, case)
    with_test(here, case, ballots=4)

    with pytest.raises(CannotComplete, match="不足五票"):
        done(here, case, "test", date(2026, 11, 20), ballots=50)


@pytest.mark.parametrize("typed", [{}, {"ballots": 6}, {"ballots": 500}])
def test_without_a_test_no_typed_number_stands_for_one(here, typed):
    case = begun(here)
    until_test(here, case)
    with pytest.raises(CannotComplete, match="测评还没有开") as refused:
        done(here, case, "test", date(2026, 11, 12), **typed)
    assert "第十八条" in refused.value.basis


def test_with_the_superiors_exception_it_is_done_without_a_test_by_no_more_than_there_are(here):
    case = begun(here)
    until_test(here, case)
    procedures.grant(
        case=case, step="test", exception="few", reason="党员少", on=date(2026, 11, 11),
        hand=hand(here.accounts.officer, at=at(2026, 11, 11)),
    )  # fmt: skip
    with pytest.raises(CannotComplete, match="本支部只有党员 8 名"):
        done(here, case, "test", date(2026, 11, 12), ballots=9)
    done(here, case, "test", date(2026, 11, 12), ballots=4)


def test_no_more_assess_themselves_than_there_are_members(here):
    case = begun(here)
    until_held(here, case)
    with pytest.raises(CannotComplete, match="填了 9，2026-11-10 本支部只有党员 8 名"):
        done(here, case, "self_assessment", date(2026, 11, 10), assessed=9)
    done(here, case, "self_assessment", date(2026, 11, 10), assessed=8)
    with pytest.raises(CannotComplete, match="填了 80"):
        done(here, case, "mutual", date(2026, 11, 10), took_part=80)


def test_what_was_typed_does_not_win_over_the_ballots(here):
    case = begun(here)
    until_test(here, case)
    with_test(here, case, ballots=6)
    assert conducting.fill(case, "test", {"ballots": 99})["ballots"] == 6


def test_without_a_talk_on_record_the_step_is_refused(here):
    case = begun(here)
    done(here, case, "plan", date(2026, 11, 3), ("plan",), theme="主题")
    with pytest.raises(CannotComplete, match="谈心谈话"):
        done(here, case, "talks", date(2026, 11, 6), talked=12)


def test_with_whom_nobody_talked_is_told_by_the_audit_and_stops_nothing(here):
    case = begun(here)
    until_test(here, case)  # two of eight were talked with

    gaps = presenting.gaps_of(cases.file_of(case), date(2026, 11, 12))
    found = [gap.words for step, gap in gaps if "谈心谈话" in gap.words]
    assert len(found) == 1
    assert "本年还有党员没有谈过" in found[0]


def test_a_year_is_begun_once_and_tested_once(here):
    case = begun(here)
    with pytest.raises(CannotBegin, match="已经开始"):
        begun(here)
    until_test(here, case)
    with_test(here, case)
    with pytest.raises(CannotTest, match="只测评一次"):
        with_test(here, case)


def test_the_report_is_tested_by_one_question_about_the_year(here):
    case = begun(here, "work_report")
    until_told(here, case)
    actions.open_test(case=case, closes_on=date(2026, 12, 1), paper=False, hand=secretary(here))
    (poll,) = queries.testing_of(case).open
    assert len(poll.questions) == 1


@pytest.mark.parametrize("template", sorted(documents.DOCUMENTS))
def test_each_paper_names_branch_and_year(here, template):
    case = begun(here)
    assert "炼油一车间党支部2026年度" in documents.DOCUMENTS[template](case).title.replace(
        "书记", ""
    )


def test_wang_sees_his_own_grade_and_nobody_elses(here, client):
    case = begun(here)
    until_test(here, case)
    with_test(here, case)
    done(here, case, "test", date(2026, 11, 20))
    graded(here, case, names=("王立新",))
    client.force_login(here.accounts.member)

    own = client.get(reverse("appraisal:member", args=[here.member("王立新").uid]))
    assert "优秀" in own.content.decode()
    other = client.get(reverse("appraisal:member", args=[here.member("赵兰").uid]))
    assert other.status_code == 404


def test_the_secretary_begins_a_year_on_its_page(here, client):
    client.force_login(here.accounts.secretary)
    year = date.today().year
    page = reverse("appraisal:branch", args=[here.refining.uid])
    answer = client.post(page, {"family": "appraisal", "year": year})
    case = queries.Case.objects.get()
    assert answer.url == reverse("procedures:case", args=[case.rec])


def test_tests_and_grades_have_their_pages_once_their_step_has_come(here, client):
    case = begun(here)
    until_test(here, case)
    client.force_login(here.accounts.secretary)
    test = client.get(reverse("appraisal:test", args=[case.rec]))
    week_on = timezone.localdate() + timedelta(days=7)
    assert f'value="{week_on.isoformat()}"' in test.content.decode()
    with_test(here, case)
    done(here, case, "test", date(2026, 11, 20))
    shown = client.get(reverse("appraisal:grades", args=[case.rec])).content.decode()
    assert "孙晓梅" not in shown
    assert "王立新" in shown


def test_only_who_keeps_the_branch_is_offered_to_open_the_test(here, client):
    client.force_login(here.accounts.secretary)
    case = begun(here)
    until_test(here, case)
    shown, opens = (
        reverse("procedures:case", args=[case.rec]),
        reverse("appraisal:test", args=[case.rec]),
    )
    for account, offered in (("secretary", True), ("officer", False), ("auditor", False)):
        client.force_login(getattr(here.accounts, account))
        assert (opens in client.get(shown).content.decode()) is offered, account


def test_the_next_branch_finds_none_of_it(here, client):
    case = begun(here)
    client.force_login(here.accounts.stranger)
    for name in ("test", "grades"):
        assert client.get(reverse(f"appraisal:{name}", args=[case.rec])).status_code == 404
    assert client.post(reverse("appraisal:close-test", args=[case.rec])).status_code == 404
    page = reverse("appraisal:branch", args=[here.refining.uid])
    assert client.get(page).status_code == 404


def test_before_its_step_no_page_offers_the_test_or_the_grades(here, client):
    case = begun(here)
    client.force_login(here.accounts.secretary)
    test, grades = (reverse(f"appraisal:{one}", args=[case.rec]) for one in ("test", "grades"))

    shown = client.get(reverse("procedures:case", args=[case.rec])).content.decode()

    assert test not in shown
    assert grades not in shown
    assert "办到“民主测评”时在这里开" in shown
    for page, missing in ((test, "党员互评"), (grades, "民主测评")):
        told = client.get(page).content.decode()
        assert f"之前还有步骤未办：“{missing}”" in told
        assert "《支部工作条例（试行）》第十八条" in told
        assert "回到流程" in told
        assert 'name="on"' not in told
        assert 'name="closes_on"' not in told


def test_a_test_is_refused_before_its_step_with_the_article_and_what_is_missing(here, client):
    case = begun(here)
    with pytest.raises(CannotTest, match="“党员互评”") as refused:
        with_test(here, case)
    assert refused.value.basis == "《支部工作条例（试行）》第十八条"
    assert not queries.testing_of(case).begun

    client.force_login(here.accounts.secretary)
    day = timezone.localdate() + timedelta(days=7)
    answer = client.post(reverse("appraisal:test", args=[case.rec]), {"closes_on": day.isoformat()})
    assert answer.status_code == 422
    assert "依据：《支部工作条例（试行）》第十八条" in answer.content.decode()


def test_a_report_is_not_tested_before_it_was_told_and_the_source_is_named(here):
    case = begun(here, "work_report")
    with pytest.raises(CannotTest, match="“向党员群众述职”") as refused:
        actions.open_test(case=case, closes_on=date(2026, 12, 1), paper=False, hand=secretary(here))
    assert refused.value.basis.startswith("《中国共产党支部工作条例（试行）》")


def test_too_many_outstanding_are_refused_on_the_page_with_the_ground(here, client):
    case = begun(here)
    until_test(here, case)
    with_test(here, case)
    done(here, case, "test", date(2026, 11, 20))
    grades = {one.uid: "outstanding" for one in actions.full_members(here.refining, OPENED.date())}
    client.force_login(here.accounts.secretary)

    answer = client.post(
        reverse("appraisal:grades", args=[case.rec]), {"on": "2026-11-20", **grades}
    )

    assert answer.status_code == 422
    assert "依据：民主评议优秀等次一般不超过三分之一" in answer.content.decode()


def test_the_page_of_a_life_meeting_offers_the_test_to_who_keeps_it(here, client):
    case = begun(here)
    until_test(here, case)
    page = reverse("procedures:case", args=[case.rec])
    client.force_login(here.accounts.secretary, backend="django.contrib.auth.backends.ModelBackend")

    shown = client.get(page)

    assert shown.status_code == 200
    assert reverse("appraisal:test", args=[case.rec]) in shown.content.decode()
    assert reverse("appraisal:grades", args=[case.rec]) not in shown.content.decode()  # not yet


def test_the_page_of_the_case_shows_one_way_to_the_grades(here, client):
    case = begun(here)
    until_test(here, case)
    with_test(here, case)
    done(here, case, "test", date(2026, 11, 20))
    client.force_login(here.accounts.secretary)

    shown = client.get(reverse("procedures:case", args=[case.rec])).content.decode()

    assert shown.count(reverse("appraisal:grades", args=[case.rec])) == 1
    assert 'name="a_outstanding"' not in shown


def test_a_share_of_all_is_said_as_all():
    share = {"of": "members", "basis": "", "confidence": "A", "comparator": Comparator.AT_LEAST}
    assert share_words(Threshold(numerator=1, denominator=1, **share)) == "为全部"
    assert share_words(Threshold(numerator=4, denominator=5, **share)) == "达到 4/5"
