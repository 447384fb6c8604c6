"""Judging a claim, each alone; then accepting or rejecting it, by yet another person."""

from django.utils.translation import gettext as _

from zhibu.assessment.judges import Somebody, is_own
from zhibu.assessment.reasons import words_of
from zhibu.core.refusal import Refusal
from zhibu.grading import measure, panel
from zhibu.grading.actions.entering import insist_on_unsealed
from zhibu.grading.models import Claim, Decision
from zhibu.grading.panel import Panel
from zhibu.grading.records import BonusDecided, BonusJudged
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op

POINT = 100


class CannotJudge(Refusal):
    """Somebody may not judge the claim, or not so."""


class CannotDecide(Refusal):
    """The claim cannot be decided so, or not by this person."""


def judge_bonus(
    claim: Claim, *, points: int, words: str, who: Somebody, hand: Hand, reason: str = ""
) -> Leaf:
    """Enter one person's sheet on a claim, in hundredths of points, or correct the own one.

    Raises CannotJudge in the own branch, once enough sheets are in, for more than a claim may
    give, and without words.
    """
    with log.act(claim.branch_id):
        now = _claim(claim, CannotJudge)
        found = panel.panel_of(now)
        own = found.sheet_of(who.uid)
        if why := why_not_judge(found, who):
            raise CannotJudge(why)
        if not 0 <= points <= now.most:
            told = _("请填 0 到 %(most)g 分。") % {"most": now.most / POINT}
            raise CannotJudge(told, field="points")
        record = BonusJudged(
            claim=now.rec, assessor=who.account.uid, person=who.uid, on=log.civil(hand.at),
            points=points, words=words_of(words, CannotJudge, "words"),
        )  # fmt: skip
        if own is None:
            return log.append(record, unit=None, **hand.told)
        return log.append(
            record, unit=None, op=Op.CORRECT, supersedes=own.leaf_id, reason=reason, **hand.told
        )


def decide_bonus(claim: Claim, *, accepted: bool, words: str, who: Somebody, hand: Hand) -> Leaf:
    """Accept a claim with the panel's mean, or reject it with reasons. Nobody types the points.

    Raises CannotDecide before the panel is complete, for who judged it or belongs to the branch,
    and for a rejection without reasons.
    """
    with log.act(claim.branch_id):
        now = _claim(claim, CannotDecide)
        found = panel.panel_of(now)
        if why := why_not_decide(found, who):
            raise CannotDecide(why)
        on = log.civil(hand.at)
        record = BonusDecided(
            claim=now.rec, branch=now.branch_id, person=who.uid, on=on,
            decision=Decision.ACCEPTED if accepted else Decision.REJECTED,
            counts_on=measure.counted_on(on, now.year), points=found.mean if accepted else 0,
            sheets=tuple(sheet.rec for sheet in found.sheets),
            given=tuple(one.points for one in found.told),
            words=words_of(words, CannotDecide, "words", needed=not accepted),
        )  # fmt: skip
        return log.append(record, unit=now.branch_id, **hand.told)


def why_not_judge(found: Panel, who: Somebody) -> str:
    """Return why somebody may not judge a claim, or nothing."""
    if is_own(who, found.claim.branch, found.claim.year):
        return _("不能评本人所在支部的申报，请由别的人评。")
    if found.sheet_of(who.uid) is not None and found.sealed.full:
        return _("评判已经交齐，不能再改。")
    if not found.sealed.wants_more:
        return _("这件申报已由 %(n)d 人评判，不用再评。") % {"n": len(found.sheets)}
    return ""


def why_not_decide(found: Panel, who: Somebody) -> str:
    """Return why somebody may not decide a claim, or nothing."""
    if is_own(who, found.claim.branch, found.claim.year):
        return _("不能认定本人所在支部的申报，请由别的人认定。")
    if found.sheet_of(who.uid) is not None:
        return _("评判过这件申报的人不能认定它，请由别的人认定。")
    sealed = found.sealed
    if not sealed.full:
        words = _("还差 %(n)d 人独立评判，交齐以后才能认定。")
        return words % {"n": sealed.missing}
    if sealed.wants_more:
        return _("两人评判相差较大，请第三人评判以后再认定。")
    return ""


def _claim(claim: Claim, refusal: type[Refusal]) -> Claim:
    """Read a claim again, now that nobody else decides it. Raises for one that is not open."""
    now = Claim.objects.select_related("branch").get(rec=claim.rec)
    if not now.open:
        raise refusal(_("这件申报已经认定或撤回。"))
    insist_on_unsealed(now.branch, now.year, refusal)
    return now
