from datetime import date

import pytest

from tests.people import at, hand
from tests.rooms.party.stated import facts_of
from zhibu.party import actions, queries
from zhibu.party.models import Organization, OrganizationState


def found(superior, name="仪表车间党支部", level="branch", **told):
    told = {"founded_on": date(2010, 1, 4), "hand": hand()} | told
    return actions.found_organization(name=name, level=level, superior=superior, **told)


def test_who_stands_below_is_one_range_of_paths(here):
    below = queries.organizations_under(here.general_branch)

    assert set(below) == {here.general_branch, here.refining, here.cracking}
    assert queries.superiors_of(here.refining) == [here.committee, here.general_branch]
    assert set(queries.branches_under(here.committee)) == {here.refining, here.cracking}


def test_a_branch_that_moves_takes_its_history_along(here):
    auxiliary = found(here.committee, "辅助系统党总支", "general_branch")
    actions.change_organization(
        organization=here.refining, superior=auxiliary, changed_on=date(2026, 1, 15), hand=hand()
    )

    assert queries.superiors_of(queries.organization(here.refining.uid))[-1] == auxiliary
    assert here.refining not in queries.branches_under(here.general_branch)
    assert superior_on(here.refining, date(2026, 1, 14)) == here.general_branch.uid
    assert superior_on(here.refining, date(2026, 1, 15)) == auxiliary.uid


def superior_on(org, day):
    return next(node.superior for node in queries.tree(day) if node.uid == org.uid)


def test_a_move_takes_everything_below_along(here):
    company = found(here.committee, "分公司党委", "committee")
    actions.change_organization(
        organization=here.general_branch, superior=company, changed_on=date(2026, 1, 15),
        hand=hand(),
    )  # fmt: skip

    assert here.cracking in queries.branches_under(company)
    moved = queries.organization(here.cracking.uid)
    assert [one.name for one in queries.superiors_of(moved)] == [
        "茂源石化公司党委", "分公司党委", "炼油系统党总支",
    ]  # fmt: skip


def test_no_organization_stands_below_itself(here):
    lower = found(here.committee, "分公司党委", "committee")

    with pytest.raises(actions.CannotChangeOrganization, match="它自己或它的下级") as refused:
        actions.change_organization(
            organization=here.committee, superior=lower, changed_on=date(2026, 1, 15), hand=hand()
        )

    assert refused.value.field == "superior"


def test_a_branch_cannot_stand_above_a_committee(here):
    with pytest.raises(actions.CannotFoundOrganization, match="不能设在所选上级之下"):
        found(here.refining, "小党委", "committee")


def test_two_branches_of_one_name_under_one_superior_are_refused(here):
    with pytest.raises(actions.CannotFoundOrganization, match="已有“炼油一车间党支部”"):
        found(here.general_branch, "炼油一 车间党支部")

    assert Organization.objects.filter(name="炼油一车间党支部").count() == 1


def test_a_branch_is_not_founded_tomorrow(here):
    with pytest.raises(actions.CannotFoundOrganization, match="不能晚于今天"):
        found(here.general_branch, founded_on=date(2026, 2, 3))


def test_a_renamed_branch_was_called_otherwise_before(here):
    actions.change_organization(
        organization=here.cracking, name="乙烯部党支部", changed_on=date(2026, 2, 1), hand=hand()
    )

    names = OrganizationState.objects.filter(organization=here.cracking).order_by("from_on")
    assert [(state.name, state.until_on) for state in names] == [
        ("乙烯裂解党支部", date(2026, 2, 1)), ("乙烯部党支部", None),
    ]  # fmt: skip


def test_a_change_that_changes_nothing_is_refused(here):
    with pytest.raises(actions.CannotChangeOrganization, match="没有任何变化"):
        actions.change_organization(
            organization=here.cracking, name="乙烯裂解党支部", changed_on=date(2026, 2, 1),
            hand=hand(),
        )  # fmt: skip


def test_a_branch_with_members_is_not_dissolved(here):
    with pytest.raises(actions.CannotDissolveOrganization, match="先转出全部党员"):
        actions.dissolve_organization(
            organization=here.refining, dissolved_on=date(2026, 2, 1), hand=hand()
        )


def test_going_live_counts_whole_months_only(here):
    actions.go_live(
        branch=here.cracking, live_on=date(2026, 3, 5), counted_from=date(2026, 1, 2), hand=hand()
    )

    assert facts_of(here.cracking, "party.counted", "party.live") == [
        ("party.counted", "2026-02-01", 1), ("party.live", "2026-04-01", 1),
    ]  # fmt: skip


def test_a_branch_goes_live_once(here):
    with pytest.raises(actions.CannotGoLive, match="已于 2026-02-01 启用"):
        actions.go_live(
            branch=here.refining, live_on=date(2026, 3, 1), counted_from=date(2026, 1, 1),
            hand=hand(),
        )  # fmt: skip


def test_a_branch_is_not_counted_after_it_is_live(here):
    with pytest.raises(actions.CannotGoLive, match="不能晚于启用日期") as refused:
        actions.go_live(
            branch=here.cracking, live_on=date(2026, 3, 1), counted_from=date(2026, 4, 1),
            hand=hand(),
        )  # fmt: skip

    assert refused.value.field == "counted_from"


def test_a_branch_dissolved_in_the_month_it_went_live_never_owed_one(here):
    branch = found(here.general_branch)
    actions.go_live(
        branch=branch, live_on=date(2026, 2, 5), counted_from=date(2026, 2, 5), hand=hand()
    )
    actions.dissolve_organization(
        organization=branch, dissolved_on=date(2026, 2, 20), hand=hand(at=at(2026, 2, 20))
    )

    assert facts_of(branch) == [
        ("party.counted", "2026-03-01", 1), ("party.live", "2026-03-01", 1),
        ("party.counted", "2026-03-01", -1), ("party.live", "2026-03-01", -1),
    ]  # fmt: skip


def test_the_tree_costs_the_same_for_three_branches_and_for_thirty(here, django_assert_num_queries):
    for number in range(27):
        found(here.general_branch, f"第{number}党支部")

    with django_assert_num_queries(2):
        nodes = queries.tree(date(2026, 2, 1))

    assert len(nodes) == 31
    assert [node.depth for node in nodes[:3]] == [0, 1, 2]
