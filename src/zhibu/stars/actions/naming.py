"""A committee names demonstration branches until a day, and may withdraw the name."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.periods import add_months
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party.models import Organization
from zhibu.stars import rules
from zhibu.stars.actions.refusals import LONGEST_TITLE, CannotRate, words_of
from zhibu.stars.models import Demonstration
from zhibu.stars.records import DemonstrationNamed, DemonstrationWithdrawn


def name_demonstration(
    *, committee: Organization, branch: Organization, title: str, reason: str, until_on: date,
    hand: Hand,
) -> Leaf:  # fmt: skip
    """Name a branch. Raises CannotRate where it has a name now, or the day is past or too far."""
    today, years = log.civil(hand.at), rules.in_force().demonstration_years.number
    with log.act(branch.uid):
        named = Demonstration.objects.filter(branch=branch, withdrawn_on=None)
        if named.filter(until_on__gte=today).exists():
            raise CannotRate(_("这个支部现在就是示范党支部，到期或撤销后才能再命名。"))
        if not today < until_on <= add_months(today, 12 * years):
            words = _("有效期到今天以后、%(years)d 年以内，请另选一天。")
            raise CannotRate(words % {"years": years}, field="until_on")
        told = DemonstrationNamed(
            branch=branch.uid,
            committee=committee.uid,
            title=words_of(title, "title", CannotRate, most=LONGEST_TITLE),
            reason=words_of(reason, "reason", CannotRate),
            until_on=until_on,
            on=today,
        )
        return log.append(told, unit=branch.uid, **hand.told)


def withdraw_demonstration(named: Demonstration, *, reason: str, hand: Hand) -> Leaf:
    """Withdraw a name before its day. Raises CannotRate where it is over, and without a reason."""
    with log.act(named.branch_id):
        now, today = Demonstration.objects.get(rec=named.rec), log.civil(hand.at)
        if now.withdrawn_on is not None or now.until_on < today:
            raise CannotRate(_("命名已经到期或撤销。"))
        why = words_of(reason, "reason", CannotRate)
        told = DemonstrationWithdrawn(now.rec, now.branch_id, why, today)
        return log.append(told, unit=now.branch_id, **hand.told)
