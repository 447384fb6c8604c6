"""Closing a year: a checkpoint is published, cards are computed from it, and a record says so."""

from datetime import date

from django.utils.translation import gettext as _

from zhibu.assessment import sealing
from zhibu.assessment.actions.adopting import line_to
from zhibu.assessment.sealing import Head
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.refusal import Refusal
from zhibu.journal import log, sequencer
from zhibu.journal.backends import store
from zhibu.journal.leaves import Hand, Leaf
from zhibu.journal.sums import has_any
from zhibu.notary import checkpoints
from zhibu.notary.checkpoints import Why
from zhibu.party.models import Organization
from zhibu.party.sets import Level


class CannotSeal(Refusal):
    """The year cannot be closed so."""


def seal(committee: Organization, *, year: int, hand: Hand) -> list[Leaf]:
    """Close a year of the branches below a committee: a record for each standard that scores them.

    Everything entered until now counts, nothing entered later. Branches whose year is closed
    already stay as they are. Call outside any transaction: a checkpoint is published first.
    Raises CannotSeal for a year that is not over, where nothing is left to close, and where a
    standard was adopted meanwhile.
    """
    on = log.civil(hand.at)
    _check(committee, year, on)
    chosen = sealing.to_seal(committee, year)
    if not chosen:
        raise CannotSeal(
            _("%(year)d 年度没有可封存的支部：都已封存，或者没有支部。") % {"year": year}
        )
    head = _published(hand)
    told = [
        sealing.sealed_by(committee, pin, classes, year=year, on=on, head=head)
        for pin, classes in chosen.items()
    ]
    with log.act(*line_to(committee)):
        if sealing.to_seal(committee, year) != chosen:
            words = _("刚才有支部被封存、调整，或有新的标准被采用。请再封存一次。")
            raise CannotSeal(words)
        return [log.append(one, unit=committee.uid, **hand.told) for one in told]


def _check(committee: Organization, year: int, on: date) -> None:
    if committee.level == Level.BRANCH:
        raise CannotSeal(_("年度由党委或党总支封存，党支部不能自己封存。"))
    if on.year <= year:
        words = _("%(year)d 年度还没有结束，请在次年 1 月 1 日以后封存。")
        raise CannotSeal(words % {"year": year}, field="year")
    if not has_any(year):
        words = _("%(year)d 年度没有任何记录，不能封存。请检查 --year 写的年份。")
        raise CannotSeal(words % {"year": year}, field="year")


def _published(hand: Hand) -> Head:
    if store.is_staged():
        sequencer.settle()
    head = Checkpoint.parse(checkpoints.publish(hand.at, Why.SEAL).text)
    return Head(head.size, head.root.hex())
