"""Who may call what: foreign branches do not exist, and nothing is written there."""

import pytest

from tests.desk.api_calls import Caller, general_meeting, problem_of
from tests.people import at, hand
from zhibu.desk.api.telling import MeetingAsked, told_of
from zhibu.journal.models import LeafRow
from zhibu.meetings import actions

NOBODYS = "o_" + "z" * 26
SIBLINGS = ("secretary", "organization", "member")
READS = ("members", "groups")
OPEN = ("", "/meetings", "/score", "/due", "/dues")


@pytest.fixture
def cracking(here):
    """Return the branch that is not theirs."""
    return f"/branches/{here.cracking.uid}"


@pytest.fixture
def theirs(here):
    """Return a record of the other branch."""
    people = {"chair": here.member("周建国").uid, "recorder": here.member("吴静").uid, "away": []}
    told = told_of(MeetingAsked.model_validate(general_meeting(here, **people)))
    mine = hand(here.accounts.stranger, role="secretary", at=at(2026, 3, 20))
    return actions.hold_meeting(branch=here.cracking, told=told, hand=mine).rec


def caller(here, role):
    return Caller(getattr(here.accounts, role))


@pytest.mark.parametrize("role", SIBLINGS)
@pytest.mark.parametrize("what", READS)
def test_a_siblings_private_matters_do_not_exist(here, cracking, role, what):
    foreign = caller(here, role).get(f"{cracking}/{what}")
    unknown = caller(here, role).get(f"/branches/{NOBODYS}/{what}")

    assert problem_of(foreign, 404) == problem_of(unknown, 404)
    assert foreign.content == unknown.content


@pytest.mark.parametrize("role", SIBLINGS)
def test_a_siblings_record_tells_no_more_than_that_it_was_held(here, theirs, role):
    assert caller(here, role).get(f"/records/{theirs}").json()["versions"] == []
    problem_of(caller(here, role).get(f"/meetings/{theirs}"), 404)


@pytest.mark.parametrize("role", SIBLINGS)
@pytest.mark.parametrize("what", OPEN)
def test_what_is_open_is_open_to_siblings(here, cracking, role, what):
    assert caller(here, role).get(f"{cracking}{what}").status_code == 200


@pytest.mark.parametrize("role", SIBLINGS)
def test_a_sibling_learns_that_a_meeting_was_held_not_what_it_dealt_with(
    here, cracking, theirs, role
):
    (shown,) = caller(here, role).get(f"{cracking}/meetings", year=2026).json()["items"]
    assert (shown["rec"], shown["place"], shown["summary"]) == (theirs, "", "")


@pytest.mark.parametrize("role", ["secretary", "organization", "member", "administrator"])
@pytest.mark.parametrize("act", ["hold", "correct", "withdraw", "collect"])
def test_nobody_writes_in_a_branch_that_is_not_theirs(here, cracking, theirs, role, act):
    before = LeafRow.objects.count()

    answer = attempt(caller(here, role), act, here, cracking, theirs)

    problem_of(answer, 404)
    assert LeafRow.objects.count() == before


@pytest.mark.parametrize("role", ["officer", "assessor", "auditor"])
@pytest.mark.parametrize("act", ["hold", "correct", "withdraw", "collect"])
def test_superiors_read_a_branchs_records_and_never_write_them(here, cracking, theirs, role, act):
    before = LeafRow.objects.count()

    assert caller(here, role).get(f"/meetings/{theirs}").status_code == 200
    problem_of(attempt(caller(here, role), act, here, cracking, theirs), 403)
    assert LeafRow.objects.count() == before


@pytest.mark.parametrize("act", ["hold", "correct", "withdraw", "collect"])
def test_whoever_is_not_signed_in_writes_nothing(here, cracking, theirs, act):
    before = LeafRow.objects.count()
    answer = attempt(Caller(), act, here, cracking, theirs)
    assert answer.status_code in {401, 403}
    assert LeafRow.objects.count() == before


def attempt(who, act, here, branch, rec):
    meeting = general_meeting(here)
    lines = [{"member": here.member("周建国").uid, "base": "5000"}]
    return {
        "hold": lambda: who.post(f"{branch}/meetings", meeting),
        "correct": lambda: who.post(
            f"/meetings/{rec}/correct", {"meeting": meeting, "reason": "改", "seen": "0000-0000"}
        ),
        "withdraw": lambda: who.post(f"/meetings/{rec}/withdraw", {"reason": "改"}),
        "collect": lambda: who.post(f"{branch}/dues", {"month": "2026-03", "lines": lines}),
    }[act]()


def test_whoever_is_not_signed_in_is_told_so_and_not_sent_to_a_page(here):
    for path in ("/session", "/organizations", f"/branches/{here.refining.uid}", "/standard"):
        problem_of(Caller().get(path), 401)


def test_a_role_that_was_ended_ends_at_once(here):
    from zhibu.party import actions as party

    chen_ke = caller(here, "secretary")
    mine = hand(here.accounts.administrator, role="administrator", at=at(2026, 3, 1))
    party.end_role(grant=here.grant(here.accounts.secretary), hand=mine)

    answer = chen_ke.post(f"/branches/{here.refining.uid}/meetings", general_meeting(here))
    problem_of(answer, 404)


def test_a_committee_is_no_branch(here):
    officer = caller(here, "officer")
    problem_of(officer.get(f"/branches/{here.committee.uid}"), 404)


def test_writing_needs_the_token(here):
    chen_ke = caller(here, "secretary")
    chen_ke.token = "f" * 32
    answer = chen_ke.post(f"/branches/{here.refining.uid}/meetings", general_meeting(here))
    assert "X-CSRFToken" in problem_of(answer, 403)["detail"]


def test_nothing_is_changed_by_get(here, theirs):
    zhou = caller(here, "stranger")
    assert zhou.get(f"/meetings/{theirs}/withdraw").status_code == 405
    answer = zhou.client.get(
        f"/api/meetings/{theirs}/withdraw", headers={"X-HTTP-Method-Override": "POST"}
    )
    assert answer.status_code == 405


def test_an_address_that_is_none_is_answered_in_the_same_words(here):
    chen_ke = caller(here, "secretary")
    assert problem_of(chen_ke.get("/nothing/here"), 404) == problem_of(
        chen_ke.get(f"/branches/{NOBODYS}"), 404
    )
