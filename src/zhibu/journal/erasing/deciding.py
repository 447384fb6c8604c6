"""Approving or refusing: two persons other than who asked, and other than each other."""

from django.utils.translation import gettext_lazy as _

from zhibu.journal import log
from zhibu.journal.erasing import carrying_out
from zhibu.journal.erasing.refusing import CannotErase
from zhibu.journal.erasing.telling import Request, request_of
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.records import ErasureApproved, ErasureRefused, State

ENOUGH = 2


def approve(request: str, *, person: str, hand: Hand) -> Leaf:
    """Enter one person's approval; the second one carries the request out in one transaction.

    Raises CannotErase where the request is closed, or the person asked or spoke already, by
    whatever account.
    """
    with log.act(*_unit_of(request)):
        asked = _insist_on_voice(request, person)
        voice = ErasureApproved(request, person, log.civil(hand.at))
        leaf = _say(voice, asked, op=Op.APPROVE, hand=hand)
        approvers = [*(one.actor for one in asked.voices if one.approves), hand.by]
        if len(approvers) >= ENOUGH:
            carrying_out.carry_out(asked, approvers=tuple(approvers), hand=hand)
        return leaf


def refuse(request: str, *, why: str, person: str, hand: Hand) -> Leaf:
    """Enter that one person refuses, and why: the request is closed and nothing changes.

    Raises CannotErase as ``approve``, and without a reason.
    """
    if not why.strip():
        raise CannotErase(_("请写明不同意的理由。"), field="why")
    with log.act(*_unit_of(request)):
        asked = _insist_on_voice(request, person)
        voice = ErasureRefused(request, person, log.civil(hand.at), why.strip())
        return _say(voice, asked, op=Op.RETURN, hand=hand)


def _unit_of(request: str) -> list[str]:
    found = request_of(request)
    if found is None:
        raise CannotErase(_("没有这件申请。"))
    return [found.unit] if found.unit else []


def _insist_on_voice(request: str, person: str) -> Request:
    """Return the request as it stands now that the unit is held."""
    found = request_of(request)
    if found is None or found.state is not State.OPEN:
        raise CannotErase(_("这件申请已经办结，不能再表态。"))
    if found.asked.person == person:
        raise CannotErase(_("不能同意或不同意自己提出的申请，须由另外两人表态。"))
    if any(one.person == person for one in found.voices):
        raise CannotErase(_("您已经表过态，还须另一人表态。换账号也算同一人。"))
    return found


def _say(voice: ErasureApproved | ErasureRefused, asked: Request, *, op: Op, hand: Hand) -> Leaf:
    return log.append(
        voice, unit=asked.unit, op=op, supersedes=asked.leaf.lh, rec=asked.rec, **hand.told
    )
