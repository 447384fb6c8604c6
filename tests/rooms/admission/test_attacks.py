"""Who tries to come in by a side door: under age, twice, out of order, dated back, outvoted."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.admission.walking import DAYS, LIN_XIA, Walk, after, number
from zhibu.admission import actions, queries
from zhibu.admission.actions import CannotApply
from zhibu.admission.models import Applicant
from zhibu.journal import log
from zhibu.journal.models import Payload
from zhibu.meetings import actions as meetings
from zhibu.meetings.parts import State, TopicTold, Votes
from zhibu.meetings.told import Away, MeetingTold
from zhibu.party import actions as party
from zhibu.party.models import Member
from zhibu.procedures import actions as procedures
from zhibu.procedures import queries as cases
from zhibu.procedures.actions import CannotComplete


def refused(here, **changes):
    told = replace(LIN_XIA, **changes)
    with pytest.raises(CannotApply) as refusal:
        Walk(here, told=told).apply()
    assert not Applicant.objects.exists()
    return refusal.value


def test_who_turns_eighteen_tomorrow_cannot_apply_today(here):
    tomorrow = number(date(2008, 5, 21))

    refusal = refused(here, id_number=tomorrow)

    assert "2026-05-21 年满十八周岁" in str(refusal)
    assert (refusal.field, refusal.basis) == ("id_number", "《发展党员工作细则》第五条")


def test_who_turns_eighteen_today_may_apply(here):
    assert Walk(here, told=replace(LIN_XIA, id_number=number(date(2008, 5, 20)))).apply()


def test_a_number_whose_last_sign_does_not_check_is_refused(here):
    wrong = LIN_XIA.id_number[:-1] + ("0" if LIN_XIA.id_number[-1] != "0" else "1")

    assert refused(here, id_number=wrong).field == "id_number"


def test_an_application_of_tomorrow_is_refused(here):
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 5, 20))
    told = replace(LIN_XIA, received_on=date(2026, 5, 21))

    with pytest.raises(CannotApply, match="还没有到"):
        actions.apply(branch=here.refining, told=told, hand=mine)


def test_nobody_applies_twice_not_even_next_door_and_nobody_learns_where(here, walk):
    stranger = hand(here.accounts.stranger, role="secretary", at=at(2026, 5, 21))

    with pytest.raises(CannotApply) as refusal:
        actions.apply(branch=here.cracking, told=LIN_XIA, hand=stranger)

    assert "已有一份入党申请" in str(refusal.value)
    assert "炼油" not in str(refusal.value)
    assert Applicant.objects.count() == 1


def test_a_member_does_not_apply(here):
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 5, 19))
    chen = here.member("陈可")
    chens = number(chen.birth_on)
    party.change_member(member=chen, changed_on=date(2026, 5, 19), hand=mine, id_number=chens)

    assert "已有党员登记" in str(refused(here, id_number=chens))


def test_no_step_is_skipped(walk):
    with pytest.raises(CannotComplete, match="派人谈话"):
        walk.do("activist")


def test_a_step_is_not_dated_back_before_the_one_it_follows(walk):
    walk.until("activist")

    with pytest.raises(CannotComplete) as refusal:
        walk.do(
            "activist_filing", on=after(DAYS["activist"], -1), mine=officer(walk, DAYS["contacts"])
        )

    assert "顺序不对" in str(refusal.value)


def test_eleven_months_and_a_day_are_no_year(walk):
    walk.until("examination_2")

    with pytest.raises(CannotComplete) as refusal:
        walk.do("listing", on=DAYS["activist"].replace(year=2027, day=21),
                mine=walk.hand("listing", DAYS["listing"]))  # fmt: skip

    assert "须经过一年以上" in str(refusal.value)
    assert refusal.value.basis == "《发展党员工作细则》第十三条"


def test_the_secretary_does_not_approve_and_the_officer_does_not_record(here, walk):
    walk.until("superior_talk")
    secretary = walk.hand("meeting", DAYS["admission_approval"])

    with pytest.raises(CannotComplete, match="上级党委"):
        walk.do("admission_approval", mine=secretary)
    assert not Member.objects.filter(name="林夏").exists()


def test_a_probationer_is_no_mentor(here, walk):
    walk.until("activist_filing")
    sun = here.member("孙晓梅").uid

    with pytest.raises(CannotComplete, match="正式党员：孙晓梅"):
        walk.do("contacts", values={"mentors": (sun,)})


def test_one_sponsor_is_too_few_and_three_mentors_too_many(here, walk):
    walk.until("activist_filing")
    three = tuple(here.member(name).uid for name in ("陈可", "王立新", "赵兰"))
    with pytest.raises(CannotComplete, match="最多两名"):
        walk.do("contacts", values={"mentors": three})

    walk.until("candidate_filing")
    with pytest.raises(CannotComplete, match="须有两名"):
        walk.do("introducers", values={"sponsors": three[:1]})


def test_a_publicity_of_four_working_days_is_no_publicity(walk):
    walk.until("listing")

    with pytest.raises(CannotComplete, match="五个工作日"):
        walk.do("candidate_filing", values={"publicity_to": date(2027, 7, 8)})


def test_a_publicity_that_begins_on_a_saturday_counts_from_monday(walk):
    walk.until("listing")
    saturday = {"publicity_from": date(2027, 7, 3), "publicity_to": date(2027, 7, 8)}

    with pytest.raises(CannotComplete, match="只有 4 个工作日"):
        walk.do("candidate_filing", values=saturday)


def test_exactly_half_of_eight_is_no_quorum_and_no_majority(here, walk):
    """The eighth voter is 孙晓梅, converted meanwhile."""
    walk.until("admission_form")
    mine = walk.hand("meeting", DAYS["admission_form"])
    party.change_member(
        member=here.member("孙晓梅"), changed_on=DAYS["admission_form"],
        converted_on=date(2026, 6, 30), decided=True, hand=mine,
    )  # fmt: skip

    four_came = vote(walk, Votes(4), away=("赵兰", "单国栋", "曾小雨", "贾𠮷"))
    with pytest.raises(CannotComplete, match="到会人数，须超过"):
        walk.do("admission_meeting", values={"meeting": four_came.rec})

    four_agreed = vote(walk, Votes(4, 4))
    with pytest.raises(CannotComplete, match="赞成人数须超过"):
        walk.do("admission_meeting", values={"meeting": four_agreed.rec})

    five_agreed = vote(walk, Votes(5, 3))
    walk.do("admission_meeting", values={"meeting": five_agreed.rec})
    told = done_of(walk)[-1].values
    assert (told["expected"], told["present"], told["ayes"]) == (8, 8, 5)


def test_the_vote_is_the_meetings_whatever_is_typed(here, walk):
    """Three ayes of seven were entered as a vote that was lost; nobody types seven instead."""
    walk.until("admission_form")
    held = vote(walk, Votes(3, 4))

    typed = {"meeting": held.rec, "ayes": 7, "present": 7, "expected": 7}
    with pytest.raises(CannotComplete, match="赞成 3 票，与所填的不一致"):
        walk.do("admission_meeting", values=typed)
    with pytest.raises(CannotComplete, match="超过应到会有表决权的正式党员的半数"):
        walk.do("admission_meeting", values={"meeting": held.rec})


@pytest.mark.parametrize("title", ["讨论年度工作计划", "讨论林夏天同志的入党问题"])
def test_votes_on_somebody_or_something_else_are_not_theirs(here, walk, title):
    cold = replace(LIN_XIA, name="林夏天", id_number=number(date(1999, 3, 8), 4))
    Walk(here, told=cold).apply()
    walk.until("admission_form")
    held = vote(walk, Votes(6, 1), title=title)

    with pytest.raises(CannotComplete, match="没有写明是讨论本人的议题"):
        walk.do("admission_meeting", values={"meeting": held.rec})
    with pytest.raises(CannotComplete, match="超过应到会有表决权的正式党员的半数"):
        walk.do("admission_meeting", values={"meeting": held.rec, "ayes": 1})
    walk.do("admission_meeting", values={"meeting": held.rec, "ayes": 5})
    assert done_of(walk)[-1].values["ayes"] == 5


def test_written_opinions_handed_in_before_count(here, walk):
    walk.until("admission_form")
    held = vote(walk, Votes(3, 3), away=("贾𠮷",))

    walk.do("admission_meeting", values={"meeting": held.rec, "written": 1})

    assert done_of(walk)[-1].values["ayes"] == 4


def test_no_more_opinions_are_written_than_voters_were_away(here, walk):
    walk.until("admission_form")
    held = vote(walk, Votes(3, 3), away=("贾𠮷",))

    for written in (2, 50):
        with pytest.raises(CannotComplete, match="书面意见多于没有到会的人数") as refused:
            walk.do("admission_meeting", values={"meeting": held.rec, "written": written})
        assert "第二十条" in refused.value.basis


def test_an_open_vote_admits_nobody(walk):
    walk.until("admission_form")

    with pytest.raises(CannotComplete, match="无记名投票"):
        walk.do("admission_meeting", values={"secret": False})


def test_the_meeting_is_of_that_very_day(walk):
    walk.until("admission_form")
    held = walk.meet(after(DAYS["admission_meeting"], -1))

    with pytest.raises(CannotComplete, match="与办理日期"):
        walk.do("admission_meeting", values={"meeting": held.rec})


def test_after_three_months_the_superior_needs_a_signed_exception(walk):
    walk.until("superior_talk")
    late = date(2027, 12, 1)
    with pytest.raises(CannotComplete, match="三个月内审批"):
        walk.do("admission_approval", on=late)

    mine = walk.hand("admission_approval", late)
    with pytest.raises(CannotComplete):
        procedures.grant(
            case=walk.case, step="admission_approval", exception="special", on=late,
            reason="本人外派。", hand=walk.hand("meeting", late),
        )  # fmt: skip
    procedures.grant(
        case=walk.case, step="admission_approval", exception="special", on=late,
        reason="本人外派，谈话推迟。", hand=mine,
    )  # fmt: skip
    with pytest.raises(CannotComplete, match="不得超过六个月"):
        walk.do("admission_approval", on=date(2028, 3, 1))
    assert walk.do("admission_approval", on=date(2028, 2, 29))


def test_probation_is_extended_once_by_half_a_year_at_least(here, walk):
    walk.until("conversion_application")
    five = {"decision": "extend", "months": 5}
    with pytest.raises(CannotComplete, match="不得少于半年"):
        walk.do("conversion_meeting", values=five)

    walk.do("conversion_meeting", values={"decision": "extend", "months": 6})
    walk.do("conversion_approval", outcome="extended")
    walk.do("continued", on=date(2029, 2, 20))
    early = date(2029, 2, 27)
    with pytest.raises(CannotComplete, match="2029-02-28 期满"):
        walk.do("conversion_application", on=early)

    walk.do("conversion_application", on=date(2029, 2, 28))
    with pytest.raises(CannotComplete, match="只能延长一次"):
        walk.do(
            "conversion_meeting", on=date(2029, 3, 6), values={"decision": "extend", "months": 6}
        )
    walk.do("conversion_meeting", on=date(2029, 3, 8))
    walk.do("conversion_approval", on=date(2029, 3, 20))
    assert Member.objects.get(name="林夏").converted_on == date(2029, 2, 28)


def test_the_meetings_day_stays_once_probation_counts_from_it(walk):
    walk.until("admission_approval")
    entered = next(
        one for one in file_of(walk).entered if one.done.step == "admission_meeting"
    )  # fmt: skip

    with pytest.raises(CannotComplete):
        procedures.correct_step(
            case=walk.case, rec=entered.row.rec, on=after(entered.done.on), hand=walk.hand(
                "meeting", DAYS["oath"]), values=entered.done.values, reason="日期录错。",
            papers=entered.papers,
        )  # fmt: skip


def test_a_corrected_day_moves_the_stage_with_it(here, walk):
    walk.until("activist")
    entered = file_of(walk).entered[-1]
    procedures.correct_step(
        case=walk.case, rec=entered.row.rec, on=date(2026, 6, 20), values=entered.done.values,
        reason="日期录错。", papers=entered.papers,
        hand=walk.hand("meeting", DAYS["contacts"]),
    )  # fmt: skip

    assert queries.activists_of(here.refining, date(2026, 6, 21))


def test_who_withdraws_the_application_is_on_no_roster(here, walk):
    walk.until("contacts")
    procedures.close(
        case=walk.case, closed_as="withdrawn", reason="本人撤回申请。", on=date(2026, 8, 1),
        hand=walk.hand("meeting", date(2026, 8, 1)),
    )  # fmt: skip
    assert queries.activists_of(here.refining, date(2026, 8, 2)) == []

    procedures.reopen(
        case=walk.case, reason="本人又要求继续。", hand=walk.hand("meeting", date(2026, 8, 3))
    )
    assert queries.activists_of(here.refining, date(2026, 8, 4))


def test_what_is_private_to_a_branch_is_not_there_for_the_next(here, walk, client):
    client.force_login(here.accounts.stranger)
    for name in ("branch", "new"):
        assert client.get(reverse(f"admission:{name}", args=[here.refining.uid])).status_code == 404


def test_who_may_read_the_other_branch_is_told_where_somebody_applies(here, walk):
    mine = hand(here.accounts.officer, role="officer", at=at(2026, 5, 21))

    with pytest.raises(CannotApply, match=here.refining.name):
        actions.apply(branch=here.cracking, told=LIN_XIA, hand=mine)


def test_an_application_that_ended_is_not_reopened_once_somebody_applies_next_door(here, walk):
    ended, day = date(2026, 6, 1), at(2026, 6, 2)
    procedures.close(
        case=walk.case, closed_as="withdrawn", reason="本人撤回申请。", on=ended,
        hand=walk.hand("meeting", ended),
    )  # fmt: skip
    stranger = hand(here.accounts.stranger, role="secretary", at=day)
    actions.apply(branch=here.cracking, told=LIN_XIA, hand=stranger)

    with pytest.raises(CannotComplete, match="正在办理") as refusal:
        procedures.reopen(
            case=walk.case, reason="点错了", hand=walk.hand("meeting", date(2026, 6, 3))
        )

    assert here.cracking.name not in str(refusal.value)
    assert Applicant.objects.filter(ended=False).count() == 1


def test_the_number_stands_nowhere_in_the_open(here, walk):
    leaf = log.leaf_of_record(Applicant.objects.get().rec)
    payload = Payload.objects.get(lh=leaf.lh)
    text = repr(vars(payload)) + repr(list(Applicant.objects.values()))
    assert LIN_XIA.id_number not in text


def officer(walk, on):
    return walk.hand("activist_filing", on)


def file_of(walk):
    return cases.file_of(walk.case)


def done_of(walk):
    return file_of(walk).core.done


def vote(walk, votes, away=(), title="讨论林夏同志的入党问题"):
    """Hold the meeting with that vote; a lost one is entered as lost."""
    here = walk.here
    topic = TopicTold(title, votes=votes, adopted=False)
    told = MeetingTold(
        form="general_meeting", held_on=DAYS["admission_meeting"], place="三楼党员活动室",
        chair=here.member("陈可").uid, recorder=here.member("李明远").uid, topics=(topic,),
        away={here.member(name).uid: Away(State.EXCUSED) for name in away},
    )  # fmt: skip
    mine = walk.hand("meeting", DAYS["admission_meeting"])
    return meetings.hold_meeting(branch=here.refining, told=told, hand=mine)
