"""What people try who have an account, and what they get. Numbers are the register of attacks."""

import re

import pytest
from django.test import Client
from django.urls import resolve

from tests.journeys.neighbours import AMOUNTS, MEETING, SENSITIVE, addresses, move_in
from tests.people import PASSWORD, at, hand
from zhibu.journal.models import LeafRow
from zhibu.party import actions
from zhibu.party.models import Account, ReadLog

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
OUTSIDERS = ("secretary", "organization", "member", "administrator")
READERS = ("officer", "assessor", "auditor", "stranger")
# What a role may do about the branch next door, because its committee stands above that, by
# docs/permissions.md. Whatever is not named here must be refused before anything else is asked.
TAKEN_AWAY = {"desk:record-json", "desk:record-zip"}  # by whoever may read the record
MAY_DO = {
    "officer": TAKEN_AWAY | {
        # manage_members, manage_organizations, see_sensitive, ask_erasure
        "party:register", "party:group", "party:appoint", "party:end-post", "party:go-live",
        "party:reveal", "desk:erase", "grading:move", "grading:wish", "party:item",
        "party:leave", "party:duplicates", "party:corrections", "party:answer-correction",
        "honours:branch", "honours:sanctions", "honours:withdraw",
        # the same about transfers, floating members, reconciliation and returns
        "mobility:new-letter", "mobility:new-arrival", "mobility:receipt", "mobility:withdraw",
        "mobility:outflow", "mobility:inflow", "mobility:new-search", "mobility:contact",
        "mobility:end", "mobility:lists", "returns:submit",
        # approve_cases
        "procedures:close", "procedures:move", "procedures:reopen", "procedures:withdraw-case",
        "admission:plan", "admission:choose", "elections:new", "elections:reserves",
        "dues:decide-relief",
        # approve_spending
        "funds:decide",
        # hold_polls
        "polls:plan", "polls:links", "polls:start", "polls:codes", "polls:paper", "polls:close",
        # adopt_standards
        "assessment:adopt", "drafting:list",
        # issue_notices
        "worklog:set-tasks", "notices:drafts", "notices:visit", "notices:close",
        "notices:escalate", "notices:withdraw",
        # decide_results
        "review:delegations", "review:spots", "review:month", "stars:examples",
        "grading:decide-results", "grading:decide", "grading:new-veto", "grading:uphold-veto",
        "grading:grant-veto",
    },
    "assessor": TAKEN_AWAY | {
        # run_assessment
        "review:spots", "review:confirm", "review:sheet", "grading:judge",
    },
    "auditor": TAKEN_AWAY,
    "administrator": {"party:accounts", "party:create-account", "party:grant", "party:end-role"},
}  # fmt: skip
# What may be written by whoever is signed in: the language, a complaint, one's own password.
OPEN_TO_WRITE = ("/language/", "/burden/", "/sign-out/", "/sign-in/", "/account/password/",
                 "/polls/code/", "/polls/cast/")  # fmt: skip


@pytest.fixture
def theirs(here):
    return move_in(here)


def as_of(account, **kept) -> Client:
    client = Client(raise_request_exception=False, **kept)
    client.force_login(account, BACKEND)
    return client


