"""Collecting dues: by the rates, for the month, with what is left to pay kept apart."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.meetings.facts import facts_of
from zhibu.core.periods import Month
from zhibu.dues import actions, queries
from zhibu.dues.actions import CannotCollectDues, LineTold
from zhibu.dues.lines import Line
from zhibu.dues.models import Collected
from zhibu.journal import log
from zhibu.party import actions as founding
from zhibu.party.sets import BranchForm

MARCH = Month(2026, 3)


@pytest.fixture
def chen_ke(here):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 25))


def line(here, name: str, paid: str | None = None, base: str = "10000", **more: object) -> LineTold:
    return LineTold(here.member(name).uid, Decimal(paid) if paid else None, Decimal(base), **more)


def test_two_pay_in_full_and_one_in_part(here, chen_ke):
    lines = (line(here, "陈可"), line(here, "王立新", base="2860"), line(here, "赵兰", "100"))

    actions.collect_dues(branch=here.refining, month=MARCH, lines=lines, hand=chen_ke)

    assert facts_of(here.refining.uid, "dues") == {
        "dues.owed": 15000 + 1430 + 15000,
        "dues.paid": 15000 + 1430 + 10000,
        "dues.members_settled": 2,
        "dues.members_owing": 3,
    }


def test_arrears_settle_their_month_and_state_nothing_owed_twice(here, chen_ke):
    part = (line(here, "赵兰", "100"),)
    actions.collect_dues(branch=here.refining, month=MARCH, lines=part, hand=chen_ke)

    actions.collect_dues(
        branch=here.refining, month=MARCH, lines=(line(here, "赵兰", "50"),), hand=chen_ke
    )

    zhao = queries.standing_of(here.refining.uid, MARCH)[here.member("赵兰").uid]
    assert (zhao.owed, zhao.paid, zhao.settled) == (Decimal("150.00"), Decimal("150.00"), True)
    assert facts_of(here.refining.uid, "dues") == {
        "dues.owed": 15000, "dues.paid": 15000, "dues.members_settled": 1,
        "dues.members_owing": 1,
    }  # fmt: skip


def test_who_has_settled_does_not_pay_again(here, chen_ke):
    lines = (line(here, "赵兰"),)
    actions.collect_dues(branch=here.refining, month=MARCH, lines=lines, hand=chen_ke)

    with pytest.raises(CannotCollectDues, match="已经缴清"):
        actions.collect_dues(branch=here.refining, month=MARCH, lines=lines, hand=chen_ke)


def test_dues_that_a_decision_reduced_need_no_base(here, chen_ke):
    reduced = LineTold(here.member("贾𠮷").uid, None, owed=Decimal("0.20"))

    actions.collect_dues(branch=here.refining, month=MARCH, lines=(reduced,), hand=chen_ke)

    assert facts_of(here.refining.uid, "dues")["dues.owed"] == 20


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"paid": "-1"}, "金额"),
        ({"paid": "1.005"}, "小数"),
        ({"paid": "1E+9"}, "金额"),
        ({"paid": "NaN"}, "金额"),
        ({"payer": "pirate"}, "类别"),
    ],
)
def test_amounts_that_cannot_be_are_refused_and_change_nothing(here, chen_ke, wrong, words):
    with pytest.raises(CannotCollectDues, match=words):
        actions.collect_dues(
            branch=here.refining, month=MARCH, lines=(line(here, "赵兰", **wrong),), hand=chen_ke
        )

    assert not Collected.objects.exists()


def test_a_month_ahead_a_stranger_and_a_doubled_line_are_refused(here, chen_ke):
    zhao, stranger = line(here, "赵兰"), line(here, "吴静")
    for month, lines, words in (
        (Month(2026, 4), (zhao,), "还没有到"),
        (MARCH, (stranger,), "不是本支部党员"),
        (MARCH, (zhao, zhao), "两次"),
        (MARCH, (), "任何一个人"),
    ):
        with pytest.raises(CannotCollectDues, match=words):
            actions.collect_dues(branch=here.refining, month=month, lines=lines, hand=chen_ke)


def test_a_corrected_collection_shows_both_and_counts_once(here, chen_ke):
    leaf = actions.collect_dues(
        branch=here.refining, month=MARCH, lines=(line(here, "赵兰", "100"),), hand=chen_ke
    )

    actions.correct_dues(rec=leaf.rec, lines=(line(here, "赵兰"),), reason="录错", hand=chen_ke)

    assert len(log.versions_of(leaf.rec)) == 2
    assert facts_of(here.refining.uid, "dues")["dues.paid"] == 15000
    assert queries.standing_of(here.refining.uid, MARCH)[here.member("赵兰").uid].settled


def test_an_old_list_keeps_its_own_numbers(here):
    zhao = here.member("赵兰").uid
    kept = actions.from_history(
        here.refining.uid, MARCH, [Line(zhao, Decimal("317.00"), Decimal(0), Decimal(15600))]
    )

    assert kept.lines[0].owed == Decimal("317.00")
    assert actions.owed_by_rates(Decimal(15600), "wage", MARCH) == Decimal("312.00")
    with pytest.raises(CannotCollectDues, match="两次"):
        actions.from_history(here.refining.uid, MARCH, [kept.lines[0], kept.lines[0]])


def test_an_income_is_not_readable_in_the_tables(here, chen_ke):
    actions.collect_dues(
        branch=here.refining, month=MARCH, lines=(line(here, "赵兰", base="12345"),), hand=chen_ke
    )

    rows = str(list(Collected.objects.values_list()))
    assert "12345" not in rows
    assert "246.90" not in rows


def test_a_secretary_enters_a_month_and_only_few_see_whose(here, client):
    sign_in(client, here.accounts.secretary)
    roll = [here.member(name).uid for name in
            ("陈可", "李明远", "王立新", "赵兰", "单国栋", "曾小雨", "贾𠮷", "孙晓梅")]  # fmt: skip
    told = {f"base_{uid}": "10000" for uid in roll} | {f"payer_{uid}": "wage" for uid in roll}
    told |= {f"full_{uid}": "on" for uid in roll[1:]} | {f"paid_{roll[0]}": "1.50"}
    month = f"{Month.of(at(2026, 3, 1))}"

    place = reverse("dues:collect", args=[here.refining.uid]) + f"?month={month}"
    assert client.post(place, told).status_code == 302

    listed = reverse("dues:list", args=[here.refining.uid]) + "?year=2026"
    assert "1.50" in client.get(listed).content.decode()
    sign_in(client, here.accounts.assessor)
    seen = client.get(listed).content.decode()
    assert "赵兰" in seen
    assert "150.00" not in seen
    sign_in(client, here.accounts.member)
    own = client.get(listed).content.decode()
    assert "王立新" in own
    assert "150.00" in own
    assert "赵兰" not in own
    sign_in(client, here.accounts.stranger)
    assert "赵兰" not in client.get(listed).content.decode()
    assert client.get(place).status_code == 404


def test_a_refused_list_keeps_what_was_typed(here, client):
    sign_in(client, here.accounts.secretary)
    uid = here.member("赵兰").uid

    answer = client.post(
        reverse("dues:collect", args=[here.refining.uid]),
        {f"base_{uid}": "一万", f"payer_{uid}": "wage"},
    )

    assert answer.status_code == 422
    assert "一万" in answer.content.decode()
    assert not Collected.objects.exists()


def sign_in(client, account) -> None:
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")


@pytest.fixture
def temporary(here):
    """Have 炼油一车间 be a temporary branch."""
    founding.change_organization(
        organization=here.refining, form=BranchForm.PROVISIONAL, changed_on=date(2026, 3, 1),
        hand=hand(here.accounts.officer, at=at(2026, 3, 2)),
    )  # fmt: skip
    here.refining.refresh_from_db()
    return here


def test_a_temporary_branch_collects_no_dues(temporary, chen_ke):
    told = (line(temporary, "赵兰"),)
    with pytest.raises(CannotCollectDues, match="临时党支部，不收缴党费") as refused:
        actions.collect_dues(branch=temporary.refining, month=MARCH, lines=told, hand=chen_ke)
    assert refused.value.basis == "《中国共产党支部工作条例（试行）》第六条"
    assert not Collected.objects.exists()


def test_the_page_of_a_temporary_branch_says_where_dues_are_paid(temporary, client):
    client.force_login(temporary.accounts.secretary)
    page = reverse("dues:list", args=[temporary.refining.uid])

    shown = client.get(page).content.decode()
    assert "第六条" in shown
    assert reverse("dues:collect", args=[temporary.refining.uid]) not in shown
    answer = client.get(reverse("dues:collect", args=[temporary.refining.uid]))
    assert (answer.status_code, answer.url) == (302, page)
