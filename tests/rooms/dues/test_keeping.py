"""A year of dues: bases fixed, months owed, reliefs by two accounts, what is handed up, reminders."""

from datetime import date
from decimal import Decimal

import pytest

from tests.people import at, card, hand
from tests.rooms.elections.conftest import second_account
from tests.rooms.meetings.facts import facts_of
from zhibu.core.periods import Month
from zhibu.dues import actions, keeping, ledger
from zhibu.dues.actions import CannotCollectDues, LineTold
from zhibu.dues.keeping import ReliefTold
from zhibu.dues.models import (
    Base,
    Extra,
    PublishedYear,
    Quarterly,
    Relief,
    Reminder,
    Remittance,
)
from zhibu.dues.records import BaseLine
from zhibu.journal import log, replay
from zhibu.party import actions as party
from zhibu.party import queries

JANUARY, MARCH, AUGUST = Month(2026, 1), Month(2026, 3), Month(2026, 8)


def chen_ke(here, month: int = 2, day: int = 10):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, month, day))


def gao_xiang(here, month: int = 3):
    return hand(here.accounts.officer, at=at(2026, month, 20))


def base(here, name: str, yuan: str = "4500", payer: str = "wage") -> BaseLine:
    return BaseLine(here.member(name).uid, Decimal(yuan), payer)


def reviewed(here, *lines: BaseLine):
    members = queries.members_of(here.refining, date(2026, 2, 10))
    told = {one.uid: BaseLine(one.uid, Decimal(4500), "wage") for one in members}
    told |= {line.member: line for line in lines}
    return keeping.review_bases(
        branch=here.refining, year=2026, lines=tuple(told.values()), hand=chen_ke(here)
    )


def collected(here, month: Month, *names: str, **told: object):
    lines = [LineTold(here.member(name).uid, None, Decimal(4500), **told) for name in names]
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 12, 30))
    return actions.collect_dues(branch=here.refining, month=month, lines=lines, hand=mine)


def account(here, name: str, today: date, last: int = 12) -> ledger.Account:
    found = ledger.of_member(here.member(name).uid, JANUARY, Month(2026, last), today=today)
    assert found is not None
    return found


def relief(here, name: str = "赵兰", owed: str = "5", *, first=MARCH, last=AUGUST) -> Relief:
    told = ReliefTold(here.member(name).uid, first, last, Decimal(owed), "住院", date(2026, 2, 9))
    leaf = keeping.ask_relief(branch=here.refining, told=told, hand=chen_ke(here))
    return Relief.objects.get(rec=leaf.rec)


def test_the_year_is_fixed_once_for_everybody_and_says_so(here):
    reviewed(here, base(here, "贾𠮷", "6000", "retired"))

    told = facts_of(here.refining.uid, "funds")
    assert told == {"funds.base_review.made": 1, "funds.base_review.complete": 1}
    with pytest.raises(CannotCollectDues, match="已经核定"):
        reviewed(here)
    jia = account(here, "贾𠮷", date(2026, 2, 11)).dues[0]
    assert (jia.owed, jia.state) == (Decimal("60.00"), "overdue")


def test_a_review_that_leaves_somebody_out_is_not_complete(here):
    keeping.review_bases(
        branch=here.refining, year=2026, lines=(base(here, "赵兰"),), hand=chen_ke(here)
    )

    assert facts_of(here.refining.uid, "funds") == {"funds.base_review.made": 1}


@pytest.mark.parametrize(
    ("line", "year"),
    [(("吴静", "4500", "wage"), 2026), (("赵兰", "-1", "wage"), 2026),
     (("赵兰", "NaN", "wage"), 2026), (("赵兰", "4500", "pirate"), 2026),
     (("赵兰", "4500", "wage"), 2031)],
)  # fmt: skip
def test_strangers_and_absurd_bases_are_refused(here, line, year):
    with pytest.raises(CannotCollectDues):
        keeping.review_bases(
            branch=here.refining, year=year, lines=(base(here, *line),), hand=chen_ke(here)
        )
    assert not Base.objects.exists()


