"""A letter goes out and comes back: until it is received, the old branch keeps the duty."""

from datetime import date

import pytest

from tests.people import card
from tests.rooms.mobility.conftest import VALID_UNTIL, facts_of, issued, secretary, stranger, told
from zhibu.core.refusal import Refusal
from zhibu.mobility import actions, queries
from zhibu.mobility.models import Arrival, Letter, State
from zhibu.party import actions as party
from zhibu.party import queries as parties

DUE, IN_TIME, LATE = (f"mobility.transfer.{word}" for word in ("due", "done_in_time", "done_late"))


def names(branch, on):
    return {member.name for member in parties.members_of(branch, on)}


def test_until_it_is_received_the_member_counts_in_the_old_branch(here):
    letter = issued(here)

    assert letter.state == State.ISSUED
    assert "王立新" in names(here.refining, date(2026, 3, 15))
    assert "王立新" not in names(here.cracking, date(2026, 3, 15))
    assert facts_of(here.refining.uid)[DUE] == 1


def test_on_receipt_the_member_leaves_one_branch_and_is_in_the_other_that_day(here):
    letter = issued(here)
    before = facts_of(here.refining.uid)["party.members"]

    actions.receive(letter=letter, branch=here.cracking, hand=stranger(here))

    letter.refresh_from_db()
    assert (letter.state, letter.to_branch_id) == (State.RECEIVED, here.cracking.uid)
    assert "王立新" not in names(here.refining, date(2026, 3, 12))
    assert "王立新" in names(here.cracking, date(2026, 3, 12))
    assert facts_of(here.refining.uid)["party.members"] == before - 1
    assert facts_of(here.refining.uid)[IN_TIME] == 1


def test_on_its_last_day_a_letter_can_be_received_and_on_the_next_no_more(here):
    letter = issued(here)

    with pytest.raises(Refusal, match="过期"):
        actions.receive(letter=letter, branch=here.cracking, hand=stranger(here, 3, 21))
    actions.receive(letter=letter, branch=here.cracking, hand=stranger(here, 3, 20))

    assert facts_of(here.refining.uid)[IN_TIME] == 1


def test_a_letter_that_ran_out_is_issued_anew_and_what_was_due_stays_late(here):
    first = issued(here)

    leaf = actions.issue(
        branch=here.refining, told=told(here), hand=secretary(here, 3, 25)
    )  # fmt: skip
    second = Letter.objects.get(rec=leaf.rec)
    actions.receive(letter=second, branch=here.cracking, hand=stranger(here, 3, 26))

    first.refresh_from_db()
    assert first.state == State.LAPSED
    assert second.first_due == VALID_UNTIL
    facts = facts_of(here.refining.uid)
    assert (facts[DUE], facts.get(IN_TIME, 0), facts[LATE]) == (1, 0, 1)


def test_nobody_has_two_letters_at_once(here):
    issued(here)

    with pytest.raises(Refusal, match="仍在有效期内"):
        actions.issue(branch=here.refining, told=told(here), hand=secretary(here, 3, 11))

    assert Letter.objects.count() == 1


def test_a_refused_letter_leaves_the_member_and_nothing_is_due(here):
    letter = issued(here)

    with pytest.raises(Refusal):
        actions.refuse(letter=letter, reason=" ", hand=stranger(here))
    actions.refuse(letter=letter, reason="人事关系未到我单位。", hand=stranger(here))

    assert "王立新" in names(here.refining, date(2026, 3, 15))
    assert facts_of(here.refining.uid).get(DUE, 0) == 0
    with pytest.raises(Refusal, match="已退回"):
        actions.receive(letter=letter, branch=here.cracking, hand=stranger(here))


def test_a_mistaken_letter_is_taken_back_and_its_number_is_not_given_again(here):
    letter = issued(here)
    actions.withdraw(letter=letter, reason="开错了单位。", hand=secretary(here))

    again = issued(here)

    assert [one.number for one in Letter.objects.order_by("number")] == [1, 2]
    assert again.state == State.ISSUED
    assert facts_of(here.refining.uid)[DUE] == 1


def test_a_letter_cannot_be_received_by_a_branch_it_is_not_addressed_to(here):
    letter = issued(here)

    with pytest.raises(Refusal, match="开往"):
        actions.receive(letter=letter, branch=here.refining, hand=secretary(here))


def test_a_committee_that_is_addressed_chooses_the_branch(here):
    letter = issued(here, to=here.committee)

    with pytest.raises(Refusal, match="同一个支部"):
        actions.receive(letter=letter, branch=here.refining, hand=secretary(here))
    actions.receive(letter=letter, branch=here.cracking, hand=stranger(here))

    assert "王立新" in names(here.cracking, date(2026, 3, 12))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"valid_days": 91}, "90"),
        ({"valid_days": 0}, "1 至"),
        ({"paid_up_to": "去年"}, "2026-09"),
        ({"paid_up_to": "2028-01"}, "预交"),
        ({"to": None, "to_name": "  "}, "填写"),
    ],
)
def test_a_letter_that_cannot_be_is_refused_with_the_way_out(here, other, words):
    with pytest.raises(Refusal, match=words):
        issued(here, **other)


