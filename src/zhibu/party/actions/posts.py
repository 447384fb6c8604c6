from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.log import Hand, Leaf
from zhibu.party import membership
from zhibu.party.actions.organizations import committee_since
from zhibu.party.models import (
    Affiliation,
    GroupMembership,
    Member,
    Organization,
    PartyGroup,
    PostHeld,
    Term,
)
from zhibu.party.models.validity import holds_on
from zhibu.party.records import Appointed, PostEnded, TermBegan
from zhibu.party.sets import SINGLE_POSTS, Post, Standing


class CannotBeginTerm(Refusal):
    """The term cannot begin as told."""


class CannotAppoint(Refusal):
    """The member cannot take up the post."""


class CannotEndPost(Refusal):
    """The post cannot end on that day."""


def begin_term(
    *, organization: Organization, starts_on: date, ends_on: date, has_committee: bool, hand: Hand
) -> Leaf:
    """Enter that a term of office began; the former one, if it had expired, is settled by it.

    Raises CannotBeginTerm where it is longer than five years or begins before the former one did.
    """
    with log.act(organization.uid):
        terms = list(Term.objects.filter(organization=organization).order_by("starts_on"))
        _insist_on_days(terms, starts_on, ends_on=ends_on, today=log.civil(hand.at))
        record = TermBegan(
            organization=organization.uid,
            starts_on=starts_on,
            ends_on=ends_on,
            has_committee=has_committee,
            committee_since=committee_since(terms),
            former_ended_on=terms[-1].ends_on if terms else None,
        )
        return log.append(record, unit=organization.uid, **hand.told)


def appoint(
    *,
    member: Member,
    organization: Organization,
    post: str,
    from_on: date,
    hand: Hand,
    party_group: PartyGroup | None = None,
) -> Leaf:
    """Enter that a member took up a post.

    Raises CannotAppoint where the post is held, or the member does not belong there or is on
    probation.
    """
    if post not in Post.values:
        raise CannotAppoint(_("请选择职务。"), field="post")
    if (post == Post.GROUP_LEADER) != (party_group is not None):
        raise CannotAppoint(_("任党小组组长须选择党小组，其他职务不选。"), field="party_group")
    with log.act(organization.uid):
        if from_on > log.civil(hand.at):
            raise CannotAppoint(_("任职日期不能晚于今天。"), field="from_on")
        _insist_on_eligibility(member, organization, from_on)
        _insist_on_vacancy(member, organization, post=Post(post), on=from_on)
        if party_group:
            _insist_on_own_group(member, organization, group=party_group, on=from_on)
        record = Appointed(
            member=member.uid,
            organization=organization.uid,
            post=Post(post).value,
            from_on=from_on,
            party_group=party_group.uid if party_group else None,
        )
        return log.append(record, unit=organization.uid, **hand.told)


def end_post(*, post: PostHeld, ended_on: date, hand: Hand) -> Leaf:
    """Enter that a member's time in a post ended.

    Raises CannotEndPost where it ended before, or the day does not fit.
    """
    with log.act(post.organization_id):
        now = PostHeld.objects.get(pk=post.pk)
        if not now.is_open:
            raise CannotEndPost(_("该任职已经结束。"))
        if not now.from_on <= ended_on <= log.civil(hand.at):
            words = _("免职日期应在任职（%(day)s）之后、今天之前。")
            raise CannotEndPost(words % {"day": now.from_on.isoformat()}, field="ended_on")
        record = PostEnded(now.rec, now.member_id, now.organization_id, ended_on)
        return log.append(record, unit=now.organization_id, **hand.told)


def _insist_on_days(terms: list[Term], starts_on: date, *, ends_on: date, today: date) -> None:
    if starts_on > today:
        raise CannotBeginTerm(_("任期开始日期不能晚于今天。"), field="starts_on")
    if not starts_on < ends_on <= membership.longest_term_until(starts_on):
        words = _("任期届满日期应在开始之后，且任期最长五年。")
        basis = _("《中国共产党支部工作条例（试行）》第二十二条")
        raise CannotBeginTerm(words, basis=basis, field="ends_on")
    if terms and starts_on <= terms[-1].starts_on:
        words = _("新一届任期应晚于上一届开始日期（%(day)s）。")
        words = words % {"day": terms[-1].starts_on.isoformat()}
        raise CannotBeginTerm(words, field="starts_on")


def _insist_on_eligibility(member: Member, organization: Organization, on: date) -> None:
    within = Q(organization=organization)
    if not organization.is_branch:
        path = organization.path
        within = Q(organization__path__gte=path, organization__path__lt=f"{path}~")
    if not Affiliation.objects.filter(holds_on(on), within, member=member).exists():
        words = _("%(name)s当日不是该党组织的党员，不能任职。")
        raise CannotAppoint(words % {"name": member.name}, field="member")
    if member.standing_on(on) is not Standing.FULL:
        words = _("%(name)s当日是预备党员，没有被选举权，不能任职。")
        basis = _("《中国共产党章程》第七条")
        raise CannotAppoint(words % {"name": member.name}, basis=basis, field="member")


def _insist_on_vacancy(member: Member, organization: Organization, *, post: Post, on: date) -> None:
    held = PostHeld.objects.filter(organization=organization, post=post)
    held = held.filter(Q(until_on=None) | Q(until_on__gt=on)).select_related("member")
    if post not in SINGLE_POSTS:
        held = held.filter(member=member)
    if present := held.first():
        told = {"post": str(post.label), "name": present.member.name}
        words = _("%(post)s由%(name)s担任，请先办理免职。")
        raise CannotAppoint(words % told, field="post")


def _insist_on_own_group(
    member: Member, organization: Organization, *, group: PartyGroup, on: date
) -> None:
    belongs = GroupMembership.objects.filter(holds_on(on), member=member, party_group=group)
    if group.branch_id != organization.uid or not belongs.exists():
        words = _("%(name)s当日不在该党小组，请先编组。")
        raise CannotAppoint(words % {"name": member.name}, field="party_group")
    led = PostHeld.objects.filter(party_group=group, post=Post.GROUP_LEADER)
    if led.filter(Q(until_on=None) | Q(until_on__gt=on)).exists():
        raise CannotAppoint(_("该党小组已有组长，请先办理免职。"), field="party_group")
