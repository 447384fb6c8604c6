"""On approval the term and the posts follow from what was recorded: nothing is typed twice."""

from collections.abc import Iterator
from datetime import date

from zhibu.core.case import Done
from zhibu.elections import queries, rules
from zhibu.elections.posts import posts_of
from zhibu.journal.leaves import Hand
from zhibu.party import actions as party
from zhibu.party.models import Member, PostHeld
from zhibu.party.sets import COMMITTEE_POSTS, Post
from zhibu.procedures.models import Case

APPROVED = "approved"


def take_office(*, case: Case, done: Done, hand: Hand) -> None:
    """Enter the term, end the former posts and enter the new ones, once the result is approved.

    Raises CannotBeginTerm, CannotEndPost or CannotAppoint as the party room does.
    """
    if done.outcome != APPROVED:
        return
    contest = queries.contest(case)
    elected_on = contest.day_of("voting") or done.on
    told = rules.in_force()
    on = elected_on if told.takes_office == rules.ELECTION else done.on
    posts = posts_of(contest)
    if case.variant != queries.BY_ELECTION:
        party.begin_term(
            organization=case.organization, starts_on=elected_on,
            ends_on=told.last_day_of_term(elected_on, str(case.context.get("term", "usual"))),
            has_committee=case.variant == queries.COMMITTEE, hand=hand,
        )  # fmt: skip
    for former in _former(case, posts):
        party.end_post(post=former, ended_on=on, hand=hand)
    _appoint(case, posts, on=on, hand=hand)


def _former(case: Case, posts: list[tuple[Post, str]]) -> Iterator[PostHeld]:
    """Yield the posts that end: all of the committee, or in a by-election those taken over."""
    held = PostHeld.objects.filter(organization=case.organization, until_on=None)
    held = held.filter(post__in=COMMITTEE_POSTS).order_by("from_on", "rec")
    taken = {post for post, _uid in posts}
    for one in held:
        replaced = one.post in taken and one.post != Post.COMMITTEE_MEMBER
        if case.variant != queries.BY_ELECTION or replaced:
            yield one


def _appoint(case: Case, posts: list[tuple[Post, str]], *, on: date, hand: Hand) -> None:
    members = Member.objects.in_bulk([uid for _post, uid in posts])
    for post, uid in posts:
        party.appoint(
            member=members[uid], organization=case.organization, post=post.value, from_on=on,
            hand=hand,
        )  # fmt: skip