def test_a_letter_to_the_own_branch_or_for_somebody_elses_member_is_refused(here):
    with pytest.raises(Refusal, match="本支部"):
        issued(here, to=here.refining)
    with pytest.raises(Refusal, match="不在本支部"):
        issued(here, "吴静")


def test_the_receipt_from_outside_ends_belonging_on_its_own_day(here):
    letter = issued(here, to=None, to_name="中共佛山市禅城区委组织部", valid_days=30)

    with pytest.raises(Refusal, match="之间"):
        actions.receipt_from_outside(
            letter=letter, received_on=date(2026, 3, 9), handler="林同志", hand=secretary(here)
        )
    actions.receipt_from_outside(
        letter=letter, received_on=date(2026, 3, 18), handler="林同志",
        hand=secretary(here, 3, 24),
    )  # fmt: skip

    assert "王立新" in names(here.refining, date(2026, 3, 17))
    assert "王立新" not in names(here.refining, date(2026, 3, 18))
    assert facts_of(here.refining.uid)[IN_TIME] == 1


def test_a_receipt_of_a_day_after_the_letter_ran_out_is_refused(here):
    letter = issued(here, to=None, to_name="外省某支部")

    def receipt(day: date):
        actions.receipt_from_outside(
            letter=letter, received_on=day, handler="林同志", hand=secretary(here, 5, 2)
        )

    with pytest.raises(Refusal, match="过期之后"):
        receipt(date(2026, 3, 21))
    receipt(date(2026, 3, 20))

    assert "王立新" not in names(here.refining, date(2026, 3, 20))


def test_a_letter_inside_needs_no_paper_receipt_and_one_outside_no_click(here):
    inside = issued(here)
    outside = issued(here, "李明远", to=None, to_name="外省某支部")

    with pytest.raises(Refusal, match="不用登记纸质回执"):
        actions.receipt_from_outside(
            letter=inside, received_on=date(2026, 3, 10), handler="林", hand=secretary(here)
        )
    with pytest.raises(Refusal, match="开往"):
        actions.receive(letter=outside, branch=here.cracking, hand=stranger(here))


NUMBER = "110101198804070025"


def arrive(here, **other):
    usual = {
        "branch": here.cracking, "from_name": "中共广州市某支部", "letter_number": "穗组转 17 号",
        "card": card("何青", "2", id_number=NUMBER), "received_on": date(2026, 3, 11),
        "hand": stranger(here),
    }  # fmt: skip
    return actions.arrive(**{**usual, **other})


def test_somebody_from_outside_arrives_with_a_letter_and_has_a_card(here):
    member = arrive(here)

    assert "何青" in names(here.cracking, date(2026, 3, 11))
    assert Arrival.objects.get(member=member).letter_number == "穗组转 17 号"


def test_who_left_for_outside_comes_back_to_the_same_card(here):
    member = arrive(here)
    party.leave(
        member=member, left_on=date(2026, 3, 12), reason="transferred", hand=stranger(here)
    )  # fmt: skip

    back = arrive(here, branch=here.refining, received_on=date(2026, 3, 13),
                  hand=secretary(here, 3, 13))  # fmt: skip

    assert back.uid == member.uid


def test_who_belongs_to_a_branch_here_cannot_arrive_from_outside(here):
    arrive(here)

    with pytest.raises(Refusal, match="乙烯裂解党支部"):
        arrive(here, branch=here.refining, hand=secretary(here, 3, 13))

    assert Arrival.objects.count() == 1


def test_overdue_letters_are_those_that_end_within_a_week_or_ended(here):
    issued(here)

    def shown(day):
        return [one.member.name for one in queries.overdue_under(here.committee, day)]

    assert shown(date(2026, 3, 12)) == []
    assert shown(date(2026, 3, 13)) == ["王立新"]
    assert shown(date(2026, 4, 13)) == ["王立新"]


def test_who_is_received_gives_up_post_and_group_and_can_go_back(here):
    letter = issued(here)
    actions.receive(letter=letter, branch=here.cracking, hand=stranger(here))
    leaf = actions.issue(
        branch=here.cracking, told=told(here, to=here.refining),
        hand=stranger(here, 3, 20),
    )  # fmt: skip
    back = Letter.objects.get(rec=leaf.rec)

    actions.receive(letter=back, branch=here.refining, hand=secretary(here, 3, 22))

    assert "王立新" in names(here.refining, date(2026, 3, 22))


def test_taking_back_a_letter_that_was_issued_anew_takes_back_what_was_due(here):
    first = issued(here)
    leaf = actions.issue(branch=here.refining, told=told(here), hand=secretary(here, 3, 25))

    actions.withdraw(
        letter=queries.letter(leaf.rec), reason="不转了", hand=secretary(here, 3, 26)
    )  # fmt: skip

    assert facts_of(here.refining.uid).get(DUE, 0) == 0
    assert queries.letter(first.rec).state == State.WITHDRAWN