def test_bases_are_unreadable_at_rest(here):
    reviewed(here)

    assert all(b"4500" not in bytes(one.told_sealed) for one in Base.objects.all())


def test_within_the_year_a_collection_keeps_to_the_fixed_base(here):
    reviewed(here)

    zhao = here.member("赵兰").uid
    for line, words in (
        (LineTold(zhao, None, Decimal(3000)), "年初已核定"),
        (LineTold(zhao, None, owed=Decimal(1)), "没有经批准的减免"),
    ):
        with pytest.raises(CannotCollectDues, match=words):
            actions.collect_dues(
                branch=here.refining, month=JANUARY, lines=[line], hand=chen_ke(here)
            )
    collected(here, JANUARY, "赵兰")


@pytest.mark.parametrize("payer", ["annual_salary", "no_fixed_income"])
def test_who_has_no_fixed_pay_owes_of_what_came_in(here, payer):
    reviewed(here, base(here, "赵兰", "12000", payer))
    zhao = here.member("赵兰").uid

    def collect(month: Month, yuan: int, kind: str):
        line = LineTold(zhao, None, Decimal(yuan), kind)
        mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 12, 30))
        return actions.collect_dues(branch=here.refining, month=month, lines=[line], hand=mine)

    collect(JANUARY, 4000, payer)
    collect(MARCH, 60000, payer)
    with pytest.raises(CannotCollectDues, match="年初已核定"):
        collect(AUGUST, 4000, "retired")

    told = {one.month: one.owed for one in account(here, "赵兰", date(2026, 12, 31)).dues}
    assert (told[JANUARY], told[MARCH]) == (Decimal(40), Decimal(1200))


def test_a_base_changes_within_the_year_with_a_cause_from_a_month_not_yet_entered(here):
    def change(cause: str, month: Month = MARCH):
        line = base(here, "赵兰", "6000")
        return keeping.change_base(
            branch=here.refining, line=line, month=month, cause=cause, hand=chen_ke(here)
        )

    with pytest.raises(CannotCollectDues, match="还没有核定"):
        change("工资调整")
    reviewed(here)
    collected(here, JANUARY, "赵兰")
    with pytest.raises(CannotCollectDues, match="写明理由"):
        change(" ")
    with pytest.raises(CannotCollectDues, match="已有缴费记录"):
        change("工资调整", JANUARY)
    change("工资调整")

    owed = [one.owed for one in account(here, "赵兰", date(2026, 2, 11)).dues[:4]]
    assert owed == [Decimal(45), Decimal(45), Decimal(90), Decimal(90)]


def test_who_is_admitted_owes_from_that_month_and_who_is_stopped_no_longer(here):
    new = party.register_member(
        branch=here.refining, since=date(2026, 2, 1), hand=chen_ke(here),
        card=card("诸葛青岩", joined_on=date(2026, 2, 9), converted_on=None,
                  birth_on=date(1999, 1, 1)),
    )  # fmt: skip
    reviewed(here)

    dues = account(here, "诸葛青岩", date(2026, 3, 1)).dues
    assert dues[0].month == Month(2026, 2)

    party.change_member(
        member=new, changed_on=date(2026, 5, 9), hand=chen_ke(here, 5, 9),
        stopped_on=date(2026, 5, 9),
    )  # fmt: skip
    dues = account(here, "诸葛青岩", date(2026, 3, 1)).dues
    assert dues[-1].month == Month(2026, 4)


def test_who_moves_owes_each_branch_its_own_months(here):
    reviewed(here)
    zhao = here.member("赵兰")
    party.leave(member=zhao, left_on=date(2026, 2, 10), reason="transferred", hand=chen_ke(here))
    party.affiliate(
        member=zhao, branch=here.cracking, from_on=date(2026, 2, 11), hand=chen_ke(here, 2, 12)
    )

    here_, there = (
        next(one for one in ledger.of_branch(unit.uid, JANUARY, MARCH, today=date(2026, 2, 11))
             if one.member == zhao)
        for unit in (here.refining, here.cracking)
    )  # fmt: skip
    assert [one.month for one in here_.dues] == [JANUARY]
    assert [one.month for one in there.dues] == [Month(2026, 2), MARCH]


