"""Claiming a bonus, taking the claim back, and taking over what another branch did."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhibu.assessment.reasons import words_of
from zhibu.core.refusal import Refusal
from zhibu.grading import measure
from zhibu.grading.actions.entering import (
    insist_on_unsealed,
    insist_on_year,
    own_records,
)
from zhibu.grading.models import Adoption, Claim, Decision
from zhibu.grading.records import BonusAdopted, BonusClaimed
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party.models import Organization

LONGEST_TITLE, LONGEST_NAME, MOST_ADOPTERS = 60, 60, 30


class CannotClaim(Refusal):
    """A bonus cannot be claimed so, or the claim not be taken back."""


class CannotAdopt(Refusal):
    """The case cannot be taken over."""


@dataclass(frozen=True, slots=True)
class ClaimTold:
    """What a claim says. ``adopters`` are units that took it over before."""

    year: int
    title: str
    done: str
    result: str
    level: str = ""
    adopters: Sequence[str] = ()
    records: Sequence[str] = ()


def claim_bonus(*, branch: Organization, told: ClaimTold, hand: Hand) -> Leaf:
    """Enter a branch's claim, with what the standard gives for such a thing at most.

    Raises CannotClaim without title, deed or result, for a year not open, a level the standard
    does not know, a standard without bonus, and records that are not the branch's.
    """
    with log.act(branch.uid):
        on = log.civil(hand.at)
        insist_on_year(told.year, measure.years_open(on), CannotClaim)
        insist_on_unsealed(branch, told.year, CannotClaim)
        standard = measure.standard_of(branch.uid, told.year)
        most = measure.most_of(standard, told.level)
        if most is None:
            raise CannotClaim(_("请从标准的加分表里选一个等级。"), field="level")
        if not most or not standard.bonus_cap:
            raise CannotClaim(_("现行标准没有加分，不能申报。"))
        record = BonusClaimed(
            branch=branch.uid, year=told.year, standard=standard.id, on=on,
            title=_title(told.title), done=words_of(told.done, CannotClaim, "done"),
            result=words_of(told.result, CannotClaim, "result"), most=most, level=told.level,
            adopters=_adopters(told.adopters),
            records=own_records(branch, told.records, CannotClaim),
        )  # fmt: skip
        return log.append(record, unit=branch.uid, **hand.told)


def withdraw_claim(claim: Claim, *, reason: str, hand: Hand) -> Leaf:
    """Take back a claim that is not decided yet. Raises CannotClaim for any other."""
    with log.act(claim.branch_id):
        now = Claim.objects.get(rec=claim.rec)
        if not now.open:
            raise CannotClaim(_("这件申报已经认定或撤回。"))
        return log.withdraw(now.leaf_id, unit=now.branch_id, reason=reason, **hand.told)


def adopt_case(claim: Claim, *, branch: Organization, words: str, hand: Hand) -> Leaf:
    """Enter that a branch took over what an accepted claim tells of, and how.

    Raises CannotAdopt for one not accepted, the own one, twice, and without words.
    """
    with log.act(branch.uid):
        now = Claim.objects.get(rec=claim.rec)
        if now.decision != Decision.ACCEPTED:
            raise CannotAdopt(_("只有认定过的案例可以登记借鉴。"))
        if now.branch_id == branch.uid:
            raise CannotAdopt(_("这是本支部自己的案例，不用登记借鉴。"))
        if Adoption.objects.filter(claim=now, branch=branch).exists():
            raise CannotAdopt(_("本支部已经登记过借鉴这个案例。"))
        record = BonusAdopted(
            claim=now.rec, branch=branch.uid, on=log.civil(hand.at),
            words=words_of(words, CannotAdopt, "words"),
        )  # fmt: skip
        return log.append(record, unit=branch.uid, **hand.told)


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise CannotClaim(_("请写活动的名称。"), field="title")
    if len(title) > LONGEST_TITLE:
        words = _("名称最多 %(most)d 字，请写得短些。") % {"most": LONGEST_TITLE}
        raise CannotClaim(words, field="title")
    return title


def _adopters(names: Sequence[str]) -> tuple[str, ...]:
    told = tuple(dict.fromkeys(name for each in names if (name := " ".join(each.split()))))
    if len(told) > MOST_ADOPTERS or any(len(name) > LONGEST_NAME for name in told):
        words = _("借鉴单位每行写一个，最多 %(n)d 个，每个不超过 %(most)d 字。")
        shown = {"n": MOST_ADOPTERS, "most": LONGEST_NAME}
        raise CannotClaim(words % shown, field="adopters")
    return told
