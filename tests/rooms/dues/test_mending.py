"""A month's dues corrected and taken back: both versions stay, and arrears keep their ground."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.meetings.facts import facts_of
from zhibu.core.periods import Month
from zhibu.dues import actions, queries
from zhibu.dues.actions import CannotCollectDues, LineTold
from zhibu.dues.models import Collected
from zhibu.journal import log, replay

MARCH = Month(2026, 3)


@pytest.fixture
def chen_ke(here):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 31))


def line(here, name: str, paid: str | None = None) -> LineTold:
    return LineTold(here.member(name).uid, Decimal(paid) if paid else None, Decimal(10000))


@pytest.fixture
def collected(here, chen_ke):
    lines = (line(here, "赵兰", "100"), line(here, "王立新"))
    return actions.collect_dues(branch=here.refining, month=MARCH, lines=lines, hand=chen_ke)


@pytest.fixture
def secretary(client, here):
    client.force_login(here.accounts.secretary, "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_withdrawn_collection_counts_for_nothing_and_stays_readable(here, chen_ke, collected):
    actions.withdraw_dues(rec=collected.rec, reason="记到了别的支部名下", hand=chen_ke)

    assert facts_of(here.refining.uid, "dues") == {}
    assert queries.standing_of(here.refining.uid, MARCH) == {}
    assert queries.collections_of(here.refining.uid, 2026) == []
    assert len(log.record_of(log.leaf_of_record(collected.rec)).lines) == 2


def test_after_a_withdrawal_the_month_is_entered_anew(here, chen_ke, collected):
    actions.withdraw_dues(rec=collected.rec, reason="全部录错", hand=chen_ke)

    actions.collect_dues(
        branch=here.refining, month=MARCH, lines=(line(here, "赵兰"),), hand=chen_ke
    )

    assert facts_of(here.refining.uid, "dues")["dues.members_owing"] == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_withdrawal_says_why(chen_ke, collected, reason):
    with pytest.raises(CannotCollectDues, match="理由"):
        actions.withdraw_dues(rec=collected.rec, reason=reason, hand=chen_ke)


def test_what_is_withdrawn_is_not_mended_again(here, chen_ke, collected):
    actions.withdraw_dues(rec=collected.rec, reason="重复录入", hand=chen_ke)

    with pytest.raises(CannotCollectDues, match="已经撤回"):
        actions.withdraw_dues(rec=collected.rec, reason="再撤", hand=chen_ke)
    with pytest.raises(CannotCollectDues, match="已经撤回"):
        actions.correct_dues(
            rec=collected.rec, lines=(line(here, "赵兰"),), reason="再改", hand=chen_ke
        )


def test_the_ground_under_arrears_is_not_moved(here, chen_ke, collected):
    paid_later = actions.collect_dues(
        branch=here.refining, month=MARCH, lines=(line(here, "赵兰", "50"),), hand=chen_ke
    )
    others = (line(here, "赵兰", "100"), line(here, "王立新", "20"))

    with pytest.raises(CannotCollectDues, match="先撤回补缴"):
        actions.withdraw_dues(rec=collected.rec, reason="重复录入", hand=chen_ke)
    with pytest.raises(CannotCollectDues, match="先撤回补缴"):
        actions.correct_dues(
            rec=collected.rec, reason="录错", hand=chen_ke,
            lines=(line(here, "赵兰", "120"), line(here, "王立新")),
        )  # fmt: skip
    actions.correct_dues(rec=collected.rec, lines=others, reason="录错", hand=chen_ke)

    actions.withdraw_dues(rec=paid_later.rec, reason="没有补缴", hand=chen_ke)
    actions.withdraw_dues(rec=collected.rec, reason="重复录入", hand=chen_ke)
    assert facts_of(here.refining.uid, "dues") == {}


def test_who_corrects_an_older_version_is_told_so(here, chen_ke, collected):
    right = (line(here, "赵兰"), line(here, "王立新"))
    actions.correct_dues(rec=collected.rec, lines=right, reason="录错", hand=chen_ke)

    with pytest.raises(CannotCollectDues, match="不是最新的一版"):
        actions.correct_dues(
            rec=collected.rec, lines=(line(here, "赵兰", "1"), line(here, "王立新")),
            reason="录错", hand=chen_ke, seen=collected.fingerprint,
        )  # fmt: skip


def test_a_correction_that_changes_nothing_is_refused(here, chen_ke, collected):
    same = (line(here, "王立新"), line(here, "赵兰", "100"))

    with pytest.raises(CannotCollectDues, match="没有改动"):
        actions.correct_dues(rec=collected.rec, lines=same, reason="再看", hand=chen_ke)


def test_a_replay_gives_the_same_table(here, chen_ke, collected):
    actions.correct_dues(
        rec=collected.rec, lines=(line(here, "赵兰"), line(here, "王立新")), reason="录错",
        hand=chen_ke,
    )  # fmt: skip
    columns = ("rec", "member_id", "month", "settled", "arrears")
    before = sorted(Collected.objects.values_list(*columns))

    replay.replay("dues")

    assert sorted(Collected.objects.values_list(*columns)) == before


# The pages


def test_a_collection_is_two_clicks_from_the_dues_page_and_says_who_changed(
    secretary, here, chen_ke, collected
):
    listed = secretary.get(reverse("dues:list", args=[here.refining.uid]) + "?year=2026")
    record = reverse("desk:record", args=[collected.rec])
    assert record in listed.content.decode()
    right = (line(here, "赵兰"), line(here, "王立新"))
    actions.correct_dues(rec=collected.rec, lines=right, reason="录错", hand=chen_ke)

    page = secretary.get(record).content.decode()

    for address in ("dues:correct", "dues:withdraw"):
        assert reverse(address, args=[collected.rec]) in page
    assert '<del class="del"><span class="sr">原：</span>100</del>' in page
    assert '<ins class="ins"><span class="sr">改为：</span>150.00</ins>' in page


def test_a_month_is_withdrawn_from_its_page(secretary, here, collected):
    place = reverse("dues:withdraw", args=[collected.rec])

    assert "2026 年 3 月党费" in secretary.get(place).content.decode()
    assert secretary.post(place, {"reason": ""}).status_code == 422
    answer = secretary.post(place, {"reason": "重复录入"}, follow=True)
    assert "已经撤回" in answer.content.decode()
    assert "重复录入" in answer.content.decode()
    assert secretary.get(place).status_code == 404


@pytest.mark.parametrize(
    ("account", "status"), [("stranger", 404), ("member", 404), ("officer", 403)]
)
def test_only_who_keeps_the_books_mends_them(client, here, collected, account, status):
    client.force_login(getattr(here.accounts, account), "django.contrib.auth.backends.ModelBackend")
    for address in ("dues:correct", "dues:withdraw"):
        place = reverse(address, args=[collected.rec])
        assert client.get(place).status_code == status
        assert client.post(place, {"reason": "试试"}).status_code == status
    assert Collected.objects.count() == 2
