"""From the opening to the new term: nothing is typed twice, and what may not be is refused."""

from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.elections.conftest import begin
from tests.rooms.meetings.facts import facts_of
from zhibu.elections import actions, queries
from zhibu.elections.actions import CannotElect
from zhibu.party import queries as party
from zhibu.party.models import Term
from zhibu.party.sets import BranchForm
from zhibu.procedures.actions import CannotComplete, CannotOpen
from zhibu.procedures.models import Case

pytestmark = pytest.mark.django_db
FOUR = {"陈可": 7, "李明远": 6, "王立新": 5, "赵兰": 3}


def held(branch, on):
    return {
        (one.member.name, one.post)
        for one in party.posts_held_in(branch, on)
        if one.post != "group_leader"
    }


def confirm(election, **duties):
    uids = {post: election.uid(name) for post, name in duties.items()}
    election.do("first_committee", 2026, 4, 20, present=3, votes=3, **uids)
    election.do("results_report", 2026, 4, 21)
    election.do("confirmation", 2026, 4, 24, by="officer", outcome="approved")


def test_on_approval_term_and_posts_follow_from_what_was_recorded(meeting):
    meeting.call(7)
    meeting.count_twice(**FOUR)
    confirm(meeting, secretary="李明远", organization="陈可")

    branch = meeting.here.refining
    term = party.current_term_of(branch, date(2026, 4, 24))
    assert (term.starts_on, term.ends_on) == (date(2026, 4, 20), date(2029, 4, 19))
    assert term.has_committee
    assert held(branch, date(2026, 4, 24)) == {
        ("李明远", "secretary"), ("陈可", "organization"), ("王立新", "committee_member"),
    }  # fmt: skip
    assert held(branch, date(2026, 4, 23)) == {
        ("陈可", "secretary"), ("李明远", "organization"), ("王立新", "publicity"),
        ("赵兰", "discipline"),
    }  # fmt: skip


def test_the_case_ends_and_its_facts_are_stated_once(meeting):
    meeting.call(7)
    meeting.count_twice(**FOUR)
    confirm(meeting, secretary="陈可")
    meeting.do("handover", 2026, 4, 27)
    meeting.do("archive", 2026, 4, 28, outcome="finished")

    assert Case.objects.get().closed_as == "finished"
    facts = facts_of(meeting.here.refining.uid, "elections")
    assert facts["elections.election.held"] == facts["elections.election.complete"] == 1


def test_three_seats_ask_for_four_candidates(election):
    election.do("decision", 2026, 3, 2, planned_on=date(2026, 4, 20))
    election.do("request", 2026, 3, 3)
    election.do("approval", 2026, 3, 5, by="officer", outcome="agreed")
    election.do("nomination", 2026, 3, 9, nominees=election.uids("陈可"))
    three = election.uids("陈可", "李明远", "王立新")
    with pytest.raises(CannotComplete, match="至少要 4 名") as refused:
        election.do("shortlist", 2026, 3, 16, candidates=three)
    assert refused.value.field == "candidates"
    assert "百分之二十" in refused.value.basis


def test_who_is_on_probation_is_no_candidate(election):
    election.do("decision", 2026, 3, 2, planned_on=date(2026, 4, 20))
    election.do("request", 2026, 3, 3)
    election.do("approval", 2026, 3, 5, by="officer", outcome="agreed")
    election.do("nomination", 2026, 3, 9, nominees=election.uids("陈可"))
    four = election.uids("陈可", "李明远", "王立新", "孙晓梅")
    with pytest.raises(CannotComplete, match="没有被选举权"):
        election.do("shortlist", 2026, 3, 16, candidates=four)


def test_the_meeting_says_nothing_but_what_was_counted(meeting):
    with pytest.raises(CannotComplete, match="还没有选出结果"):
        meeting.do("voting", 2026, 4, 20, expected=7, present=7, elected=meeting.uids("陈可"))


def test_only_who_was_elected_takes_a_post(meeting):
    meeting.call(7)
    meeting.count_twice(**FOUR)
    with pytest.raises(CannotComplete, match="没有当选"):
        confirm(meeting, secretary="赵兰")


def test_exactly_half_of_the_committee_makes_no_secretary(here):
    election = begin(here, seats=4)
    election.prepare("陈可", "李明远", "王立新", "赵兰", "单国栋")
    election.call(7)
    election.count_twice(陈可=7, 李明远=6, 王立新=5, 赵兰=5, 单国栋=2)
    with pytest.raises(CannotComplete, match="没有超过委员的一半"):
        election.do("first_committee", 2026, 4, 20, present=4, votes=2,
                    secretary=election.uid("陈可"))  # fmt: skip


def test_a_branch_without_committee_elects_its_secretary(here):
    election = begin(here, "single")
    election.prepare("李明远")
    election.call(7)
    election.count_twice(李明远=4)
    election.do("results_report", 2026, 4, 21)
    election.do("confirmation", 2026, 4, 24, by="officer", outcome="approved")
    assert held(here.refining, date(2026, 4, 24)) == {("李明远", "secretary")}
    assert not party.current_term_of(here.refining, date(2026, 4, 24)).has_committee


def test_a_vacancy_is_filled_by_election_within_the_term(here):
    from zhibu.party import actions as rooms

    rooms.end_post(post=here.post("赵兰", "discipline"), ended_on=date(2026, 3, 1),
                   hand=hand(at=at(2026, 3, 2)))  # fmt: skip
    told = {"seats": 1, "office": "committee", "vacant_on": date(2026, 3, 1)}
    election = begin(here, "by_election", **told)
    election.prepare("单国栋", "曾小雨")
    election.call(7)
    election.count_twice(单国栋=5, 曾小雨=2)
    election.do("assignment", 2026, 4, 20, discipline=election.uid("单国栋"))
    election.do("results_report", 2026, 4, 21)
    election.do("confirmation", 2026, 4, 24, by="officer", outcome="approved")

    assert held(here.refining, date(2026, 4, 24)) == {
        ("陈可", "secretary"), ("李明远", "organization"), ("王立新", "publicity"),
        ("单国栋", "discipline"),
    }  # fmt: skip
    assert Term.objects.filter(organization=here.refining).count() == 1
    file = queries.contest(election.case).file
    told = {(one.fact, one.on) for each in file.entered for one in each.record.told}
    assert told == {
        ("elections.by_election.due", date(2026, 6, 1)),
        ("elections.by_election.done_in_time", date(2026, 6, 1)),
    }


def test_a_temporary_branch_holds_no_elections(here):
    here.refining.form = BranchForm.PROVISIONAL
    here.refining.save()
    with pytest.raises(CannotElect, match="临时党支部，不进行换届选举") as refused:
        begin(here)
    assert refused.value.basis == "《中国共产党支部工作条例（试行）》第六条"
    assert not Case.objects.exists()


def test_one_election_runs_at_a_time(election):
    with pytest.raises(CannotOpen):
        begin(election.here)


def test_a_committee_needs_seven_full_members(here):
    mine = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 2))
    from zhibu.party import actions as rooms

    rooms.leave(member=here.member("吴静"), left_on=date(2026, 3, 1), reason="transferred",
                hand=hand(at=at(2026, 3, 2)))  # fmt: skip
    with pytest.raises(CannotElect, match="不足 7 名，不设支委会"):
        actions.open_election(
            branch=here.cracking, variant="committee", told={"seats": 3}, hand=mine
        )


@pytest.mark.parametrize("seats", [2, 8])
def test_no_committee_has_two_or_eight(here, seats):
    with pytest.raises(CannotElect, match="一般为 3 至 7 人"):
        begin(here, seats=seats)
