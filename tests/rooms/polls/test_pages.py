"""The pages: a branch sees its own sheets, the committee no sheet, a voter nobody's ballot."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import PASSWORD, at
from tests.rooms.polls.conftest import (
    CLOSED_AT,
    OPENED_AT,
    enlarge,
    officer,
    plan,
    poll_in,
    rate_all,
)
from zhibu.party import actions as party
from zhibu.polls.actions import evaluating, polling
from zhibu.polls.models import (
    Assignment,
    BusinessLink,
    PaperCount,
    PeerResult,
    Poll,
    PollResult,
    Round,
    Sheet,
)
from zhibu.polls.queries import rounds

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PLAN = {
    "title": "年度互评", "year": "2026", "closes_on": "2026-11-20", "criteria": "组织生活，60\n配合，40",
    "grades": "好 100，较好 80，一般 60，差 0", "note": "", "seed": "3 8 5", "weight_linked": "1",
    "weight_office_base": "1", "weight_same_class": "1", "weight_other_class": "1",
}  # fmt: skip
POLL = {
    "title": "年度测评", "year": "2026", "closes_on": "2026-11-20", "questions": "支部工作\n书记履职",
    "choices": "满意 100，基本满意 80，不满意 0", "satisfied": "2", "level": "confidential",
    "members": "on", "invited": "0", "feeds": "surveys", "rater": "masses",
}  # fmt: skip


@pytest.fixture
def here(founded):
    enlarge(founded)
    return founded


@pytest.fixture
def held(here):
    planned = plan(here)
    evaluating.open_round(planned, hand=officer(here))
    return Round.objects.get(rec=planned.rec)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Have it be the second of November, for pages too."""
    now = {"is": OPENED_AT}
    monkeypatch.setattr(timezone, "now", lambda: now["is"])
    return now


@pytest.fixture
def as_(client, here):
    def sign_in(role):
        client.force_login(getattr(here.accounts, role), BACKEND)
        return client

    return sign_in


