"""Opening a journal: its genesis is the first leaf, and says what sort of journal it is."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhibu.core import ids
from zhibu.core.refusal import Refusal
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.journal.models import LeafRow
from zhibu.journal.records import Genesis


class AlreadyOpen(Refusal):
    """A journal has one beginning."""


def is_open() -> bool:
    """Say whether the journal has its genesis."""
    return LeafRow.objects.filter(kind="genesis").exists()


@transaction.atomic
def open_journal(*, demo: bool, hand: Hand) -> Leaf:
    """Write the genesis. Raises AlreadyOpen where there is one.

    Only a demonstration's journal accepts entry times in the past, and every page says so.
    """
    if is_open():
        raise AlreadyOpen(_("账本已经建立，不能再建。"))
    genesis = Genesis(ids.new_id("i"), log.civil(hand.at), demo)
    return log.append(genesis, unit=None, op=Op.SYSTEM, **hand.told)
