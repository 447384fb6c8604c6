"""Who takes which post after an election: as elected, and as duties were shared out."""

from zhibu.elections import queries
from zhibu.elections.queries import Contest
from zhibu.party.sets import Post

DUTIES = (
    Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.ORGANIZATION, Post.PUBLICITY, Post.DISCIPLINE,
)  # fmt: skip


def posts_of(contest: Contest) -> list[tuple[Post, str]]:
    """Return who takes which post; who was elected and has none is a member of the committee."""
    voting = contest.told("voting")
    if contest.case.variant == queries.SINGLE:
        alone = [(Post.SECRETARY, str(voting["secretary"]))]
        deputy = voting.get("deputy_secretary")
        return [*alone, (Post.DEPUTY_SECRETARY, str(deputy))] if deputy else alone
    duties = contest.told("assignment" if _is_by(contest) else "first_committee")
    posts = [(post, str(duties[post.value])) for post in DUTIES if duties.get(post.value)]
    named = {uid for _post, uid in posts}
    found = voting.get("elected", ())
    elected = found if isinstance(found, tuple) else ()
    rest = [(Post.COMMITTEE_MEMBER, uid) for uid in elected if uid not in named]
    return [*posts, *rest]


def duties_are_known(contest: Contest) -> bool:
    """Say whether it is recorded who takes which post."""
    done = {one.done.step for one in contest.file.entered}
    alone = contest.case.variant == queries.SINGLE and "voting" in done
    return alone or bool({"first_committee", "assignment"} & done)


def _is_by(contest: Contest) -> bool:
    return contest.case.variant == queries.BY_ELECTION
