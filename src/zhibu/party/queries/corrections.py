from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhibu.journal.reading import latest_of, leaves_by_hash, records_by_hash, records_of
from zhibu.party.models import Affiliation, Answer, CorrectionRequest, Member, Organization
from zhibu.party.models.validity import holds_on
from zhibu.party.queries.organizations import Owner, below
from zhibu.party.records.corrections import CorrectionAnswered, CorrectionAsked

SHOWN = 200


class Told(NamedTuple):
    """What a member asked, and in which words it was answered; empty where there are none."""

    request: CorrectionRequest
    words: str


class Pair(NamedTuple):
    """Two cards that may be of one person, the earlier registered first."""

    first: Member
    second: Member
    first_branch: Organization
    second_branch: Organization


def corrections_waiting(branch: Owner) -> QuerySet[CorrectionRequest]:
    """Return what members of a branch asked and nobody answered, oldest first."""
    waiting = CorrectionRequest.objects.filter(branch=branch, answer=Answer.WAITING)
    return waiting.select_related("member").order_by("asked_on", "rec")[:SHOWN]


def asked_in(requests: Sequence[CorrectionRequest]) -> list[CorrectionAsked]:
    """Return what requests ask for, which only their records say. Two queries."""
    leaves = leaves_by_hash([bytes(one.leaf_id) for one in requests])
    return list(records_of([leaves[bytes(one.leaf_id)] for one in requests]))


def corrections_of(member: Member) -> list[Told]:
    """Return what a member asked, latest first, and what was answered. Three queries at most."""
    asked = CorrectionRequest.objects.filter(member=member).order_by("-asked_on", "rec")
    found = list(asked[:SHOWN])
    answers = {rec: leaf.lh for rec, leaf in latest_of(_answers_in(found)).items()}
    said: dict[bytes, CorrectionAnswered] = records_by_hash(answers.values()) if answers else {}
    words = {rec: said[lh].words for rec, lh in answers.items()}
    return [Told(one, words.get(one.answered_rec, "")) for one in found]


def _answers_in(requests: Sequence[CorrectionRequest]) -> list[str]:
    return [one.answered_rec for one in requests if one.answered_rec]


def merged_with(member: Member) -> list[tuple[Member, Organization]]:
    """Return the card that stands for one, or those it stands for, each with its last branch.

    Three queries at most.
    """
    found = Member.objects.filter(Q(uid=member.merged_into_id) | Q(merged_into=member.uid))
    cards = list(found.order_by("uid")[:SHOWN])
    rows = Affiliation.objects.filter(member__in=cards).select_related("organization")
    last = {row.member_id: row.organization for row in rows.order_by("from_on")} if cards else {}
    return [(one, last[one.uid]) for one in cards if one.uid in last]


def duplicates_under(org: Organization, on: date) -> list[Pair]:
    """Return pairs of cards below with one name and one day of birth or of joining. Four queries.

    Cards that both have a number are of two people, whatever their names. At most 200 pairs.
    """
    within = Affiliation.objects.filter(holds_on(on), below_of(org))
    here = Member.objects.filter(merged_into=None, uid__in=within.values("member_id"))
    alike = Q(birth_on=OuterRef("birth_on")) | Q(joined_on=OuterRef("joined_on"))
    other = here.filter(alike, name=OuterRef("name"), sex=OuterRef("sex")).exclude(
        uid=OuterRef("uid")
    )
    found = list(here.filter(Exists(other)).order_by("name", "sex", "uid")[: 2 * SHOWN])
    rows = within.filter(member__in=found).select_related("organization")
    branches = {row.member_id: row.organization for row in rows}
    return [
        Pair(one, two, branches[one.uid], branches[two.uid])
        for place, one in enumerate(found)
        for two in found[place + 1 :]
        if _may_be_one(one, two)
    ][:SHOWN]


def below_of(org: Organization) -> Q:
    """Return the condition on affiliations that their organization lies in or below one."""
    return Q(organization__in=Organization.objects.filter(below(org.path)).values("uid"))


def _may_be_one(one: Member, two: Member) -> bool:
    born = one.birth_on is None or two.birth_on is None or one.birth_on == two.birth_on
    same = (one.birth_on and one.birth_on == two.birth_on) or one.joined_on == two.joined_on
    numbered = one.id_number_index is not None and two.id_number_index is not None
    return bool(one.name == two.name and one.sex == two.sex and born and same and not numbered)
