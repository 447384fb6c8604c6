"""Counting a committee: every member once, as of a day, and what came and went closes."""

from datetime import date

import pytest

from tests.people import SmallCommittee, at, card, hand
from zhibu.party import actions as party
from zhibu.party.models import Member
from zhibu.party.sets import LeaveReason
from zhibu.returns.counted import Counted, count
from zhibu.returns.spans import Every, Span

NOW = hand(at=at(2026, 11, 20))
YEAR = Span(Every.YEAR, date(2026, 10, 31))


def counted(here: SmallCommittee, span: Span = YEAR) -> Counted:
    found = count(here.committee, span)
    assert found.closes, [one for one in found.checks if not one.holds]
    return found


def test_everybody_is_counted_once(here: SmallCommittee) -> None:
    numbers = counted(here).numbers
    assert (numbers["members"], numbers["start"]) == (16, 16)
    assert (numbers["sex.female"], numbers["sex.male"]) == (7, 9)
    assert numbers["standing.probationary"] == 2
    assert numbers["organizations"] == 4
    assert (numbers["terms.running"], numbers["terms.unknown"]) == (2, 2)


def test_ages_are_those_of_the_day_of_the_count(here: SmallCommittee) -> None:
    """李明远, born on 2 September 1985, turns 41 in 2026."""
    before = counted(here, Span(Every.YEAR, date(2026, 9, 1))).numbers
    after = counted(here, Span(Every.YEAR, date(2026, 9, 2))).numbers
    assert before["age.36_40"] - after["age.36_40"] == 1
    assert after["age.41_45"] - before["age.41_45"] == 1


def test_a_transfer_inside_counts_on_both_sides_and_nobody_twice(here: SmallCommittee) -> None:
    _move(here, "王立新", here.cracking, left=date(2026, 5, 8), came=date(2026, 5, 11))
    numbers = counted(here).numbers
    assert numbers["members"] == 16
    assert (numbers["increase.within"], numbers["decrease.within"]) == (1, 1)
    assert (numbers["increase.transferred"], numbers["decrease.transferred"]) == (0, 0)


def test_who_is_between_two_branches_on_the_day_is_in_none(here: SmallCommittee) -> None:
    _move(here, "王立新", here.cracking, left=date(2026, 5, 8), came=date(2026, 5, 11))
    numbers = counted(here, Span(Every.YEAR, date(2026, 5, 9))).numbers
    assert numbers["members"] == 15
    assert numbers["decrease.transferred"] == 1
    rest = counted(here, Span(Every.QUARTER, date(2026, 9, 30))).numbers
    assert (rest["start"], rest["members"], rest["increase"]) == (16, 16, 0)


def test_for_the_branch_itself_the_same_transfer_is_one_out(here: SmallCommittee) -> None:
    _move(here, "王立新", here.cracking, left=date(2026, 5, 8), came=date(2026, 5, 11))
    own = count(here.refining, YEAR)
    assert own.closes
    assert own.numbers["decrease.transferred"] == 1
    other = count(here.cracking, YEAR)
    assert other.closes
    assert other.numbers["increase.transferred"] == 1


def test_an_admission_is_counted_where_and_when_it_was(here: SmallCommittee) -> None:
    new = card("林小禾", "2", birth_on=date(2000, 1, 1), joined_on=date(2026, 6, 30),
               converted_on=None, education="20")  # fmt: skip
    party.register_member(branch=here.refining, card=new, since=date(2026, 6, 30), hand=NOW)
    numbers = counted(here).numbers
    assert numbers["admitted"] == numbers["increase.admitted"] == 1
    assert numbers["admitted_women"] == numbers["admitted_college"] == 1
    assert counted(here, Span(Every.HALF, date(2026, 10, 31))).numbers["admitted"] == 0


@pytest.mark.parametrize("reason", ["died", "expelled", "revoked", "withdrew"])
def test_leaving_for_good_is_counted_by_its_cause(here: SmallCommittee, reason: str) -> None:
    member = here.member("查思敏")
    party.leave(member=member, left_on=date(2026, 8, 1), reason=LeaveReason(reason), hand=NOW)
    numbers = counted(here).numbers
    assert numbers["members"] == 15
    assert numbers[f"decrease.{reason}"] == 1