def test_who_asked_for_a_relief_does_not_decide_it_by_another_account(here):
    asked = relief(here)
    other = second_account(here, "陈可", "chenke2")

    with pytest.raises(CannotCollectDues, match="自己提交的减免"):
        keeping.decide_relief(
            relief=asked, approved=True, words="", hand=hand(other, at=at(2026, 3, 20))
        )


def test_a_relief_is_asked_by_the_branch_and_decided_above(here):
    reviewed(here)
    asked = relief(here)
    for mine in (
        chen_ke(here, 3),
        hand(here.accounts.secretary, role="officer", at=at(2026, 3, 9)),
    ):
        with pytest.raises(CannotCollectDues, match="不能审批自己"):
            keeping.decide_relief(relief=asked, approved=True, words="", hand=mine)
    assert account(here, "赵兰", date(2026, 3, 21)).dues[2].owed == Decimal(45)

    keeping.decide_relief(relief=asked, approved=True, words="", hand=gao_xiang(here))

    owed = [one.owed for one in account(here, "赵兰", date(2026, 3, 21)).dues]
    assert owed[1:4] == [Decimal(45), Decimal(5), Decimal(5)]
    assert owed[7:9] == [Decimal(5), Decimal(45)]
    collected(here, MARCH, "赵兰")
    assert account(here, "赵兰", date(2026, 4, 1)).dues[2].state == "settled"
    with pytest.raises(CannotCollectDues, match="已有结果"):
        keeping.decide_relief(relief=asked, approved=False, words="再议", hand=gao_xiang(here))
    with pytest.raises(CannotCollectDues, match="已有减免"):
        relief(here)


@pytest.mark.parametrize(
    "told", [{"owed": "-1"}, {"last": Month(2026, 2)}, {"last": Month(2027, 3)}, {"name": "吴静"}]
)
def test_a_relief_that_cannot_be_is_refused(here, told):
    with pytest.raises(CannotCollectDues):
        relief(here, **told)


def test_who_pays_by_the_quarter_is_in_time_until_its_end(here):
    reviewed(here)
    zhao = here.member("赵兰").uid
    keeping.agree_quarterly(branch=here.refining, member=zhao, year=2026, hand=chen_ke(here))

    assert account(here, "赵兰", date(2026, 3, 31)).overdue == ()
    assert account(here, "王立新", date(2026, 3, 31)).streak == 2
    assert account(here, "赵兰", date(2026, 4, 1)).streak == 3
    with pytest.raises(CannotCollectDues, match="已经同意"):
        keeping.agree_quarterly(branch=here.refining, member=zhao, year=2026, hand=chen_ke(here))


def test_three_months_in_a_row_propose_a_reminder_six_a_notice_and_a_person_decides(here):
    reviewed(here)
    wang = here.member("王立新").uid

    def remind(stage: str, month: int):
        return keeping.remind(
            branch=here.refining, member=wang, stage=stage, words="谈话", hand=chen_ke(here, month)
        )

    assert account(here, "王立新", date(2026, 3, 10)).stage == ""
    assert account(here, "王立新", date(2026, 4, 10)).stage == "warning"
    assert account(here, "王立新", date(2026, 7, 10)).stage == "notice"
    with pytest.raises(CannotCollectDues, match="还没有到"):
        remind("warning", 3)
    remind("warning", 4)
    with pytest.raises(CannotCollectDues, match="已经办过"):
        remind("warning", 4)
    with pytest.raises(CannotCollectDues, match="还没有到"):
        remind("notice", 6)
    remind("notice", 7)

    collected(here, Month(2026, 6), "王立新")
    assert account(here, "王立新", date(2026, 7, 10)).streak == 0
    assert account(here, "王立新", date(2026, 9, 10)).is_late(date(2026, 9, 10))