def words(answer) -> str:
    text = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_committee_plans_opens_and_closes_a_round(as_, here, today):
    officer = as_("officer")
    answer = officer.post(reverse("polls:plan", args=[here.committee.uid]), PLAN, follow=True)
    held = Round.objects.get()
    assert "只有党委看得到" in words(answer)
    assert rounds.criteria_of(held)[0].grades[1].share == 8_000

    officer.post(reverse("polls:begin", args=[held.rec]))
    rate_all(Round.objects.get())
    page = words(officer.get(reverse("polls:round", args=[held.rec])))
    assert "40 / 40" in page
    assert "不能提前结束" in words(
        officer.post(reverse("polls:finish", args=[held.rec]), follow=True)
    )
    today["is"] = CLOSED_AT
    page = words(as_("officer").post(reverse("polls:finish", args=[held.rec]), follow=True))
    assert "92%" in page
    assert "张张一样" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"criteria": "没有分值"}, "看不出分值"),
        ({"criteria": "\n".join(["甲，1"] * 61)}, "最多 60 行"),
        ({"closes_on": "2026-11-01"}, "今天之后"),
        ({"grades": "好"}, "看不出分值"),
        ({"weight_linked": "0"}, "1"),
        ({"seed": ""}, "必填"),
    ],
)
def test_a_wrong_plan_comes_back_with_what_was_typed(as_, here, changed, said):
    answer = as_("officer").post(reverse("polls:plan", args=[here.committee.uid]), PLAN | changed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert PLAN["title"] in answer.content.decode()


def test_partners_are_kept_on_a_page(as_, here):
    officer, address = as_("officer"), reverse("polls:links", args=[here.committee.uid])
    told = {"one": here.refining.uid, "other": here.cracking.uid, "words": "上下游"}
    assert "已入账" in words(officer.post(address, told, follow=True))
    assert officer.post(address, told).status_code == 422
    link = BusinessLink.objects.get()
    away = reverse("polls:unlink", args=[here.committee.uid, link.rec])
    assert "理由" in words(officer.post(away, {"reason": ""}, follow=True))
    assert "不再是" in words(officer.post(away, {"reason": "不再往来"}, follow=True))
    assert not BusinessLink.objects.exists()


def own_pair(held, here) -> Assignment:
    return Assignment.objects.filter(round=held, rater=here.refining).first()


def sheet_at(pair) -> str:
    return reverse("polls:sheet", args=[pair.rater_id, pair.round_id, pair.rated_id])


def test_a_branch_fills_in_changes_and_declines(as_, here, held):
    secretary, pair = as_("secretary"), own_pair(held, here)
    page = secretary.get(sheet_at(pair))
    assert "考核得分" in words(page)
    assert secretary.post(sheet_at(pair), {"mark_0": "1"}).status_code == 422
    answer = secretary.post(sheet_at(pair), {"mark_0": "1", "mark_1": "2"}, follow=True)
    assert "已封存" in words(answer)
    assert rounds.filled_in(Sheet.objects.get()).marks == (1, 2)
    assert "checked" in secretary.get(sheet_at(pair)).content.decode()

    assert secretary.post(sheet_at(pair), {"decline": "1", "words": ""}).status_code == 422
    secretary.post(sheet_at(pair), {"decline": "1", "words": "不了解"})
    assert rounds.filled_in(Sheet.objects.get()).declined


def test_a_sheet_is_its_raters_alone(as_, here, held, today):
    pair = own_pair(held, here)
    as_("secretary").post(sheet_at(pair), {"mark_0": "1", "mark_1": "2"})
    for role in ("officer", "assessor", "auditor"):
        assert as_(role).get(sheet_at(pair)).status_code == 403
    for role in ("stranger", "member", "administrator"):
        assert as_(role).get(sheet_at(pair)).status_code == 404
    record = reverse("desk:record", args=[Sheet.objects.get().rec])
    for role in ("secretary", "officer", "assessor", "auditor", "stranger"):
        assert as_(role).get(record).status_code == 404
    other = Assignment.objects.exclude(rater=here.refining).first()
    mine = reverse("polls:sheet", args=[here.refining.uid, held.rec, other.rater_id])
    if not Assignment.objects.filter(rater=here.refining, rated=other.rater_id).exists():
        assert as_("secretary").get(mine).status_code == 404
    today["is"] = at(2026, 11, 21)
    late = as_("secretary").post(sheet_at(pair), {"mark_0": "0", "mark_1": "0"})
    assert "截止日期已经过了" in words(late)


def test_the_rated_branch_learns_the_mean_and_no_rater(as_, here, held, today):
    rate_all(held)
    today["is"] = CLOSED_AT
    as_("officer").post(reverse("polls:finish", args=[held.rec]))

    page = words(as_("secretary").get(reverse("polls:duties", args=[here.refining.uid])))
    assert "92%" in page
    raters = rounds.matrix_of(held).filter(rated=here.refining)
    body = page.split("别的支部对本支部的评价")[1]
    assert not [one.rater.name for one in raters if one.rater.name in body]
    result = PeerResult.objects.get(unit=here.refining)
    told = words(as_("secretary").get(reverse("desk:record", args=[result.rec])))
    assert not [one.rater.name for one in raters if one.rater.name in told]
    for address in ("round", "begin", "finish"):
        where = reverse(f"polls:{address}", args=[held.rec])
        assert as_("secretary").get(where).status_code in {404, 405}
        assert as_("assessor").post(where).status_code in {403, 405}


def test_a_member_answers_a_poll_and_sees_the_result(as_, here, today):
    as_("officer").post(reverse("polls:start", args=[here.refining.uid]), POLL)
    poll = Poll.objects.get()
    ballot = reverse("polls:ballot", args=[poll.rec])
    member = as_("member")
    assert "年度测评" in words(member.get(reverse("polls:mine")))
    page = member.get(ballot)
    assert "盯着数据库" in words(page)
    assert "no-store" in page["Cache-Control"]
    assert member.post(ballot, {"answer_0": "0"}).status_code == 422
    said = words(member.post(ballot, {"answer_0": "0", "answer_1": "-1"}, follow=True))
    assert "没有留下对应关系" in said
    assert member.post(ballot, {"answer_0": "0", "answer_1": "0"}).status_code == 422
    assert "没有等您填写的" in words(member.get(reverse("polls:mine")))
    assert "已经填写过" in words(member.get(ballot))
    for name in ("陈可", "李明远", "赵兰", "单国栋"):
        polling.answer(poll, member=here.member(name).uid, answers=(0, 1), today=date(2026, 11, 3))
    page = words(as_("officer").get(reverse("polls:poll", args=[poll.rec])))
    assert "已填 5" in page
    assert "不能提前" in words(
        as_("officer").post(reverse("polls:close", args=[poll.rec]), follow=True)
    )
    today["is"] = CLOSED_AT
    as_("officer").post(reverse("polls:close", args=[poll.rec]))
    assert "参加 5 人，有效 5 份" in words(as_("member").get(ballot))


def test_a_poll_of_others_does_not_exist(as_, here):
    poll = poll_in(here)
    for role in ("stranger", "administrator", "officer"):
        assert as_(role).get(reverse("polls:ballot", args=[poll.rec])).status_code == 404
    for name in ("poll", "paper"):
        address = reverse(f"polls:{name}", args=[poll.rec])
        assert as_("stranger").get(address).status_code == 404
        assert as_("secretary").get(address).status_code == 403
    assert as_("secretary").post(reverse("polls:close", args=[poll.rec])).status_code == 403


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"choices": "满意 101，不满意 0"}, "最多 100"),
        ({"questions": ""}, "必填"),
        ({"members": "", "invited": "4"}, "不到 5 人"),
        ({"feeds": "item", "standard": "ZB-41", "item": "", "rater": "x"}, "都要填"),
        ({"feeds": "item", "standard": "ZB-41", "item": "A1", "rater": "甲"}, "没有这样的条款"),
        ({"level": "open"}, "open"),
    ],
)
def test_a_wrong_poll_comes_back(as_, here, changed, said):
    answer = as_("officer").post(reverse("polls:start", args=[here.refining.uid]), POLL | changed)
    assert answer.status_code == 422
    assert said in words(answer)


