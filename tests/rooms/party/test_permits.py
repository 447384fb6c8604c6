"""Each role by each ability, over one's own organization, a sibling, above and below."""

from datetime import date
from pathlib import Path

import pytest

from tests.people import PASSWORD, at, hand
from zhibu.party import actions, permits
from zhibu.party.models import Account, RoleGrant
from zhibu.party.permits import Ability
from zhibu.party.sets import Role

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "permissions.md"
KEEPER = {
    Ability.SEE_BRANCH_PRIVATE, Ability.RECORD_WORK, Ability.MANAGE_MEMBERS, Ability.SEE_SENSITIVE,
    Ability.IMPORT,
}  # fmt: skip
OFFICER = {
    Ability.SEE_BRANCH_PRIVATE, Ability.MANAGE_MEMBERS, Ability.SEE_SENSITIVE,
    Ability.MANAGE_ORGANIZATIONS, Ability.IMPORT, Ability.SETTLE_FLAGS, Ability.ASK_ERASURE,
    Ability.ADOPT_STANDARDS, Ability.ISSUE_NOTICES, Ability.DECIDE_RESULTS, Ability.HOLD_POLLS,
    Ability.APPROVE_CASES, Ability.APPROVE_SPENDING,
    Ability.APPROVE_ERASURE,
}  # fmt: skip
ASSESSOR = {Ability.SEE_BRANCH_PRIVATE, Ability.RUN_ASSESSMENT}
AUDITOR = {Ability.SEE_BRANCH_PRIVATE, Ability.AUDIT, Ability.APPROVE_ERASURE}
# A role over the general branch: what it gives there, below it, beside it and above it.
MATRIX = {
    Role.MEMBER: (set(), set()),
    Role.SECRETARY: (KEEPER | {Ability.ASK_ERASURE}, set()),
    Role.ORGANIZATION: (KEEPER, set()),
    Role.OFFICER: (OFFICER, OFFICER),
    Role.ASSESSOR: (ASSESSOR, ASSESSOR),
    Role.AUDITOR: (AUDITOR, AUDITOR),
    Role.ADMINISTRATOR: ({Ability.GRANT_ROLES}, {Ability.GRANT_ROLES}),
}


@pytest.fixture
def newcomer(here):
    return actions.create_account(username="newcomer", password=PASSWORD, display_name="何平平")


def grant(here, account, role, organization):
    giver = hand(here.accounts.administrator)
    return actions.grant_role(account=account, role=role, organization=organization, hand=giver)


@pytest.mark.parametrize("role", Role)
def test_a_role_gives_what_the_table_says_and_nothing_else(here, newcomer, role):
    beside = actions.found_organization(
        name="综合系统党总支", level="general_branch", superior=here.committee,
        founded_on=date(2003, 4, 1), hand=hand(),
    )  # fmt: skip
    grant(here, newcomer, role, here.general_branch)

    own, below = MATRIX[role]
    assert abilities(newcomer, here.general_branch) == own
    assert abilities(newcomer, here.refining) == below
    assert abilities(newcomer, beside) == set()
    assert abilities(newcomer, here.committee) == set()


def abilities(account, organization):
    """Return what an account may do there beyond what is open to all."""
    held = permits.read(account)
    assert held.may(Ability.SEE_SCORES, organization)
    return {ability for ability in Ability if held.may(ability, organization)} - {
        Ability.SEE_SCORES
    }


def test_every_role_has_its_line_in_the_matrix():
    assert set(MATRIX) == set(Role) == set(permits.TABLE)


def test_a_secretary_has_nothing_to_say_in_the_branch_next_door(here):
    assert not permits.may(here.accounts.stranger, Ability.SEE_BRANCH_PRIVATE, here.refining)
    assert list(permits.branches_for(here.accounts.stranger, Ability.RECORD_WORK)) == [
        here.cracking
    ]


def test_an_officer_sees_every_branch_below_and_records_in_none(here):
    officer = here.accounts.officer

    seen = permits.branches_for(officer, Ability.SEE_BRANCH_PRIVATE)
    assert set(seen) == {here.refining, here.cracking}
    assert list(permits.branches_for(officer, Ability.RECORD_WORK)) == []


def test_an_account_without_a_role_may_do_nothing(here, newcomer):
    assert not any(permits.may(newcomer, ability, here.refining) for ability in Ability)
    assert list(permits.organizations_for(newcomer, Ability.SEE_SCORES)) == []


def test_a_member_sees_scores_of_all_branches_without_any_role(here):
    lan = actions.create_account(
        username="zhaolan", password=PASSWORD, display_name="赵兰", member=here.member("赵兰")
    )

    assert permits.may(lan, Ability.SEE_SCORES, here.cracking)
    assert not permits.may(lan, Ability.SEE_BRANCH_PRIVATE, here.refining)