def test_where_nobody_fixed_a_base_nobody_is_in_arrears(here):
    wang = account(here, "王立新", date(2026, 7, 10))

    assert (wang.streak, wang.stage, {one.state for one in wang.dues}) == (0, "", {"unknown"})


@pytest.mark.parametrize(("paid", "centre"), [("999.99", False), ("1000", True)])
def test_from_1_000_yuan_on_an_extra_payment_goes_to_the_centre(here, paid, centre):
    keeping.pay_extra(
        branch=here.refining, member=here.member("赵兰").uid, paid=Decimal(paid),
        on=date(2026, 2, 10), hand=chen_ke(here),
    )  # fmt: skip

    assert Extra.objects.get().to_centre is centre
    assert [amount for _, amount in keeping.extras_of(here.refining.uid, 2026)] == [Decimal(paid)]


@pytest.mark.parametrize("paid", ["0", "-1", "0.001", "NaN", "1E+9"])
def test_absurd_extra_payments_are_refused(here, paid):
    with pytest.raises(CannotCollectDues):
        keeping.pay_extra(
            branch=here.refining, member=here.member("赵兰").uid, paid=Decimal(paid),
            on=date(2026, 2, 10), hand=chen_ke(here),
        )  # fmt: skip


@pytest.mark.parametrize(("month", "fact"), [(3, "done_in_time"), (4, "done_late")])
def test_dues_are_handed_up_and_published_by_a_day(here, month, fact):
    collected(here, JANUARY, "赵兰", "王立新")
    later = hand(here.accounts.secretary, role="secretary", at=at(2027, month, 2))

    def remit(paid: str, way: str = "handed_up"):
        return keeping.remit(
            branch=here.refining, year=2026, way=way, paid=Decimal(paid), on=date(2027, month, 1),
            hand=later,
        )  # fmt: skip

    with pytest.raises(CannotCollectDues, match="不能多于实收"):
        remit("90.01")
    remit("18")
    with pytest.raises(CannotCollectDues, match="已经上缴过"):
        remit("18")
    remit("10", "returned")
    with pytest.raises(CannotCollectDues, match="合计不能多于实收"):
        remit("80.01", "returned")
    remit("5", "returned")
    keeping.publish_year(branch=here.refining, year=2026, hand=later)
    with pytest.raises(CannotCollectDues, match="已经公布过"):
        keeping.publish_year(branch=here.refining, year=2026, hand=later)
    with pytest.raises(CannotCollectDues, match="还没有过完"):
        keeping.publish_year(branch=here.refining, year=2027, hand=later)

    told = PublishedYear.objects.get()
    assert (told.owed, told.paid, told.handed_up) == (9000, 9000, 1800)
    facts = facts_of(here.refining.uid, "funds")
    assert facts == {"funds.remittance.due": 2, f"funds.remittance.{fact}": 2}


def test_what_was_wrong_is_taken_back_with_a_reason_and_a_replay_agrees(here):
    first = reviewed(here)
    asked = relief(here)
    keeping.decide_relief(relief=asked, approved=True, words="", hand=gao_xiang(here))
    keeping.agree_quarterly(
        branch=here.refining, member=here.member("赵兰").uid, year=2026, hand=chen_ke(here)
    )
    models = (Base, Relief, Quarterly, Extra, Remittance, PublishedYear, Reminder)
    before = [sorted(map(str, model.objects.values_list())) for model in models]
    replay.replay("dues")
    assert [sorted(map(str, model.objects.values_list())) for model in models] == before

    with pytest.raises(CannotCollectDues, match="已有审批结果"):
        keeping.take_back(
            rec=asked.rec, branch=here.refining.uid, reason="录错", hand=chen_ke(here, 4)
        )
    keeping.take_back(
        rec=first.rec, branch=here.refining.uid, reason="全部录错", hand=chen_ke(here, 4)
    )
    assert not Base.objects.exists()
    assert facts_of(here.refining.uid, "funds") == {}
    assert len(log.versions_of(first.rec)) == 2
