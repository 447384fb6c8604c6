"""Commendations, sanctions and duty posts."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.party.stated import facts_of, level_of
from zhibu.honours import actions, queries
from zhibu.honours.actions import (
    CannotAssignDuty,
    CannotCommend,
    CannotSanction,
    CommendationTold,
    DutyTold,
    SanctionTold,
)
from zhibu.honours.models import Commendation, Duty, Sanction
from zhibu.journal import log
from zhibu.party.models import Affiliation, ReadLog

JULY = at(2026, 7, 3)


def commended(here, name="王立新", on=date(2026, 7, 1), when=JULY, **told):
    usual = {
        "form": "model_member", "level": "base", "title": "2026 年优秀共产党员",
        "given_by": "茂源石化公司党委",
    }  # fmt: skip
    return actions.commend(
        branch=here.refining,
        told=CommendationTold(member=here.member(name), given_on=on, **(usual | told)),
        hand=hand(here.accounts.secretary, role="secretary", at=when),
    )


def sanctioned(here, name="李明远", on=date(2026, 7, 1), form="warning", when=JULY):
    told = SanctionTold(
        member=here.member(name), form=form, cause="违反工作纪律", decided_by="公司纪委",
        decided_on=on,
    )  # fmt: skip
    return actions.sanction(
        branch=here.refining, told=told, hand=hand(here.accounts.officer, at=when)
    )


def assigned(here, title="二号装置责任区", *names):
    members = tuple(here.member(name) for name in names or ("王立新", "赵兰"))
    told = DutyTold(
        form="area", title=title, content="巡检", members=members, from_on=date(2026, 3, 2)
    )
    return actions.assign_duty(
        branch=here.refining, told=told,
        hand=hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 3)),
    )  # fmt: skip


def test_wang_is_commended_and_it_is_registered_in_time(here):
    commended(here)

    assert [one.title for one in queries.commendations_of(here.member("王立新"))] == [
        "2026 年优秀共产党员"
    ]
    assert facts_of(here.refining)[-2:] == [
        ("honours.registration.due", "2026-07-08", 1),
        ("honours.registration.done_in_time", "2026-07-08", 1),
    ]


def test_on_the_eighth_day_it_is_late(here):
    commended(here, when=at(2026, 7, 8))
    commended(here, "赵兰", when=at(2026, 7, 9))

    ends = facts_of(here.refining, "honours.registration.done_in_time",
                    "honours.registration.done_late")  # fmt: skip
    assert [name.rpartition(".")[2] for name, _on, _value in ends] == ["done_in_time", "done_late"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"on": date(2026, 7, 4)}, "given_on"),
        ({"name": "周建国"}, "member"),
        ({"form": "hero"}, "form"),
        ({"title": "  "}, "title"),
        ({"given_by": ""}, "given_by"),
    ],
)
def test_a_commendation_that_cannot_be_is_refused_and_changes_nothing(here, told, field):
    with pytest.raises(CannotCommend) as refused:
        commended(here, **told)

    assert refused.value.field == field
    assert not Commendation.objects.exists()


def test_the_same_honour_is_not_entered_twice(here):
    commended(here)
    with pytest.raises(CannotCommend, match="已经登记过"):
        commended(here)


def test_a_warning_has_effect_for_a_year_to_the_day(here):
    sanctioned(here)
    found = Sanction.objects.get()

    assert found.has_effect_on(date(2027, 6, 30))
    assert not found.has_effect_on(date(2027, 7, 1))


def test_a_sanction_of_a_committee_member_counts_as_one(here):
    sanctioned(here)
    sanctioned(here, "孙晓梅", form="serious_warning")

    stated = facts_of(here.refining, "honours.sanction", "honours.committee_sanction")
    assert [name for name, _on, _value in stated] == [
        "honours.sanction", "honours.committee_sanction", "honours.sanction",
    ]  # fmt: skip


def test_who_is_on_probation_in_the_party_has_no_vote_until_it_is_over(here):
    sanctioned(here, form="probation_one")
    uid = here.member("李明远").uid

    assert queries.without_vote([uid], date(2027, 6, 30)) == {uid}
    assert queries.without_vote([uid], date(2027, 7, 1)) == frozenset()


def test_an_expulsion_ends_the_membership_in_the_same_act(here):
    sanctioned(here, "单国栋", form="expelled")

    assert Affiliation.objects.get(member=here.member("单国栋")).until_on == date(2026, 7, 1)
    assert facts_of(here.refining, "party.members")[-1] == ("party.members", "2026-07-01", -1)


def test_the_effect_ends_on_another_day_by_a_reasoned_decision_only(here):
    sanctioned(here)
    found = Sanction.objects.get()
    told = {"found": found, "until_on": date(2026, 12, 31), "on": date(2026, 11, 1),
            "hand": hand(here.accounts.officer, at=at(2026, 11, 2))}  # fmt: skip

    with pytest.raises(CannotSanction, match="理由"):
        actions.end_sanction(reason=" ", decided_by="公司纪委", **told)
    leaf = actions.end_sanction(reason="有立功表现", decided_by="公司纪委", **told)

    found.refresh_from_db()
    assert found.until_on == date(2026, 12, 31)
    with log.act(here.refining.uid):
        log.withdraw(leaf.lh, unit=here.refining.uid, reason="日期写错",
                     **hand(here.accounts.officer, at=at(2026, 11, 3)).told)  # fmt: skip
    found.refresh_from_db()
    assert found.until_on == date(2027, 7, 1)


def test_the_leaf_of_a_sanction_names_neither_branch_nor_day(here):
    leaf = log.leaf_of(sanctioned(here).lh)
    bytes_of = log.lines_of([leaf])

    assert here.refining.uid.encode() not in repr(bytes_of).encode()
    assert "2026-07-01" not in repr(bytes_of)


def test_a_duty_area_counts_while_it_goes_on_and_its_first_record_of_a_quarter(here):
    assigned(here)
    duty = Duty.objects.get()
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 7, 10))
    for day in (date(2026, 5, 6), date(2026, 6, 30), date(2026, 7, 1)):
        actions.review_duty(duty=duty, result="巡检无隐患", on=day, hand=mine)
    actions.end_duty(duty=duty, reason="岗位撤销", on=date(2026, 7, 9), hand=mine)

    assert level_of(here.refining, "service.duty_areas", date(2026, 7, 8)) == 1
    assert level_of(here.refining, "service.duty_areas", date(2026, 7, 9)) == 0
    assert [on for _name, on, _value in facts_of(here.refining, "service.duty_areas_recorded")] == [
        "2026-05-06", "2026-07-01",
    ]  # fmt: skip


def test_a_duty_of_the_same_title_waits_until_the_first_is_over(here):
    assigned(here)
    with pytest.raises(CannotAssignDuty, match="同名"):
        assigned(here)


def test_a_duty_that_is_over_is_not_reviewed(here):
    assigned(here)
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 7, 10))
    actions.end_duty(duty=Duty.objects.get(), reason="", on=date(2026, 7, 9), hand=mine)
    with pytest.raises(CannotAssignDuty, match="已经结束"):
        actions.review_duty(duty=Duty.objects.get(), result="好", on=date(2026, 7, 9), hand=mine)


def test_wang_does_not_see_lis_sanction_but_li_does(here, client):
    sanctioned(here)
    page = reverse("honours:member", args=[here.member("李明远").uid])
    client.force_login(here.accounts.member)
    assert client.get(page).status_code == 404
    client.force_login(here.accounts.assessor)
    assert "警告" not in client.get(page).content.decode()
    client.force_login(here.accounts.organization)
    assert "警告" in client.get(page).content.decode()


def test_who_read_of_a_sanction_stands_on_the_members_card(here, client):
    sanctioned(here)
    client.force_login(here.accounts.secretary)
    client.get(reverse("honours:sanctions", args=[here.refining.uid]))

    assert ReadLog.objects.get().member_id == here.member("李明远").uid


def test_the_next_branchs_secretary_finds_no_page_here(here, client):
    assigned(here)
    client.force_login(here.accounts.stranger)
    duty = Duty.objects.get()
    for address in (
        reverse("honours:branch", args=[here.refining.uid]),
        reverse("honours:sanctions", args=[here.refining.uid]),
        reverse("honours:duties", args=[here.refining.uid]),
    ):
        assert client.get(address).status_code == 404
    assert client.post(reverse("honours:end-duty", args=[duty.rec])).status_code == 404


def test_chen_ke_commends_wang_on_the_page_and_mends_a_slip(here, client):
    client.force_login(here.accounts.secretary)
    page = reverse("honours:branch", args=[here.refining.uid])
    told = {"member": here.member("王立新").uid, "form": "model_member", "level": "base",
            "title": "优秀党员", "given_by": "公司党委", "given_on": "2026-02-02"}  # fmt: skip

    kept = client.post(page, told | {"given_on": "2999-01-01"})
    assert kept.status_code == 422
    assert "日期不能晚于今天" in kept.content.decode()
    assert 'value="优秀党员"' in kept.content.decode()
    assert client.post(page, told).status_code == 302
    found = Commendation.objects.get()
    client.post(reverse("honours:withdraw", args=[found.rec]), {"reason": "重名登错"})
    assert not Commendation.objects.exists()


def test_an_assessor_may_look_at_honours_and_not_enter_one(here, client):
    client.force_login(here.accounts.assessor)
    page = reverse("honours:branch", args=[here.refining.uid])

    assert client.get(page).status_code == 200
    assert client.post(page, {}).status_code == 403


def test_what_was_written_of_a_duty_stays_where_it_was_refused(here, client):
    assigned(here)
    duty = Duty.objects.get()
    client.force_login(here.accounts.secretary)
    place = reverse("honours:review-duty", args=[duty.rec])
    page = client.post(place, {"result": "巡检无隐患", "on": "2999-01-01"})

    assert page.status_code == 422
    assert 'value="巡检无隐患"' in page.content.decode()
    assert page.context["rows"][0][1].errors["on"]
    assert not page.context["form"].errors


def test_a_sanction_entered_wrongly_is_taken_back_with_the_reason(here, client):
    sanctioned(here, when=at(2026, 7, 2))
    found = Sanction.objects.get()
    place = reverse("honours:withdraw", args=[found.rec])
    for account in ("stranger", "member"):
        client.force_login(getattr(here.accounts, account))
        assert client.post(place, {"reason": "登错"}).status_code == 404
    client.force_login(here.accounts.assessor)
    assert client.post(place, {"reason": "登错"}).status_code == 403
    client.force_login(here.accounts.secretary)
    assert client.post(place, {"reason": ""}).status_code == 422
    assert Sanction.objects.exists()
    assert client.post(place, {"reason": "登错人"}).status_code == 302
    assert not Sanction.objects.exists()
