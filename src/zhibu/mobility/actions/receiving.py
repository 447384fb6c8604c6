"""The receiving side: one act takes the member out of one branch and into the other."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.mobility import queries
from zhibu.mobility.models import Letter
from zhibu.mobility.records import Arrived, LetterReceived
from zhibu.mobility.refusals import (
    DUTY,
    CannotTransfer,
    insist_on_day,
    words_of,
)
from zhibu.party import actions as party
from zhibu.party import queries as parties
from zhibu.party.cards import Card
from zhibu.party.models import Member, Organization
from zhibu.party.sets import LeaveReason


def receive(*, letter: Letter, branch: Organization, hand: Hand) -> Leaf:
    """Take a member in: they leave the old branch and belong to the new one, or neither happens.

    Raises CannotTransfer where the letter waits no more, ran out, or is addressed elsewhere, and
    what ``party`` refuses.
    """
    with log.act(letter.branch_id, branch.uid):
        now = queries.waiting(letter.rec)
        today = log.civil(hand.at)
        _insist_on_address(now, branch)
        if today > now.valid_until:
            words = _("介绍信已于 %(day)s 过期，不能接收。请转出支部重开介绍信。")
            raise CannotTransfer(words % {"day": now.valid_until.isoformat()}, basis=DUTY)
        _move_out(now, today, hand)
        party.affiliate(member=now.member, branch=branch, from_on=today, hand=hand)
        return _received(now, today, hand, to_branch=branch.uid)


def receipt_from_outside(
    *, letter: Letter, received_on: date, handler: str, hand: Hand
) -> Leaf:  # fmt: skip
    """Enter the receipt that came back from outside; from its day the member belongs here no more.

    Raises CannotTransfer where the letter waits no more or is addressed to somebody here, or the
    day lies before the letter, after it ran out, or ahead.
    """
    with log.act(letter.branch_id):
        now = queries.waiting(letter.rec)
        if now.to_id:
            words = _("这封介绍信由系统内的党组织接收，不用登记纸质回执。")
            raise CannotTransfer(words)
        today = log.civil(hand.at)
        _insist_on_receipt(received_on, now.issued_on, today)
        if received_on > now.valid_until:
            words = _(
                "介绍信有效期到 %(day)s，回执上的接收日期在过期之后。"
                "请核对日期；确是过期后接收的，请重开介绍信。"
            )
            told = {"day": now.valid_until.isoformat()}
            raise CannotTransfer(words % told, basis=DUTY, field="received_on")
        taker = words_of(handler, "handler", CannotTransfer, most=100)
        _move_out(now, received_on, hand)
        return _received(now, received_on, hand, handler=taker)


def arrive(
    *, branch: Organization, card: Card, from_name: str, letter_number: str, received_on: date,
    hand: Hand,
) -> Member:  # fmt: skip
    """Take in somebody from outside with a paper letter: their card is opened, or found again.

    Raises CannotTransfer for a letter without number or origin, a day ahead, or somebody who
    belongs to a branch here; and what ``party`` refuses about the card.
    """
    with log.act(branch.uid):
        today = log.civil(hand.at)
        origin = words_of(from_name, "from_name", CannotTransfer, most=100)
        number = words_of(letter_number, "letter_number", CannotTransfer, most=60)
        _insist_on_receipt(received_on, card.joined_on, today)
        member = _known(card, received_on)
        if member is None:
            member = party.register_member(branch=branch, card=card, since=received_on, hand=hand)
        else:
            party.affiliate(member=member, branch=branch, from_on=received_on, hand=hand)
        record = Arrived(branch.uid, member.uid, origin, number, received_on)
        log.append(record, unit=branch.uid, **hand.told)
        return member


def _insist_on_receipt(day: date, first: date, today: date) -> None:
    insist_on_day(day, first=first, today=today, field="received_on", refuse=CannotTransfer)


def _insist_on_address(letter: Letter, branch: Organization) -> None:
    to = letter.to
    if to is None or not branch.is_branch or not branch.path.startswith(to.path):
        words = _("这封介绍信开往“%(name)s”，不能由%(branch)s接收。")
        told = {"name": letter.to_name, "branch": branch.name}
        raise CannotTransfer(words % told, field="branch")
    if branch.uid == letter.branch_id:
        raise CannotTransfer(_("转出和接收是同一个支部，请另选。"), field="branch")


def _move_out(letter: Letter, on: date, hand: Hand) -> None:
    """End what ties the member to the old branch; ``leaving`` ends their floating with it."""
    party.leave(
        member=letter.member, left_on=on, reason=LeaveReason.TRANSFERRED.value, hand=hand
    )  # fmt: skip


def _received(
    letter: Letter, on: date, hand: Hand, *, to_branch: str | None = None, handler: str = ""
) -> Leaf:
    record = LetterReceived(
        letter=letter.rec,
        member=letter.member_id,
        branch=letter.branch_id,
        to_branch=to_branch,
        received_on=on,
        first_due=letter.first_due,
        handler=handler,
    )
    return log.append(record, unit=letter.branch_id, **hand.told)


def _known(card: Card, on: date) -> Member | None:
    """Return who holds the card's number already, refusing somebody who belongs to a branch."""
    if not card.id_number:
        return None
    found = parties.members_holding([card.id_number]).get(card.id_number)
    if found is None:
        return None
    here = parties.branch_of(found, on)
    if here is not None:
        words = _("这名党员现在%(branch)s，请该支部在系统内开介绍信，不要重复登记。")
        raise CannotTransfer(words % {"branch": here.name}, basis=DUTY, field="id_number")
    return found
