"""How a notice ends: struck off, taken to the superior, or taken back because it was wrong."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.notices.actions.refusals import (
    CannotRectify,
    day_of,
    enter,
    holding,
    insist,
    insist_on_stranger,
    words_of,
)
from zhibu.notices.models import Notice, State, Step
from zhibu.notices.records import Closed, Escalated
from zhibu.notices.stages import Who, stage_of


def close(notice: Notice, *, hand: Hand) -> Leaf:
    """Strike a notice off. Raises CannotRectify before a re-check passed."""
    with holding(notice) as now:
        insist_on_stranger(now, hand)
        insist(now, State.PASSED)
        return enter(Closed(now.rec, log.civil(hand.at)), now, hand)


def escalate(notice: Notice, *, why: str, reply_by: date | None, hand: Hand) -> Leaf:
    """Take a notice to the superior with a new day.

    Raises CannotRectify unless a re-check did not pass, or the branch let a day go by.
    """
    with holding(notice) as now:
        today = log.civil(hand.at)
        stage = stage_of(now, today)
        late = stage.who is Who.BRANCH and stage.is_overdue
        if now.state != State.NOT_PASSED and not late:
            raise CannotRectify(_("复查没有通过，或者支部逾期未办，才能上报督办。"))
        superior = now.issuer.superior_id or ""
        told = Escalated(now.rec, superior, words_of(why, "why"), today, day_of(reply_by, today))
        return enter(told, now, hand)


def withdraw(notice: Notice, *, reason: str, hand: Hand) -> Leaf:
    """Take a notice back that was wrongly issued, with all that followed: its facts go too.

    The number stays used and the page stays. Raises CannotRectify where it is over.
    """
    with holding(notice) as now:
        insist_on_stranger(now, hand)
        if now.over:
            raise CannotRectify(_("这份通知书已经销号或撤回，不能再撤回。"))
        why = words_of(reason, "reason")
        steps = Step.objects.filter(notice=now, withdrawn=False).order_by("-at", "leaf_id")
        hashes = [bytes(lh) for lh in steps.values_list("leaf_id", flat=True)]
        return log.withdraw_many([*hashes, bytes(now.leaf_id)], reason=why, hand=hand)[-1]