def test_a_role_that_was_ended_gives_nothing_on_the_same_day(here):
    giver = hand(here.accounts.administrator)
    actions.end_role(grant=here.grant(here.accounts.secretary), hand=giver)

    assert not permits.may(here.accounts.secretary, Ability.RECORD_WORK, here.refining)


def test_a_disabled_account_may_do_nothing(here):
    Account.objects.filter(pk=here.accounts.secretary.pk).update(is_active=False)

    disabled = Account.objects.get(pk=here.accounts.secretary.pk)
    assert not permits.may(disabled, Ability.SEE_SCORES, here.refining)


def test_a_branch_that_moved_is_foreign_to_its_old_superior(here):
    beside = actions.found_organization(
        name="综合系统党总支", level="general_branch", superior=here.committee,
        founded_on=date(2003, 4, 1), hand=hand(),
    )  # fmt: skip
    officer = actions.create_account(username="old", password=PASSWORD, display_name="高翔翔")
    grant(here, officer, "officer", here.general_branch)
    actions.change_organization(
        organization=here.refining, superior=beside, changed_on=date(2026, 2, 1), hand=hand()
    )
    here.refining.refresh_from_db()

    assert not permits.may(officer, Ability.SEE_BRANCH_PRIVATE, here.refining)
    assert permits.may(officer, Ability.SEE_BRANCH_PRIVATE, here.cracking)


def test_only_an_administrator_above_grants(here, newcomer):
    with pytest.raises(actions.CannotGrantRole, match="只有上级或本级的系统管理员"):
        actions.grant_role(
            account=newcomer, role="auditor", organization=here.refining,
            hand=hand(here.accounts.officer),
        )  # fmt: skip
    grant(here, newcomer, "administrator", here.refining)
    with pytest.raises(actions.CannotGrantRole, match="只有上级或本级的系统管理员"):
        actions.grant_role(
            account=here.accounts.officer, role="auditor", organization=here.cracking,
            hand=hand(newcomer),
        )  # fmt: skip


def test_nobody_grants_a_role_to_oneself(here):
    with pytest.raises(actions.CannotGrantRole, match="不能给自己"):
        grant(here, here.accounts.administrator, "auditor", here.committee)


def test_one_role_is_granted_once(here):
    with pytest.raises(actions.CannotGrantRole, match="已有这个角色"):
        grant(here, here.accounts.secretary, "secretary", here.refining)


def test_somebody_is_left_to_grant_roles(here):
    giver = hand(here.accounts.administrator)
    with pytest.raises(actions.CannotEndRole, match="至少要保留一名"):
        actions.end_role(grant=here.grant(here.accounts.administrator), hand=giver)


def test_the_first_role_is_an_administrators(db):
    top = actions.found_organization(
        name="茂源石化公司党委", level="committee", superior=None, founded_on=date(1998, 7, 1),
        hand=hand(),
    )  # fmt: skip
    first = actions.create_account(username="first", password=PASSWORD, display_name="何平")
    with pytest.raises(actions.CannotGrantRole, match="第一个角色"):
        actions.grant_role(account=first, role="officer", organization=top, hand=hand(first))
    actions.grant_role(account=first, role="administrator", organization=top, hand=hand(first))

    assert RoleGrant.objects.get().from_on == at(2026, 2, 2).date()


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"username": "Chenke"}, "username", "小写字母"),
        ({"username": "ｃｈｅｎｋｅ"}, "username", "小写字母"),
        ({"username": "chenke"}, "username", "已有人使用"),
        ({"password": "short"}, "password", "."),
        ({"display_name": "陈\u202e可"}, "display_name", "看不见"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_its_field(here, told, field, words):
    usual = {"username": "another", "password": PASSWORD, "display_name": "陈可"}
    with pytest.raises(actions.CannotCreateAccount, match=words) as refused:
        actions.create_account(**{**usual, **told})

    assert refused.value.field == field


def test_permits_are_read_with_one_query(here, django_assert_num_queries):
    with django_assert_num_queries(1):
        held = permits.read(here.accounts.secretary)
        assert held.may(Ability.RECORD_WORK, here.refining)
        assert not held.may(Ability.RECORD_WORK, here.cracking)


def test_the_table_in_the_documents_is_the_table_in_force():
    lines = DOCUMENT.read_text("utf-8").splitlines()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|") and "---" not in line
    ]
    roles = [Role(name) for name in rows[0][1:]]
    written = {
        (role, Ability(row[0])): reach
        for row in rows[1:]
        for role, reach in zip(roles, row[1:], strict=True)
    }
    in_force = {(role, ability): reach_of(role, ability) for role in Role for ability in Ability}

    assert written == in_force


def reach_of(role, ability):
    if ability in permits.OPEN_TO_ALL:
        return "all"
    reach, abilities_ = permits.TABLE[role]
    return reach.value if ability in abilities_ else "–"
