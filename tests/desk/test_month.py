"""The running month's dues on the first page: a count for who collects them, one's own for others."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.desk.test_first_pages import sign_in
from tests.people import hand
from zhibu.core.periods import Month
from zhibu.dues import glance, keeping, ledger
from zhibu.dues.actions import LineTold, collect_dues
from zhibu.dues.models import Relief
from zhibu.dues.records import BaseLine
from zhibu.party import queries as party

MOST = 25


@pytest.fixture
def mine(here):
    return hand(here.accounts.secretary, role="secretary", at=timezone.now())


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def members(here, today):
    return party.members_of(here.refining, today)


@pytest.fixture
def fixed(here, mine, today):
    lines = tuple(BaseLine(one.uid, Decimal("4571.50"), "wage") for one in members(here, today))
    keeping.review_bases(branch=here.refining, year=today.year, lines=lines, hand=mine)


def paid(here, mine, today, *names):
    lines = [
        LineTold(one.uid, None if one.name in names else Decimal(0)) for one in members(here, today)
    ]
    month = Month.of(today)
    collect_dues(branch=here.refining, month=month, lines=lines, hand=mine)


def shown(client, here, role) -> str:
    page = reverse("desk:branch", args=[here.refining.uid])
    return sign_in(client, getattr(here.accounts, role)).get(page).content.decode()


def test_a_member_reads_what_is_to_pay_this_month(client, here, fixed):
    page = shown(client, here, "member")

    assert "本月应缴" in page
    assert "45.72" in page
    assert reverse("dues:statement", args=[here.member("王立新").uid]) in page


def test_a_member_who_paid_reads_that_nothing_is_left(client, here, fixed, mine, today):
    paid(here, mine, today, "王立新")

    assert "已缴清" in shown(client, here, "member").partition("本月应缴")[2]


def test_who_collects_reads_how_many_are_settled_and_no_amount(client, here, fixed, mine, today):
    paid(here, mine, today, "王立新", "赵兰")

    page = shown(client, here, "secretary")

    assert f"应缴 {len(members(here, today))} 人，已缴清 2 人" in page
    assert "45.72" not in page


def test_whoever_only_oversees_reads_nobody_s_dues(client, here, fixed):
    page = shown(client, here, "officer")

    assert "本月应缴" not in page
    assert "已缴清" not in page


def test_the_glance_says_what_the_ledger_says(here, fixed, mine, today):
    wang, zhao, chen = (here.member(name).uid for name in ("王立新", "赵兰", "陈可"))
    month = Month.of(today)
    keeping.agree_quarterly(branch=here.refining, member=wang, year=today.year, hand=mine)
    change = BaseLine(chen, Decimal("6000.00"), "wage")
    keeping.change_base(branch=here.refining, line=change, month=month, cause="调岗", hand=mine)
    asked = keeping.ReliefTold(zhao, month, month, Decimal(5), "因病困难", today)
    leaf = keeping.ask_relief(branch=here.refining, told=asked, hand=mine)
    above = hand(here.accounts.officer, at=timezone.now())
    relief = Relief.objects.get(rec=leaf.rec)
    keeping.decide_relief(relief=relief, approved=True, words="", hand=above)

    seen = {}
    for member in members(here, today):
        told = ledger.of_member(member.uid, month, month, today=today)
        assert told is not None
        seen[member.uid] = glance.of_member(member.uid, today)
        assert seen[member.uid] == told.dues[0]
    assert (seen[zhao].owed, seen[chen].owed) == (Decimal("5.00"), Decimal("90.00"))


def test_the_glance_says_what_was_collected(here, fixed, mine, today):
    paid(here, mine, today, "赵兰")
    month = Month.of(today)
    for member in members(here, today):
        told = ledger.of_member(member.uid, month, month, today=today)
        assert told is not None
        assert glance.of_member(member.uid, today) == told.dues[0]


def test_it_costs_one_query_and_two(here, fixed, today):
    wang = here.member("王立新").uid
    with CaptureQueriesContext(connection) as branch:
        glance.of_branch(here.refining.uid, today)
    with CaptureQueriesContext(connection) as member:
        glance.of_member(wang, today)

    assert (len(branch), len(member)) == (1, 2)


@pytest.mark.parametrize("role", ["secretary", "member"])
def test_the_page_keeps_to_its_queries(client, here, fixed, role, django_assert_max_num_queries):
    page = reverse("desk:branch", args=[here.refining.uid])
    sign_in(client, getattr(here.accounts, role))
    with django_assert_max_num_queries(MOST):
        client.get(page)
