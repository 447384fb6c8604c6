"""The pages of declared work: what is missing first, one form, tasks with their days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import at, hand
from zhibu.journal import log
from zhibu.worklog import actions, lists, queries
from zhibu.worklog.actions import WorkTold
from zhibu.worklog.models import Work

MARCH = date(2026, 3, 10)


@pytest.fixture
def chen_ke(client, here):
    return signed_in(client, here.accounts.secretary)


def signed_in(client, account):
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client


def by(here, name):
    return hand(getattr(here.accounts, name), role=name, at=at(2026, 3, 20))


def words_of(answer):
    return answer.content.decode()


def a_task(here):
    told = WorkTold("superior_task", MARCH, "报送党员名册", due_on=date(2026, 3, 31))
    (leaf,) = actions.record_work_at(branches=[here.refining], told=told, hand=by(here, "officer"))
    return leaf


def test_the_list_tells_first_what_is_still_to_be_done(here, chen_ke):
    a_task(here)

    page = words_of(chen_ke.get(reverse("worklog:list", args=[here.refining.uid])))

    assert page.index("报送党员名册") < page.index("这一期还没有记") < page.index("工作记录")
    assert "逾期" in page
    assert "支部网页、专栏更新" in page[page.index("这一期还没有记") :]


def test_what_was_entered_is_missing_no_more(here, chen_ke):
    today = log.civil(timezone.now())
    place = reverse("worklog:list", args=[here.refining.uid])
    link = "?type=page_update"
    assert link in words_of(chen_ke.get(place))

    form = reverse("worklog:record", args=[here.refining.uid]) + "?type=page_update"
    answer = chen_ke.post(form, {"work": "page_update", "on": today, "words": "更新支部动态"})

    assert answer.status_code == 302
    page = words_of(chen_ke.get(place))
    assert link not in page
    assert "更新支部动态" in page


def test_only_the_kinds_a_standard_asks_for_are_offered_first(here, chen_ke):
    place = reverse("worklog:record", args=[here.refining.uid])

    few, every = words_of(chen_ke.get(place)), words_of(chen_ke.get(place + "?all"))

    assert "?type=volunteering" in few
    assert "?type=union_ledger" not in few
    assert "?type=union_ledger" in every
    assert "?type=superior_task" not in every


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("volunteering", {"work", "on", "participants", "words"}),
        ("study_hours", {"work", "on", "minutes", "participants", "words"}),
        ("campaign", {"work", "on", "parts", "words"}),
        ("test", {"work", "month", "number_0", "number_1", "number_2", "words"}),
        ("transfer", {"work", "on", "due_on", "words"}),
        ("activists", {"work", "on", "number", "words"}),
    ],
)
def test_a_form_asks_only_what_its_kind_needs(here, chen_ke, kind, fields):
    place = reverse("worklog:record", args=[here.refining.uid]) + f"?type={kind}"
    assert set(chen_ke.get(place).context["form"].fields) == fields


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(here, chen_ke):
    place = reverse("worklog:record", args=[here.refining.uid]) + "?type=test"
    told = {"work": "test", "month": "2026-01", "number_0": 3, "number_1": 9, "number_2": 1}
    month = chen_ke.get(place).context["form"].fields["month"].choices[0][0]

    answer = chen_ke.post(place, told | {"month": month, "words": "一季度"})

    assert answer.status_code == 422
    assert "不能多于" in str(answer.context["form"].errors["number_1"])
    assert "一季度" in words_of(answer)
    assert not Work.objects.exists()


def test_a_secretary_finishes_a_task_from_the_list(here, chen_ke):
    task = a_task(here)
    place = reverse("worklog:finish", args=[task.rec])
    assert chen_ke.get(place).status_code == 200

    answer = chen_ke.post(place, {"on": "2026-03-30", "words": "已报送"})

    assert answer.status_code == 302
    assert queries.work(task.rec).ended_on == date(2026, 3, 30)


def test_a_secretary_corrects_and_withdraws_own_work(here, chen_ke):
    told = WorkTold("campaign", MARCH, parts=("方案",))
    leaf = actions.record_work(branch=here.refining, told=told, hand=by(here, "secretary"))
    correct = reverse("worklog:correct", args=[leaf.rec])
    form = chen_ke.get(correct).context["form"]
    assert form["parts"].value() == ["方案"]

    told = {"work": "campaign", "on": "2026-03-10", "parts": ["方案", "记录", "总结"], "words": ""}
    told |= {"reason": "补齐", "seen": form["seen"].value()}
    assert chen_ke.post(correct, told).status_code == 302
    assert queries.work(leaf.rec).complete

    withdraw = reverse("worklog:withdraw", args=[leaf.rec])
    assert chen_ke.post(withdraw, {"reason": "记错了"}).status_code == 302
    assert queries.work(leaf.rec) is None
    assert chen_ke.get(withdraw).status_code == 200


def test_an_officer_sets_a_task_for_two_branches(here, client):
    gao = signed_in(client, here.accounts.officer)
    place = reverse("worklog:set-tasks", args=[here.committee.uid])
    assert "上级任务" in words_of(gao.get(place))
    today = log.civil(timezone.now())
    told = {"work": "superior_task", "on": today, "due_on": today + timedelta(days=9)}

    answer = gao.post(
        place, told | {"words": "报送总结", "branches": [here.refining.uid, here.cracking.uid]}
    )

    assert answer.status_code == 302
    assert words_of(gao.get(place)).count("报送总结") == 2


@pytest.mark.parametrize(
    ("account", "page", "status"),
    [
        ("secretary", "list", 200), ("officer", "list", 200), ("member", "list", 404),
        ("stranger", "list", 404), ("secretary", "record", 200), ("officer", "record", 403),
        ("member", "record", 404), ("stranger", "record", 404),
    ],
)  # fmt: skip
def test_who_may_see_and_who_may_record(here, client, account, page, status):
    place = reverse(f"worklog:{page}", args=[here.refining.uid])
    assert signed_in(client, getattr(here.accounts, account)).get(place).status_code == status


@pytest.mark.parametrize(
    ("account", "status"), [("officer", 200), ("secretary", 404), ("assessor", 403)]
)
def test_only_an_officer_sets_tasks(here, client, account, status):
    place = reverse("worklog:set-tasks", args=[here.committee.uid])
    assert signed_in(client, getattr(here.accounts, account)).get(place).status_code == status


def test_a_superiors_task_is_mended_by_the_superior(here, client):
    task = a_task(here)
    places = [reverse(f"worklog:{name}", args=[task.rec]) for name in ("correct", "withdraw")]
    record = reverse("desk:record", args=[task.rec])

    own = signed_in(client, here.accounts.secretary)
    assert [own.get(place).status_code for place in places] == [403, 403]
    assert places[1] not in words_of(own.get(record))
    above = signed_in(client, here.accounts.officer)
    assert [above.get(place).status_code for place in places] == [200, 200]
    assert places[1] in words_of(above.get(record))


def test_a_record_page_says_the_work_in_words(here, chen_ke):
    told = WorkTold("study_hours", MARCH, "学习条例", minutes=90,
                    participants=(here.member("陈可").uid,))  # fmt: skip
    leaf = actions.record_work(branch=here.refining, told=told, hand=by(here, "secretary"))

    page = words_of(chen_ke.get(reverse("desk:record", args=[leaf.rec])))

    assert all(words in page for words in ("集中学习学时", "每人分钟", "学习条例", "陈可"))


def test_a_list_costs_the_same_for_one_and_for_many(here, chen_ke, django_assert_max_num_queries):
    place = reverse("worklog:list", args=[here.refining.uid])
    for day in range(1, 20):
        told = WorkTold("drill", date(2026, 3, day))
        actions.record_work(branch=here.refining, told=told, hand=by(here, "secretary"))
        if day == 1:
            chen_ke.get(place)
            with django_assert_max_num_queries(40) as first:
                chen_ke.get(place)

    with django_assert_max_num_queries(len(first)):
        assert words_of(chen_ke.get(place + "?year=2026")).count("应急演练") >= 19


def test_nothing_but_declared_work_is_mended_here(here, chen_ke):
    card = log.leaves_of(here.refining.uid, named=["party.member_registered"])[0].rec
    for name in ("correct", "withdraw", "finish"):
        for rec in (card, "r_" + "z" * 26, "nonsense"):
            assert chen_ke.get(reverse(f"worklog:{name}", args=[rec])).status_code == 404


def test_who_sat_together_is_ticked_already_and_who_helped_is_not(here, chen_ke):
    place = reverse("worklog:record", args=[here.refining.uid])

    together = chen_ke.get(f"{place}?type=study_hours").context["form"]
    apart = chen_ke.get(f"{place}?type=volunteering").context["form"]

    assert set(together["participants"].value()) == {
        uid for uid, _name in together.fields["participants"].choices
    }
    assert not apart["participants"].value()
    assert "请至少勾选一位参加的党员" in words_of(
        chen_ke.post(place, {"work": "volunteering", "on": "2026-03-10"})
    )


def test_what_is_late_says_so_and_what_has_time_is_folded(here, chen_ke):
    page = lists.page_of(here.refining, 2026, date(2026, 6, 1))

    assert min(one.until for one in page.missing) < date(2026, 6, 1)
    assert all(one.until > date(2026, 7, 2) for one in page.later)
    assert page.later
