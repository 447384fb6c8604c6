"""Posts and rights never say otherwise than the case: a correction is refused, with a way out."""

from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.elections.conftest import begin
from tests.rooms.elections.test_whole import FOUR, confirm, held
from tests.rooms.meetings.facts import facts_of
from zhibu.elections import actions, queries
from zhibu.elections.actions import CannotElect
from zhibu.party import actions as rooms
from zhibu.party.models import PostHeld, Term
from zhibu.procedures import actions as procedures
from zhibu.procedures.actions import CannotComplete

pytestmark = pytest.mark.django_db
LATER = (2026, 4, 25)


@pytest.fixture
def confirmed(meeting):
    meeting.call(7)
    meeting.count_twice(**FOUR)
    confirm(meeting, secretary="李明远", organization="陈可")
    return meeting


def entered(election, step):
    return [one for one in queries.contest(election.case).file.entered if one.done.step == step][-1]


def correct(election, step, *, on=None, by="secretary", **values):
    one = entered(election, step)
    procedures.correct_step(
        case=election.case, rec=one.row.rec, on=on or one.done.on, papers=one.papers,
        values={**one.done.values, **values}, reason="录错。",
        hand=getattr(election, by)(*LATER),
    )  # fmt: skip


def take_back(election, step, by="secretary"):
    procedures.withdraw_step(
        case=election.case, rec=entered(election, step).row.rec, reason="录错。",
        hand=getattr(election, by)(*LATER),
    )  # fmt: skip


def test_who_became_secretary_is_not_corrected_behind_the_approval(confirmed):
    with pytest.raises(CannotComplete, match="先从后往前撤回到“上级批准选举结果”") as refused:
        correct(confirmed, "first_committee", secretary=confirmed.uid("王立新"))

    assert refused.value.field == "reason"
    assert entered(confirmed, "first_committee").done.values["secretary"] == confirmed.uid("李明远")


def test_the_day_of_the_approval_is_not_corrected_behind_the_posts(confirmed):
    with pytest.raises(CannotComplete, match="撤回到这一步，再按正确的内容重新办理"):
        correct(confirmed, "confirmation", on=date(2026, 4, 22), by="officer")


def test_what_posts_do_not_stand_on_is_corrected_as_before(confirmed):
    correct(confirmed, "first_committee", votes=2)

    assert entered(confirmed, "first_committee").done.values["votes"] == 2


def test_an_approval_taken_back_takes_term_and_posts_back(meeting):
    branch, before = meeting.here.refining, list(PostHeld.objects.order_by("rec").values())
    facts = facts_of(branch.uid, "party")
    meeting.call(7)
    meeting.count_twice(**FOUR)
    confirm(meeting, secretary="李明远", organization="陈可")

    take_back(meeting, "confirmation", by="officer")

    assert list(PostHeld.objects.order_by("rec").values()) == before
    assert Term.objects.filter(organization=branch).count() == 1
    assert facts_of(branch.uid, "party") == facts


def test_a_wrong_secretary_is_mended_step_by_step(confirmed):
    take_back(confirmed, "confirmation", by="officer")
    correct(confirmed, "first_committee", secretary=confirmed.uid("王立新"))
    confirmed.do("confirmation", *LATER, by="officer", outcome="approved")

    assert held(confirmed.here.refining, date(*LATER)) == {
        ("王立新", "secretary"), ("陈可", "organization"), ("李明远", "committee_member"),
    }  # fmt: skip


def test_an_approval_stays_once_a_post_was_changed_since(confirmed):
    post = PostHeld.objects.get(member__name="李明远", until_on=None)
    rooms.end_post(post=post, ended_on=date(2026, 4, 25), hand=confirmed.officer(*LATER))

    with pytest.raises(CannotElect, match="李明远的职务又有变动"):
        take_back(confirmed, "confirmation", by="officer")
    assert Term.objects.filter(organization=confirmed.here.refining).count() == 2


def test_a_by_election_taken_back_leaves_the_others_in_office(here):
    rooms.end_post(
        post=here.post("赵兰", "discipline"), ended_on=date(2026, 3, 1),
        hand=hand(here.accounts.officer, at=at(2026, 3, 2)),
    )  # fmt: skip
    election = begin(here, "by_election", seats=1, office="committee", vacant_on=date(2026, 3, 1))
    election.prepare("单国栋", "曾小雨")
    election.call(7)
    election.count_twice(单国栋=5, 曾小雨=2)
    election.do("assignment", 2026, 4, 20, discipline=election.uid("单国栋"))
    election.do("results_report", 2026, 4, 21)
    election.do("confirmation", 2026, 4, 24, by="officer", outcome="approved")

    take_back(election, "confirmation", by="officer")

    assert held(here.refining, date(*LATER)) == {
        ("陈可", "secretary"), ("李明远", "organization"), ("王立新", "publicity"),
    }  # fmt: skip


def test_rights_follow_the_posts_that_are_held(confirmed):
    post = PostHeld.objects.get(member__name="李明远", until_on=None)
    mine = confirmed.officer(*LATER)
    rooms.end_post(post=post, ended_on=date(2026, 4, 25), hand=mine)
    rooms.appoint(
        member=confirmed.here.member("王立新"), organization=confirmed.here.refining,
        post="secretary", from_on=date(2026, 4, 25), hand=mine,
    )  # fmt: skip

    moves = actions.role_moves(queries.contest(confirmed.case))

    taking = {one.member for one in moves if one.role == "secretary" and one.move != "end"}
    assert taking == {confirmed.uid("王立新")}
