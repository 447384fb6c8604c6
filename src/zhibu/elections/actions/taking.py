"""On approval the term and the posts follow from what was recorded: nothing is typed twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.case import Done
from zhibu.elections import queries, rules
from zhibu.elections.actions.opening import CannotElect
from zhibu.elections.posts import posts_of
from zhibu.elections.queries import Contest
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.party import actions as party
from zhibu.party.models import Member, PostHeld, Term
from zhibu.party.sets import COMMITTEE_POSTS, Post
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File

APPROVED = "approved"
# What an approval enters, in the order in which it is taken back: a seat is free before it is held.
ENTERED = ("party.appointed", "party.post_ended", "party.term_began")
MOST = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """What an approval enters: from which day who holds which post, and the new term."""

    on: date
    posts: list[tuple[Post, str]]
    starts_on: date
    ends_on: date


def take_office(*, case: Case, done: Done, hand: Hand) -> None:
    """Enter the term, end the former posts and enter the new ones, once the result is approved.

    Raises CannotBeginTerm, CannotEndPost or CannotAppoint as the party room does.
    """
    if done.outcome != APPROVED:
        return
    plan = _plan(queries.contest(case), done)
    if case.variant != queries.BY_ELECTION:
        party.begin_term(
            organization=case.organization, starts_on=plan.starts_on, ends_on=plan.ends_on,
            has_committee=case.variant == queries.COMMITTEE, hand=hand,
        )  # fmt: skip
    for former in _former(case, plan.posts):
        party.end_post(post=former, ended_on=plan.on, hand=hand)
    _appoint(case, plan.posts, on=plan.on, hand=hand)


def carried(file: File) -> dict[str, object]:
    """Return the term and posts that the approval entered, nothing where there is none."""
    contest = Contest(file.case, file, None, ())
    approved = (one for one in file.core.done if one.step == "confirmation")
    return {one.step: _plan(contest, one) for one in approved if one.outcome == APPROVED}


def leave_office(*, case: Case, approval: Leaf, hand: Hand) -> None:
    """Take back the term and posts that an approval entered, and let the former ones go on.

    Raises CannotElect where a post was changed, or another term began, since.
    """
    since = log.versions_of(approval.rec)[0].at
    found = log.leaves_of(case.organization_id, named=ENTERED, limit=MOST)
    recs = [one.rec for one in found if one.at == since and one.op is Op.CREATE]
    if not recs:
        return
    _insist_on_unchanged(case, recs)
    latest = log.latest_of(recs)
    order = sorted(recs, key=lambda rec: ENTERED.index(latest[rec].kind))
    hashes = [latest[rec].lh for rec in order if latest[rec].op is not Op.WITHDRAW]
    log.withdraw_many(hashes, reason=_("所依据的批准已撤回"), hand=hand)


def _insist_on_unchanged(case: Case, recs: list[str]) -> None:
    changed = PostHeld.objects.filter(rec__in=recs).exclude(until_on=None).select_related("member")
    term = Term.objects.filter(organization=case.organization).order_by("starts_on").last()
    if one := changed.first():
        words = _("批准以后，%(name)s的职务又有变动，不能撤回批准。请在党员页办理任免。")
        raise CannotElect(words % {"name": one.member.name}, field="reason")
    if term and case.variant != queries.BY_ELECTION and term.rec not in recs:
        words = _("批准以后又开始了新的一届任期，不能撤回批准。请在党员页办理任免。")
        raise CannotElect(words, field="reason")


def _plan(contest: Contest, done: Done) -> Plan:
    """Return what an approval enters, as the case tells it."""
    told, case = rules.in_force(), contest.case
    elected_on = contest.day_of("voting") or done.on
    return Plan(
        on=elected_on if told.takes_office == rules.ELECTION else done.on,
        posts=posts_of(contest),
        starts_on=elected_on,
        ends_on=told.last_day_of_term(elected_on, str(case.context.get("term", "usual"))),
    )


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
