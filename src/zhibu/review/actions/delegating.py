"""Delegating: the top committee declares who judges on which occasion."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party.models import Organization
from zhibu.party.sets import Level
from zhibu.review.models import Delegation, Occasion
from zhibu.review.records import Delegated


class CannotDelegate(Refusal):
    """Judging cannot be delegated so."""


def delegate(
    *, organization: Organization, committee: Organization, occasions: Collection[str],
    from_on: date, until_on: date | None, hand: Hand,
) -> Leaf:  # fmt: skip
    """Enter that a committee below judges on some occasions from a day on, perhaps until a day.

    Raises CannotDelegate by who is not the top, to a branch or to nobody below, for no occasion,
    and for days in the wrong order.
    """
    with log.act(organization.uid):
        _insist(organization, committee)
        known = [one for one in Occasion if one.value in occasions]
        if not known:
            raise CannotDelegate(_("请至少选一种考核。"), field="occasions")
        if until_on is not None and until_on < from_on:
            raise CannotDelegate(_("结束日期早于开始日期，请核对。"), field="until_on")
        told = Delegated(
            organization=organization.uid, committee=committee.uid, occasions=tuple(known),
            on=log.civil(hand.at), from_on=from_on, until_on=until_on,
        )  # fmt: skip
        return log.append(told, unit=organization.uid, **hand.told)


def withdraw_delegation(delegation: Delegation, *, reason: str, hand: Hand) -> Leaf:
    """Take a delegation back, with a reason; sheets that are in stay."""
    unit = delegation.organization_id
    with log.act(unit):
        return log.withdraw(delegation.leaf_id, unit=unit, reason=reason, **hand.told)


def _insist(organization: Organization, committee: Organization) -> None:
    if organization.superior_id is not None:
        raise CannotDelegate(_("委托考核由最上级党委登记。"))
    below = committee.path.startswith(organization.path) and committee.path != organization.path
    if not below or committee.level == Level.BRANCH:
        words = _("只能委托给本党委下面的党委或党总支，不能委托给党支部。")
        raise CannotDelegate(words, field="committee")
