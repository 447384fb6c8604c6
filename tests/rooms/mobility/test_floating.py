"""Floating members on both sides: who is registered, what the card says, who is due."""

from datetime import date

import pytest

from tests.rooms.mobility.conftest import facts_of, issued, secretary, stranger
from zhibu import standards
from zhibu.core.refusal import Refusal
from zhibu.core.standard_fault import StandardFault
from zhibu.mobility import actions, queries, rules
from zhibu.mobility.models import Floating, State
from zhibu.mobility.records import Why
from zhibu.party import actions as party

FLOATING, CONTACTED = "mobility.floating", "mobility.floating_contacted"


def outflow(here, name="曾小雨", **other):
    usual = {
        "branch": here.refining, "member": here.member(name), "since": date(2025, 8, 1),
        "place": "广东省佛山市", "abroad": False, "hand": secretary(here),
    }  # fmt: skip
    leaf = actions.register_outflow(**{**usual, **other})
    return Floating.objects.get(rec=leaf.rec)


def contact(here, floating, day, month=3, **other):
    on = date(2026, month, day)
    usual = {"on": on, "way": "phone", "words": "身体好，工作稳定。",
             "hand": secretary(here, month, day)}  # fmt: skip
    return actions.contact(floating=floating, **{**usual, **other})


def row(here, today):
    [found] = queries.rows_of(here.refining, today)
    return found


def test_who_is_away_for_half_a_year_is_registered_and_the_card_says_so(here):
    outflow(here)

    member = here.member("曾小雨")
    assert (member.floating_on, member.outflow_place) == (date(2025, 8, 1), "广东省佛山市")
    assert facts_of(here.refining.uid)[FLOATING] == 1


def test_exactly_six_months_are_enough_and_a_day_less_is_not(here):
    with pytest.raises(Refusal, match="不满 6 个月") as refused:
        outflow(here, since=date(2025, 9, 11))
    outflow(here, since=date(2025, 9, 10))

    assert "第三十二条" in refused.value.basis


def test_who_is_expected_to_be_away_that_long_is_registered_at_once(here):
    outflow(here, since=date(2026, 3, 1), until=date(2026, 9, 1))

    assert Floating.objects.count() == 1


@pytest.mark.parametrize(
    "place",
    ["佛山市禅城区祖庙路 12 号", "禅城区绿景小区", "佛山", "祖庙街道", "海尔公司", "23.02,113.11",
     "佛山市<b>县", "茂名市高岭村", "厂区"],
)  # fmt: skip
def test_where_somebody_lives_is_never_told_finer_than_a_county(here, place):
    with pytest.raises(Refusal, match="省、市或县"):
        outflow(here, place=place)

    assert Floating.objects.count() == 0


@pytest.mark.parametrize("place", ["广东省", "佛山市禅城区", "内蒙古自治区赤峰市", "西藏自治区"])
def test_province_city_and_county_are_fine(here, place):
    assert outflow(here, place=place).place == place


def test_nobody_is_registered_twice_or_for_another_branch(here):
    outflow(here)

    with pytest.raises(Refusal, match="已经登记"):
        outflow(here)
    with pytest.raises(Refusal, match="不在本支部"):
        outflow(here, "吴静")
    with pytest.raises(Refusal, match="本人"):
        outflow(here, "赵兰", keeper=here.member("赵兰"))


def test_who_comes_back_floats_no_more_and_the_card_is_clear(here):
    floating = outflow(here)

    actions.end_floating(floating=floating, why=Why.RETURNED, hand=secretary(here, 3, 20))

    member = here.member("曾小雨")
    assert (member.floating_on, member.outflow_place) == (None, "")
    assert facts_of(here.refining.uid).get(FLOATING, 0) == 0
    with pytest.raises(Refusal, match="已经登记结束"):
        actions.end_floating(floating=floating, why=Why.RETURNED, hand=secretary(here, 3, 21))


def test_who_is_transferred_floats_no_more_in_the_same_act(here):
    outflow(here, "王立新")
    letter = issued(here)

    actions.receive(letter=letter, branch=here.cracking, hand=stranger(here))

    assert Floating.objects.get().ended_on == date(2026, 3, 12)
    assert here.member("王立新").floating_on is None
    assert facts_of(here.refining.uid).get(FLOATING, 0) == 0


def test_a_contact_counts_once_a_quarter_however_often_they_talk(here):
    floating = outflow(here)

    contact(here, floating, 12)
    contact(here, floating, 30)
    contact(here, floating, 2, 4)

    assert facts_of(here.refining.uid)[CONTACTED] == 2
    assert queries.contacts_of(floating).count() == 3


