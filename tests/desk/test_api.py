"""The API does what the pages do: the secretary's meeting, its correction, the score."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.api_calls import Caller, general_meeting, problem_of
from zhibu.journal import log
from zhibu.meetings.models import Meeting
from zhibu.party.models import Member


@pytest.fixture
def chen_ke(here):
    return Caller(here.accounts.secretary)


@pytest.fixture
def refining(here):
    return f"/branches/{here.refining.uid}"


@pytest.fixture
def receipt(here, chen_ke, refining):
    """Return the receipt of a meeting that Chen Ke entered."""
    answer = chen_ke.post(f"{refining}/meetings", general_meeting(here))
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_chen_ke_learns_who_she_is_and_where_she_may_write(here, chen_ke):
    told = chen_ke.get("/session").json()

    assert told["name"] == "陈可"
    assert told["branch"] == here.refining.uid
    assert told["roles"] == [{"role": "secretary", "organization": here.refining.uid}]


def test_the_tree_comes_superiors_first(here, chen_ke):
    told = chen_ke.get("/organizations").json()

    names = [one["name"] for one in told["items"]]
    assert names[:2] == ["茂源石化公司党委", "炼油系统党总支"]
    assert set(names[2:]) == {"炼油一车间党支部", "乙烯裂解党支部"}
    assert told["count"] == 4


def test_the_tree_of_2003_has_no_branch_yet(chen_ke):
    told = chen_ke.get("/organizations", on="2003-12-31").json()
    assert {one["level"] for one in told["items"]} == {"committee", "general_branch"}


def test_a_branch_tells_its_secretary_and_superiors(here, chen_ke, refining):
    told = chen_ke.get(refining).json()

    assert told["secretary"] == "陈可"
    assert [one["name"] for one in told["superiors"]] == ["茂源石化公司党委", "炼油系统党总支"]
    assert told["counted_from"] == "2026-01-01"
    assert told["may_record"] is True


def test_the_list_of_members_keeps_back_what_is_sealed(chen_ke, refining):
    told = chen_ke.get(f"{refining}/members").json()

    assert {one["name"] for one in told["items"]} >= {"陈可", "赵兰", "贾𠮷"}
    assert {"id_number", "phone", "home_address", "birth_on"}.isdisjoint(told["items"][0])


def test_pages_are_clamped_not_refused(chen_ke, refining):
    told = chen_ke.get(f"{refining}/members", page=10**9, size=10**6).json()
    assert (told["page"], told["size"], told["count"]) == (1, 200, 8)

    two = chen_ke.get(f"{refining}/members", page=2, size=3).json()
    assert (len(two["items"]), two["pages"]) == (3, 3)


def test_a_meeting_entered_is_in_the_books(here, receipt):
    meeting = Meeting.objects.get(rec=receipt["rec"])

    assert (meeting.expected, meeting.present) == (8, 7)
    assert meeting.held_on == date(2026, 3, 18)
    leaf = log.leaf_of_record(receipt["rec"])
    assert (leaf.via, leaf.role, leaf.actor) == ("api", "secretary", here.accounts.secretary.uid)
    assert receipt["fingerprint"] == leaf.fingerprint


def test_the_receipt_carries_the_score_that_the_card_shows(chen_ke, refining, receipt):
    card = chen_ke.get(f"{refining}/score", year=2026).json()

    points = f"{receipt['score']['points'] / 100:.2f}"
    assert card["points"] == points
    assert card["name"] == "炼油一车间党支部"


def test_the_same_record_sent_twice_is_one(here, chen_ke, refining):
    told = general_meeting(here, rec="r_" + "b" * 26)
    first, second = (chen_ke.post(f"{refining}/meetings", told).json() for _ in range(2))

    assert first["rec"] == second["rec"] == told["rec"]
    assert Meeting.objects.count() == 1


def test_the_same_record_sent_as_another_branchs_is_refused(here, chen_ke, refining):
    told = general_meeting(here, rec="r_" + "b" * 26)
    chen_ke.post(f"{refining}/meetings", told)
    zhou = Caller(here.accounts.stranger)
    people = {"chair": here.member("周建国").uid, "recorder": here.member("吴静").uid, "away": []}

    answer = zhou.post(f"/branches/{here.cracking.uid}/meetings", told | people)

    assert answer.status_code == 409
    assert Meeting.objects.get().branch == here.refining


def test_a_list_shows_the_meeting_and_the_day_it_was_entered(chen_ke, refining, receipt):
    told = chen_ke.get(f"{refining}/meetings", year=2026, form="general_meeting").json()

    (shown,) = told["items"]
    assert shown["rec"] == receipt["rec"]
    assert shown["place"] == "三楼党员活动室"
    assert shown["entered_at"] >= "2026-03-18"
    assert chen_ke.get(f"{refining}/meetings", form="lecture").json()["items"] == []


def test_what_was_entered_comes_back_in_the_shape_it_was_sent(here, chen_ke, receipt):
    told = chen_ke.get(f"/meetings/{receipt['rec']}").json()

    sent = general_meeting(here)
    assert {name: told["meeting"][name] for name in ("form", "held_on", "place", "away")} == {
        name: sent[name] for name in ("form", "held_on", "place", "away")
    }
    assert told["seen"] == receipt["fingerprint"]


def test_a_correction_leaves_both_versions_visible(chen_ke, receipt):
    stands = chen_ke.get(f"/meetings/{receipt['rec']}").json()
    right = stands["meeting"] | {"place": "二楼会议室"}

    answer = chen_ke.post(
        f"/meetings/{receipt['rec']}/correct",
        {"meeting": right, "reason": "地点记错", "seen": stands["seen"]},
    )

    assert answer.status_code == 200, answer.content.decode()
    record = chen_ke.get(f"/records/{receipt['rec']}").json()
    assert [one["op"] for one in record["versions"]] == ["correct", "create"]
    assert record["versions"][0]["reason"] == "地点记错"
    lines = {
        line["text"] for one in record["versions"] for f in one["fields"] for line in f["lines"]
    }
    assert {"三楼党员活动室", "二楼会议室"} <= lines


def test_a_correction_of_a_version_already_corrected_is_refused(chen_ke, receipt):
    stands = chen_ke.get(f"/meetings/{receipt['rec']}").json()
    for place, status in (("二楼会议室", 200), ("一楼会议室", 409)):
        told = {
            "meeting": stands["meeting"] | {"place": place},
            "reason": "改",
            "seen": stands["seen"],
        }
        answer = chen_ke.post(f"/meetings/{receipt['rec']}/correct", told)
        assert answer.status_code == status
    assert Meeting.objects.get(rec=receipt["rec"]).place == "二楼会议室"


def test_a_meeting_withdrawn_stays_visible(chen_ke, refining, receipt):
    answer = chen_ke.post(f"/meetings/{receipt['rec']}/withdraw", {"reason": "记重了"})

    assert answer.status_code == 200
    (shown,) = chen_ke.get(f"{refining}/meetings", year=2026).json()["items"]
    assert shown["withdrawn"] is True


def test_dues_paid_in_full_are_settled(here, chen_ke, refining):
    lines = [{"member": here.member("陈可").uid, "base": "6000"}]
    answer = chen_ke.post(f"{refining}/dues", {"month": "2026-03", "lines": lines})

    assert answer.status_code == 201, answer.content.decode()
    told = chen_ke.get(f"{refining}/dues", year=2026).json()
    assert told["totals"][2] == {"month": 3, "settled": 1, "members": 1}


def test_a_refusal_names_rule_field_and_way_out(here, chen_ke, refining):
    told = problem_of(
        chen_ke.post(f"{refining}/meetings", general_meeting(here, held_on="2199-01-01")), 409
    )

    assert told["field"] == "held_on"
    assert "还没有到" in told["detail"]
    assert Meeting.objects.count() == 0


def test_a_vote_without_quorum_is_refused_with_its_article(here, chen_ke, refining):
    everybody = chen_ke.get(f"{refining}/members").json()["items"]
    named = {here.member("陈可").uid, here.member("李明远").uid}
    away = [
        {"member": one["uid"], "state": "absent"} for one in everybody if one["uid"] not in named
    ]
    topics = [{"title": "选举支委", "votes": {"ayes": 2}, "adopted": True}]

    told = problem_of(
        chen_ke.post(f"{refining}/meetings", general_meeting(here, away=away, topics=topics)), 409
    )

    assert told["basis"]
    assert told["field"] == "topic_1"


def test_english_is_answered_to_whoever_asks_for_it(chen_ke):
    english = chen_ke.client.get("/api/branches/o_nowhere", headers={"Accept-Language": "en"})

    assert problem_of(chen_ke.get("/branches/o_nowhere"), 404)["title"] == "没有找到"
    assert problem_of(english, 404)["title"] == "Not found"


def test_what_branches_are_measured_by_is_open(chen_ke):
    standard = chen_ke.get("/standard").json()
    assert sum(len(section["items"]) for section in standard["sections"]) == 41
    assert "meetings.party_day.held" in {one["name"] for one in chen_ke.get("/facts").json()}
    assert "party_day" in {one["key"] for one in chen_ke.get("/forms").json()}


def test_what_is_due_names_its_item_and_its_day(chen_ke, refining):
    due = chen_ke.get(f"{refining}/due").json()
    assert all(one["item"] and one["by"] and one["what"] for one in due)


def test_the_officer_sees_every_branch_at_a_glance(here):
    officer = Caller(here.accounts.officer)
    told = officer.get(f"/organizations/{here.committee.uid}/overview").json()

    named = {row["name"] for group in told["groups"] for row in group["rows"]}
    assert "炼油一车间党支部" in named


def test_the_operations_are_listed_on_a_page(here, chen_ke):
    shown = chen_ke.client.get("/api/").content.decode()
    assert "/api/branches/{branch}/meetings" in shown
    assert "记一次会" in shown


def test_a_roster_is_checked_and_nothing_entered(chen_ke):
    before = Member.objects.count()
    roster = "姓名,性别,入党时间\n钱学礼,男,2012-02-30\n".encode()
    sent = SimpleUploadedFile("炼油一车间党支部党员花名册.csv", roster)

    answer = chen_ke.client.post(
        "/api/imports/check", {"file": sent}, headers={"X-CSRFToken": chen_ke.token}
    )

    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["counts"]["faults"] >= 1
    assert any("2012-02-30" in one["message"] for one in answer.json()["findings"])
    assert Member.objects.count() == before


def test_what_is_no_spreadsheet_is_refused_with_a_sentence(chen_ke):
    sent = SimpleUploadedFile("合影.xlsx", b"\x89PNG\r\n\x1a\n")
    answer = chen_ke.client.post(
        "/api/imports/check", {"file": sent}, headers={"X-CSRFToken": chen_ke.token}
    )
    assert "合影" in problem_of(answer, 409)["detail"]


def test_who_may_import_nowhere_checks_nothing(here):
    wang = Caller(here.accounts.member)
    sent = SimpleUploadedFile("名册.csv", b"a")
    answer = wang.client.post(
        "/api/imports/check", {"file": sent}, headers={"X-CSRFToken": wang.token}
    )
    problem_of(answer, 404)
