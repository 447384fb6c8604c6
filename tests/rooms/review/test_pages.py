"""The pages of review: who sees what, who may do what, and what is kept from whom."""

from datetime import UTC, date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import SmallCommittee, at, hand
from tests.rooms.review import scenes
from tests.rooms.review.scenes import JUDGED, judge
from tests.rooms.review.test_appeals import appeal
from zhibu.party import actions as party
from zhibu.party.models import Account
from zhibu.review.models import Appeal, Confirmation, Delegation, Opening, SelfAssessment, Sheet

ROLES = ("officer", "assessor", "auditor", "secretary", "member", "stranger", "administrator")


@pytest.fixture(autouse=True)
def _in_december(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages be asked for on 21 December 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 12, 21, 10).astimezone(UTC))


def status(client: Client, account: Account, view: str, *args: str, method: str = "get") -> int:
    client.force_login(account)
    return getattr(client, method)(reverse(view, args=args)).status_code


SEEN = {
    "review:committee": (200, 200, 200, 404, 404, 404, 404),
    "review:delegations": (200, 403, 403, 404, 404, 404, 404),
    "review:spots": (200, 200, 403, 404, 404, 404, 404),
    "review:branch": (200, 200, 200, 200, 404, 404, 404),
    "review:self": (403, 403, 403, 200, 404, 404, 404),
    "review:sheet": (403, 200, 403, 403, 404, 404, 404),
    "review:appeal": (403, 403, 403, 200, 404, 404, 404),
}
BEYOND = {"review:sheet": ("year_end",), "review:appeal": ("J1",)}


@pytest.mark.parametrize("view", SEEN)
def test_each_page_is_for_whom_it_is(here: SmallCommittee, client: Client, view: str):
    of_branch = view in {"review:branch", "review:self", "review:sheet", "review:appeal"}
    place = here.refining.uid if of_branch else here.committee.uid
    found = tuple(
        status(client, getattr(here.accounts, role), view, place, *BEYOND.get(view, ()))
        for role in ROLES
    )
    assert found == SEEN[view]


def test_posting_is_for_the_same_people(here: SmallCommittee, client: Client):
    for role in set(ROLES) - {"assessor"}:
        account = getattr(here.accounts, role)
        found = status(
            client, account, "review:sheet", here.refining.uid, "year_end", method="post"
        )
        assert found in {403, 404}, role
        found = status(client, account, "review:confirm", here.refining.uid, method="post")
        assert found in {403, 404}, role
    assert Sheet.objects.count() == Confirmation.objects.count() == 0


def sheet(*shares: int, **told: str) -> dict[str, str]:
    given = {f"share_{c}": str(s * 100) for c, s in zip(JUDGED, shares, strict=True)}
    return given | told


def test_an_assessor_fills_in_a_sheet_and_the_other_sees_nothing_of_it(here, client, second):
    address = reverse("review:sheet", args=[here.refining.uid, "year_end"])
    client.force_login(here.accounts.assessor)
    answer = client.post(address, sheet(100, 75, 75, 50, 100, words_J2="班子有分工也有争论"))
    assert answer.status_code == 302
    assert Sheet.objects.count() == 1

    for account in (second, here.accounts.officer, here.accounts.auditor, here.accounts.secretary):
        client.force_login(account)
        for page in (
            address,
            reverse("review:branch", args=[here.refining.uid]),
            reverse("review:committee", args=[here.committee.uid]),
            reverse("desk:record", args=[Sheet.objects.get().rec]),
            reverse("desk:branch", args=[here.refining.uid]),
            reverse("desk:journal"),
        ):
            body = client.get(page).content.decode()
            assert "班子有分工也有争论" not in body, (account, page)
            assert "checked" not in body or page != address

    client.force_login(second)
    client.post(address, sheet(100, 75, 75, 50, 100))
    client.force_login(here.accounts.secretary)
    body = client.get(reverse("review:branch", args=[here.refining.uid])).content.decode()
    assert "班子有分工也有争论" in body
    assert "linfang" in body


