import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD, card, hand
from zhibu.journal.models import LeafRow
from zhibu.party import actions, queries
from zhibu.party.models import Member, ReadLog

NOBODY = "o_" + "a" * 26


@pytest.fixture
def signed(here, client):
    """Return a function that signs somebody in and gives their browser."""

    def sign(who):
        client.force_login(getattr(here.accounts, who))
        return client

    return sign


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_chen_ke_signs_in_and_comes_where_she_wanted(here, client):
    wanted = reverse("party:members", args=[here.refining.uid])
    assert client.get(wanted).url == f"/sign-in/?next={wanted}"

    told = {"username": "chenke", "password": PASSWORD, "next": wanted}
    assert client.post("/sign-in/", told).url == wanted


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(here, client):
    answers = [
        text_of(client.post("/sign-in/", {"username": name, "password": "wrong"}))
        for name in ("chenke", "nobody")
    ]

    assert "用户名或密码不正确" in answers[0]
    assert answers[0].replace("chenke", "") == answers[1].replace("nobody", "")


def test_nobody_is_sent_to_another_site_after_signing_in(here, client):
    told = {"username": "chenke", "password": PASSWORD, "next": "//evil.example/"}

    assert client.post("/sign-in/", told).url == "/"


def test_guessing_is_slowed_down_and_says_so(here, client):
    for _ in range(8):
        answer = client.post("/sign-in/", {"username": "chenke", "password": "wrong"})

    assert answer.status_code == 429
    assert "15 分钟后再试" in text_of(answer)


def test_signing_out_is_a_post(signed):
    browser = signed("secretary")

    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/").url == "/sign-in/"


def test_the_tree_shows_who_is_live_and_how_many(signed):
    page = text_of(signed("member").get("/organizations/"))

    assert "炼油一车间党支部 党支部 一类 已启用 8 名党员" in page
    assert "乙烯裂解党支部 党支部 一类 未启用 8 名党员" in page
    assert "茂源石化公司党委 党委 2 个支部 · 16 名党员" in page


def test_the_tree_as_it_was_on_a_day(signed):
    browser = signed("member")

    assert "乙烯裂解" not in text_of(browser.get("/organizations/?on=2004-04-30"))
    assert "乙烯裂解" in text_of(browser.get("/organizations/?on=2004-05-01"))
    assert "日期请按" in text_of(browser.get("/organizations/?on=yesterday"))


def test_somebody_without_a_role_sees_no_organization(here, client):
    stranger = actions.create_account(username="new", password=PASSWORD, display_name="新人")
    client.force_login(stranger)

    assert client.get("/organizations/").status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("secretary", 200), ("organization", 200), ("officer", 200), ("assessor", 200),
        ("auditor", 200), ("member", 404), ("stranger", 404), ("administrator", 404),
    ],
)  # fmt: skip
def test_the_list_of_members_is_private_to_the_branch(here, signed, who, status):
    page = signed(who).get(f"/branches/{here.refining.uid}/members/")

    assert page.status_code == status
    assert ("赵兰" in page.content.decode()) == (status == 200)


def test_a_foreign_branch_and_one_that_does_not_exist_answer_alike(here, signed):
    browser = signed("stranger")
    foreign, unknown = (
        browser.get(f"/branches/{uid}/members/") for uid in (here.refining.uid, NOBODY)
    )

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.content == unknown.content


def test_an_officer_may_look_at_a_branch_but_an_assessor_not_register_in_it(here, signed):
    address = f"/branches/{here.refining.uid}/members/new/"

    assert signed("officer").get(address).status_code == 200
    assert signed("assessor").get(address).status_code == 403
    assert signed("stranger").get(address).status_code == 404


def test_a_former_secretary_is_shut_out_at_the_next_click(here, signed):
    browser = signed("secretary")
    address = f"/branches/{here.refining.uid}/members/"
    assert browser.get(address).status_code == 200

    giver = hand(here.accounts.administrator)
    actions.end_role(grant=here.grant(here.accounts.secretary), hand=giver)

    assert browser.get(address).status_code == 404


