"""Where everybody begins, and what their menu offers."""

import pytest
from django.urls import reverse

MOST_LINES = 10
# The lines of the menu, and what stands below each of them.
TODAYS_MENU = {
    "secretary": {
        "本支部": [], "组织生活": [], "工作纪实": [], "党员": [
            "工作流程", "组织关系", "选举", "民主评议", "发展党员", "奖惩和岗位", "党费", "活动经费",
        ], "台账": ["四册五表"],
        "考核": ["星级", "评审", "分类考核", "互评", "考核标准"], "核查": ["整改"],
        "总览": ["组织"],
        "我的党员卡": ["我的党费", "测评", "提醒"], "账本": ["导入"],
    },
    "member": {
        "本支部": [], "组织生活": [], "考核": ["星级", "考核标准"],
        "党费": ["经费公开"], "总览": ["组织"],
        "我的党员卡": ["我的党费", "测评", "提醒"], "账本": [],
    },
    "officer": {
        "总览": ["组织", "班子和换届", "统计", "党员库"],
        "工作流程": ["组织关系", "发展计划"], "评审": ["分类考核", "星级", "互评与测评"], "核查": ["整改"],
        "活动经费": [], "下达任务": [],
        "考核标准": ["标准起草"], "提醒": [], "账本": ["导入", "删除与封存"],
    },
    "administrator": {
        "总览": ["组织"], "考核标准": [], "提醒": [], "账本": ["账号与角色"],
    },
}  # fmt: skip


def sign_in(client, account):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_who_is_not_signed_in_is_asked_to(client, db):
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("party:sign-in"))


@pytest.mark.parametrize("role", ["secretary", "organization", "member"])
def test_a_branch_s_people_begin_at_their_branch(client, here, role):
    answer = sign_in(client, getattr(here.accounts, role)).get("/")

    assert answer.url == reverse("desk:branch", args=[here.refining.uid])


@pytest.mark.parametrize("role", ["officer", "assessor", "auditor", "administrator"])
def test_a_committee_s_people_begin_at_its_overview(client, here, role):
    answer = sign_in(client, getattr(here.accounts, role)).get("/")

    assert answer.url == reverse("desk:overview", args=[here.committee.uid])


@pytest.mark.parametrize("role", sorted(TODAYS_MENU))
def test_the_menu_offers_what_the_role_has_pages_for(client, here, role):
    answer = sign_in(client, getattr(here.accounts, role)).get(reverse("desk:burden"))

    menu = answer.context["nav"]()
    assert {e.title: [one.title for one in e.within] for e in menu} == TODAYS_MENU[role]
    assert len(menu) <= MOST_LINES


def test_the_page_being_shown_is_marked_in_the_menu(client, here):
    page = reverse("desk:branch", args=[here.refining.uid])
    answer = sign_in(client, here.accounts.secretary).get(page)

    assert [entry.title for entry in answer.context["nav"]() if entry.current] == ["本支部"]
    assert 'aria-current="page"' in answer.content.decode()


def test_a_page_within_a_line_of_the_menu_marks_that_line(client, here):
    page = reverse("meetings:record", args=[here.refining.uid])
    answer = sign_in(client, here.accounts.secretary).get(page)

    assert [e.title for e in answer.context["nav"]() if e.current == "true"] == ["组织生活"]


def test_the_pages_of_a_section_stand_open_while_one_of_them_is_shown(client, here):
    page = reverse("dues:list", args=[here.refining.uid])
    answer = sign_in(client, here.accounts.secretary).get(page)

    opened = [entry for entry in answer.context["nav"]() if entry.opened]
    assert [(e.title, e.current) for e in opened] == [("党员", "")]
    within = [(e.title, e.current) for e in opened[0].within]
    assert within[-2:] == [("党费", "page"), ("活动经费", "")]
    assert [title for title, current in within if current] == ["党费"]
    assert answer.content.decode().count('class="within opened"') == 2  # sidebar, phone


def test_a_member_reads_the_branch_and_is_offered_no_act(client, here):
    page = reverse("desk:branch", args=[here.refining.uid])
    shown = sign_in(client, here.accounts.member).get(page).content.decode()

    assert here.refining.name in shown
    assert reverse("meetings:record", args=[here.refining.uid]) not in shown
    assert reverse("party:members", args=[here.refining.uid]) not in shown


def test_a_branch_s_page_costs_a_bounded_number_of_queries(
    client, here, django_assert_max_num_queries
):
    page = reverse("desk:branch", args=[here.refining.uid])
    sign_in(client, here.accounts.secretary)
    with django_assert_max_num_queries(25):
        client.get(page)


def test_what_is_due_stands_in_five_lines_at_most_with_basis_and_day(client, here):
    page = reverse("desk:branch", args=[here.refining.uid])
    answer = sign_in(client, here.accounts.secretary).get(page)

    assert 0 < len(answer.context["dues"]) <= 5
    assert all(due.basis and due.by for due in answer.context["dues"])


def test_the_score_is_told_with_what_was_measured_and_no_class_result(client, here):
    page = reverse("desk:branch", args=[here.refining.uid])
    shown = sign_in(client, here.accounts.secretary).get(page).content.decode()

    assert "100 分中已测" in shown
    assert "不定等次" in shown


def test_a_branch_that_does_not_exist_is_not_found(client, here):
    for uid in ("o_" + "z" * 26, "nonsense"):
        answer = sign_in(client, here.accounts.officer).get(reverse("desk:branch", args=[uid]))
        assert answer.status_code == 404


def test_the_language_is_changed_by_a_button_and_remembered(client, here):
    sign_in(client, here.accounts.member)
    answer = client.post(reverse("desk:language"), {"language": "en", "next": "/burden/"})

    assert answer.url == "/burden/"
    assert '<html lang="en">' in client.get("/burden/").content.decode()


def test_the_language_button_leads_to_no_foreign_page(client, db):
    answer = client.post(
        reverse("desk:language"), {"language": "en", "next": "//elsewhere.example"}
    )

    assert answer.url == "/"


def test_every_page_has_a_way_to_say_that_it_is_a_burden(client, here):
    page = reverse("desk:branch", args=[here.refining.uid])
    shown = sign_in(client, here.accounts.member).get(page).content.decode()

    assert reverse("desk:burden") in shown


def test_a_committee_s_standards_mark_standards_and_not_the_tree(client, here):
    page = reverse("assessment:standards", args=[here.committee.uid])
    answer = sign_in(client, here.accounts.officer).get(page)

    marked = [one.title for entry in answer.context["nav"]() for one in (entry, *entry.within)
              if one.current]  # fmt: skip
    assert marked == ["考核标准"]