def test_what_was_filled_in_stays_where_something_is_missing(here, client, first):
    address = reverse("review:sheet", args=[here.refining.uid, "year_end"])
    client.force_login(first)
    told = sheet(100, 75, 75, 50, 100, words_J1="扎实")
    del told["share_J4"]
    answer = client.post(address, told)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "请选一项" in body
    assert "扎实" in body
    assert body.count("checked") == 4


def test_the_own_sheet_is_corrected_with_a_reason(here, client, first):
    judge(here, first, 100, 75, 75, 50, 100)
    client.force_login(first)
    address = reverse("review:sheet", args=[here.refining.uid, "year_end"])
    assert client.get(address).content.decode().count("checked") == 5
    assert client.post(address, sheet(80, 75, 75, 50, 100)).status_code == 422
    told = sheet(80, 75, 75, 50, 100, reason="看了述职材料")
    assert client.post(address, told).status_code == 302


def test_who_belongs_to_the_branch_is_told_why_there_is_no_sheet(here, client):
    insider = scenes.assessor(here, "insider", member="单国栋")
    client.force_login(insider)
    answer = client.get(reverse("review:sheet", args=[here.refining.uid, "year_end"]))
    assert answer.status_code == 403
    assert "考核员不评本人所在的支部" in answer.content.decode()


def test_a_hint_of_the_machine_is_adjusted_on_the_page(here, client, first):
    client.force_login(first)
    address = reverse("review:confirm", args=[here.refining.uid])
    assert client.post(address, {"how_S1": "adjust", "adjust_S1": "-2.5"}).status_code == 422
    told = {"how_S1": "adjust", "adjust_S1": "-2.5", "words_S1": "一项没有表决"}
    assert client.post(address, told).status_code == 302
    assert Confirmation.objects.get().adjust == -250
    assert client.post(address, {}).status_code == 422


def test_a_branch_sees_where_its_own_view_differs_and_nothing_else(here, client, first, second):
    judge(here, first, 100, 75, 75, 50, 100)
    judge(here, second, 100, 75, 75, 50, 100)
    client.force_login(here.accounts.secretary)
    told = {"points_J1": "15", "points_J4": "12", "words_J4": "每月走访"}
    assert client.post(reverse("review:self", args=[here.refining.uid]), told).status_code == 302
    assert SelfAssessment.objects.count() == 1

    body = client.get(reverse("review:branch", args=[here.refining.uid])).content.decode()
    gap = body.partition("自评与组织评定不一致的")[2]
    assert "J4 联系群众" in gap
    assert "每月走访" in gap
    assert "J1 支部书记履职" not in gap
    client.force_login(first)
    sheet_page = reverse("review:sheet", args=[here.refining.uid, "year_end"])
    assert "每月走访" in client.get(sheet_page).content.decode()


@pytest.mark.parametrize(
    "told", [{"points_J1": ""}, {"points_J1": "16"}, {"points_J1": "-1"}, {"points_J1": "x"}]
)
def test_a_self_assessment_that_makes_no_sense_is_refused(here, client, told):
    client.force_login(here.accounts.secretary)
    answer = client.post(reverse("review:self", args=[here.refining.uid]), told)
    assert answer.status_code == 422
    assert SelfAssessment.objects.count() == 0


def test_an_appeal_goes_from_the_items_page_to_its_answer(here, client, first, second):
    judge(here, first, 100, 75, 75, 50, 100)
    judge(here, second, 100, 50, 75, 50, 100)
    client.force_login(here.accounts.secretary)
    address = reverse("review:appeal", args=[here.refining.uid, "J2"])
    item = client.get(reverse("assessment:item", args=[here.refining.uid, "J2"]))
    assert address in item.content.decode()
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "活动有记录"}).status_code == 302
    asked = Appeal.objects.get()

    page = reverse("review:appealed", args=[asked.rec])
    client.force_login(first)
    assert "评判过这一项的人不能答复" in client.get(page).content.decode()
    client.force_login(here.accounts.officer)
    assert client.post(page, {"decision": "granted", "words": "属实"}).status_code == 422
    told = {"decision": "granted", "share": "10000", "words": "看了记录，属实"}
    assert client.post(page, told).status_code == 302
    client.force_login(here.accounts.secretary)
    body = client.get(page).content.decode()
    assert "看了记录，属实" in body
    assert "改评为 100%" in body


