"""The pages of grading: who sees what, what is kept from whom, and that nobody is ranked."""

import re
from datetime import UTC

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import SmallCommittee, at, hand
from tests.rooms.grading import scenes
from zhibu.grading import actions
from zhibu.grading.models import (
    BranchResult,
    Claim,
    ClassDecision,
    ClassWish,
    PanelSheet,
    Results,
    VetoCase,
)
from zhibu.journal import log

ROLES = ("officer", "assessor", "auditor", "secretary", "member", "stranger", "administrator")


@pytest.fixture(autouse=True)
def _in_december(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages be asked for on 1 December 2026."""
    now(monkeypatch, 2026, 12, 1)


def now(patch: pytest.MonkeyPatch, *day: int) -> None:
    patch.setattr("django.utils.timezone.now", lambda: at(*day, 10).astimezone(UTC))


SEEN = {
    "grading:committee": (200, 200, 200, 404, 404, 404, 404),
    "grading:classes": (200, 200, 200, 404, 404, 404, 404),
    "grading:results": (200, 200, 200, 200, 200, 200, 200),
    "grading:cases": (200, 200, 200, 200, 200, 200, 200),
    "grading:decide-results": (200, 403, 403, 404, 404, 404, 404),
    "grading:class": (200, 200, 200, 200, 200, 200, 200),
    "grading:branch": (200, 200, 200, 200, 404, 404, 404),
    "grading:new-claim": (403, 403, 403, 200, 404, 404, 404),
    "grading:ask": (403, 403, 403, 200, 404, 404, 404),
    "grading:move": (200, 403, 403, 403, 404, 404, 404),
    "grading:new-veto": (200, 403, 403, 403, 404, 404, 404),
}
OF_BRANCH = {"branch", "new-claim", "ask", "move", "new-veto"}


@pytest.mark.parametrize("view", SEEN)
def test_each_page_is_for_whom_it_is(here: SmallCommittee, client: Client, view: str):
    place = here.refining if view.partition(":")[2] in OF_BRANCH else here.committee
    more = ("production",) if view == "grading:class" else ()
    found = []
    for role in ROLES:
        client.force_login(getattr(here.accounts, role))
        found.append(client.get(reverse(view, args=[place.uid, *more])).status_code)
    assert tuple(found) == SEEN[view]


def test_what_is_entered_by_whom(here: SmallCommittee, client: Client):
    asked, case = scenes.claim(here), scenes.find(here, here.accounts.officer)
    leaf = actions.ask_for_class(
        branch=here.refining, wanted="office", words="转机关。", hand=scenes.keeper(here)
    )
    posts = {
        ("grading:judge", asked.rec): {"assessor"},
        ("grading:decide", asked.rec): {"officer"},
        ("grading:withdraw-claim", asked.rec): {"secretary"},
        ("grading:appeal-veto", case.rec): {"secretary"},
        ("grading:uphold-veto", case.rec): {"officer"},
        ("grading:grant-veto", case.rec): {"officer"},
        ("grading:wish", leaf.rec): {"officer"},
    }
    for (view, rec), may in posts.items():
        for role in ROLES:
            client.force_login(getattr(here.accounts, role))
            status = client.post(reverse(view, args=[rec]), {"x": "1"}).status_code
            assert (status == 422) == (role in may), (view, role, status)
    assert PanelSheet.objects.count() == ClassDecision.objects.count() == 0


def test_a_claim_goes_from_the_branch_over_two_judges_to_a_case(here, client, second):
    client.force_login(here.accounts.secretary)
    told = {"year": "2026", "title": "党员突击队", "done": "包机组。", "result": "缩短三天。",
            "adopters": "检修车间\n储运车间"}  # fmt: skip
    answer = client.post(reverse("grading:new-claim", args=[here.refining.uid]), told)
    assert answer.status_code == 302
    asked = Claim.objects.get()
    page = reverse("grading:claim", args=[asked.rec])

    client.force_login(here.accounts.assessor)
    sheet = {"points": "3.33", "words": "全厂没有先例"}
    assert client.post(reverse("grading:judge", args=[asked.rec]), sheet).status_code == 302
    for account in (second, here.accounts.officer, here.accounts.auditor, here.accounts.secretary):
        client.force_login(account)
        for address in (
            page,
            reverse("grading:branch", args=[here.refining.uid]),
            reverse("grading:committee", args=[here.committee.uid]),
            reverse("desk:record", args=[PanelSheet.objects.get().rec]),
            reverse("desk:journal"),
        ):
            body = client.get(address).content.decode()
            assert "全厂没有先例" not in body, (account, address)
            assert "3.33" not in body, (account, address)

    client.force_login(second)
    client.post(reverse("grading:judge", args=[asked.rec]), {"points": "4", "words": "可以推广"})
    client.force_login(here.accounts.officer)
    body = client.get(page).content.decode()
    assert "全厂没有先例" in body
    assert "3.67" in body
    client.post(reverse("grading:decide", args=[asked.rec]), {"decision": "accepted"})
    assert Claim.objects.get().points == 367

    client.force_login(here.accounts.stranger)
    assert "党员突击队" in client.get(reverse("grading:case", args=[asked.rec])).content.decode()
    adopt = reverse("grading:adopt", args=[here.cracking.uid, asked.rec])
    assert client.post(adopt, {"words": "照做"}).status_code == 302
    assert client.post(adopt, {"words": "照做"}).status_code == 422


def test_two_far_apart_stay_hidden_also_from_the_third(here, client, first, second, third):
    asked = scenes.claim(here)
    scenes.judge(asked, first, 123)
    scenes.judge(asked, second, 456)
    for account in (third, here.accounts.officer, first):
        client.force_login(account)
        body = client.get(reverse("grading:claim", args=[asked.rec])).content.decode()
        assert "相差 3.33 分" in body
        assert "4.56" not in body


def test_a_claim_not_accepted_is_no_case(here, client):
    asked = scenes.claim(here)
    for account in (here.accounts.stranger, here.accounts.secretary):
        client.force_login(account)
        assert client.get(reverse("grading:case", args=[asked.rec])).status_code == 404
    assert client.get(reverse("grading:claim", args=[asked.rec])).status_code == 200
    client.force_login(here.accounts.stranger)
    assert client.get(reverse("grading:claim", args=[asked.rec])).status_code == 404


def test_what_was_typed_stays_where_something_is_missing(here, client):
    client.force_login(here.accounts.secretary)
    told = {"year": "2026", "title": "党员突击队", "done": "包机组。"}
    answer = client.post(reverse("grading:new-claim", args=[here.refining.uid]), told)
    assert answer.status_code == 422
    assert "包机组。" in answer.content.decode()
    assert Claim.objects.count() == 0


def test_a_veto_is_found_appealed_and_lifted_from_the_page(here, client, other_officer):
    client.force_login(here.accounts.officer)
    told = {"year": "2026", "veto": "V1", "words": "上级通报。"}
    client.post(reverse("grading:new-veto", args=[here.refining.uid]), told)
    case = VetoCase.objects.get()
    body = client.get(reverse("grading:veto", args=[case.rec])).content.decode()
    assert "认定人不能裁定自己的认定" in body
    client.force_login(here.accounts.secretary)
    client.post(reverse("grading:appeal-veto", args=[case.rec]), {"words": "不属实。"})
    client.force_login(other_officer)
    client.post(reverse("grading:grant-veto", args=[case.rec]), {"words": "确实不属实。"})
    assert VetoCase.objects.get().state == "granted"
    client.force_login(here.accounts.stranger)
    assert client.get(reverse("grading:veto", args=[case.rec])).status_code == 404


def test_a_branch_asks_and_the_committee_moves_it_and_both_see_why(here, client):
    client.force_login(here.accounts.secretary)
    ask = {"wanted": "auxiliary", "words": "装置停产。"}
    client.post(reverse("grading:ask", args=[here.refining.uid]), ask)
    wish = ClassWish.objects.get()
    client.force_login(here.accounts.officer)
    told = {"decision": "accepted", "from_on": "2026-12-01", "reasons": "停产属实。"}
    assert client.post(reverse("grading:wish", args=[wish.rec]), told).status_code == 302
    for account, view, place in (
        (here.accounts.officer, "grading:classes", here.committee),
        (here.accounts.secretary, "grading:branch", here.refining),
    ):
        client.force_login(account)
        body = client.get(reverse(view, args=[place.uid])).content.decode()
        assert "一类 → 二类" in body
        assert "停产属实。" in body
        assert "门槛降低" in body


@pytest.fixture
def graded(here, monkeypatch):
    """Let eight branches of a class be decided; the order of the tree is not that of scores."""
    names = ["动力", "仪表", "电气", "储运", "水务", "铁运"]
    places = [scenes.branch(here, f"{name}车间党支部", "production") for name in names]
    for place, final in zip(
        [here.refining, here.cracking, *places],
        (9_111, 7_222, 9_333, 8_444, 8_555, 8_666, 8_777, 8_888), strict=True,
    ):  # fmt: skip
        scenes.score(place, final)
    actions.decide_results(
        organization=here.committee, year=2026, told=actions.ResultsTold(at(2027, 1, 15).date()),
        hand=hand(here.accounts.officer, at=at(2027, 1, 15)),
    )  # fmt: skip
    now(monkeypatch, 2027, 1, 18)
    return places


PUBLIC = ("member", "stranger", "administrator")
FINALS = r"91\.11|72\.22|93\.33|84\.44|85\.55|86\.66|87\.77|88\.88"


def test_nobody_is_told_who_is_below_but_the_branch_and_those_above(here, client, graded):
    address = reverse("grading:results", args=[here.committee.uid])
    for role in PUBLIC:
        client.force_login(getattr(here.accounts, role))
        main = client.get(address).content.decode().partition("<main")[2]
        assert "乙烯裂解党支部" not in main, role
        assert "炼油一车间党支部" in main, "the advanced are named"
        assert 'data-series="late"' in main
    client.force_login(here.accounts.officer)
    assert "乙烯裂解党支部" in client.get(address).content.decode().partition("<main")[2]
    client.force_login(here.accounts.stranger)
    own = client.get(reverse("grading:branch", args=[here.cracking.uid])).content.decode()
    assert "未达标" in own


def test_no_page_lists_anybody_in_the_order_of_scores_or_shows_a_score_beside_a_name(
    here, client, graded
):
    """N3: lists follow the tree, whichever scores there are; no score stands in them."""
    from zhibu.party import queries as party

    tree = list(party.branches_under(here.committee).values_list("name", flat=True))
    client.force_login(here.accounts.officer)
    for view, *more in (
        ("grading:results",), ("grading:decide-results",), ("grading:classes",),
        ("grading:class", "production"), ("grading:committee",),
    ):  # fmt: skip
        address = reverse(view, args=[here.committee.uid, *more])
        body = client.get(address, {"year": 2026}).content.decode().partition("<main")[2]
        assert not re.search(FINALS, body), view
        rows = re.findall(r'<th scope="row"><a [^>]*>([^<]*党支部)</a>', body)
        assert rows in ([], tree), view


def test_a_class_of_four_has_no_distribution_and_hides_no_other(here, client, graded):
    scenes.branch(here, "机关一党支部", "office")
    client.force_login(here.accounts.member)
    for key, hidden in (("office", True), ("production", True)):
        body = client.get(reverse("grading:class", args=[here.committee.uid, key]))
        assert ("支部太少，不公布分布" in body.content.decode()) == hidden, key
    assert client.get(reverse("grading:class", args=[here.committee.uid, "x"])).status_code == 404


def test_a_large_class_shows_bands_and_only_the_keeper_sees_the_own(here, client, graded):
    address = reverse("grading:class", args=[here.committee.uid, "production"])
    for role, sees in (("secretary", True), ("stranger", True), ("member", False),
                       ("officer", False)):  # fmt: skip
        client.force_login(getattr(here.accounts, role))
        body = client.get(address, {"year": 2026}).content.decode()
        assert "80%–90%" in body
        assert "中位数在 80%–90% 一段" in body
        assert ("只有本支部看得到" in body) == sees, role


def test_the_meeting_decides_on_the_page_and_deviates_with_reasons(here, client, graded):
    client.force_login(here.accounts.officer)
    address = reverse("grading:decide-results", args=[here.committee.uid]) + "?year=2026"
    told = {
        "met_on": "2027-01-18", "reason": "补议", "branch_0": here.cracking.uid,
        "result_0": "qualified",
        "consequences": [f"{here.cracking.uid}:unit", f"{here.refining.uid}:named"],
    }  # fmt: skip
    answer = client.post(address, told)
    assert answer.status_code == 422
    assert "改动的支部、结果和理由都要填" in answer.content.decode()

    assert client.post(address, told | {"reasons_0": "整改到位。"}).status_code == 302
    line = BranchResult.objects.get(branch=here.cracking)
    assert (line.computed, line.decided, line.consequences) == ("below_standard", "qualified", [])
    assert BranchResult.objects.get(branch=here.refining).consequences == ["named"]
    assert len(log.versions_of(Results.objects.get().rec)) == 2


def test_lists_cost_the_same_for_two_and_for_eight(here, client, other_officer):
    client.force_login(other_officer)
    pages = [
        reverse(view, args=[here.committee.uid, *more])
        for view, *more in (
            ("grading:committee",), ("grading:classes",), ("grading:decide-results",),
            ("grading:class", "production"),
        )
    ]  # fmt: skip
    scenes.claim(here)
    costs = []
    for _round in range(2):
        for page in pages:
            client.get(page)
        with CaptureQueriesContext(connection) as told:
            for page in pages:
                assert client.get(page).status_code == 200
        costs.append(len(told))
        for name in ("甲", "乙", "丙", "丁", "戊", "己"):
            if _round == 0:
                scenes.branch(here, f"{name}党支部", "production")
        if _round == 0:
            scenes.claim(here, title="又一件")
    assert abs(costs[1] - costs[0]) <= 4, "a class of five is read, one of two is not"