def test_a_guest_answers_with_a_code_and_no_account(as_, client, here):
    poll = poll_in(here, members=False, invited=6)
    page = as_("officer").post(reverse("polls:codes", args=[poll.rec]))
    codes = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.content.decode())
    assert len(codes) == 6
    again = as_("officer").post(reverse("polls:codes", args=[poll.rec]), follow=True)
    assert "已经生成过" in words(again)
    client.logout()

    guest = reverse("polls:guest")
    assert client.get(guest).status_code == 200
    assert client.post(guest, {"code": "nothing"}).status_code == 422
    assert "书记陈可履职" in words(client.post(guest, {"code": codes[0]}))
    assert client.post(guest, {"code": codes[0], "answer_0": "0"}).status_code == 422
    told = {"code": codes[0], "answer_0": "0", "answer_1": "1"}
    assert "已收到" in words(client.post(guest, told))
    assert client.post(guest, told).status_code == 422


def test_two_persons_enter_a_count_of_paper(as_, here, today):
    poll = poll_in(here, level="paper")
    address = reverse("polls:paper", args=[poll.rec])
    told = {
        "group": "0", "issued": "8", "returned": "7", "valid": "7",
        "count_0_0": "5", "count_0_1": "1", "count_0_2": "1", "count_0_3": "0",
        "count_1_0": "6", "count_1_1": "0", "count_1_2": "0", "count_1_3": "1",
    }  # fmt: skip
    officer = as_("officer")
    assert "多于发出" in words(officer.post(address, told | {"returned": "9"}))
    assert officer.post(address, told | {"count_0_0": "x"}).status_code == 422
    officer.post(address, told)
    assert "等第二人录入" in words(officer.get(reverse("polls:poll", args=[poll.rec])))
    second = party.create_account(username="second", password=PASSWORD, display_name="监票人")
    from tests.people import hand

    party.grant_role(
        account=second, role="officer", organization=here.committee,
        hand=hand(here.accounts.administrator, role="administrator", at=OPENED_AT),
    )  # fmt: skip
    client = officer
    client.force_login(second, BACKEND)
    client.post(address, told)
    assert PaperCount.objects.get().confirmed
    today["is"] = CLOSED_AT
    client.force_login(second, BACKEND)
    client.post(reverse("polls:close", args=[poll.rec]))
    assert "发出 8，收回 7，有效 7" in words(client.get(reverse("polls:poll", args=[poll.rec])))
    assert PollResult.objects.get().ballots == 7


def test_the_list_of_a_committee_shows_both(as_, here, held):
    poll_in(here, here.committee)
    page = words(as_("officer").get(reverse("polls:committee", args=[here.committee.uid])))
    assert "2026 年度支部互评" in page
    assert "2026 年民主测评" in page