def test_an_appeal_is_nobodys_business_elsewhere(here, client):
    asked = appeal(here, "P1", on=date(2026, 6, 1))
    page = reverse("review:appealed", args=[asked.rec])
    for role in ("stranger", "member", "administrator"):
        client.force_login(getattr(here.accounts, role))
        assert client.get(page).status_code == 404
        assert client.post(page, {"decision": "rejected", "words": "x"}).status_code == 404
        assert client.post(f"{page}withdraw/", {"reason": "x"}).status_code == 404
    client.force_login(here.accounts.officer)
    assert client.post(f"{page}withdraw/", {"reason": "x"}).status_code == 403
    client.force_login(here.accounts.secretary)
    assert client.post(page, {"decision": "granted", "words": "x"}).status_code == 403
    assert Appeal.objects.get().open


def test_an_overdue_appeal_is_seen_by_the_committee(here, client):
    appeal(here, "P1", on=date(2026, 6, 1))
    client.force_login(here.accounts.officer)
    body = client.get(reverse("review:committee", args=[here.committee.uid])).content.decode()
    assert "答复超期" in body


def test_a_delegation_is_registered_and_taken_back(here, client):
    client.force_login(here.accounts.officer)
    address = reverse("review:delegations", args=[here.committee.uid])
    told = {"committee": here.general_branch.uid, "occasions": ["daily"], "from_on": "2026-12-01"}
    assert client.post(address, told).status_code == 302
    row = Delegation.objects.get()
    end = reverse("review:end-delegation", args=[row.rec])
    client.force_login(here.accounts.assessor)
    assert client.post(end, {"reason": "不要了"}).status_code == 403
    client.force_login(here.accounts.stranger)
    assert client.post(end, {"reason": "不要了"}).status_code == 404
    client.force_login(here.accounts.officer)
    client.post(end, {"reason": ""})
    assert Delegation.objects.count() == 1
    client.post(end, {"reason": "改由党委考核"})
    assert Delegation.objects.count() == 0


def test_the_board_asks_the_same_of_the_database_for_seven_branches_as_for_two(
    here, client, first, second
):
    judge(here, first, 100, 75, 75, 50, 100)
    judge(here, second, 100, 75, 75, 50, 100)
    address = reverse("review:committee", args=[here.committee.uid])
    client.force_login(here.accounts.assessor)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(5):
        branch = party.found_organization(
            name=f"第{number}党支部", level="branch", superior=here.general_branch,
            founded_on=date(2004, 5, 1), branch_class="production", hand=hand(),
        )  # fmt: skip
        judge(here, first, 100, 75, 75, 50, 100, branch=branch)
        judge(here, second, 100, 75, 75, 50, 100, branch=branch)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).content.decode().count("已开封") == 6
    assert len(many) == len(few)
    assert Opening.objects.count() == 6


def test_what_was_decided_reads_as_a_record(here, client, first, second):
    judge(here, first, 100, 75, 75, 50, 100)
    judge(here, second, 80, 75, 75, 50, 100)
    client.force_login(here.accounts.secretary)
    body = client.get(reverse("desk:record", args=[Opening.objects.get().rec])).content.decode()
    shown = "项目 J2，评定方 assessor，各份评分（万分之） 7500、7500"
    assert shown in body
    told = {"points_J1": "15", "words_J1": "按时述职"}
    client.post(reverse("review:self", args=[here.refining.uid]), told)
    rec = SelfAssessment.objects.get().rec
    assert "按时述职" in client.get(reverse("desk:record", args=[rec])).content.decode()


def test_what_the_machine_found_is_a_sentence(here, client, first):
    client.force_login(first)
    page = client.get(
        reverse("review:sheet", args=[here.refining.uid, "year_end"])
    ).content.decode()
    assert "得 10 分，满分 10 分；完成情况：无" in page
    assert "10 / 10 ·" not in page


def test_a_delegation_asks_to_choose_a_committee(here, client):
    client.force_login(here.accounts.officer)
    page = client.get(reverse("review:delegations", args=[here.committee.uid])).content.decode()
    assert "请选择" in page
    assert "---------" not in page
