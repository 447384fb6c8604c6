"""Polls of persons: who may answer, how many did, what it came to."""

from datetime import date, timedelta
from unicodedata import normalize

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhibu.core.ballots import Choice, Question
from zhibu.journal import log
from zhibu.party.models import Account, Affiliation, Organization
from zhibu.party.models.validity import holds_on
from zhibu.party.queries import branch_of, superiors_of
from zhibu.party.queries.members import present_on
from zhibu.polls.models import BallotBox, Level, PaperCount, Participation, Poll, Ticket

SHOWN = 100
MEMBERS, INVITED = 0, 1
REPEAT_DAYS = 183
_FEW = 5


def polls_of(organization: Organization) -> QuerySet[Poll]:
    """Return an organization's polls, the latest first."""
    found = Poll.objects.filter(organization=organization)
    return found.order_by("-opened_at", "rec")[:SHOWN]


def questions_of(poll: Poll) -> tuple[Question, ...]:
    """Return what a poll asks."""
    return tuple(
        Question(one["words"], tuple(Choice(**choice) for choice in one["choices"]))
        for one in poll.questions
    )


def roll_of(organization: Organization, on: date) -> frozenset[str]:
    """Return who belonged to an organization or below it on a day."""
    rows = Affiliation.objects.filter(
        holds_on(on), present_on(on, "member__"), _under("organization__path", organization.path)
    )
    return frozenset(rows.values_list("member_id", flat=True))


def _under(field: str, path: str) -> Q:
    return Q(**{f"{field}__gte": path, f"{field}__lt": f"{path}~"})


def is_on_roll(poll: Poll, member: str | None) -> bool:
    """Say whether a member may answer: who belonged there on the day the poll opened."""
    if member is None or not poll.members:
        return False
    rows = Affiliation.objects.filter(
        holds_on(poll.opened_on), present_on(poll.opened_on, "member__"), member=member
    )
    return rows.filter(_under("organization__path", poll.organization.path)).exists()


def was_there(poll: Poll, member: str | None) -> bool:
    """Say whether a member is on the roll and was so before the poll opened.

    Who is entered with an earlier day afterwards does not vote: else the holder could make voters.
    """
    if not is_on_roll(poll, member):
        return False
    rows = Affiliation.objects.filter(holds_on(poll.opened_on), member=member)
    lines = (log.versions_of(rec) for rec in rows.values_list("rec", flat=True))
    return any(versions and versions[0].at <= poll.opened_at for versions in lines)


def has_answered(poll: Poll, member: str | None) -> bool:
    """Say whether a member's ballot was taken, or the token signed. Told to that member alone."""
    return Participation.objects.filter(poll=poll.rec, person=member or "").exists()


def open_to(account: Account, today: date) -> list[Poll]:
    """Return the open polls that a person has not answered yet, those that end soon first."""
    branch = branch_of(account.member_id, today) if account.member_id else None
    if branch is None:
        return []
    holders = [branch, *superiors_of(branch)]
    rows = Poll.objects.filter(
        organization__in=holders, closed_at=None, members=True, closes_on__gte=today
    ).exclude(level="paper")
    answered = Participation.objects.filter(person=account.member_id, poll=OuterRef("rec"))
    waiting = rows.exclude(Exists(answered)).select_related("organization")
    found = waiting.order_by("closes_on", "rec")[:SHOWN]
    return [one for one in found if is_on_roll(one, account.member_id)]


def signed_for(account: Account, today: date) -> list[Poll]:
    """Return the open polls for which a person's blind token was signed; not whether it was cast.

    Nobody knows that.
    """
    signed = Participation.objects.filter(person=account.member_id or "").values_list("poll")
    rows = Poll.objects.filter(rec__in=signed, level=Level.BLIND, closed_at=None)
    return list(rows.filter(closes_on__gte=today).order_by("closes_on", "rec")[:SHOWN])


def told_to(account: Account, today: date) -> list[Poll]:
    """Return the polls of a person's branch and above it whose results are out."""
    branch = branch_of(account.member_id, today) if account.member_id else None
    if branch is None:
        return []
    holders = [branch, *superiors_of(branch)]
    rows = Poll.objects.filter(organization__in=holders, closed_at__isnull=False)
    return list(rows.select_related("organization").order_by("-closed_at", "rec")[:SHOWN])


def turnout_of(poll: Poll) -> int:
    """Return how many took part in a poll that is open: a number, never who."""
    used = Ticket.objects.filter(poll=poll.rec, used=True).count()
    return Participation.objects.filter(poll=poll.rec).count() + used


def papers_of(poll: Poll) -> list[PaperCount]:
    """Return the counts of paper ballots, and whether a second person counted the same."""
    return list(PaperCount.objects.filter(poll=poll).order_by("group"))


def box_of(poll: Poll) -> BallotBox | None:
    """Return the ballots that wait for company."""
    return BallotBox.objects.filter(poll=poll.rec).first()


def nearly_the_same(organization: Organization, words: tuple[str, ...], on: date) -> Poll | None:
    """Return a recent poll with a question in common whose roll differs by fewer than five persons.

    From two such results one could reckon what the few think who were in only one. Signs and
    spaces make no other question, and polls above and below have much the same roll.
    """
    roll, asked = roll_of(organization, on), {_bare(one) for one in words}
    line = [organization, *superiors_of(organization)]
    recent = Poll.objects.filter(
        Q(organization__in=line) | _under("organization__path", organization.path),
        members=True, opened_on__gt=on - timedelta(REPEAT_DAYS),
    ).select_related("organization")  # fmt: skip
    for one in recent.order_by("-opened_at", "rec")[:SHOWN]:
        alike = not asked.isdisjoint(_bare(question["words"]) for question in one.questions)
        if alike and 0 < _apart(roll, one) < _FEW:
            return one
    return None


def _apart(roll: frozenset[str], poll: Poll) -> int:
    """Return how many persons are in a roll or a poll's, not in both.

    Whoever was entered with an earlier day after the poll opened was not counted then.
    """
    then = roll_of(poll.organization, poll.opened_on)
    return max(len(roll ^ then), abs(len(then) - (poll.roll_size - poll.invited)))


def _bare(words: str) -> str:
    """Return a question's letters and digits alone, so that it is known in another dress."""
    return "".join(sign for sign in normalize("NFKC", words).casefold() if sign.isalnum())