def test_numbers_and_phones_are_hidden_until_opened_and_opening_is_told(here, signed):
    lan = here.member("赵兰")
    actions.change_member(member=lan, changed_on=date(2026, 2, 1), phone="13800138000", hand=hand())
    browser = signed("secretary")
    assert "13800138000" not in text_of(browser.get(f"/members/{lan.uid}/"))
    assert "没有人看过" in text_of(browser.get(f"/members/{lan.uid}/"))

    opened = browser.post(f"/members/{lan.uid}/reveal/")

    assert "13800138000" in text_of(opened)
    assert "no-store" in opened.headers["Cache-Control"]
    account = actions.create_account(
        username="zhaolan", password=PASSWORD, display_name="赵兰", member=lan
    )
    browser.force_login(account)
    assert "陈可 （支部书记）" in text_of(browser.get(f"/members/{lan.uid}/")).replace(
        "陈可（", "陈可 （"
    )


def test_opening_is_a_post_and_not_for_everybody(here, signed):
    address = f"/members/{here.member('赵兰').uid}/reveal/"

    assert signed("secretary").get(address).status_code == 405
    assert signed("assessor").post(address).status_code == 403
    assert signed("member").post(address).status_code == 404
    assert signed("stranger").post(address).status_code == 404
    assert not ReadLog.objects.exists()


def test_a_member_sees_the_own_card_and_nobody_elses(here, signed):
    browser = signed("member")

    assert browser.get(f"/members/{here.member('王立新').uid}/").status_code == 200
    assert browser.get(f"/members/{here.member('赵兰').uid}/").status_code == 404
    assert browser.get("/members/m_" + "a" * 26 + "/").status_code == 404


CARD = {
    "name": "姚  华", "sex": "2", "ethnicity": "01", "joined_on": "2012-04-07",
    "converted_on": "2013-04-07", "since": "2026-02-01",
}  # fmt: skip


def test_a_secretary_registers_a_member(here, signed):
    answer = signed("secretary").post(f"/branches/{here.refining.uid}/members/new/", CARD)

    assert answer.url == f"/branches/{here.refining.uid}/members/"
    leaf = LeafRow.objects.get(rec=here.member("姚华").rec)
    assert (leaf.actor, leaf.role) == (here.accounts.secretary.uid, "secretary")


def test_a_refused_card_keeps_what_was_typed_and_says_why(here, signed):
    told = CARD | {"id_number": "110101198008140020", "occupation": "仪表工"}
    answer = signed("secretary").post(f"/branches/{here.refining.uid}/members/new/", told)

    page = answer.content.decode()
    assert "仪表工" in page
    assert "依据：GB 11643" in page
    assert not Member.objects.filter(name="姚华").exists()


@pytest.mark.parametrize("extra", ["org", "state", "at", "is_staff", "score"])
def test_a_field_that_no_form_asked_for_is_refused(here, signed, extra):
    told = CARD | {extra: "1"}
    answer = signed("secretary").post(f"/branches/{here.refining.uid}/members/new/", told)

    assert answer.status_code == 400
    assert not Member.objects.filter(name="姚华").exists()


def test_a_field_sent_twice_is_refused(here, signed):
    told = CARD | {"sex": ["1", "2"]}
    answer = signed("secretary").post(f"/branches/{here.refining.uid}/members/new/", told)

    assert answer.status_code == 400


def test_a_secretary_forms_a_group_with_its_members(here, signed):
    told = {
        "name": "第三党小组", "from_on": "2026-02-01",
        "members": [here.member("王立新").uid, here.member("赵兰").uid],
    }  # fmt: skip
    answer = signed("secretary").post(f"/branches/{here.refining.uid}/groups/", told)

    assert answer.status_code == 302
    roll = queries.roll_of(here.refining, date(2026, 2, 1))
    third = next(group for group in roll.groups if group.name == "第三党小组")
    assert {one.name for one in roll.in_group(third.uid)} == {"王立新", "赵兰"}


def test_nothing_is_formed_where_the_members_do_not_fit(here, signed):
    told = {"name": "第三党小组", "from_on": "2025-02-01", "members": [here.member("孙晓梅").uid]}
    answer = signed("secretary").post(f"/branches/{here.refining.uid}/groups/", told)

    assert "孙晓梅当日不是本支部党员" in text_of(answer)
    assert len(queries.roll_of(here.refining, date(2026, 2, 1)).groups) == 2