def test_a_membership_stopped_and_restored_leaves_and_comes_back(here: SmallCommittee) -> None:
    _change(here, "解放", date(2026, 3, 1), stopped_on=date(2026, 3, 1))
    first = counted(here, Span(Every.HALF, date(2026, 6, 30))).numbers
    assert (first["members"], first["decrease.stopped"]) == (15, 1)
    _change(here, "解放", date(2026, 9, 1), stopped_on=None)
    second = counted(here, Span(Every.HALF, date(2026, 10, 31))).numbers
    assert (second["start"], second["members"], second["increase.restored"]) == (15, 16, 1)


def test_an_earlier_day_reads_the_card_as_it_was(here: SmallCommittee) -> None:
    _change(here, "王立新", date(2026, 3, 1), education="60")
    _change(here, "王立新", date(2026, 7, 1), education="20")
    june = counted(here, Span(Every.HALF, date(2026, 6, 30))).numbers
    october = counted(here).numbers
    assert (june["education.senior_high"], june["college"]) == (1, 0)
    assert (october["education.senior_high"], october["college"]) == (0, 1)
    assert counted(here, Span(Every.YEAR, date(2026, 2, 28))).numbers["education.other"] == 16


def test_a_conversion_counts_in_its_own_period(here: SmallCommittee) -> None:
    _change(here, "孙晓梅", date(2026, 6, 30), converted_on=date(2026, 6, 30), decided=True)
    assert counted(here, Span(Every.HALF, date(2026, 6, 30))).numbers["converted"] == 1
    assert counted(here, Span(Every.HALF, date(2026, 10, 31))).numbers["converted"] == 0
    assert counted(here).numbers["standing.probationary"] == 1


def test_a_branch_moved_elsewhere_takes_its_members_along(here: SmallCommittee) -> None:
    other = party.found_organization(
        name="港务公司党委", level="committee", superior=None, founded_on=date(2000, 1, 1), hand=NOW
    )
    party.change_organization(
        organization=here.cracking, changed_on=date(2026, 4, 1), superior=other, hand=NOW
    )
    losing = counted(here).numbers
    assert (losing["start"], losing["members"], losing["decrease.unit"]) == (16, 8, 8)
    winning = count(other, YEAR)
    assert winning.closes
    told = winning.numbers
    assert (told["start"], told["members"], told["increase.unit"]) == (0, 8, 8)
    spring = count(here.committee, Span(Every.YEAR, date(2026, 3, 31)))
    assert spring.numbers["members"] == 16


def test_counting_costs_the_same_queries_for_one_branch_and_for_many(
    here: SmallCommittee, django_assert_num_queries: object
) -> None:
    for number in range(12):
        branch = party.found_organization(
            name=f"第{number + 1}装置党支部", level="branch", superior=here.general_branch,
            founded_on=date(2010, 1, 1), branch_class="production", hand=NOW,
        )  # fmt: skip
        party.register_member(
            branch=branch, card=card(f"赵海{'一二三四五六七八九十百千'[number]}"),
            since=date(2026, 2, 3), hand=NOW,
        )  # fmt: skip
    with django_assert_num_queries(7):  # type: ignore[operator]
        assert counted(here).numbers["members"] == 28
    with django_assert_num_queries(6):  # type: ignore[operator]
        count(here.refining, YEAR)


def _move(here: SmallCommittee, name: str, branch: object, *, left: date, came: date) -> None:
    member = here.member(name)
    party.leave(member=member, left_on=left, reason="transferred", hand=NOW)
    party.affiliate(member=member, branch=branch, from_on=came, hand=NOW)  # type: ignore[arg-type]


def _change(here: SmallCommittee, name: str, on: date, **told: object) -> None:
    member: Member = here.member(name)
    party.change_member(member=member, changed_on=on, hand=NOW, **told)  # type: ignore[arg-type]
