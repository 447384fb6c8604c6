from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.party.stated import facts_of, level_of
from zhibu.party import actions, queries
from zhibu.party.models import GroupMembership


def test_a_group_owes_from_its_first_whole_month(here):
    assert facts_of(here.refining, "party.groups") == [
        ("party.groups", "2025-07-01", 1), ("party.groups", "2025-07-01", 1),
    ]  # fmt: skip

    actions.found_group(
        branch=here.refining, name="第三党小组", founded_on=date(2026, 1, 2), hand=hand()
    )
    assert facts_of(here.refining, "party.groups")[-1] == ("party.groups", "2026-02-01", 1)


def test_a_group_founded_and_dissolved_in_one_month_owes_nothing(here):
    third = actions.found_group(
        branch=here.refining, name="第三党小组", founded_on=date(2026, 1, 10), hand=hand()
    )
    actions.dissolve_group(party_group=third, dissolved_on=date(2026, 1, 20), hand=hand())

    days = (date(2026, 1, 31), date(2026, 2, 28))
    assert [level_of(here.refining, "party.groups", day) for day in days] == [2, 2]


def test_a_dissolved_group_leaves_its_members_in_none(here):
    actions.dissolve_group(
        party_group=here.first_group, dissolved_on=date(2026, 3, 15),
        hand=hand(at=at(2026, 3, 15)),
    )  # fmt: skip

    assert facts_of(here.refining)[-2:] == [
        ("party.groups", "2026-03-01", -1), ("party.grouped_members", "2026-03-15", -4),
    ]  # fmt: skip
    before, after = (queries.roll_of(here.refining, date(2026, 3, day)) for day in (14, 15))
    assert len(before.in_group(here.first_group.uid)) == 4
    assert (len(after.groups), after.in_group(here.first_group.uid)) == (1, ())


def test_a_member_moves_from_one_group_to_the_other(here):
    lixin = here.member("王立新")
    actions.group_members(
        party_group=here.second_group, members=[lixin], from_on=date(2026, 2, 1), hand=hand()
    )

    rows = GroupMembership.objects.filter(member=lixin).order_by("from_on")
    assert [(row.party_group, row.until_on) for row in rows] == [
        (here.first_group, date(2026, 2, 1)), (here.second_group, None),
    ]  # fmt: skip
    assert level_of(here.refining, "party.grouped_members", date(2026, 2, 2)) == 8


def test_somebody_of_another_branch_is_not_grouped_here(here):
    with pytest.raises(actions.CannotGroupMembers, match="周建国当日不是本支部党员"):
        actions.group_members(
            party_group=here.first_group, members=[here.member("周建国")],
            from_on=date(2026, 2, 1), hand=hand(),
        )  # fmt: skip


def test_somebody_is_not_grouped_twice_in_one_group(here):
    with pytest.raises(actions.CannotGroupMembers, match="王立新已在该党小组"):
        actions.group_members(
            party_group=here.first_group, members=[here.member("王立新")],
            from_on=date(2026, 2, 1), hand=hand(),
        )  # fmt: skip


def test_two_groups_of_one_name_are_refused(here):
    with pytest.raises(actions.CannotFoundGroup, match="已有“第一党小组”"):
        actions.found_group(
            branch=here.refining, name="第一 党小组", founded_on=date(2026, 1, 1), hand=hand()
        )


def test_a_group_is_led_by_one_of_its_own(here):
    def lead(name):
        actions.appoint(
            member=here.member(name), organization=here.refining, post="group_leader",
            party_group=here.first_group, from_on=date(2026, 2, 1), hand=hand(),
        )  # fmt: skip

    with pytest.raises(actions.CannotAppoint, match="请先编组"):
        lead("单国栋")
    lead("赵兰")
    with pytest.raises(actions.CannotAppoint, match="已有组长"):
        lead("王立新")

    assert queries.roll_of(here.refining, date(2026, 2, 1)).groups[0].leader == (
        here.member("赵兰").uid
    )