def told_in(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code < 500, address
    return f"{dict(answer.headers)}{b''.join(answer).decode(errors='replace')}"


def found_by(account, theirs, signs: tuple[str, ...]) -> set[tuple[str, str]]:
    """Return where somebody finds which sign when opening every address about the neighbours."""
    client = as_of(account)
    return {
        (sign, address)
        for address, _ in addresses(theirs)
        for text in [told_in(client, address)]
        for sign in signs
        if sign in text
    }


@pytest.mark.parametrize("role", OUTSIDERS)
def test_a1_a11_nothing_private_of_the_neighbours_is_at_any_address(here, theirs, role):
    signs = (*MEETING, *AMOUNTS, *SENSITIVE, *theirs.names)

    assert found_by(getattr(here.accounts, role), theirs, signs) == set()


def test_a1_whoever_may_read_does_find_it(here, theirs):
    """Else the test above could look in the wrong places and never notice."""
    for role in READERS:
        account = getattr(here.accounts, role)
        found = {sign for sign, _ in found_by(account, theirs, (*MEETING, *theirs.names))}
        assert found == {*MEETING, *theirs.names}, role
    for role in ("officer", "stranger"):
        account = getattr(here.accounts, role)
        assert {sign for sign, _ in found_by(account, theirs, AMOUNTS)} == set(AMOUNTS)


@pytest.mark.parametrize("role", ["assessor", "auditor"])
def test_a11_who_reads_the_branchs_work_need_not_see_what_people_pay(here, theirs, role):
    assert found_by(getattr(here.accounts, role), theirs, (*AMOUNTS, *SENSITIVE)) == set()


def test_a11_no_page_shows_a_number_before_somebody_asks_and_is_noted(here, theirs):
    for role in READERS:
        assert found_by(getattr(here.accounts, role), theirs, SENSITIVE) == set()

    # Who looked at dues, sanctions or papers was noted as well: what counts is what is added.
    noted = set(ReadLog.objects.values_list("pk", flat=True))
    new = theirs.ids["member"][0]
    page = as_of(here.accounts.officer).post(f"/members/{new}/reveal/").content.decode()
    assert all(sign in page for sign in SENSITIVE)
    added = ReadLog.objects.exclude(pk__in=noted).get()
    assert (added.account, added.member_id) == (here.accounts.officer, new)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_a13_the_foreign_and_the_unknown_answer_alike(here, theirs, role):
    client = as_of(getattr(here.accounts, role))
    different = []
    for address, nobodys in addresses(theirs):
        foreign, unknown = client.get(address), client.get(nobodys)
        if foreign.status_code == 404 and plain(foreign, address) != plain(unknown, nobodys):
            different.append(address)
    assert different == []


def plain(answer, address: str) -> tuple[int, str]:
    """Return an answer without what is the asker's own: the address and the token."""
    text = answer.content.decode().replace(address, "")
    return answer.status_code, re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", text)


@pytest.mark.parametrize("role", [*OUTSIDERS, "officer", "assessor", "auditor"])
def test_a2_a3_a10_who_may_not_write_there_writes_nothing(here, theirs, role):
    account, before = getattr(here.accounts, role), LeafRow.objects.count()
    may = MAY_DO.get(role, set()) | {"desk:verify-record"}  # by whoever may know of the record

    assert let_in(account, theirs, may) == []
    assert LeafRow.objects.count() == before


@pytest.mark.parametrize("role", sorted(MAY_DO))
def test_a2_a10_a_committees_role_over_another_branch_reads_and_writes_nothing(here, theirs, role):
    account = actions.create_account(username="beside", password=PASSWORD, display_name="旁人")
    giver = hand(here.accounts.administrator, role="administrator", at=at(2026, 3, 21))
    actions.grant_role(account=account, role=role, organization=here.refining, hand=giver)
    before = LeafRow.objects.count()
    signs = (*MEETING, *AMOUNTS, *SENSITIVE, *theirs.names)

    assert {sign for sign, _ in found_by(account, theirs, signs)} == set()
    own = {"party:accounts", "party:create-account"} if role == "administrator" else set()
    assert let_in(account, theirs, own | {"desk:verify-record"}) == []
    assert LeafRow.objects.count() == before


def let_in(account, theirs, may: set[str]) -> list[tuple[str, int]]:
    """Return where a POST was not refused outright, apart from what the account may do."""
    client, found = as_of(account), []
    for address, _ in addresses(theirs):
        if address in OPEN_TO_WRITE or resolve(address).view_name in may:
            continue
        answer = client.post(address, {"reason": "x", "ended_on": "2026-03-20"})
        # The API reads JSON alone; whether it is the hand's to send, tests/desk/test_api_doors asks.
        no = {400, 403, 404, 405, 422} if address.startswith("/api/") else {403, 404, 405}
        if answer.status_code not in no:
            found.append((address, answer.status_code))
    return found


def test_scores_and_that_a_meeting_was_held_are_open_to_every_member(here, theirs):
    enrolled = actions.create_account(
        username="zhaolan", password=PASSWORD, display_name="赵兰", member=here.member("赵兰")
    )
    branch, rec = here.cracking.uid, theirs.ids["rec"][0]
    for account in (enrolled, here.accounts.member, here.accounts.secretary):
        client = as_of(account)
        assert client.get(f"/branches/{branch}/score/").status_code == 200
        assert client.get(f"/overview/{here.committee.uid}/").status_code == 200
        assert "支部党员大会" in told_in(client, f"/records/{rec}/")
        listed = client.get(f"/branches/{branch}/meetings/?year=2026").content.decode()
        assert "3 月 18 日" in listed or "2026-03-18" in listed


def test_a6_a_session_gives_nothing_from_the_moment_its_role_is_ended(here, theirs):
    client, page = as_of(here.accounts.stranger), f"/records/{theirs.ids['rec'][0]}/"
    assert MEETING[1] in told_in(client, page)

    giver = hand(here.accounts.administrator, role="administrator", at=at(2026, 3, 21))
    actions.end_role(grant=here.grant(here.accounts.stranger), hand=giver)

    assert MEETING[1] not in told_in(client, page)
    assert client.post(f"/branches/{here.cracking.uid}/meetings/new/", {}).status_code == 404


def test_a7_what_no_form_asked_for_changes_nothing(here):
    client, before = as_of(here.accounts.secretary), here.accounts.secretary
    forged = {"org": here.cracking.uid, "branch": here.cracking.uid, "actor": "a_" + "b" * 26,
              "at": "2020-01-01T00:00:00Z", "lag": "0", "is_staff": "1", "role": "officer",
              "page": "/", "words": "太多表格"}  # fmt: skip
    client.post("/burden/", forged)
    client.post("/language/", {**forged, "language": "en"})

    after = Account.objects.get(pk=before.pk)
    assert (after.is_active, after.member_id) == (True, before.member_id)
    assert not getattr(after, "is_staff", False)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a8_no_page_knows_another_method(here, theirs, method):
    client = as_of(here.accounts.stranger)
    known = {
        address: answer.status_code
        for address, _ in addresses(theirs)
        if (answer := getattr(client, method)(address)).status_code not in {403, 404, 405}
    }
    assert known == {}


def test_a8_looking_changes_nothing_whatever_a_header_says(here, theirs):
    client, before = as_of(here.accounts.stranger), LeafRow.objects.count()
    for address, _ in addresses(theirs):
        client.get(address, headers={"X-HTTP-Method-Override": "POST"})
        client.head(address)
    assert LeafRow.objects.count() == before