def test_who_was_not_contacted_by_the_end_of_the_quarter_is_due_and_then_overdue(here):
    floating = outflow(here)

    assert row(here, date(2026, 3, 10)).due == date(2026, 3, 31)
    assert row(here, date(2026, 4, 1)).overdue
    contact(here, floating, 12)
    assert row(here, date(2026, 4, 1)).due == date(2026, 6, 30)


def test_abroad_half_a_year_may_pass_and_the_quarter_does_not_count(here):
    floating = outflow(here, place="新加坡", abroad=True)
    contact(here, floating, 12)

    assert row(here, date(2026, 4, 1)).due == date(2026, 9, 12)
    facts = facts_of(here.refining.uid)
    assert (facts.get(FLOATING, 0), facts.get(CONTACTED, 0)) == (0, 0)


def test_a_contact_that_cannot_have_been_is_refused(here):
    floating = outflow(here)

    with pytest.raises(Refusal, match="之间"):
        contact(here, floating, 12, on=date(2026, 3, 13))
    with pytest.raises(Refusal, match="之间"):
        contact(here, floating, 12, on=date(2025, 7, 31))
    with pytest.raises(Refusal, match="联系方式"):
        contact(here, floating, 12, way="telepathy")
    with pytest.raises(Refusal, match="填写"):
        contact(here, floating, 12, words="")


def test_who_lives_here_and_belongs_elsewhere_is_registered_once(here):
    def inflow(**other):
        usual = {"branch": here.refining, "name": "何青", "home": "湖南省某村党支部",
                 "since": date(2026, 1, 5), "hand": secretary(here)}  # fmt: skip
        return actions.register_inflow(**{**usual, **other})

    inflow(keeper=here.member("赵兰"))

    with pytest.raises(Refusal, match="已经登记"):
        inflow()
    with pytest.raises(Refusal):
        inflow(name="", home="某党支部")
    found = row(here, date(2026, 3, 10))
    assert (found.name, found.whither, found.keeper) == ("何青", "湖南省某村党支部", "赵兰")
    assert FLOATING not in facts_of(here.refining.uid)


def test_who_dies_while_floating_floats_no_more_and_is_counted_once(here):
    before = facts_of(here.refining.uid)
    floating = outflow(here)
    party.leave(
        member=here.member("曾小雨"), left_on=date(2026, 3, 11), reason="died",
        hand=secretary(here, 3, 11),
    )  # fmt: skip

    assert queries.floating(floating.rec).ended_on == date(2026, 3, 11)
    assert queries.rows_of(here.refining, date(2026, 3, 12)) == []
    after = facts_of(here.refining.uid)
    assert after["party.members"] == before["party.members"] - 1
    assert FLOATING not in after


def test_a_letter_on_the_way_is_taken_back_when_its_member_dies(here):
    letter = issued(here, "曾小雨")
    party.leave(
        member=here.member("曾小雨"), left_on=date(2026, 3, 11), reason="died",
        hand=secretary(here, 3, 11),
    )  # fmt: skip

    letter.refresh_from_db()
    assert letter.state == State.WITHDRAWN
    assert letter.ended_on == date(2026, 3, 11)


def test_a_hundred_floating_members_cost_as_many_queries_as_one(
    here, django_assert_num_queries
):  # fmt: skip
    outflow(here)
    outflow(here, "赵兰")

    with django_assert_num_queries(2):
        assert len(queries.rows_of(here.refining, date(2026, 3, 12))) == 2


def test_rules_that_lack_an_article_are_refused_with_the_place():
    text = rules.standards.text(rules.FILE)

    with pytest.raises(StandardFault, match=r"mobility\.yaml"):
        rules.load(text.replace("confidence: A}", "}"))


@pytest.mark.parametrize(
    ("months", "since", "latest", "due"),
    [
        (3, date(2026, 2, 10), None, date(2026, 3, 31)),
        (3, date(2026, 2, 10), date(2026, 3, 31), date(2026, 6, 30)),
        (3, date(2026, 2, 10), date(2026, 12, 1), date(2027, 3, 31)),
        (2, date(2026, 2, 10), None, date(2026, 2, 28)),
        (6, date(2026, 2, 10), date(2026, 3, 1), date(2026, 12, 31)),
    ],
)
def test_how_often_somebody_is_contacted_is_what_the_data_says(months, since, latest, due):
    shipped = standards.text(rules.FILE)
    told = rules.load(shipped.replace("home: {months: 3", f"home: {{months: {months}"))
    assert told.contact_due(abroad=False, since=since, latest=latest) == due
