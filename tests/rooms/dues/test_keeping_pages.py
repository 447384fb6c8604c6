"""The pages of a year of dues: names and amounts for few, a count for all, one's own for oneself."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import hand
from zhibu.core.periods import Month
from zhibu.dues import keeping
from zhibu.dues.models import Base, Quarterly, Relief, Remittance
from zhibu.dues.records import BaseLine
from zhibu.party import queries
from zhibu.party.models import ReadLog


@pytest.fixture
def mine(here):
    return hand(here.accounts.secretary, role="secretary", at=timezone.now())


@pytest.fixture
def fixed(here, mine):
    lines = tuple(
        BaseLine(one.uid, Decimal("4571.50"), "wage")
        for one in queries.members_of(here.refining, date(2026, 2, 10))
    )
    return keeping.review_bases(branch=here.refining, year=mine.at.year, lines=lines, hand=mine)


@pytest.fixture
def sign_in(client, here):
    def signed(account: str):
        client.force_login(
            getattr(here.accounts, account), "django.contrib.auth.backends.ModelBackend"
        )
        return client

    return signed


def test_bases_are_fixed_on_their_page_and_a_wrong_one_keeps_what_was_typed(sign_in, here):
    place = reverse("dues:bases", args=[here.refining.uid])
    members = queries.members_of(here.refining, date(2026, 2, 10))
    told = {f"base_{one.uid}": "4500" for one in members}
    told |= {f"payer_{one.uid}": "wage" for one in members}
    keeper, wrong = sign_in("secretary"), told | {f"base_{members[0].uid}": "-1"}

    refused = keeper.post(place, wrong)
    assert refused.status_code == 422
    assert 'value="4500"' in refused.content.decode()
    assert keeper.post(place, told).status_code == 302
    assert Base.objects.count() == 8
    zhao = here.member("赵兰").uid
    assert (
        keeper.post(
            reverse("dues:quarterly", args=[here.refining.uid]), {"member": zhao}
        ).status_code
        == 302
    )
    assert Quarterly.objects.exists()
    assert "已核定" in keeper.get(place).content.decode()


@pytest.mark.parametrize(
    ("account", "status"),
    [("stranger", 404), ("member", 404), ("administrator", 404), ("auditor", 403),
     ("officer", 200), ("organization", 200)],
)  # fmt: skip
def test_who_is_behind_is_for_who_keeps_dues(sign_in, here, fixed, account, status):
    client = sign_in(account)
    for name in ("arrears", "bases", "reliefs"):
        place = reverse(f"dues:{name}", args=[here.refining.uid])
        assert client.get(place).status_code == status, name


def test_everybody_reads_how_many_and_nobody_who(sign_in, here, fixed):
    page = sign_in("stranger").get(reverse("dues:list", args=[here.refining.uid]))

    words = page.content.decode()
    assert "赵兰" not in words
    assert "4571.50" not in words
    behind = 0 if timezone.now().month == 1 else 8
    assert (f"{behind} 人有逾期未缴" in words) is bool(behind)


def test_a_statement_is_ones_own_and_who_else_reads_it_is_noted(sign_in, here, fixed):
    place = reverse("dues:statement", args=[here.member("王立新").uid])

    assert "45.72" in sign_in("member").get(place).content.decode()
    assert not ReadLog.objects.exists()
    assert sign_in("stranger").get(place).status_code == 404
    assert sign_in("auditor").get(place).status_code in {403, 404}
    assert sign_in("secretary").get(place).status_code == 200
    assert ReadLog.objects.get().items == "dues"


def test_a_relief_goes_from_the_branch_to_the_officer(sign_in, here, fixed, mine):
    place = reverse("dues:reliefs", args=[here.refining.uid])
    year = mine.at.year
    told = {
        "member": here.member("赵兰").uid, "first": f"{year}-12", "last": f"{year}-12",
        "owed": "0", "cause": "长期住院", "met_on": "2026-02-09",
    }  # fmt: skip
    assert sign_in("secretary").post(place, told).status_code == 302
    asked = Relief.objects.get()
    decide = reverse("dues:decide-relief", args=[asked.rec])
    for account, status in (("secretary", 403), ("stranger", 404), ("member", 404)):
        assert sign_in(account).post(decide, {"approved": "yes"}).status_code == status
    assert sign_in("officer").post(decide, {"approved": "yes", "words": ""}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "approved"
    assert (
        "长期住院"
        not in sign_in("stranger")
        .get(reverse("dues:list", args=[here.refining.uid]))
        .content.decode()
    )


def test_remittance_says_what_is_wrong_in_words_and_is_taken_back(sign_in, here, fixed, mine):
    keeper, uid = sign_in("secretary"), here.refining.uid
    day = timezone.now().date().isoformat()
    told = {"way": "handed_up", "year": "2026", "paid": "5", "on": day}
    refused = keeper.post(reverse("dues:remit", args=[uid]), told)
    assert refused.status_code == 422
    assert "不能多于实收" in refused.content.decode()
    assert 'value="5"' in refused.content.decode()
    assert not Remittance.objects.exists()
    extra = {"member": here.member("赵兰").uid, "paid": "1000", "on": day}
    page = keeper.post(reverse("dues:extra", args=[uid]), extra, follow=True)
    assert "全部上缴中央" in page.content.decode()
    place = reverse("dues:take-back", args=[fixed.rec])
    assert sign_in("stranger").post(place, {"reason": "试试"}).status_code == 404
    assert sign_in("secretary").post(place, {"reason": "全部录错"}).status_code == 302
    assert not Base.objects.exists()


def test_the_list_of_arrears_asks_the_database_a_constant_number_of_times(
    sign_in, here, fixed, django_assert_max_num_queries
):
    keeper = sign_in("secretary")
    with django_assert_max_num_queries(22):
        keeper.get(reverse("dues:arrears", args=[here.refining.uid]))


def test_a_change_of_base_that_is_refused_keeps_what_was_typed_at_its_field(sign_in, here, fixed):
    place = reverse("dues:change-base", args=[here.refining.uid])
    told = {"member": here.member("赵兰").uid, "month": "2026-12", "base": "4800",
            "payer": "wage", "cause": ""}  # fmt: skip
    page = sign_in("secretary").post(place, told)

    assert page.status_code == 422
    assert page.context["change"].errors["cause"]
    assert 'value="4800"' in page.content.decode()
    assert not page.context["quarterly"].errors


def test_a_relief_refused_without_a_word_is_said_beside_it(sign_in, here, fixed, mine):
    year = mine.at.year
    asked = keeping.ask_relief(
        branch=here.refining,
        told=keeping.ReliefTold(
            here.member("赵兰").uid, Month(year, 12), Month(year, 12), Decimal(0), "住院",
            mine.at.date(),
        ),
        hand=mine,
    )  # fmt: skip
    officer = sign_in("officer")
    place = reverse("dues:decide-relief", args=[asked.rec])
    page = officer.post(place, {"approved": "no", "words": ""})

    assert page.status_code == 422
    assert page.context["reliefs"][0][-1].errors["words"]
    assert officer.post(place, {"approved": "yes"}).status_code == 302
    decided = Relief.objects.get().decided_rec
    back = reverse("dues:take-back", args=[decided])
    assert sign_in("secretary").post(back, {"reason": "x"}).status_code == 403
    assert sign_in("officer").post(back, {"reason": "点错了"}).status_code == 302
    assert Relief.objects.get().state == "open"


def test_a_member_reads_what_this_month_asks_and_no_month_that_nobody_fixed(sign_in, here, fixed):
    place = reverse("dues:statement", args=[here.member("王立新").uid])
    page = sign_in("member").get(place)

    assert "本月应缴" in page.content.decode()
    assert page.context["current"].owed == Decimal("45.72")
    assert min(one.month for one in page.context["dues"]) == Month(timezone.now().year, 1)
