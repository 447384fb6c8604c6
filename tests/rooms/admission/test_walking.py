"""林夏 is admitted: from the application to full membership, and what that brings about."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rooms.admission.walking import DAYS, LIN_XIA, RECEIVED, Walk, after
from tests.rooms.meetings.facts import facts_of
from zhibu.admission import queries
from zhibu.admission.models import Applicant
from zhibu.honours import actions as honours
from zhibu.honours.actions import SanctionTold
from zhibu.party.models import Affiliation, Member
from zhibu.party.queries import roll_of
from zhibu.procedures import actions
from zhibu.procedures import queries as procedures
from zhibu.procedures.actions import CannotComplete


def names(lines):
    return [line.applicant.name for line in lines]


def test_an_application_opens_the_case_by_the_rules_of_its_day(walk):
    assert (walk.case.family, walk.case.variant, walk.case.version) == (
        "admission",
        "25",
        "2026-05",
    )
    assert walk.case.opened_on == RECEIVED
    done = procedures.core_case(walk.case).done
    assert [(one.step, one.on) for one in done] == [("application", RECEIVED)]


def test_lin_xia_comes_to_full_membership_and_nobody_types_her_twice(here, walk):
    walk.until("archive")

    member = Member.objects.get(name="林夏")
    assert member.uid == walk.case.subject
    assert (member.sex, member.birth_on) == ("2", date(1999, 3, 8))
    assert (member.education, member.occupation) == ("20", "中控室操作员")
    assert member.joined_on == DAYS["admission_meeting"]
    assert member.converted_on == date(2028, 8, 31)
    assert Affiliation.objects.get(member=member).from_on == DAYS["admission_meeting"]
    walk.case.refresh_from_db()
    assert walk.case.closed_as == "completed"


def test_she_is_no_member_before_the_superior_approves(walk):
    walk.until("superior_talk")

    assert not Member.objects.filter(name="林夏").exists()


def test_probation_begins_on_the_day_of_the_meeting_once_it_is_approved(here, walk):
    walk.until("admission_approval")

    rolled = {
        one.name: one.full for one in roll_of(here.refining, DAYS["admission_meeting"]).members
    }
    assert rolled["林夏"] is False
    eve = roll_of(here.refining, after(DAYS["admission_meeting"], -1))
    assert "林夏" not in {one.name for one in eve.members}


def test_the_rosters_know_where_she_stood_on_any_day(here, walk):
    walk.until("archive")
    here_ = here.refining

    assert names(queries.applicants_of(here_, date(2026, 6, 1))) == ["林夏"]
    assert names(queries.activists_of(here_, date(2026, 12, 1))) == ["林夏"]
    assert names(queries.candidates_of(here_, date(2027, 8, 1))) == ["林夏"]
    assert names(queries.probationers_of(here_, date(2028, 1, 1))) == ["林夏"]
    assert names(queries.probationers_of(here_, date(2028, 9, 1))) == []
    assert names(queries.applicants_of(here_, date(2026, 5, 19))) == []


def test_rosters_cost_the_same_for_one_and_for_many(here, walk, django_assert_num_queries):
    with django_assert_num_queries(3):
        queries.roster_of(here.refining, date(2026, 6, 1))


def test_levels_rise_and_fall_with_the_stage(here, walk):
    walk.until("contacts")
    grown = facts_of(here.refining.uid, "admission")
    assert (grown["admission.activists"], grown["admission.candidates"]) == (1, 1)

    walk.until("candidate_filing")
    assert "admission.activists" not in facts_of(here.refining.uid, "admission")

    walk.until("admission_approval")
    admitted = facts_of(here.refining.uid, "admission")
    assert (admitted["admission.probationers"], admitted["admission.candidates"]) == (1, 1)
    assert admitted["admission.fulfilled"] == 1

    walk.until("archive")
    full = facts_of(here.refining.uid, "admission")
    assert {"admission.probationers", "admission.candidates"} & set(full) == set()
    assert (full["admission.files_due"], full["admission.files_archived"]) == (1, 1)
    assert full["admission.examination.done"] == 4
    assert full["admission.probation_review.done"] == 2


def test_duties_kept_in_time_are_stated_as_such(here, walk):
    walk.until("archive")

    told = facts_of(here.refining.uid, "admission")
    assert told["admission.talk.due"] == told["admission.talk.done_in_time"] == 1
    assert told["admission.approval.due"] == told["admission.approval.done_in_time"] == 2
    assert not [name for name in told if name.endswith("done_late")]


def test_a_talk_on_the_last_day_is_in_time_and_a_day_later_is_late(here, walk):
    walk.do("first_talk", on=date(2026, 6, 21))

    told = facts_of(here.refining.uid, "admission")
    assert (told["admission.talk.due"], told["admission.talk.done_late"]) == (1, 1)
    assert told["admission.step.done_late"] == 1


def test_who_is_on_probation_in_the_party_sponsors_nobody(here, walk):
    walk.until("candidate_filing")
    told = SanctionTold(
        member=here.member("王立新"), form="probation_one", cause="违反工作纪律",
        decided_by="公司纪委", decided_on=date(2027, 3, 1),
    )  # fmt: skip
    officer = walk.hand("candidate_filing", date(2027, 3, 2))
    honours.sanction(branch=here.refining, told=told, hand=officer)

    with pytest.raises(CannotComplete, match="不能作入党介绍人") as refused:
        walk.do("introducers")

    assert (refused.value.field, "王立新" in str(refused.value)) == ("sponsors", False)
    assert refused.value.basis == "《发展党员工作细则》第十四条"
    chen, zhao = (here.member(name).uid for name in ("陈可", "赵兰"))
    assert walk.do("introducers", values={"sponsors": (chen, zhao)})


def test_a_refused_admission_leaves_no_card_and_frees_the_number(here, walk):
    walk.until("superior_talk")
    walk.do("admission_approval", outcome="refused")

    assert not Member.objects.filter(name="林夏").exists()
    assert "admission.probationers" not in facts_of(here.refining.uid, "admission")
    assert Applicant.objects.get().ended
    told = replace(LIN_XIA, received_on=date(2027, 10, 8))
    again = Walk(here, told=told)
    assert again.apply().opened_on == date(2027, 10, 8)


def test_a_cancelled_probation_ends_the_membership(here, walk):
    walk.until("conversion_application")
    walk.do("conversion_meeting", values={"decision": "cancel"})
    walk.do("conversion_approval", outcome="cancelled")

    left = Affiliation.objects.get(member__name="林夏")
    assert (left.until_on, left.reason) == (DAYS["conversion_approval"], "revoked")
    assert "admission.probationers" not in facts_of(here.refining.uid, "admission")


def test_what_the_superior_approves_is_what_the_meeting_resolved(walk):
    walk.until("conversion_meeting")

    with pytest.raises(CannotComplete, match="与支部大会的决议不一致"):
        walk.do("conversion_approval", outcome="cancelled")


def test_an_approval_taken_back_takes_the_card_back(here, walk):
    walk.until("superior_talk")
    leaf = walk.do("admission_approval")
    mine = walk.hand("admission_approval", DAYS["filing_above"])
    actions.withdraw_step(
        case=walk.case, rec=leaf.rec, reason="批复文号录错，退回重办。", hand=mine
    )

    assert not Affiliation.objects.filter(member__name="林夏").exists()
    assert "admission.fulfilled" not in facts_of(here.refining.uid, "admission")
    assert names(queries.candidates_of(here.refining, DAYS["filing_above"])) == ["林夏"]
