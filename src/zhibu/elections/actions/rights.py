"""After the approval, accounts follow posts: shown to an officer above, who does it in one act."""

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.elections import queries
from zhibu.elections.posts import posts_of
from zhibu.elections.queries import Contest
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party import actions as party
from zhibu.party.actions import RoleMove
from zhibu.party.models import PostHeld
from zhibu.party.sets import Post, Role
from zhibu.procedures.models import Case

FOLLOWING = {Post.SECRETARY: Role.SECRETARY, Post.ORGANIZATION: Role.ORGANIZATION}


class CannotAdjust(Refusal):
    """Accounts cannot follow this election."""


def is_approved(contest: Contest) -> bool:
    """Say whether the superior approved the result, so that the posts are entered."""
    found = [one.done for one in contest.file.entered if one.done.step == "confirmation"]
    return bool(found) and found[-1].outcome == "approved"


def role_moves(contest: Contest) -> list[RoleMove]:
    """Return what would change of the branch's accounts; nothing before the approval."""
    if not is_approved(contest):
        return []
    return party.moves_for(contest.case.organization, _holders(contest))


def adjust_rights(*, case: Case, hand: Hand) -> list[Leaf]:
    """Let the branch's accounts follow the posts of an approved election.

    Raises CannotAdjust before the approval; CannotHandOver as the party room does.
    """
    contest = queries.contest(case)
    if not is_approved(contest):
        raise CannotAdjust(_("选举结果还没有批准，不能调整账号权限。"))
    return party.hand_over_roles(
        organization=case.organization, holders=_holders(contest), hand=hand
    )


def _holders(contest: Contest) -> dict[Role, str]:
    """Return who holds the post of each role, as the posts were entered, whatever the case says.

    In a by-election those posts alone that it filled.
    """
    filled = dict(posts_of(contest))
    held = PostHeld.objects.filter(organization=contest.case.organization, until_on=None)
    now = dict(held.filter(post__in=list(FOLLOWING)).values_list("post", "member_id"))
    by = contest.case.variant == queries.BY_ELECTION
    return {
        role: now.get(post, "")
        for post, role in FOLLOWING.items()
        if post in filled or not by
    }  # fmt: skip