def test_a_secretary_ends_a_post_and_fills_it(here, signed):
    browser = signed("secretary")
    post = here.post("王立新", "publicity")
    ending = f"/branches/{here.refining.uid}/posts/{post.rec}/end/"
    assert browser.post(ending, {"ended_on": "2026-03-01"}).status_code == 302

    told = {"member": here.member("赵兰").uid, "post": "publicity", "from_on": "2026-03-01"}
    browser.post(f"/branches/{here.refining.uid}/posts/", told)

    assert "赵兰 · 宣传委员" in text_of(browser.get(f"/branches/{here.refining.uid}/posts/"))


def test_a_post_next_door_is_not_ended_from_here(here, signed):
    post = here.post("周建国", "secretary")
    address = f"/branches/{here.refining.uid}/posts/{post.rec}/end/"

    assert signed("secretary").post(address, {"ended_on": "2026-03-01"}).status_code == 404


def test_an_officer_puts_a_branch_live(here, signed):
    told = {"live_on": "2026-04-01", "counted_from": "2026-01-01"}
    address = f"/branches/{here.cracking.uid}/go-live/"

    assert signed("stranger").post(address, told).status_code == 403
    assert signed("officer").post(address, told).status_code == 302
    assert queries.organization(here.cracking.uid).live_on == date(2026, 4, 1)


def test_an_administrator_grants_and_takes_back(here, signed):
    browser = signed("administrator")
    told = {
        "account": here.accounts.auditor.uid, "role": "assessor",
        "organization": here.committee.uid,
    }  # fmt: skip
    page = browser.post("/accounts/grants/new/", told, follow=True)
    assert "已授予宋岚“考核员”" in text_of(page)

    grant = here.accounts.auditor.grants.get(role="assessor")
    page = browser.post(f"/accounts/grants/{grant.rec}/end/", follow=True)
    assert "立即生效" in text_of(page)
    grant.refresh_from_db()
    assert not grant.is_open


@pytest.mark.parametrize("who", ["secretary", "officer", "auditor", "member"])
def test_accounts_are_for_administrators(signed, who):
    assert signed(who).get("/accounts/").status_code == 403


def test_an_administrator_opens_an_account(here, signed):
    told = {"username": "zhaolan", "display_name": "赵兰", "password": "short"}
    refused = signed("administrator").post("/accounts/new/", told)
    assert "密码" in text_of(refused)

    page = signed("administrator").post(
        "/accounts/new/", told | {"password": PASSWORD}, follow=True
    )
    assert "已为赵兰开立账号" in text_of(page)


@pytest.mark.parametrize(
    "address",
    ["/organizations/", "/branches/{0}/members/", "/branches/{0}/groups/", "/branches/{0}/posts/"],
)
def test_pages_ask_the_same_number_of_questions_however_many_members(here, signed, address):
    browser = signed("officer")
    address = address.format(here.refining.uid)
    few = asked_by(browser, address)
    for number in range(30):
        told = card(f"测试{chr(0x4E00 + number)}")
        actions.register_member(
            branch=here.refining, card=told, since=date(2026, 1, 1), hand=hand()
        )

    assert asked_by(browser, address) == few <= 12


def asked_by(browser, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


NEW = "新的密码 is long enough"


def test_chen_ke_changes_her_password_and_the_old_one_opens_nothing_any_more(here, signed, client):
    elsewhere = Client()
    elsewhere.force_login(here.accounts.secretary)
    told = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    answer = signed("secretary").post("/account/password/", told, follow=True)

    assert "密码已修改" in text_of(answer)
    assert client.get("/organizations/").status_code == 200
    assert elsewhere.get("/organizations/").url.startswith("/sign-in/")
    here.accounts.secretary.refresh_from_db()
    assert here.accounts.secretary.check_password(NEW)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"old_password": "wrong"}, "原密码不正确"),
        ({"new_password2": "另一个也够长的密码"}, "两次输入的新密码不一样"),
        ({"new_password1": "太短", "new_password2": "太短"}, "至少要 10 个字符"),
    ],
)
def test_a_refused_password_changes_nothing_and_says_why(here, signed, told, words):
    good = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    answer = signed("secretary").post("/account/password/", good | told)

    assert words in text_of(answer)
    here.accounts.secretary.refresh_from_db()
    assert here.accounts.secretary.check_password(PASSWORD)
