"""Spot checks: announce, draw by the next published checkpoint, enter what was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.assessment.judges import Somebody, is_own
from zhibu.assessment.reasons import words_of
from zhibu.core import sampling
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.review import measure, rules, spots
from zhibu.review.actions.entering import enter
from zhibu.review.models import DrawnLine, Outcome, SpotCheck
from zhibu.review.records import Found, Pool, SpotAnnounced, SpotDrawn
from zhibu.review.records.spots import IN_ONE

LONGEST_TEXT = 100


class CannotSpotCheck(Refusal):
    """The spot check cannot be announced, drawn or entered so."""


@dataclass(frozen=True, slots=True)
class SpotTold:
    """What is announced: a text that becomes part of the seed, how many branches and items."""

    text: str
    branches: int
    items: int


def announce(*, organization: Organization, year: int, told: SpotTold, hand: Hand) -> Leaf:
    """Announce a draw among the branches below an organization that work in the system.

    Raises CannotSpotCheck without a text, for numbers out of bounds, and where nobody is below.
    """
    with log.act(organization.uid):
        on = log.civil(hand.at)
        text = " ".join(told.text.split())
        _insist_on_sense(text, told)
        below = party.branches_under(organization).filter(live_on__lte=on)
        uids = sorted(below.values_list("uid", flat=True))
        if not uids:
            raise CannotSpotCheck(_("下面还没有启用系统的支部，没有可抽的。"))
        standard = measure.standard_of(organization.uid, year)
        record = SpotAnnounced(
            organization=organization.uid, year=year, text=text, branches=told.branches,
            items=told.items, standard=measure.edition_of(standard),
            digest=sampling.pool_digest(uids), on=on,
            among=tuple(item.id for item in standard.items), pool=_pools(uids),
        )  # fmt: skip
        return log.append(record, unit=organization.uid, **hand.told)


def draw(spot: SpotCheck, *, hand: Hand) -> Leaf:
    """Draw by the first checkpoint that was published over the announcement.

    Raises CannotSpotCheck while there is none, and twice.
    """
    with log.act(spot.organization_id):
        now = SpotCheck.objects.get(rec=spot.rec)
        if now.drawn_at is not None:
            raise CannotSpotCheck(_("已经抽过了，结果不能重抽。"))
        seed = spots.seed_for(now)
        if seed is None:
            words = _("公告之后还没有公布账本头，种子还不知道。公布后再来抽，通常不超过一天。")
            raise CannotSpotCheck(words)
        record = SpotDrawn(
            spot=now.rec, size=seed.size, root=seed.root, seed=seed.hex,
            drawn=spots.drawn_by(seed.hex, spots.announcement_of(now)), on=log.civil(hand.at),
        )  # fmt: skip
        return log.append(record, unit=now.organization_id, **hand.told)


def find(
    line: DrawnLine, *, outcome: str, words: str, who: Somebody, hand: Hand, reason: str = ""
) -> Leaf:  # fmt: skip
    """Enter what was found of a drawn line, or correct it with a reason. No point moves by itself.

    Raises CannotSpotCheck in the own branch, without an outcome, and without words where what was
    found is not as recorded.
    """
    with log.act(line.branch_id):
        now = DrawnLine.objects.select_related("branch", "spot").get(pk=line.pk)
        if is_own(who, now.branch, now.spot.year):
            raise CannotSpotCheck(_("不能抽查本人所在的支部，请由别的人去。"))
        if outcome not in Outcome.values:
            raise CannotSpotCheck(_("请选一种结果。"), field="outcome")
        needed = outcome != Outcome.AS_RECORDED
        record = Found(
            spot=now.spot_id, branch=now.branch_id, item=now.item, outcome=Outcome(outcome),
            on=log.civil(hand.at),
            words=words_of(words, CannotSpotCheck, "words", needed=needed),
        )  # fmt: skip
        former = log.leaf_of_record(now.finding).lh if now.finding else None
        return enter(record, unit=now.branch_id, former=former, reason=reason, hand=hand)


def _insist_on_sense(text: str, told: SpotTold) -> None:
    bounds = rules.in_force()
    if not text:
        raise CannotSpotCheck(_("请写明抽查的名称，它是种子的一部分。"), field="text")
    if len(text) > LONGEST_TEXT:
        words = _("名称最多 %(most)d 字，请写得短些。") % {"most": LONGEST_TEXT}
        raise CannotSpotCheck(words, field="text")
    for field, value in (("branches", told.branches), ("items", told.items)):
        most = bounds[f"most_{field}"]
        if not 1 <= value <= most:
            words = _("应在 1 到 %(most)d 之间。") % {"most": most}
            raise CannotSpotCheck(words, field=field)


def _pools(uids: Sequence[str]) -> tuple[Pool, ...]:
    return tuple(Pool(tuple(uids[at : at + IN_ONE])) for at in range(0, len(uids), IN_ONE))
